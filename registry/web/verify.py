"""Checking a file: whether a PDF or an archive is what this registry published; or which revision a hash is of."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request

from registry.desk.vouching import LARGEST, TOLD, Named, Verdict, check, named
from registry.errors import BadValue, DatabaseError
from registry.web.access import public, public_upload
from registry.web.context import parameter, view
from registry.web.log import own_log
from registry.web.queries import reads

blueprint = Blueprint("verify", __name__)

ROOM = LARGEST + 10_000
"""What a form may send: a file of the largest size, and the form around it."""


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """The forms, and what was found. `about` is a hash that was typed or a file's name as its sender wrote it.

    `open` says whether there is a log at all. `problem` is why nothing could be told.
    """

    open: bool
    about: str = ""
    verdict: Verdict | None = None
    named: Named | None = None
    problem: str = ""
    largest: int = LARGEST // 1_000_000

    @property
    def told(self) -> tuple[str, str]:
        """What the verdict means, in a line and in full."""
        return TOLD[self.verdict.finding] if self.verdict else ("", "")


@blueprint.get("/verify/")
@public
@reads("q")
def show() -> tuple[str, int]:
    """The forms; with a hash, the revision that has it."""
    view()
    log, typed = own_log(), parameter("q")[:200]
    if log is None or not typed:
        return _rendered(VerifyPage(log is not None)), 200
    try:
        return _rendered(VerifyPage(True, typed, named=named(log, typed))), 200
    except BadValue as error:
        return _rendered(VerifyPage(True, typed, problem=str(error))), 400


@blueprint.post("/verify/")
@public_upload(room=ROOM)
def look() -> Response:
    """What a file is. It is read, and not kept."""
    view()
    log, sent = own_log(), request.files.get("file")
    content = sent.read() if sent else b""
    if sent:
        sent.close()
    if log is None or sent is None or not content:
        page = VerifyPage(True, problem="no file came, or an empty one; choose a file first")
        return _once(page, 400)
    try:
        return _once(VerifyPage(True, (sent.filename or "")[:200], check(log, content)), 200)
    except DatabaseError:
        page = VerifyPage(True, problem="the log cannot be read just now; the file was not checked")
        return _once(page, 503)


def _once(page: VerifyPage, status: int) -> Response:
    response = make_response(_rendered(page), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _rendered(page: VerifyPage) -> str:
    return render_template("verify/show.html", page=page)
