"""What somebody typed, carried through signing in again: held in the page that asks them to, and by nobody else."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, make_response, render_template, request

_PREFIX = "carried."
_TARGET = "carried-to"
_NEVER = ("password", "code", "csrf")
"""Fields whose names hold one of these are not carried: secrets are typed again."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The fields of a form that could not be taken, and the address that they were sent to."""

    target: str
    fields: tuple[tuple[str, str], ...]


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
    """What this request was about to do: its own fields, but for secrets."""
    fields = tuple(
        (name, value)
        for name, value in request.form.items(multi=True)
        if not any(word in name for word in _NEVER)
    )
    return Carried(request.path, fields)


def ask_to_continue(found: Carried) -> Response:
    """The page after signing in again: what was typed, ready to be sent once more with one press."""
    return make_response(render_template("account/continue.html", carried=found))
