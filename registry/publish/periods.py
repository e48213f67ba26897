"""What became of a lab in a stretch of time: what moved its totals, what happened to its clauses, what it did."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from registry.core.catalog import Catalog
from registry.core.compare import Change
from registry.core.conduct import tally
from registry.core.dates import months_before
from registry.core.records import Conduct, Direction, Lab
from registry.core.scoring import score
from registry.core.standard import Standard
from registry.core.trajectory import trajectory
from registry.errors import BadValue
from registry.publish.explain import memo, record_text
from registry.publish.reasons import TracedStep, traced

YEAR = 12
"""In months."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A lab from one day to another: its practice before and after, each step of its totals, its documents' changes.

    A total is None before the lab was founded. `line` counts the changes by direction.
    """

    lab: Lab
    before: float | None
    after: float | None
    steps: tuple[TracedStep, ...]
    line: str


@dataclass(frozen=True, slots=True)
class Told:
    """A conduct entry with what it is about, in words: topics, and documents by their topic and title."""

    entry: Conduct
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A lab's conduct in a period, and before it what entered a score, the newest first.

    `line` counts all that is on record by the period's end.
    """

    lab: Lab
    entries: tuple[Told, ...]
    line: str


def period(catalog: Catalog, standard: Standard, lab: str, since: date, until: date) -> Period:
    """Follow a lab under a standard through the days from `since` to `until`."""
    known = trajectory(catalog, standard, lab)
    moved = {place for place, _ in known.moves}
    found = catalog.lab(lab)
    before = since - DAY if since > date.min else since
    return Period(
        lab=found,
        before=score(catalog, standard, lab, before).practice,
        after=score(catalog, standard, lab, until).practice,
        steps=tuple(item for item in traced(known) if item.place in moved and since <= item.step.on <= until),
        line=changes_line(catalog, found, since, until),
    )


def changes_line(catalog: Catalog, lab: Lab, since: date, until: date) -> str:
    """What happened to the clauses of a lab's own documents in the days from `since` to `until`, counted."""
    return memo(_changed(catalog, lab.slug, since, until))


def recorded(
    catalog: Catalog, lab: Lab, since: date, until: date, *, scored: Container[str] = ()
) -> Recorded:
    """What is on record of a lab's conduct in the days from `since` to `until`, and of earlier ones the `scored` paths.

    A partial date counts from its last day.
    """
    known = sorted(
        (entry for entry in lab.conduct if entry.date.last <= until),
        key=lambda entry: (entry.date, entry.path),
        reverse=True,
    )
    return Recorded(
        lab=lab,
        entries=tuple(
            Told(entry, _about(catalog, entry))
            for entry in known
            if entry.date.last >= since or entry.path in scored
        ),
        line=record_text(tally(known)),
    )


def opening(since: date | None, until: date) -> date:
    """The day with which a period opens: a year before its end where none is given, or the calendar's first day.

    Raises BadValue where that is after its end.
    """
    if since is not None and since > until:
        raise BadValue(f"a period from {since} to {until} has no days; let it begin earlier")
    return since or months_before(until, YEAR)


def _about(catalog: Catalog, entry: Conduct) -> tuple[str, ...]:
    """What an entry is about, each thing once; a clause is told by its topic and its document."""
    topics = catalog.vocabulary.topic_by_id
    found: dict[str, None] = {}
    for name in entry.about:
        named = catalog.referenced(entry.lab, name) if "/" in name else None
        if named:
            document, clause = named
            found[f"{topics[clause.topic].title} ({document.title})"] = None
        elif name in topics:
            found[topics[name].title] = None
    return tuple(found)


def _changed(catalog: Catalog, lab: str, since: date, until: date) -> Iterator[Change]:
    for change in catalog.changes:
        own = change.document.owner == lab and change.direction is not Direction.UNCHANGED
        if own and since <= change.date.first <= until:
            yield change
