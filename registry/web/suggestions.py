"""Outside voices: suggesting a correction without an account, and what became of each suggestion."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from math import ceil

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from registry.desk import corresponding
from registry.errors import BadValue, TooMany
from registry.store import tickets
from registry.store.tickets import Ticket
from registry.web.access import public_desk
from registry.web.backstage import backstage, now
from registry.web.caching import fleeting
from registry.web.context import parameter, to, view
from registry.web.forms import positive
from registry.web.queries import reads
from registry.web.subjects import Subject, subject_at
from registry.web.visitors import visitor_address

blueprint = Blueprint("suggestions", __name__)

TRAP = "website"
"""The field that people do not see, and programs that fill in whatever they find do."""


LISTED = 50
"""Answered tickets on one page."""


@dataclass(frozen=True, slots=True)
class SuggestionPage:
    """The form: the page that it is about, what was typed, and why it could not be taken.

    `nonce` makes the same form, sent twice, one ticket.
    """

    subject: Subject
    nonce: str
    text: str = ""
    source: str = ""
    problem: str = ""
    trapped: bool = False
    longest: int = corresponding.MAX_TEXT


@dataclass(frozen=True, slots=True)
class TicketPage:
    """What everybody may see of a ticket. `subject` is None where the page that it is about is no longer there."""

    ticket: Ticket
    subject: Subject | None


@dataclass(frozen=True, slots=True)
class AnsweredPage:
    """Answered and hidden tickets, newest first; `older` is where the next ones begin."""

    tickets: tuple[TicketPage, ...]
    older: int | None


@blueprint.get("/suggest/")
@public_desk
@reads("about")
def show() -> Response:
    """The form, about the page that it was reached from."""
    view()
    page = SuggestionPage(subject_at(parameter("about", "/")), secrets.token_urlsafe(16))
    return _form(page, 200)


@blueprint.post("/suggest/")
@public_desk
def send() -> AnyResponse:
    """Take a suggestion in and lead to its ticket; what cannot be taken is shown again, with the reason."""
    sent = {name: request.form.get(name, "") for name in ("about", "text", "source", "nonce", TRAP)}
    subject = told(sent["about"])
    page = SuggestionPage(subject or subject_at("/"), sent["nonce"], sent["text"], sent["source"])
    if subject is None:
        return _form(
            page, 400, "The page that it was about is not there, so it would now be about the whole site"
        )
    if sent[TRAP]:
        return _form(
            page, 400, "The last field must stay empty; your browser may have filled it in", trapped=True
        )
    desk = backstage()
    try:
        made = corresponding.suggest(
            desk.database,
            desk.keyring,
            about=page.subject.address,
            text=page.text,
            source=page.source,
            nonce=page.nonce,
            address=visitor_address(),
            now=now(),
        )
    except BadValue as error:
        return _form(page, 400, str(error))
    except TooMany as error:
        seconds = ceil(error.wait.total_seconds())
        answer = _form(page, 429, f"{error}. Send it again in {ceil(seconds / 60)} minutes")
        answer.headers["Retry-After"] = str(seconds)
        return answer
    return redirect(to("suggestions.ticket", number=made.number), 303)


@blueprint.get("/corrections/suggested/")
@public_desk
@fleeting
@reads("before")
def index() -> str:
    """Suggested corrections that were answered or hidden, newest first."""
    view()
    before = positive("before") if parameter("before") else None
    with backstage().database.reading() as session:
        found = tickets.answered(session, before=before, limit=LISTED + 1)
    listed = found[:LISTED]
    older = listed[-1].number if len(found) > LISTED else None
    page = AnsweredPage(tuple(TicketPage(item, told(item.about)) for item in listed), older)
    return render_template("suggestions/index.html", page=page)


@blueprint.get("/corrections/<int(max=999999999):number>/")
@public_desk
@fleeting
def ticket(number: int) -> str:
    """One suggested correction: what it is about, what it says once it was read, and our answer."""
    view()
    with backstage().database.reading() as session:
        found = tickets.ticket(session, number)
    return render_template("suggestions/ticket.html", page=TicketPage(found, told(found.about)))


def told(about: str) -> Subject | None:
    """What a ticket is about; None where that page is no longer there."""
    try:
        return subject_at(about)
    except BadValue:
        return None


def _form(page: SuggestionPage, status: int, problem: str = "", *, trapped: bool = False) -> Response:
    """The form. Its nonce is for one reader, so nobody keeps it."""
    shown = SuggestionPage(page.subject, page.nonce, page.text, page.source, problem, trapped)
    response = make_response(render_template("suggestions/form.html", page=shown), status)
    response.headers["Cache-Control"] = "no-store"
    return response
