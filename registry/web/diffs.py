"""Two versions of a document against each other, clause by clause."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from registry.core import compare
from registry.core.catalog import Catalog
from registry.core.compare import Change
from registry.core.records import JOINT, Direction, Document, Version
from registry.publish.wording import Run, word_runs
from registry.web.access import public
from registry.web.addresses import diff_url
from registry.web.context import parameter, view
from registry.web.finding import find_version
from registry.web.grouping import count_directions

ORDER = (
    Direction.REMOVED,
    Direction.WEAKENED,
    Direction.MIXED,
    Direction.ADDED,
    Direction.STRENGTHENED,
    Direction.ALTERED,
    Direction.REWORDED,
)
"""The order of groups on the page: what a reader would miss first."""

blueprint = Blueprint("diffs", __name__)


@dataclass(frozen=True)
class ClauseDiff:
    """One clause's change with its texts compared word by word."""

    change: Change
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Group:
    """The clauses to which the same happened."""

    direction: Direction
    diffs: tuple[ClauseDiff, ...]


@dataclass(frozen=True)
class DiffPage:
    """Two versions against each other.

    `on_the_way` are the judgements made between versions that lie between the two, where they are not in a row.
    """

    document: Document
    earlier: Version
    later: Version
    groups: tuple[Group, ...]
    unchanged: tuple[Change, ...]
    counts: tuple[tuple[Direction, int], ...]
    in_a_row: bool
    backwards: bool
    on_the_way: tuple[Change, ...]


@blueprint.get("/joint/<slug>/diff/", defaults={"owner": JOINT})
@blueprint.get("/labs/<owner>/<slug>/diff/")
@public
def chosen(owner: str, slug: str) -> Response:
    """Lead from the form on a document's page to the page of the two versions that were chosen."""
    document = view().catalog.document(owner, slug)
    earlier, later = (find_version(document, parameter(name)) for name in ("from", "to"))
    return redirect(diff_url(document, earlier, later), 303)


@blueprint.get("/joint/<slug>/diff/<span:span>/", defaults={"owner": JOINT})
@blueprint.get("/labs/<owner>/<slug>/diff/<span:span>/")
@public
def show(owner: str, slug: str, span: tuple[str, str]) -> str:
    """Two versions of a document, given in either order."""
    catalog = view().catalog
    document = catalog.document(owner, slug)
    earlier, later = (find_version(document, label) for label in span)
    return render_template("diffs/show.html", page=_page(catalog, document, earlier, later))


def _page(catalog: Catalog, document: Document, earlier: Version, later: Version) -> DiffPage:
    places = document.versions.index(earlier), document.versions.index(later)
    in_a_row = places[1] - places[0] == 1
    history = compare.changes(document, vocabulary=catalog.vocabulary)
    if in_a_row:
        found = tuple(change for change in history if change.to_version is later)
    else:
        found = compare.difference(document, earlier, later, vocabulary=catalog.vocabulary)
    between = document.versions[places[0] + 1 : places[1] + 1]
    moved = tuple(change for change in found if change.direction is not Direction.UNCHANGED)
    return DiffPage(
        document=document,
        earlier=earlier,
        later=later,
        groups=_groups(moved),
        unchanged=tuple(change for change in found if change.direction is Direction.UNCHANGED),
        counts=count_directions(moved),
        in_a_row=in_a_row,
        backwards=places[1] < places[0],
        on_the_way=()
        if in_a_row
        else tuple(change for change in history if change.judged and change.to_version in between),
    )


def _groups(moved: tuple[Change, ...]) -> tuple[Group, ...]:
    groups = (
        Group(direction, tuple(_diff(change) for change in moved if change.direction is direction))
        for direction in ORDER
    )
    return tuple(group for group in groups if group.diffs)


def _diff(change: Change) -> ClauseDiff:
    if change.before and change.after:
        return ClauseDiff(change, word_runs(change.before.text, change.after.text))
    return ClauseDiff(change, ())
