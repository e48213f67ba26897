"""A version's page: the document as it stood from a date on, and what changed from the version before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template

from registry.core.catalog import Catalog, find_version
from registry.core.compare import Change, standings
from registry.core.memo import memo
from registry.core.records import JOINT, Direction, Document, Version
from registry.publish.differences import topic_order
from registry.publish.explain import memo_line
from registry.web.access import public
from registry.web.context import view
from registry.web.grouping import TopicClauses, by_topic

blueprint = Blueprint("versions", __name__)


@dataclass(frozen=True)
class VersionPage:
    """Everything that a version's page shows. `after` is the version that had taken its place by the day asked about.

    `happened` says of each of its clauses, by id, what became of it here; those left as they were are not in it.
    `line` tells of its changes and of what they did to scores; None where no version stood before it.
    """

    document: Document
    version: Version
    before: Version | None
    after: Version | None
    present: tuple[TopicClauses, ...]
    happened: Mapping[str, Change]
    removed: tuple[Change, ...]
    line: str | None

    @property
    def count(self) -> int:
        """How many clauses stand in it."""
        return sum(len(group.clauses) for group in self.present)


@blueprint.get("/joint/<slug>/<label>/", defaults={"owner": JOINT})
@blueprint.get("/labs/<owner>/<slug>/<label>/")
@public
def show(owner: str, slug: str, label: str) -> str:
    """One version of a document."""
    here = view()
    document = here.catalog.document(owner, slug)
    version = find_version(document, label)
    return render_template("versions/show.html", page=_page(here.catalog, document, version, on=here.as_of))


def _page(catalog: Catalog, document: Document, version: Version, *, on: date) -> VersionPage:
    index = document.versions.index(version)
    before = document.versions[index - 1] if index else None
    found = memo(catalog, document, before, version) if before else None
    made = found.changes if found else ()
    removed = (change for change in made if change.direction is Direction.REMOVED)
    return VersionPage(
        document=document,
        version=version,
        before=before,
        after=next((later for later in document.versions[index + 1 :] if later.date.first <= on), None),
        present=by_topic(standings(document)[index], catalog.vocabulary),
        happened={
            change.after.id: change
            for change in made
            if change.after and change.direction is not Direction.UNCHANGED
        },
        removed=topic_order(removed, catalog.vocabulary),
        line=memo_line(found, catalog=catalog) if found else None,
    )
