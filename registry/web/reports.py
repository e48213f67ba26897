"""Reports to hand on as PDF: a scorecard, a comparison, a press sheet, a change memo."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, current_app, render_template, request

from registry.core.catalog import find_version
from registry.core.records import JOINT
from registry.errors import Busy
from registry.publish import change_memos, press, press_sheets
from registry.publish.comparison_reports import MOST_STANDARDS, comparison_report
from registry.publish.printed import Imprint, Printable
from registry.publish.scorecard_reports import scorecard_report
from registry.publish.shelf import Shelf
from registry.web.access import public
from registry.web.context import View, view
from registry.web.forms import choices, day
from registry.web.log import proof_of, sealed
from registry.web.queries import reads

blueprint = Blueprint("reports", __name__)

_EXTENSION = "registry-reports"

_PAUSE = 2
"""After so many seconds a browser asks again for a report that is being made."""

_PAUSE_WHERE_FULL = 10
"""After so many it asks again for one that could not be begun."""


def keep_reports(app: Flask, shelf: Shelf) -> None:
    """Give an application the shelf on which its reports are kept."""
    app.extensions[_EXTENSION] = shelf


@blueprint.get("/standards/<standard>/<lab>.pdf")
@public
def scorecard(standard: str, lab: str) -> Response:
    """The scorecard of one lab under one standard."""
    seen = view()
    edition = _imprint(seen)
    return _pdf(scorecard_report(seen.catalog, lab, standard, seen.as_of, edition=edition), edition)


@blueprint.get("/compare.pdf")
@public
@reads("labs", "standard", "since")
def comparison() -> Response:
    """Two to six labs side by side under one or more standards, and what became of them `since` a day."""
    seen = view()
    labs, standards = _asked(seen, most=MOST_STANDARDS)
    edition = _imprint(seen)
    made = comparison_report(seen.catalog, labs, standards, seen.as_of, edition=edition, since=day("since"))
    return _pdf(made, edition)


@blueprint.get("/press-sheet.pdf")
@public
@reads("labs", "standard")
def press_sheet() -> Response:
    """One to six labs on one page."""
    seen = view()
    labs, (standard,) = _asked(seen, most=1)
    edition = _imprint(seen)
    return _pdf(press_sheets.press_sheet(seen.catalog, labs, standard, seen.as_of, edition=edition), edition)


@blueprint.get("/joint/<slug>/diff/<span:span>.pdf", defaults={"owner": JOINT})
@blueprint.get("/labs/<owner>/<slug>/diff/<span:span>.pdf")
@public
def change_memo(owner: str, slug: str, span: tuple[str, str]) -> Response:
    """Two versions of a document, given in either order."""
    seen = view()
    document = seen.catalog.document(owner, slug)
    earlier, later = (find_version(document, label) for label in span)
    edition = _imprint(seen)
    made = change_memos.change_memo(seen.catalog, document, earlier, later, seen.as_of, edition=edition)
    return _pdf(made, edition)


def _asked(seen: View, *, most: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The labs and the standards that are asked for, the first standard where none is."""
    labs = choices("labs", seen.catalog.labs)
    return labs, choices("standard", seen.catalog.standards, most=most) or (seen.catalog.standard(None).id,)


def _imprint(seen: View) -> Imprint:
    shown, base = seen.snapshot, str(current_app.config["BASE_URL"])
    return Imprint(shown.revision, shown.hash, shown.time, base, proof_of(seen))


def _pdf(made: Printable, edition: Imprint) -> Response:
    """A report as an answer; a page to wait on for a person whose report is not made yet.

    Its name is made of slugs that the catalogue knows, so it is safe in a header.
    """
    shelf: Shelf = current_app.extensions[_EXTENSION]
    key = "\n".join((press.recipe(), made.path, str(view().as_of), edition.hash, edition.base, edition.proof))
    if _reads_pages():
        try:
            content = shelf.begin(key, made.pdf)
        except Busy:
            return _wait(None)
        if isinstance(content, int):
            return _wait(content)
    else:
        content = shelf.get(key, made.pdf)
    response = Response(sealed(view(), content), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{made.name}"'
    return response


def _reads_pages() -> bool:
    """Whether a browser asks: programs that fetch a file do not say that they read HTML, and get the file itself."""
    return any(kind == "text/html" for kind, _ in request.accept_mimetypes)


def _wait(ahead: int | None) -> Response:
    """A page that asks for the report again by itself, without a script; None stands for one that is not begun."""
    status, pause = (503, _PAUSE_WHERE_FULL) if ahead is None else (202, _PAUSE)
    page = render_template("reports/waiting.html", ahead=ahead, pause=pause)
    response = Response(page, status, mimetype="text/html")
    response.headers["Refresh"] = response.headers["Retry-After"] = str(pause)
    response.headers["Cache-Control"] = "no-store"
    return response
