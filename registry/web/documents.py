"""A document's page: its versions, the clauses in force, those removed, and each clause through the versions."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from registry.core.catalog import Catalog, select_changes
from registry.core.compare import Change, Standing, standings
from registry.core.history import in_force, version_on
from registry.core.lives import Life, Step, lives
from registry.core.records import JOINT, Direction, Document, Version
from registry.web.access import public
from registry.web.context import View, view
from registry.web.grouping import TopicClauses, by_topic, count_directions

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
class LifeRow:
    """A clause in the clause × version table: one step or None per version."""

    life: Life
    cells: tuple[Step | None, ...]


@dataclass(frozen=True)
class DocumentPage:
    """Everything that a document's page shows, on the day asked about."""

    document: Document
    current: Version | None
    stands: bool
    timeline: tuple[VersionLine, ...]
    present: tuple[TopicClauses, ...]
    removed: tuple[Change, ...]
    versions: tuple[Version, ...]
    rows: tuple[LifeRow, ...]
    successor: Document | None


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
    return DocumentPage(
        document=document,
        current=current,
        stands=in_force(document, here.as_of),
        timeline=tuple(_timeline(known, changes, current)),
        present=by_topic((standing for standing in present if _binds(standing, here)), catalog.vocabulary),
        removed=tuple(change for change in changes if change.direction is Direction.REMOVED),
        versions=known,
        rows=tuple(_rows(catalog, document, known, here)),
        successor=_successor(catalog, document),
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


def _rows(catalog: Catalog, document: Document, known: tuple[Version, ...], here: View) -> list[LifeRow]:
    rows = []
    for life in lives(document, vocabulary=catalog.vocabulary):
        so_far = life.until(here.as_of)
        if so_far:
            rows.append(LifeRow(so_far, tuple(so_far.step_in(version) for version in known)))
    return rows


def _binds(standing: Standing, here: View) -> bool:
    ends = standing.clause.ends
    return ends is None or ends.first > here.as_of


def _successor(catalog: Catalog, document: Document) -> Document | None:
    if not document.superseded_by:
        return None
    *owner, slug = document.superseded_by.split("/")
    return catalog.document(owner[0] if owner else document.owner, slug)
