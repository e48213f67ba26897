"""Redirects from the earlier slugs of labs and documents, wherever an address names one."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from registry.core.catalog import Catalog
from registry.core.records import JOINT, Document, Lab
from registry.web.context import head, view
from registry.web.queries import reads_of

_Records = Mapping[str, Lab] | Mapping[str, Document]

_LISTS = ("lab", "labs", "document")
"""Parameters that name labs, or documents as owner/slug, by comma."""

_PUBLIC = (
    "labs",
    JOINT,
    "standards",
    "changes",
    "compare",
    "search",
    "deadlines",
    "decisions",
    "topics",
    "conduct",
    "press-sheet",
    "embed",
    "api",
)
"""What addresses begin with that can name a lab."""


def follow_moves(app: Flask) -> None:
    """Redirect addresses that name a lab or a document by an earlier slug to where it is now.

    At an old revision it is the other way round: there a record has the slug that it had. What is led to is always a
    name on record at that revision, so no redirect leads to another.
    """
    app.before_request(_redirected)


def _redirected() -> Response | None:
    parts = request.path.split("/")
    if request.method not in ("GET", "HEAD") or parts[1].partition(".")[0] not in _PUBLIC:
        return None
    named = any(name in request.args for name in _LISTS if name in reads_of(request.endpoint).names)
    # The API names things as the pages do, further down.
    above, below = (parts[:2], parts[2:]) if parts[1] == "api" else ([], parts)
    if not named and (len(below) < 3 or below[1] not in ("labs", JOINT, "standards", "embed")):
        return None
    catalog, newest = view().catalog, head().catalog
    asked = list(request.args.items(multi=True))
    path = above + _path(below, catalog, newest) if len(below) > 2 else parts
    query = [(name, _listed(value, catalog, newest) if name in _LISTS else value) for name, value in asked]
    if path == parts and query == asked:
        return None
    written = (
        request.query_string.decode("ascii", "replace") if query == asked else urlencode(query, safe=",/")
    )
    return redirect(quote("/".join(path)) + (f"?{written}" if written else ""), 301)


def _path(parts: list[str], catalog: Catalog, newest: Catalog) -> list[str]:
    """The parts of an address with slugs of other times replaced; other forms of a page, such as .pdf, likewise."""
    now = list(parts)
    if parts[1] == JOINT:
        now[2] = _form(parts[2], catalog.joint, newest.joint)
    elif parts[1] == "labs":
        now[2] = _form(parts[2], catalog.labs, newest.labs)
        if len(parts) > 3:
            now[3] = _document(now[2], parts[3], catalog, newest)
    elif len(parts) > 3:
        now[3] = _form(parts[3], catalog.labs, newest.labs)
    return now


def _listed(value: str, catalog: Catalog, newest: Catalog) -> str:
    found = []
    for item in value.split(","):
        owner, slash, slug = item.partition("/")
        owner = _slug(owner, catalog.labs, newest.labs)
        found.append(owner + slash + (_document(owner, slug, catalog, newest) if slash else ""))
    return ",".join(found)


def _document(owner: str, name: str, catalog: Catalog, newest: Catalog) -> str:
    """The slug of an owner's document; the owner goes by its name in the catalogue."""
    if owner == JOINT:
        return _form(name, catalog.joint, newest.joint)
    if owner not in catalog.labs:
        return name
    later = newest.labs.get(_slug(owner, newest.labs, {}))
    return _form(name, catalog.labs[owner].document_by_slug, later.document_by_slug if later else {})


def _form(
    name: str,
    records: Mapping[str, Lab] | Mapping[str, Document],
    newest: Mapping[str, Lab] | Mapping[str, Document],
) -> str:
    stem, dot, form = name.partition(".")
    return _slug(stem, records, newest) + dot + form


def _slug(
    name: str,
    records: Mapping[str, Lab] | Mapping[str, Document],
    newest: Mapping[str, Lab] | Mapping[str, Document],
) -> str:
    """What those records call a record of that name: itself, its later slug, or the one that it had then."""
    if name in records:
        return name
    later = next((slug for slug, record in records.items() if name in record.formerly), None)
    known = newest.get(name)
    then = next((old for old in known.formerly if old in records), None) if known else None
    return later or then or name
