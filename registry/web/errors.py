"""The pages for what cannot be answered: 400, 403, 404, 405, 409, 413, 500, 503, each with a way on."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from math import ceil
from urllib.parse import quote

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge
from werkzeug.exceptions import NotFound as NoRoute
from werkzeug.routing import RequestRedirect

from registry.content.frontmatter import MAX_BYTES
from registry.errors import (
    BadValue,
    Busy,
    Conflict,
    DatabaseError,
    NoSuchPage,
    NotFound,
    Refused,
    RegistryError,
    TooMany,
    Unavailable,
)
from registry.publish.extracting import MAX_UPLOAD
from registry.web.addresses import OTHER_FORMS
from registry.web.backstage import backstage, is_open
from registry.web.carrying import Carried, held, token_again
from registry.web.problems import is_for_programs, problem
from registry.web.queries import with_query


@dataclass(frozen=True)
class ErrorPage:
    """What an error page says: what happened, in a sentence or two, and the nearest address that exists.

    `held` is what somebody at the desk had typed, ready to be sent once more with the token `again`.
    """

    status: int
    title: str
    text: str
    nearest: str | None = None
    nearest_name: str | None = None
    held: Carried | None = None
    again: str = field(default="", repr=False)


def handle_errors(app: Flask) -> None:
    """Turn every error into a page of the site."""
    app.before_request(_refuse_missing_forms)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(NoSuchPage, _no_such_page)
    app.register_error_handler(BadValue, _bad_value)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Conflict, _conflict)
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(DatabaseError, _unavailable)
    app.register_error_handler(RegistryError, _failed)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def _refuse_missing_forms() -> None:
    """Say at once that a page has not the form asked for; the router would first lead to it with a slash after it."""
    if isinstance(request.routing_exception, RequestRedirect) and request.path.endswith(OTHER_FORMS):
        raise NoRoute


def _not_found(error: NotFound) -> Response:
    nearest = _with_name_replaced(error) if error.nearest else None
    text = f"No {error.kind} called “{_shown(error.name)}” is on record."
    return _answer(ErrorPage(404, f"No such {error.kind}", text, nearest, error.nearest))


def _no_such_page(error: NoSuchPage) -> Response:
    last = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    last += [("page", str(error.pages))] if error.pages > 1 else []
    text = f"There is no page {error.name}; the last one is page {error.pages}."
    nearest = with_query(quote(request.path), last)
    return _answer(ErrorPage(404, "No such page", text, nearest, f"page {error.pages}"))


def _bad_value(error: BadValue) -> Response:
    title = "This address cannot be answered" if request.method in ("GET", "HEAD") else "This cannot be taken"
    return _answer(ErrorPage(400, title, _sentence(error, 300)))


def _refused(error: Refused) -> Response:
    return _answer(ErrorPage(403, "Not for you to do", _sentence(error, 300)))


def _conflict(error: Conflict) -> Response:
    return _answer(ErrorPage(409, "Somebody was faster", _sentence(error, 600)))


def _too_many(error: TooMany) -> Response:
    response = _answer(ErrorPage(429, "Too often", f"{_shown(str(error), 300)}."))
    response.headers["Retry-After"] = str(max(1, ceil(error.wait.total_seconds())))
    return response


def _unavailable(error: RegistryError) -> Response:
    level = logging.WARNING if isinstance(error, Busy) else logging.ERROR
    current_app.logger.log(level, "unavailable: %s", error)
    response = _answer(ErrorPage(503, "Not just now", f"{_shown(without_places(str(error)), 300)}."))
    response.headers["Retry-After"] = "10"
    return response


def without_places(text: str) -> str:
    """A text without where the database and the data folder are, which is the operator's business."""
    if not is_open():
        return text
    here = backstage()
    return text.replace(f"{here.database}: ", "").replace(f"{here.settings.data_path}/", "")


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    response = _answer(_http_page(error))
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _http_page(error: HTTPException) -> ErrorPage:
    if isinstance(error, NoRoute):
        return ErrorPage(404, "No such page", f"Nothing stands at “{_shown(request.path)}”.")
    if error.code == 405:
        return ErrorPage(405, "This page can only be read", "It answers to GET and HEAD, nothing else.")
    if isinstance(error, RequestEntityTooLarge):
        return ErrorPage(413, "Too large", _too_large())
    return ErrorPage(error.code or 500, error.name, error.description or "")


def _too_large() -> str:
    """How much can be taken, for whoever sent more."""
    most, sent = request.max_content_length or 0, request.content_length or 0
    found = f"{sent:,} bytes, but" if sent > most else "too many fields or bytes:"
    told = (
        f"What was sent has {found} at most {most:,} bytes are taken here; nothing was changed. "
        f"The text of a record has at most {MAX_BYTES:,} bytes, a source {MAX_UPLOAD:,}."
    )
    is_out = "sitting" in g and g.sitting is None
    return f"{told} Your session has ended as well: sign in, then send it again." if is_out else told


def _failed(error: Exception) -> Response:
    current_app.logger.error("request failed", exc_info=error)
    page = ErrorPage(
        InternalServerError.code,
        "Something broke",
        "The fault is ours. It has been written down for those who run this.",
    )
    return _answer(page)


def _answer(page: ErrorPage) -> Response:
    if is_for_programs():
        response = problem(page.status, page.title, page.text, nearest=page.nearest)
    elif request.accept_mimetypes.best == "application/json":
        response = jsonify(message=page.text)
    else:
        found = held()
        page = replace(page, held=found, again=token_again()) if found else page
        response = make_response(render_template("error.html", page=page))
    response.status_code = page.status
    response.headers["Cache-Control"] = "no-store"
    return response


def _with_name_replaced(error: NotFound) -> str | None:
    """This address with the name that was not found replaced by the nearest one."""
    parts = request.path.split("/")
    nearest = {f"{error.name}{form}": f"{error.nearest}{form}" for form in ("", *OTHER_FORMS)}
    if error.nearest is None or not nearest.keys() & parts:
        return None
    return "/".join(nearest.get(part, part) for part in parts)


def _sentence(error: RegistryError, limit: int) -> str:
    """What an error says, as a sentence."""
    return f"{_shown(str(error), limit).rstrip('.')}."


def _shown(text: str, limit: int = 120) -> str:
    """A text from outside, short and without characters that do not print."""
    printable = "".join(character if character.isprintable() else "�" for character in text)
    return printable if len(printable) <= limit else printable[: limit - 1] + "…"
