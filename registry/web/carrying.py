"""What somebody typed, carried on: through signing in again, and onto the page that says why it was not taken.

It is held in that page, and by nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, g, make_response, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from registry.web.sessions import csrf_token

_PREFIX = "carried."
_TARGET = "carried-to"
_NEVER = ("csrf", "password", "again", "code", "sealed", "ticket")
"""Fields that are not carried: secrets are typed again, and a form's token ends with its session."""

_ALONG = (
    *("edition", "nonce", "do", "kind", "content_hash", "check", "into", "seen", "path", "line", "deed"),
    *(_TARGET, "next", "handle"),
)
"""Fields that a form sends along and nobody types."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The fields of a form that could not be taken, and the address that they were sent to."""

    target: str
    fields: tuple[tuple[str, str], ...]

    @property
    def parts(self) -> tuple[tuple[str, str, bool], ...]:
        """Each field, and whether a person would miss it; in the order sent, for rows are kept in that."""
        return tuple((name, value, _is_typed(name, value)) for name, value in self.fields)


@dataclass(frozen=True, slots=True)
class SignInPage:
    """What the sign-in page shows: where it leads, what it carries, and what was wrong the last time.

    `again` asks somebody who is signed in to prove once more who they are.
    """

    next: str = ""
    carried: Carried | None = None
    again: bool = False
    handle: str = ""
    problem: str = ""


def carried() -> Carried | None:
    """What this request brings along: the carried fields of a sign-in form, or None without any."""
    target = request.form.get(_TARGET, "")
    if not target:
        return None
    fields = tuple(
        (name.removeprefix(_PREFIX), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(_PREFIX)
    )
    return Carried(target, fields)


def refused() -> Carried:
    """What this request was about to do: its own fields, but for secrets, and the address that they were sent to."""
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name not in _NEVER)
    return Carried(request.full_path if request.query_string else request.path, fields)


def hold() -> None:
    """Let the page that may come to say why this form was not taken show what was typed: the form is this site's."""
    g.held = True


def held() -> Carried | None:
    """What that page is to show; None where nothing was typed, or the form may be another site's."""
    if not g.get("held"):
        return None
    try:
        found = refused()
    except RequestEntityTooLarge:
        return None
    return found if any(is_typed for _, _, is_typed in found.parts) else None


def token_again() -> str:
    """The token with which a held form can be sent once more: a fresh one, or its own where nobody can look it up."""
    return csrf_token() if "sitting" in g else request.form.get("csrf", "")


def ask_to_continue(found: Carried) -> Response:
    """The page after signing in again: what was typed, ready to be sent once more with one press."""
    return make_response(render_template("account/continue.html", carried=found))


def _is_typed(name: str, value: str) -> bool:
    own = name.removeprefix(_PREFIX)
    return bool(value.strip()) and own not in _ALONG and not own.startswith("head:")
