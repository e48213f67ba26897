"""A version's page: the document as it stood from a date on, and what changed from the version before."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from registry.core.catalog import Catalog
from registry.core.compare import Change, changes, standings
from registry.core.records import JOINT, Direction, Document, Version
from registry.web.access import public
from registry.web.context import view
from registry.web.finding import find_version
from registry.web.grouping import TopicClauses, by_topic, count_directions

blueprint = Blueprint("versions", __name__)


@dataclass(frozen=True)
class VersionPage:
    """Everything that a version's page shows. `until` is the date of the version that took its place."""

    document: Document
    version: Version
    before: Version | None
    after: Version | None
    present: tuple[TopicClauses, ...]
    removed: tuple[Change, ...]
    counts: tuple[tuple[Direction, int], ...]

    @property
    def count(self) -> int:
        """How many clauses stand in it."""
        return sum(len(group.clauses) for group in self.present)


@blueprint.get("/joint/<slug>/<label>/", defaults={"owner": JOINT})
@blueprint.get("/labs/<owner>/<slug>/<label>/")
@public
def show(owner: str, slug: str, label: str) -> str:
    """One version of a document."""
    catalog = view().catalog
    document = catalog.document(owner, slug)
    version = find_version(document, label)
    return render_template("versions/show.html", page=_page(catalog, document, version))


def _page(catalog: Catalog, document: Document, version: Version) -> VersionPage:
    index = document.versions.index(version)
    made = [
        change
        for change in changes(document, vocabulary=catalog.vocabulary)
        if change.to_version is version and change.direction is not Direction.UNCHANGED
    ]
    return VersionPage(
        document=document,
        version=version,
        before=document.versions[index - 1] if index else None,
        after=document.versions[index + 1] if index + 1 < len(document.versions) else None,
        present=by_topic(standings(document)[index], catalog.vocabulary),
        removed=tuple(change for change in made if change.direction is Direction.REMOVED),
        counts=count_directions(made),
    )
