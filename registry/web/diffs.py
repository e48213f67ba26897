"""Two versions of a document against each other: clause by clause, in the scores, and in our summaries of them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from registry.core.catalog import Catalog, find_version
from registry.core.compare import Change
from registry.core.memo import Memo, memo
from registry.core.records import JOINT, Direction, Document, Version
from registry.publish.differences import Group, groups
from registry.publish.explain import memo_line
from registry.publish.wording import Run, prose_runs, written_anew
from registry.web.access import public
from registry.web.addresses import diff_url
from registry.web.context import parameter, view
from registry.web.queries import reads

blueprint = Blueprint("diffs", __name__)


@dataclass(frozen=True)
class DiffPage:
    """Two versions against each other. `summary` is empty where one of the two was written anew, or both are equal."""

    document: Document
    earlier: Version
    later: Version
    memo: Memo
    line: str
    groups: tuple[Group, ...]
    unchanged: tuple[Change, ...]
    summary: tuple[Run, ...]


@blueprint.get("/joint/<slug>/diff/", defaults={"owner": JOINT})
@blueprint.get("/labs/<owner>/<slug>/diff/")
@public
@reads("from", "to")
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
    found = memo(catalog, document, earlier, later)
    summary = prose_runs(earlier.summary, later.summary)
    return DiffPage(
        document=document,
        earlier=earlier,
        later=later,
        memo=found,
        line=memo_line(found, catalog=catalog),
        groups=groups(found.changes, catalog.vocabulary),
        unchanged=tuple(change for change in found.changes if change.direction is Direction.UNCHANGED),
        summary=() if written_anew(summary) or earlier is later else summary,
    )
