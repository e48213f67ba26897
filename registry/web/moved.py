"""Redirects from the earlier slugs of labs and documents."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from registry.core.catalog import Catalog
from registry.core.records import JOINT, Document
from registry.web.context import view


def follow_moves(app: Flask) -> None:
    """Redirect addresses below a lab's or document's earlier slug to where it is now."""
    app.before_request(_redirected)


def _redirected() -> Response | None:
    parts = request.path.split("/")
    if len(parts) < 3 or parts[1] not in ("labs", JOINT) or request.method not in ("GET", "HEAD"):
        return None
    moved = _moved(view().catalog, parts)
    if moved == parts:
        return None
    query = request.query_string.decode("ascii", "replace")
    return redirect("/".join(moved) + (f"?{query}" if query else ""), 301)


def _moved(catalog: Catalog, parts: list[str]) -> list[str]:
    """The parts of an address with earlier slugs replaced by those of today."""
    now = list(parts)
    if parts[1] == JOINT:
        now[2] = _slug(parts[2], catalog.joint)
        return now
    if parts[2] not in catalog.labs:
        now[2] = next((slug for slug, lab in catalog.labs.items() if parts[2] in lab.formerly), parts[2])
    if len(parts) > 3 and now[2] in catalog.labs:
        now[3] = _slug(parts[3], catalog.labs[now[2]].document_by_slug)
    return now


def _slug(name: str, documents: Mapping[str, Document]) -> str:
    if name in documents:
        return name
    return next((slug for slug, document in documents.items() if name in document.formerly), name)
