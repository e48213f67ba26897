"""Labs, topics and who decides, as the API tells of them."""

from __future__ import annotations

from typing import Any, TypedDict

from registry.core.adoption import adopters
from registry.core.topics import topic_record
from registry.publish.machine.clauses import HeldJson, held_json
from registry.publish.machine.labs import (
    AdopterJson,
    LabJson,
    WholeLabJson,
    WholeTopicJson,
    adopter_json,
    lab_json,
    whole_lab_json,
    whole_topic_json,
)
from registry.publish.machine.standards import TopicJson, topic_json
from registry.publish.machine.values import Day
from registry.web.api.operations import Listing, operation
from registry.web.api.parameters import ASPECT, DECISION, DOCUMENT, LAB, LISTED, STRENGTH, TOPIC
from registry.web.context import View
from registry.web.decisions import DecisionView, LabDecision, decision_views
from registry.web.finding import not_found
from registry.web.scores import scorecard


class DeciderJson(TypedDict):
    """A role or body as clauses name it; `alone`: its words name one person, which is read by a rule."""

    name: str
    since: Day
    alone: bool
    clauses: list[str]


class LabDecisionJson(TypedDict):
    """Who takes a decision at one lab; `unnamed` promises name nobody, `waived` ones one person can set aside."""

    lab: str
    promises: int
    unnamed: int
    waived: list[str]
    deciders: list[DeciderJson]


class DecisionJson(TypedDict):
    """A decision, the topics that bear on it, and who takes it at each lab."""

    decision: str
    title: str
    about: str
    topics: list[str]
    labs: list[LabDecisionJson]


@operation("/labs/", group="Labs", answers=LabJson, listed=True, parameters=LISTED)
def labs(here: View) -> Listing[Any]:
    """All labs."""
    return Listing(tuple(here.catalog.labs.values()), lambda lab: lab_json(here.catalog, lab, here.as_of))


@operation("/labs/<lab>/", group="Labs", answers=WholeLabJson)
def lab(here: View, lab: str) -> WholeLabJson:
    """One lab: its documents, how it stands on every topic, its totals under every standard, its replies."""
    found = here.catalog.lab(lab)
    cards = (scorecard(here.catalog, name, lab, here.as_of) for name in here.catalog.standards)
    return whole_lab_json(here.catalog, found, cards, here.as_of)


@operation(
    "/clauses/",
    group="Clauses",
    answers=HeldJson,
    listed=True,
    parameters=(LAB, DOCUMENT, TOPIC, ASPECT, STRENGTH, *LISTED),
)
def clauses(
    here: View,
    lab: str | None,
    document: str | None,
    topic: str | None,
    aspect: str | None,
    strength: str | None,
) -> Listing[Any]:
    """What labs are committed to on the day: every clause held, once for each lab that holds it."""
    if lab:
        here.catalog.lab(lab)
    if topic:
        here.catalog.topic(topic)
    if document:
        here.catalog.document(*document.split("/"))
    words = here.catalog.vocabulary
    known = [term.id for term in words.facets["strength"]]
    if strength and strength not in known:
        raise not_found("strength", strength, known)
    held = (
        tenure
        for slug in ([lab] if lab else here.catalog.labs)
        for tenure in here.catalog.holdings(slug, here.as_of)
        if topic in (None, tenure.clause.topic)
        and (aspect is None or aspect in tenure.clause.aspects)
        and words.reaches("strength", tenure.clause.strength, strength)
        and document in (None, f"{tenure.document.owner}/{tenure.document.slug}")
    )
    return Listing(tuple(held), held_json)


@operation("/topics/", group="Topics", answers=TopicJson, listed=True, parameters=LISTED)
def topics(here: View) -> Listing[Any]:
    """What clauses are about."""
    return Listing(here.catalog.vocabulary.topics, topic_json)


@operation("/topics/<topic>/", group="Topics", answers=WholeTopicJson)
def topic(here: View, topic: str) -> WholeTopicJson:
    """One topic: how every lab stands on it, and who promised it in which order."""
    found = here.catalog.topic(topic)
    records = (topic_record(here.catalog, lab, topic, here.as_of) for lab in here.catalog.labs)
    return whole_topic_json(found, records, adopters(here.catalog.tenures, topic=topic, until=here.as_of))


@operation(
    "/topics/<topic>/adoption/",
    group="Topics",
    answers=AdopterJson,
    listed=True,
    parameters=(ASPECT, *LISTED),
)
def adoption(here: View, topic: str, aspect: str | None) -> Listing[Any]:
    """The labs that have held a promise about a topic or one aspect of it, in the order in which they began."""
    found = here.catalog.topic(topic)
    if aspect and found.aspect(aspect) is None:
        raise not_found("aspect", aspect, (term.id for term in found.aspects))
    held = adopters(here.catalog.tenures, topic=topic, aspect=aspect, until=here.as_of)
    return Listing(held, adopter_json)


@operation("/decisions/", group="Topics", answers=DecisionJson, listed=True, parameters=(DECISION, *LISTED))
def decisions(here: View, decision: str | None) -> Listing[Any]:
    """Who takes each decision at each lab, as its promises name them."""
    known = here.catalog.vocabulary.decision_by_id
    if decision and decision not in known:
        raise not_found("decision", decision, known)
    return Listing(decision_views(here.catalog, here.as_of, decision=decision), _decision_json)


def _decision_json(found: DecisionView) -> DecisionJson:
    return {
        "decision": found.decision.id,
        "title": found.decision.title,
        "about": found.decision.about,
        "topics": [topic.id for topic in found.topics],
        "labs": [_row_json(row) for row in found.rows],
    }


def _row_json(row: LabDecision) -> LabDecisionJson:
    return {
        "lab": row.lab.slug,
        "promises": row.promises,
        "unnamed": row.unnamed,
        "waived": [tenure.reference for tenure in row.waived],
        "deciders": [
            {
                "name": decider.name,
                "since": decider.since.isoformat(),
                "alone": decider.alone,
                "clauses": [tenure.reference for tenure in decider.clauses],
            }
            for decider in row.deciders
        ],
    }
