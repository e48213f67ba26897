"""Reports to hand on as PDF: a scorecard, a comparison, a press sheet, a change memo."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Flask, Response, current_app, render_template, request

from registry.core.catalog import find_version
from registry.core.records import JOINT
from registry.errors import Busy
from registry.publish import press
from registry.publish.attachments import comparison_data, scorecard_data
from registry.publish.change_memos import change_memo_html
from registry.publish.comparison_reports import MOST_STANDARDS, comparison_html
from registry.publish.press import Attachment
from registry.publish.press_sheets import press_sheet_html
from registry.publish.printed import Imprint
from registry.publish.scorecard_reports import scorecard_html
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
    edition = _imprint(seen, f"/standards/{standard}/{lab}.pdf?")
    html = scorecard_html(seen.catalog, lab, standard, seen.as_of, edition=edition)
    data = scorecard_data(seen.catalog, lab, standard, seen.as_of, edition=edition)
    return _pdf(html, f"{lab}-{standard}-{seen.as_of}.pdf", data)


@blueprint.get("/compare.pdf")
@public
@reads("labs", "standard", "from")
def comparison() -> Response:
    """Two to six labs side by side under one or more standards, and what became of them `from` a day on."""
    seen = view()
    labs, standards, path = _asked(seen, "/compare.pdf", most=MOST_STANDARDS)
    since = day("from")
    edition = _imprint(seen, f"{path}from={since}&" if since else path)
    html = comparison_html(seen.catalog, labs, standards, seen.as_of, edition=edition, since=since)
    data = comparison_data(seen.catalog, labs, standards, seen.as_of, edition=edition)
    return _pdf(html, f"comparison-{'-'.join((*labs, *standards))}-{seen.as_of}.pdf", data)


@blueprint.get("/press-sheet.pdf")
@public
@reads("labs", "standard")
def press_sheet() -> Response:
    """One to six labs on one page."""
    seen = view()
    labs, (standard,), path = _asked(seen, "/press-sheet.pdf", most=1)
    html = press_sheet_html(seen.catalog, labs, standard, seen.as_of, edition=_imprint(seen, path))
    return _pdf(html, f"press-sheet-{'-'.join(labs)}-{standard}-{seen.as_of}.pdf")


@blueprint.get("/joint/<slug>/diff/<span:span>.pdf", defaults={"owner": JOINT})
@blueprint.get("/labs/<owner>/<slug>/diff/<span:span>.pdf")
@public
def change_memo(owner: str, slug: str, span: tuple[str, str]) -> Response:
    """Two versions of a document, given in either order."""
    seen = view()
    document = seen.catalog.document(owner, slug)
    earlier, later = (find_version(document, label) for label in span)
    edition = _imprint(seen, f"{request.path}?")
    html = change_memo_html(seen.catalog, document, earlier, later, seen.as_of, edition=edition)
    return _pdf(html, f"{owner}-{slug}-{earlier.label}-{later.label}.pdf")


def _asked(seen: View, path: str, *, most: int) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """The labs and the standards that are asked for, and the address with both, for more parameters to follow."""
    labs = choices("labs", seen.catalog.labs)
    standards = choices("standard", seen.catalog.standards, most=most) or (seen.catalog.standard(None).id,)
    return labs, standards, f"{path}?labs={','.join(labs)}&standard={','.join(standards)}&"


def _imprint(seen: View, path: str) -> Imprint:
    base: str = current_app.config["BASE_URL"]
    again = f"{base}{path}as_of={seen.as_of}&revision={seen.snapshot.revision}" if base else ""
    shown = seen.snapshot
    verify = f"{base}/verify/" if base else ""
    return Imprint(shown.revision, shown.hash, shown.time, again, proof_of(seen), verify)


def _pdf(html: str, name: str, attached: Sequence[Attachment] = ()) -> Response:
    """A report as an answer; a page to wait on for a person whose report is not made yet.

    Its name is made of slugs that the catalogue knows, so it is safe in a header.
    """
    shelf: Shelf = current_app.extensions[_EXTENSION]
    key = "\n".join((press.recipe(), html, *(file.content.decode() for file in attached)))
    if _reads_pages():
        try:
            content = shelf.begin(key, lambda: press.print_pdf(html, attached))
        except Busy:
            return _wait(None)
        if isinstance(content, int):
            return _wait(content)
    else:
        content = shelf.get(key, lambda: press.print_pdf(html, attached))
    response = Response(sealed(view(), content), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
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
