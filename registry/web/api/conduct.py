"""Conduct, disclosures, replies and deadlines, as the API tells of them."""

from __future__ import annotations

from typing import Any, TypeVar

from registry.core.deadlines import deadlines as all_deadlines
from registry.core.records import Conduct, Disclosure, Lab, Reply
from registry.publish.machine.conduct import (
    ConductJson,
    DeadlineJson,
    DisclosureJson,
    ReplyJson,
    conduct_json,
    deadline_json,
    disclosure_json,
    reply_json,
)
from registry.web.api.operations import Listing, operation
from registry.web.api.parameters import ABOUT, LAB, LISTED, STANDING, TOPIC, VERDICT
from registry.web.context import View
from registry.web.finding import find_conduct, find_disclosure

T = TypeVar("T", Conduct, Disclosure, Reply)


@operation(
    "/conduct/",
    group="Conduct",
    answers=ConductJson,
    listed=True,
    parameters=(LAB, VERDICT, ABOUT, *LISTED),
)
def conduct(here: View, lab: str | None, verdict: str | None, about: str | None) -> Listing[Any]:
    """Events that bear on whether promises were kept, newest first."""
    found = (
        entry
        for each in _labs(here, lab)
        for entry in each.conduct
        if verdict in (None, entry.verdict) and (about is None or about in entry.about)
    )
    return Listing(_newest_first(here, *found), conduct_json)


@operation("/labs/<lab>/conduct/<name>/", group="Conduct", answers=ConductJson)
def conduct_entry(here: View, lab: str, name: str) -> ConductJson:
    """One event."""
    return conduct_json(find_conduct(here.catalog.lab(lab), name))


@operation("/disclosures/", group="Conduct", answers=DisclosureJson, listed=True, parameters=(LAB, *LISTED))
def disclosures(here: View, lab: str | None) -> Listing[Any]:
    """Facts on how insiders may speak, newest first."""
    found = (entry for each in _labs(here, lab) for entry in each.disclosures)
    return Listing(_newest_first(here, *found), disclosure_json)


@operation("/labs/<lab>/disclosures/<name>/", group="Conduct", answers=DisclosureJson)
def disclosure(here: View, lab: str, name: str) -> DisclosureJson:
    """One fact."""
    return disclosure_json(find_disclosure(here.catalog.lab(lab), name))


@operation("/replies/", group="Conduct", answers=ReplyJson, listed=True, parameters=(LAB, *LISTED))
def replies(here: View, lab: str | None) -> Listing[Any]:
    """What labs answered, in their own words, newest first."""
    found = (entry for each in _labs(here, lab) for entry in each.replies)
    return Listing(_newest_first(here, *found), reply_json)


@operation(
    "/deadlines/",
    group="Conduct",
    answers=DeadlineJson,
    listed=True,
    parameters=(LAB, TOPIC, STANDING, *LISTED),
)
def deadlines(here: View, lab: str | None, topic: str | None, state: str | None) -> Listing[Any]:
    """Promises that name a date, soonest first."""
    _labs(here, lab)
    if topic:
        here.catalog.topic(topic)
    found = (
        item
        for item in all_deadlines(here.catalog, here.as_of)
        if lab in (None, item.lab.slug)
        and topic in (None, item.tenure.clause.topic)
        and state in (None, item.standing)
    )
    return Listing(tuple(found), deadline_json)


def _labs(here: View, lab: str | None) -> tuple[Lab, ...]:
    """The lab asked for, or all. Raises NotFound for one that is not on record."""
    return (here.catalog.lab(lab),) if lab else tuple(here.catalog.labs.values())


def _newest_first(here: View, *entries: T) -> tuple[T, ...]:
    known = [entry for entry in entries if entry.date.last <= here.as_of]
    return tuple(sorted(known, key=lambda entry: (entry.date, entry.path), reverse=True))
