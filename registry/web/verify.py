"""Checking a file: whether a PDF or an archive is what this registry published; or which revision a hash is of."""

from __future__ import annotations

from dataclasses import dataclass
from threading import BoundedSemaphore

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import RequestEntityTooLarge

from registry.desk.vouching import LARGEST, TOLD, TOO_LARGE, Named, Verdict, check, named
from registry.errors import BadValue, DatabaseError
from registry.web.access import public, public_upload
from registry.web.context import parameter, view
from registry.web.log import own_log
from registry.web.queries import reads

blueprint = Blueprint("verify", __name__)

ROOM = LARGEST + 10_000
"""What a form may send: a file of the largest size, and the form around it."""

PLACES = 2
"""So many files may be taken in and checked at a time, by each process: each of them stands in memory."""

_PLACES = "registry.verify-places"
_LATER = "others are having files checked just now; please send it again in some seconds"


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


@blueprint.record_once
def _keep_places(state: BlueprintSetupState) -> None:
    state.app.extensions[_PLACES] = BoundedSemaphore(PLACES)


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
    places: BoundedSemaphore = current_app.extensions[_PLACES]
    if not places.acquire(blocking=False):
        return _once(VerifyPage(True, problem=_LATER), 503)
    try:
        page, status = _looked()
    finally:
        places.release()
    return _once(page, status)


def _looked() -> tuple[VerifyPage, int]:
    try:
        sent, log = request.files.get("file"), own_log()
        content = sent.read() if sent else b""
        if log is None or sent is None or not content:
            return VerifyPage(True, problem="no file came, or an empty one; choose a file first"), 400
        return VerifyPage(True, (sent.filename or "")[:200], check(log, content)), 200
    except (RequestEntityTooLarge, BadValue):
        return VerifyPage(True, problem=TOO_LARGE), 413
    except DatabaseError:
        return VerifyPage(True, problem="the log cannot be read just now; the file was not checked"), 503


def _once(page: VerifyPage, status: int) -> Response:
    response = make_response(_rendered(page), status)
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _rendered(page: VerifyPage) -> str:
    return render_template("verify/show.html", page=page)
