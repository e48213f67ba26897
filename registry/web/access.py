"""Who may ask for what: every route says so, every request is checked, and what says nothing is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, jsonify, make_response, redirect, render_template, request
from werkzeug.exceptions import NotFound as NoRoute

from registry.core.people import Role
from registry.errors import Refused
from registry.web import sessions
from registry.web.backstage import is_open
from registry.web.carrying import SignInPage, carried, hold, refused

V = TypeVar("V", bound=Callable[..., Any])

_MARK = "_access"
SAFE = ("GET", "HEAD", "OPTIONS")

ROOM_TO_CARRY = 5_000_000
"""The most bytes that a form of signing in may send: the largest form of all others, carried along under new names."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use a route: those with one of `roles`, or everybody where it is public.

    `token` says that its forms must carry this browser's token; `fresh` that the person must have proved lately who
    they are; `codeless` that it may be used before one-time codes are set up; `writes` that it needs a ledger. `room`
    is how many bytes whoever may use it can send, where that is more than usual.
    """

    roles: frozenset[Role]
    token: bool
    fresh: bool = False
    codeless: bool = False
    writes: bool = False
    room: int = 0

    @property
    def is_public(self) -> bool:
        """Whether nobody needs to sign in for it."""
        return not self.roles


def public(view: V) -> V:
    """For everybody. A form of it acts with nobody's rights, so it needs no token."""
    return _marked(view, Access(frozenset(), token=False))


def public_desk(view: V) -> V:
    """For everybody, where there is a desk to write to; its forms need no token, for they act with nobody's rights."""
    return _marked(view, Access(frozenset(), token=False, writes=True))


def public_upload(*, room: int) -> Callable[[V], V]:
    """For everybody, where there is a ledger: a file to look at, of at most so many bytes. It acts with no rights."""
    return lambda view: _marked(view, Access(frozenset(), token=False, writes=True, room=room))


def public_form(view: V) -> V:
    """For everybody, but its form must come from this site's own page in the same browser: signing in."""
    return _marked(view, Access(frozenset(), token=True, writes=True, room=ROOM_TO_CARRY))


def requires(*roles: Role, fresh: bool = False, codeless: bool = False, room: int = 0) -> Callable[[V], V]:
    """For those with one of these roles; with `fresh`, if they proved lately who they are."""

    def mark(view: V) -> V:
        access = Access(frozenset(roles), token=True, fresh=fresh, codeless=codeless, writes=True, room=room)
        return _marked(view, access)

    return mark


def access_of(endpoint: str, app: Flask | None = None) -> Access | None:
    """Who may use a route; None for one that does not say."""
    found: Access | None = getattr((app or current_app).view_functions.get(endpoint), _MARK, None)
    return found


def guard(app: Flask) -> None:
    """Check every request against its route. A route that does not say whose it is is nobody's."""
    app.before_request(_check)
    app.after_request(_keep_private)


def _marked(view: V, access: Access) -> V:
    setattr(view, _MARK, access)
    return view


def _check() -> Response | None:
    if request.endpoint is None:
        return None
    access = access_of(request.endpoint)
    if access is None:
        current_app.logger.error("route %s does not say who may use it", request.endpoint)
        raise NoRoute
    if access.writes and not is_open():
        raise NoRoute
    if "\0" in request.path:
        raise NoRoute  # no name has it, and not every database lets one ask for it
    if request.method not in SAFE:
        _refuse_foreign_form()
    if access.is_public:
        if request.method not in SAFE:
            _give_room(access)
        if access.token and request.method not in SAFE:
            _refuse_forged_form()
            if carried() is not None:
                hold()
        return None
    return _check_person(access)


def _check_person(access: Access) -> Response | None:
    if request.method not in SAFE and _says_that_it_is_ours():
        hold()
    found = sessions.sitting()
    if found is None:
        return _ask_to_sign_in()
    may = found.person.has(*access.roles)
    if may:
        _give_room(access)
    if request.method not in SAFE:
        _refuse_forged_form()
        hold()
    if found.person.needs_codes and not found.coded and not access.codeless:
        return _ask_for_codes()
    if not may:
        raise Refused(f"This is for: {', '.join(sorted(access.roles))}")
    if access.fresh and not sessions.is_proved():
        return _ask_to_sign_in(again=True)
    return None


def _ask_for_codes() -> Response:
    """Lead to setting up one-time codes. What a form brought stays on the page that says so."""
    if request.method in SAFE:
        return make_response(redirect(current_app.url_for("account.show_codes")))
    raise Refused("Your role needs one-time codes; set them up under My account, then send this again")


def _give_room(access: Access) -> None:
    if access.room:
        request.max_content_length = request.max_form_memory_size = access.room


def _ask_to_sign_in(*, again: bool = False) -> Response:
    """Lead to the sign-in page; what a form brought is carried through it."""
    if request.accept_mimetypes.best == "application/json":
        response = jsonify(error="signed-out")
        response.status_code = 401
        return response
    if request.method in SAFE:
        target = request.full_path if request.query_string else request.path
        place = current_app.url_for("entrance.sign_in", next=target, again="1" if again else None)
        return make_response(redirect(place))
    page = render_template("account/sign_in.html", page=SignInPage(carried=refused(), again=again))
    return make_response(page, 401)


def _refuse_foreign_form() -> None:
    """A form may come from this site's own pages alone: browsers say where from, in one header or the other."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None and site != "same-origin":
        raise Refused("The form was sent from another site")
    if origin is not None and not _is_ours(origin):
        raise Refused("The form was sent from another site")


def _says_that_it_is_ours() -> bool:
    """Whether the browser itself says that a form, not refused as another site's, comes from a page of this one."""
    return "Sec-Fetch-Site" in request.headers or "Origin" in request.headers


def _is_ours(origin: str) -> bool:
    base: str = current_app.config["BASE_URL"]
    try:
        found = urlsplit(origin).netloc.lower()
    except ValueError:
        return False
    return found in {request.host.lower(), urlsplit(base).netloc.lower()} - {""}


def _refuse_forged_form() -> None:
    if not sessions.is_from_here(request.form.get("csrf", "") or request.headers.get("X-CSRF-Token", "")):
        raise Refused(
            "The form had expired, or did not come from this site's own page; reload its page and try it again"
        )


def _keep_private(response: Response) -> Response:
    """No shared cache and no disk keeps what only some may see."""
    access = access_of(request.endpoint) if request.endpoint else None
    if access is not None and (access.token or not access.is_public):
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
    return response
