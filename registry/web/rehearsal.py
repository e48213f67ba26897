"""What a public page would say if a proposal were accepted: the page itself, shown to whoever judges the proposal."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from urllib.parse import unquote, urlsplit
from wsgiref.types import WSGIEnvironment

from flask import Response, current_app, make_response, request
from werkzeug.exceptions import NotFound as NoRoute
from werkzeug.routing import RequestRedirect

from registry.core.catalog import Catalog
from registry.web import context
from registry.web.context import Snapshot, Stage

REHEARSED = frozenset(
    (
        *("home", "labs", "documents", "versions", "diffs", "clauses", "conduct", "disclosures", "joint"),
        *("topics", "adoption", "changes", "deadlines", "decisions", "standards", "compare", "pages"),
    )
)
"""The blueprints whose pages are made of the catalogue alone."""

MAX_STEPS = 3
"""How many redirects are followed to the page that is meant."""

_CONNECTION = ("wsgi.url_scheme", "wsgi.errors", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "HTTP_HOST")

_Step = tuple[str, str]


def rehearse(catalog: Catalog, path: str, query: str = "", *, under: str = "") -> Response:
    """The page at a public address as it would be with this catalogue; `under` is where the rehearsed pages stand.

    Nobody keeps it, and it says of itself that it is not public. It is made in a request of its own, without a
    cookie, so that nothing of it reaches this one. Raises what the page raises, and NoRoute for all that is not a
    page made of the catalogue.
    """
    newest, today = context.head(), context.today()
    stage = Stage(Snapshot(catalog, newest.revision, newest.hash, newest.time), under, REHEARSED)
    for _ in range(MAX_STEPS):
        with current_app.app_context(), current_app.request_context(_environ(path, query)):
            found = _page(stage, today)
        if isinstance(found, Response):
            return found
        path, query = found
    raise NoRoute


def _environ(path: str, query: str) -> WSGIEnvironment:
    """A request of nobody in particular for a page: no cookie, no body, no condition."""
    connection = {name: request.environ[name] for name in _CONNECTION if name in request.environ}
    asked = {"PATH_INFO": path, "QUERY_STRING": query}
    written = {name: value.encode("utf-8", "replace").decode("latin-1") for name, value in asked.items()}
    return {**connection, **written, "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "wsgi.input": BytesIO()}


def _page(stage: Stage, today: date) -> Response | _Step:
    """The page that the request asks for, or where it leads instead."""
    if isinstance(request.routing_exception, RequestRedirect):
        return _step(request.routing_exception.new_url, "")
    rule = request.url_rule
    if rule is None or not rule.rule.endswith("/") or request.blueprint not in stage.blueprints:
        raise NoRoute
    context.stand_on(stage, today=today)
    response = make_response(current_app.view_functions[rule.endpoint](**(request.view_args or {})))
    if "Location" in response.headers:
        return _step(response.headers["Location"], stage.under)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _step(address: str, under: str) -> _Step:
    parts = urlsplit(address)
    return unquote(parts.path.removeprefix(under)), parts.query
