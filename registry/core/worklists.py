"""What is to be done next, as the record itself tells: what to look at again, what falls due, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from registry.core.catalog import Catalog
from registry.core.deadlines import Deadline, Standing, deadlines
from registry.core.records import Document, Lab, Source
from registry.core.vocabulary import Topic

CHECK_EVERY = 90
"""Days after which a document is to be looked at again."""

LOOK_AHEAD = 30
"""Days before a promise falls due on which it is first listed."""


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A document that nobody has looked at for so many days; None: as far as is known, never."""

    document: Document
    days: int | None


@dataclass(frozen=True, slots=True)
class Falling:
    """A promise whose date comes in so many days, or has passed (below 0) without an outcome on record."""

    deadline: Deadline
    days: int


@dataclass(frozen=True, slots=True)
class Unarchived:
    """A record of an owner, by its path, and those of its sources of which no archived copy is known."""

    path: str
    owner: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Unassessed:
    """A lab and the topics that nobody has looked into."""

    lab: Lab
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class WorkLists:
    """Everything to be done on a day, what has waited longest first, else in the order of names."""

    unchecked: tuple[Unchecked, ...]
    falling: tuple[Falling, ...]
    unarchived: tuple[Unarchived, ...]
    unassessed: tuple[Unassessed, ...]


def work_lists(catalog: Catalog, on: date) -> WorkLists:
    """What the record leaves to be done on a day. It treats every lab by the same rules."""
    waiting = sorted(_unchecked(catalog, on), key=lambda item: (item.days is not None, -(item.days or 0)))
    return WorkLists(
        unchecked=tuple(waiting),
        falling=tuple(_falling(catalog, on)),
        unarchived=tuple(_unarchived(catalog)),
        unassessed=tuple(_unassessed(catalog, on)),
    )


def _unchecked(catalog: Catalog, on: date) -> Iterator[Unchecked]:
    """Documents that may still change. A partial date counts from its first day."""
    for document in catalog.documents:
        if document.withdrawn and document.withdrawn.date.first <= on:
            continue
        days = (on - document.checked.first).days if document.checked else None
        if days is None or days >= CHECK_EVERY:
            yield Unchecked(document, days)


def _falling(catalog: Catalog, on: date) -> Iterator[Falling]:
    for deadline in deadlines(catalog, on):
        days = (deadline.due.last - on).days
        if deadline.standing is not Standing.RESOLVED and days <= LOOK_AHEAD:
            yield Falling(deadline, days)


def _unarchived(catalog: Catalog) -> Iterator[Unarchived]:
    for path, owner, sources in _sources(catalog):
        bare = tuple(source for source in sources if source.archive is None)
        if bare:
            yield Unarchived(path, owner, bare)


def _sources(catalog: Catalog) -> Iterator[tuple[str, str, tuple[Source, ...]]]:
    """Every record that has sources, with its owner."""
    for document in catalog.documents:
        yield document.path, document.owner, tuple(item.source for item in document.declined)
        for version in document.versions:
            yield version.path, document.owner, (version.source,)
    for lab in catalog.labs.values():
        for entry in lab.conduct:
            yield entry.path, lab.slug, entry.sources
        for said in lab.disclosures:
            yield said.path, lab.slug, (said.source,)


def _unassessed(catalog: Catalog, on: date) -> Iterator[Unassessed]:
    for lab in catalog.labs.values():
        missing = tuple(
            topic for topic in catalog.vocabulary.topics if not catalog.is_assessed(lab.slug, topic.id, on)
        )
        if missing:
            yield Unassessed(lab, missing)
