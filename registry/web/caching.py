"""Which answers are pages that may be kept: the leave that each answer gets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request

from registry.web.context import Clock, Source, see
from registry.web.front import SHARED, Front, asked_of, give_leave
from registry.web.queries import query_at
from registry.web.security import trusting

V = TypeVar("V", bound=Callable[..., Any])

_FLEETING = "_fleeting"


def fleeting(view: V) -> V:
    """Mark a public page that can change without a revision: others may keep it for a minute, the store does not."""
    setattr(view, _FLEETING, True)
    return view


def keep_pages(app: Flask, *, source: Source, clock: Clock, hosts: Sequence[str] | None) -> None:
    """Answer GET and HEAD from finished pages where there is one, and keep those that are made.

    No page depends on a cookie: the site sets none, and passes over those that a reader sends.
    """
    app.before_request(_see_what_was_asked)
    app.after_request(_say_what_may_be_kept)
    app.wsgi_app = Front(  # type: ignore[method-assign]
        app.wsgi_app, source=source, clock=clock, trusts=trusting(hosts), query=query_at(app)
    )


def _see_what_was_asked() -> None:
    """Let the request see the very catalogue under which its page will be kept."""
    asked = asked_of(request.environ)
    if asked is not None:
        see(asked.snapshot, today=asked.today)


def _say_what_may_be_kept(response: Response) -> Response:
    if request.method not in ("GET", "HEAD"):
        return response
    if "Location" in response.headers:
        response.headers.setdefault("Cache-Control", SHARED)
    elif response.status_code == 200 and not response.is_streamed and not _says_who_may_keep_it(response):
        give_leave(request.environ, to_keep=not _is_fleeting())
    return response


def _says_who_may_keep_it(response: Response) -> bool:
    return "Set-Cookie" in response.headers or "Cache-Control" in response.headers


def _is_fleeting() -> bool:
    return hasattr(current_app.view_functions.get(request.endpoint or ""), _FLEETING)
