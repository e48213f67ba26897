"""A document's page: its versions, the clauses in force, each clause through the versions, and those removed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import Blueprint, render_template

from registry.core.catalog import Catalog, select_changes
from registry.core.compare import Change, Standing, standings
from registry.core.history import coming_versions, in_force, version_on
from registry.core.lives import Life, Step, lives
from registry.core.records import JOINT, Direction, Document, Signatory, Version
from registry.core.vocabulary import Topic
from registry.publish.differences import topic_order
from registry.web.access import public
from registry.web.context import View, view
from registry.web.grouping import (
    TopicClauses,
    VersionChanges,
    by_topic,
    by_version,
    count_directions,
)

blueprint = Blueprint("documents", __name__)


@dataclass(frozen=True)
class VersionLine:
    """A version in the timeline: the one before it, and what changed from there, by direction."""

    version: Version
    before: Version | None
    counts: tuple[tuple[Direction, int], ...]
    clauses: int
    is_current: bool


@dataclass(frozen=True)
class Cell:
    """Versions in a row, or the withdrawal, in which the same became of a clause; `step` is None where it is absent."""

    step: Step | None
    span: int = 1

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happened to the clause."""
        return self.step is None or self.step.direction is Direction.UNCHANGED


@dataclass(frozen=True)
class LifeRow:
    """A clause in the clause × version table."""

    life: Life
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class LifeGroup:
    """The clauses of the table that are, or were last, about one topic: those that stand, then those removed."""

    topic: Topic
    rows: tuple[LifeRow, ...]


@dataclass(frozen=True)
class DocumentPage:
    """Everything that a document's page shows, on the day asked about. `removed` is by version, newest first.

    `coming` are versions that were published by then and are in force only later, `bound` those who had signed by
    then and were held to it.
    """

    document: Document
    current: Version | None
    stands: bool
    coming: tuple[Version, ...]
    timeline: tuple[VersionLine, ...]
    present: tuple[TopicClauses, ...]
    removed: tuple[VersionChanges, ...]
    versions: tuple[Version, ...]
    withdrawn: bool
    lives: tuple[LifeGroup, ...]
    successor: Document | None
    bound: tuple[Signatory, ...]

    @property
    def held(self) -> int:
        """How many clauses stand in it."""
        return sum(len(group.clauses) for group in self.present)

    @property
    def dropped(self) -> int:
        """How many clauses were removed from it."""
        return sum(len(group.changes) for group in self.removed)


@blueprint.get("/joint/<slug>/", defaults={"owner": JOINT})
@blueprint.get("/labs/<owner>/<slug>/")
@public
def show(owner: str, slug: str) -> str:
    """One document."""
    here = view()
    return render_template(
        "documents/show.html", page=_page(here.catalog, here.catalog.document(owner, slug), here)
    )


def _page(catalog: Catalog, document: Document, here: View) -> DocumentPage:
    known = tuple(version for version in document.versions if version.date.first <= here.as_of)
    name = f"{document.owner}/{document.slug}"
    changes = tuple(select_changes(catalog.changes, document=name, until=here.as_of, unchanged=True))
    current = version_on(document, here.as_of)
    present = standings(document)[len(known) - 1] if known else ()
    withdrawn = document.withdrawn is not None and document.withdrawn.date.first <= here.as_of
    return DocumentPage(
        document=document,
        current=current,
        stands=in_force(document, here.as_of),
        coming=coming_versions(document, here.as_of),
        timeline=tuple(_timeline(known, changes, current)),
        present=by_topic((standing for standing in present if _binds(standing, here)), catalog.vocabulary),
        removed=tuple(
            replace(group, changes=topic_order(group.changes, catalog.vocabulary))
            for group in by_version(change for change in changes if change.direction is Direction.REMOVED)
        ),
        versions=known,
        withdrawn=withdrawn,
        lives=tuple(_lives(catalog, document, (*known, None) if withdrawn else known, here)),
        successor=_successor(catalog, document),
        bound=tuple(each for each in document.signatories if each.is_bound(here.as_of)),
    )


def _timeline(
    known: tuple[Version, ...], changes: tuple[Change, ...], current: Version | None
) -> list[VersionLine]:
    """The versions, newest first."""
    lines = []
    for index, version in enumerate(known):
        made = [change for change in changes if change.to_version is version]
        counts = tuple(pair for pair in count_directions(made) if pair[0] is not Direction.UNCHANGED)
        before = known[index - 1] if index else None
        lines.append(VersionLine(version, before, counts, len(version.clauses), version is current))
    return lines[::-1]


def _lives(
    catalog: Catalog, document: Document, columns: tuple[Version | None, ...], here: View
) -> Iterator[LifeGroup]:
    """The clause × version table, topic by topic; the column None is the document's withdrawal."""
    known = [life.until(here.as_of) for life in lives(document, vocabulary=catalog.vocabulary)]
    by_end = sorted((life for life in known if life), key=lambda life: life.ended is not None)
    for topic in catalog.vocabulary.topics:
        rows = [LifeRow(life, _cells(life, columns)) for life in by_end if life.clause.topic == topic.id]
        if rows:
            yield LifeGroup(topic, tuple(rows))


def _cells(life: Life, columns: tuple[Version | None, ...]) -> tuple[Cell, ...]:
    """One cell a column; columns in a row in which nothing happened, or the clause is not there, share one."""
    steps = {step.version.label if step.version else None: step for step in life.steps}
    cells: list[Cell] = []
    for column in columns:
        cell = Cell(steps.get(column.label if column else None))
        last = cells[-1] if cells else None
        if last and last.is_quiet and cell.is_quiet and (last.step is None) is (cell.step is None):
            cells[-1] = Cell(last.step, last.span + 1)
        else:
            cells.append(cell)
    return tuple(cells)


def _binds(standing: Standing, here: View) -> bool:
    ends = standing.clause.ends
    return ends is None or ends.first > here.as_of


def _successor(catalog: Catalog, document: Document) -> Document | None:
    if not document.superseded_by:
        return None
    *owner, slug = document.superseded_by.split("/")
    return catalog.document(owner[0] if owner else document.owner, slug)
