"""What a public page is about, in words: for whoever suggests a correction of it, and for whoever reads that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from registry.core.catalog import Catalog, find_version
from registry.core.records import Document
from registry.errors import BadValue, NotFound
from registry.publish.writing import brief, day
from registry.web.access import access_of
from registry.web.backstage import is_open
from registry.web.context import head, main_pages, more_pages, view
from registry.web.finding import find_conduct, find_disclosure, not_found
from registry.web.words import owner_name, version_name

_FOREIGN = (
    "is not the address of a public page of this site; follow the link at the end of the page that you mean"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A page by its address and its title, with the path of the record that it shows, where it shows one.

    `text` is the clause's, where it is about one.
    """

    address: str
    title: str
    text: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class _Named:
    """What a page is called, the clause's text and the record's path."""

    title: str
    text: str = ""
    path: str = ""


def add_suggestions(app: Flask) -> None:
    """Let the templates lead to where a correction is suggested."""
    app.add_template_global(suggestion_url)


def subject_at(address: str) -> Subject:
    """What the page at an address is about. Raises BadValue for what is no public page of this site, or not there."""
    if not address.startswith("/"):
        raise BadValue(f"{address[:200]!r} {_FOREIGN}")
    try:
        endpoint, values = current_app.url_map.bind("registry").match(address, method="GET")
        if not _is_page(endpoint, address):
            raise BadValue(f"{address[:200]!r} {_FOREIGN}")
        found = _named(endpoint, values)
    except (HTTPException, RequestRedirect, NotFound):
        raise BadValue(f"{address[:200]!r} {_FOREIGN}") from None
    return Subject(address, found.title, found.text, found.path)


def subject_of(address: str, endpoint: str, values: Mapping[str, Any], catalog: Catalog) -> Subject:
    """What the page of a record is about, in a catalogue of any revision. Raises NotFound where it is not in it."""
    found = _NAMES[endpoint](catalog, **values)
    return Subject(address, found.title, found.text, found.path)


def suggestion_url(address: str | None = None) -> str | None:
    """Where one suggests a correction of the page at an address, or of the one asked for; None where nobody can.

    That is where there is no desk, on the preview of a proposal, and on pages that are no part of the record.
    """
    if not is_open() or "stage" in g:
        return None
    if address is None:
        address = request.path
        if request.endpoint is None or not _is_page(request.endpoint, address):
            return None
    return f"/suggest/?{urlencode({'about': address.partition('?')[0]})}"


def _is_page(endpoint: str, address: str) -> bool:
    """Whether a correction can be suggested of a page: a public one, whose subject can be told."""
    access = access_of(endpoint)
    if access is None or not access.is_public or access.token or access.writes or not address.endswith("/"):
        return False
    if endpoint.startswith("api."):
        return False  # the page of the same name is what one corrects
    rule = next(current_app.url_map.iter_rules(endpoint))
    return endpoint in _NAMES or not rule.arguments


def _named(endpoint: str, values: Mapping[str, Any]) -> _Named:
    """What a page is about. Raises NotFound for a page that is not there."""
    if endpoint in _NAMES:
        return _NAMES[endpoint](head().catalog, **values)
    pages = {name: title for title, name in (*main_pages(), *more_pages())}
    return _Named(pages.get(endpoint, _UNLISTED.get(endpoint, endpoint.partition(".")[0].capitalize())))


def _lab(catalog: Catalog, lab: str) -> _Named:
    found = catalog.lab(lab)
    return _Named(found.name, path=found.path)


def _document(catalog: Catalog, owner: str, slug: str) -> _Named:
    document = catalog.document(owner, slug)
    return _Named(_titled(document), path=document.path)


def _version(catalog: Catalog, owner: str, slug: str, label: str) -> _Named:
    document = catalog.document(owner, slug)
    version = find_version(document, label)
    return _Named(f"{_titled(document)}, {version_name(version)}", path=version.path)


def _diff(catalog: Catalog, owner: str, slug: str, span: tuple[str, str]) -> _Named:
    document = catalog.document(owner, slug)
    earlier, later = (find_version(document, label) for label in span)
    return _Named(f"{_titled(document)}: {version_name(earlier)} → {version_name(later)}", path=later.path)


def _clause(catalog: Catalog, owner: str, slug: str, clause: str) -> _Named:
    document = catalog.document(owner, slug)
    for version in reversed(document.versions):
        if clause in version.clause_by_id:
            return _Named(f"{_titled(document)}, a clause", version.clause_by_id[clause].text, version.path)
    raise not_found(
        "clause", clause, (each for version in document.versions for each in version.clause_by_id)
    )


def _conduct(catalog: Catalog, lab: str, name: str) -> _Named:
    owner = catalog.lab(lab)
    entry = find_conduct(owner, name)
    return _Named(
        f"{owner.name}, conduct of {day(entry.date)}: {brief(entry.statement, 120)}", path=entry.path
    )


def _disclosure(catalog: Catalog, lab: str, name: str) -> _Named:
    owner = catalog.lab(lab)
    entry = find_disclosure(owner, name)
    return _Named(f"{owner.name}, {day(entry.date)}: {brief(entry.statement, 120)}", path=entry.path)


def _topic(catalog: Catalog, topic: str) -> _Named:
    return _Named(f"Topic: {catalog.topic(topic).title}")


def _adoption(catalog: Catalog, topic: str) -> _Named:
    return _Named(f"Who promised it first: {catalog.topic(topic).title}")


def _standard(catalog: Catalog, standard: str) -> _Named:
    found = catalog.standard(standard)
    return _Named(f"Standard: {found.title}", path=found.path)


def _scorecard(catalog: Catalog, standard: str, lab: str) -> _Named:
    return _Named(f"{catalog.lab(lab).name} under {catalog.standard(standard).title}")


def _revision(_: Catalog, number: int) -> _Named:
    if not 0 < number <= view().head:
        raise NotFound("revision", str(number))
    return _Named(f"Revision {number}")


def _titled(document: Document) -> str:
    return f"{owner_name(document)}: {document.title}"


_UNLISTED = {"home.show": "The home page", "search.how_to": "How to search"}

_NAMES: Mapping[str, Callable[..., _Named]] = {
    "labs.show": _lab,
    "documents.show": _document,
    "versions.show": _version,
    "diffs.show": _diff,
    "clauses.show": _clause,
    "conduct.show": _conduct,
    "disclosures.show": _disclosure,
    "topics.show": _topic,
    "adoption.show": _adoption,
    "standards.show": _standard,
    "standards.scorecard": _scorecard,
    "revisions.show": _revision,
}
"""Pages whose addresses have parts, and what each of them is about."""
