"""What became of a lab in a stretch of time: what moved its totals, what happened to its clauses, what it did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from registry.core.catalog import Catalog
from registry.core.compare import Change
from registry.core.conduct import tally
from registry.core.records import Conduct, Direction, Lab
from registry.core.standard import Standard
from registry.core.trajectory import Step, trajectory
from registry.errors import BadValue
from registry.publish.explain import memo, record_text
from registry.publish.reasons import TracedStep, traced

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Period:
    """A lab from one day to another: its totals at both ends, every step between, and its own documents' changes.

    A step of totals is None before the lab held anything. `line` counts the changes by direction.
    """

    lab: Lab
    before: Step | None
    after: Step | None
    steps: tuple[TracedStep, ...]
    line: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A lab's conduct in a period, the newest first; `line` counts all that is on record by the period's end."""

    lab: Lab
    entries: tuple[Conduct, ...]
    line: str


def period(catalog: Catalog, standard: Standard, lab: str, since: date, until: date) -> Period:
    """Follow a lab under a standard through the days after `since`, the last one being `until`."""
    known = trajectory(catalog, standard, lab)
    return Period(
        lab=catalog.lab(lab),
        before=known.at(since),
        after=known.at(until),
        steps=tuple(item for item in traced(known) if since < item.step.on <= until),
        line=memo(_changed(catalog, lab, since, until)),
    )


def recorded(lab: Lab, since: date, until: date) -> Recorded:
    """What is on record of a lab's conduct in the days after `since`, the last one being `until`.

    A partial date counts from its last day.
    """
    known = sorted(
        (entry for entry in lab.conduct if entry.date.last <= until),
        key=lambda entry: (entry.date, entry.path),
        reverse=True,
    )
    return Recorded(
        lab=lab,
        entries=tuple(entry for entry in known if entry.date.last > since),
        line=record_text(tally(known)),
    )


def opening(since: date | None, until: date) -> date:
    """The day with which a period opens: a year before its end where none is given, or the calendar's first day.

    Raises BadValue where that is not before its end.
    """
    if since is not None and since >= until:
        raise BadValue(f"a period from {since} to {until} has no days; let it begin earlier")
    return since or until - min(YEAR, until - date.min)


def _changed(catalog: Catalog, lab: str, since: date, until: date) -> Iterator[Change]:
    for change in catalog.changes:
        own = change.document.owner == lab and change.direction is not Direction.UNCHANGED
        if own and since < change.date.first <= until:
            yield change
