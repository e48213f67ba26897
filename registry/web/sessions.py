"""Who is signed in: sessions that are kept on the server, the cookie that names one, and the tokens that forms carry.

The cookie holds 256 random bits and the database their SHA-256: neither a guess nor a look at the database opens a
session. What a request reads of a cookie concerns private pages alone; no public page depends on one.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from wsgiref.types import WSGIEnvironment

from flask import Flask, Response, current_app, g, request

from registry.core.people import Person
from registry.core.sitting import has_ended, is_fresh
from registry.desk.signing_in import Visit
from registry.errors import DatabaseError, Unavailable
from registry.store import people, sessions
from registry.web.backstage import backstage, is_open, now
from registry.web.visitors import visitor_address

_SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is recorded when a session was last used: a write a minute, not one a request."""

_SESSION = "registry"
_VISITOR = "registry-form"


@dataclass(frozen=True, slots=True)
class Sitting:
    """A person in a signed-in browser. `proved` is when they last gave their password, and code where they have one.

    `coded` says whether they have set up one-time codes.
    """

    person: Person
    token: str
    proved: datetime
    coded: bool


def add_sessions(app: Flask) -> None:
    """Let an application send the cookies that a request has come to, and its templates ask who is signed in."""
    app.after_request(_send_cookies)
    app.add_template_global(csrf_token)
    app.add_template_global(signed_in)


def signed_in() -> Person | None:
    """The person that this request comes from, by their roles of this moment; None for everybody else."""
    found = sitting()
    return found.person if found else None


def sitting() -> Sitting | None:
    """The session that this request comes from, the same throughout the request."""
    if "sitting" not in g:
        token = request.cookies.get(cookie_name(), "")
        g.sitting = _found(token) if token and is_open() else None
    found: Sitting | None = g.sitting
    return found


def is_proved() -> bool:
    """Whether the person proved who they are so lately that they may change an account."""
    found = sitting()
    return found is not None and is_fresh(found.proved, now=now())


def knock() -> Visit:
    """This request as somebody who wants a session: under a token of its own, whatever cookie the browser sent."""
    g.candidate = secrets.token_urlsafe(32)
    before = request.cookies.get(cookie_name(), "")
    return Visit(
        address=visitor_address(),
        now=now(),
        token=_hash(g.candidate),
        replaces=_hash(before) if before else "",
    )


def enter() -> None:
    """Give the browser the session that was opened for its visit; the answer carries the cookie."""
    g.new_token = g.candidate
    g.sitting = _found(g.candidate)


def leave() -> None:
    """Take the cookie from the browser, whose session has ended on the server."""
    g.new_token = ""
    g.sitting = None


def session_hash() -> str:
    """The name under which the database knows this request's session; empty without one."""
    found = sitting()
    return _hash(found.token) if found else ""


def csrf_token() -> str:
    """The token that a form of this browser must send back: bound to its session or, before, to a cookie of forms."""
    found = sitting()
    return _bound(found.token if found else _visitor())


def is_from_here(token: str) -> bool:
    """Whether a token is the one that this browser's forms carry."""
    found = sitting()
    bound = found.token if found else request.cookies.get(_VISITOR, "")
    return bool(bound) and hmac.compare_digest(_bound(bound).encode(), token.encode("utf-8", "replace"))


def cookie_name() -> str:
    """The session's cookie; over TLS under a name that browsers let no other host or path set."""
    return f"__Host-{_SESSION}" if _is_secure() else _SESSION


def names_session(environ: WSGIEnvironment) -> bool:
    """Whether a request may hold a session's cookie, under either name, valid or not."""
    return "HTTP_COOKIE" in environ and f"{_SESSION}=" in environ["HTTP_COOKIE"]


def _found(token: str) -> Sitting | None:
    moment = now()
    with backstage().database.reading() as session:
        kept = sessions.find_session(session, _hash(token))
        account = people.account(session, kept.handle) if kept else None
        person = people.person(session, kept.handle, moment) if kept else None
    if kept is None or account is None or person is None:
        return None
    if has_ended(person, created=kept.created, seen=kept.seen, now=moment):
        return None
    if moment - kept.seen >= _SEEN_EVERY:
        _touch(token, moment)
    return Sitting(person, token, kept.fresh, coded=account.has_codes)


def _touch(token: str, moment: datetime) -> None:
    """Note that the session was used. A database that cannot be written to keeps nobody from reading."""
    try:
        with backstage().database.writing() as session:
            sessions.touch(session, _hash(token), moment)
    except (DatabaseError, Unavailable) as error:
        current_app.logger.warning("the use of a session was not noted: %s", error)


def _visitor() -> str:
    """What the cookie of forms holds, a new one where the browser has none."""
    if "visitor" not in g:
        g.visitor = request.cookies.get(_VISITOR, "") or secrets.token_urlsafe(16)
    found: str = g.visitor
    return found


def _bound(secret: str) -> str:
    return sha256(b"form\0" + secret.encode("utf-8", "replace")).hexdigest()


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _is_secure() -> bool:
    base: str = current_app.config["BASE_URL"]
    return request.is_secure or base.startswith("https://")


def _send_cookies(response: Response) -> Response:
    token: str | None = g.get("new_token")
    if token:
        response.set_cookie(
            cookie_name(), token, secure=_is_secure(), httponly=True, samesite="Lax", path="/"
        )
    elif token == "":
        response.delete_cookie(cookie_name(), secure=_is_secure(), httponly=True, samesite="Lax", path="/")
        response.headers["Clear-Site-Data"] = '"storage"'
    if "visitor" in g:
        response.set_cookie(
            _VISITOR, g.visitor, secure=_is_secure(), httponly=True, samesite="Strict", path="/account/"
        )
    return response
