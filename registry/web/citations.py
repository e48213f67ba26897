"""Citations of pages: the block at a page's end, and the same as files that reference managers read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request

from registry.errors import NotFound
from registry.publish.citations import Citation, bibtex, csl_json, in_words
from registry.publish.comparisons import FEWEST, MOST
from registry.publish.writing import brief
from registry.web.access import public
from registry.web.context import view
from registry.web.forms import choice, choices
from registry.web.heads import whole
from registry.web.permanent import own_parameters, permanent_address, todays_address
from registry.web.queries import reads_as
from registry.web.subjects import subject_of

blueprint = Blueprint("citations", __name__)

_DOCUMENTS = ("/labs/<owner>/<slug>", "/joint/<slug>")
CITED: Mapping[str, tuple[str, ...]] = {
    "labs.show": ("/labs/<lab>",),
    "documents.show": _DOCUMENTS,
    "versions.show": tuple(f"{document}/<label>" for document in _DOCUMENTS),
    "diffs.show": tuple(f"{document}/diff/<span:span>" for document in _DOCUMENTS),
    "clauses.show": tuple(f"{document}/clauses/<clause>" for document in _DOCUMENTS),
    "conduct.show": ("/labs/<lab>/conduct/<name>",),
    "disclosures.show": ("/labs/<lab>/disclosures/<name>",),
    "topics.show": ("/topics/<topic>",),
    "standards.show": ("/standards/<standard>",),
    "standards.scorecard": ("/standards/<standard>/<lab>",),
    "compare.show": ("/compare",),
}
"""The pages that can be cited, and their addresses without the last slash."""

_LONGEST = 120
"""How much of a clause's text a title holds."""


_What = tuple[str, tuple[tuple[str, str], ...]]
"""A page's title, and what it was asked for."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A page's citation in every form. `address` is the page's permanent one; `files` are its forms for programs."""

    address: str
    url: str
    text: str
    bibtex: str
    csl_json: str
    files: tuple[tuple[str, str], ...]


def add_citations(app: Flask) -> None:
    """Let the templates put a citation at a page's end, and lead to the page on other days."""
    for function in (citation, own_parameters, todays_address):
        app.add_template_global(function)


def citation() -> Cited | None:
    """How the page asked for is cited; None for one that cannot be, and for the preview of a proposal."""
    page = request.endpoint
    if page is None or page not in CITED or "stage" in g:
        return None
    what = _what(request.path, page, request.view_args or {})
    if what is None:
        return None
    title, parameters = what
    cited = _citation(title, request.path, parameters)
    files = tuple(
        (name, permanent_address(f"{request.path.rstrip('/')}.{form}", parameters))
        for name, form in (("BibTeX file", "bib"), ("CSL-JSON file", "csl.json"))
    )
    return Cited(
        address=permanent_address(request.path, parameters),
        url=cited.url,
        text=in_words(cited),
        bibtex=bibtex(cited),
        csl_json=csl_json(cited),
        files=files,
    )


def as_bibtex(**_: object) -> Response:
    """The citation of the page at the same address, for BibTeX."""
    return Response(bibtex(_cited(".bib")), content_type="application/x-bibtex; charset=utf-8")


def as_csl_json(**_: object) -> Response:
    """The citation of the page at the same address, as CSL-JSON."""
    return Response(csl_json(_cited(".csl.json")), content_type="application/vnd.citationstyles.csl+json")


for _page, _addresses in CITED.items():
    for _form, _answer in (("bib", as_bibtex), ("csl.json", as_csl_json)):
        _name = f"{_page}_{_form}".replace(".", "_")
        _view = public(reads_as(_page)(partial(_answer)))
        for _address in _addresses:
            blueprint.add_url_rule(f"{_address}.{_form}", _name, _view)


def _cited(ending: str) -> Citation:
    """The citation of the page that the address asked for is a form of. Raises NotFound for one that is not there."""
    path = request.path.removesuffix(ending) + "/"
    endpoint, values = current_app.url_map.bind("registry").match(path, method="GET")
    what = _what(path, endpoint, values)
    if what is None:
        raise NotFound("citation of the page", path)
    return _citation(what[0], path, what[1])


def _citation(title: str, path: str, parameters: tuple[tuple[str, str], ...]) -> Citation:
    seen = view()
    return Citation(title, seen.as_of, seen.snapshot.revision, whole(permanent_address(path, parameters)))


def _what(path: str, endpoint: str, values: Mapping[str, Any]) -> _What | None:
    """A page's title and what it was asked for; None for a page that shows nothing yet. Raises NotFound."""
    if endpoint == "compare.show":
        return _compared()
    found = subject_of(path, endpoint, values, view().catalog)
    words = f": {brief(found.text, _LONGEST)}" if found.text else ""
    return f"{found.title}{words}", own_parameters()


def _compared() -> _What | None:
    catalog = view().catalog
    labs = choices("labs", catalog.labs)
    standard = choice("standard", catalog.standards) or next(iter(catalog.standards), None)
    if not FEWEST <= len(labs) <= MOST or standard is None:
        return None
    *first, last = (catalog.lab(lab).name for lab in labs)
    title = f"{', '.join(first)} and {last} compared under {catalog.standard(standard).title}"
    others = (pair for pair in own_parameters() if pair[0] not in ("labs", "standard"))
    return title, (("labs", ",".join(labs)), ("standard", standard), *others)
