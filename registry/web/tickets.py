"""Tickets at the desk: what people outside suggested, the oldest first, and what an editor does about each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from registry.core.people import STAFF
from registry.core.waits import days_between
from registry.desk import answering
from registry.desk.answering import ANSWERING, MAX_ANSWER, as_shown_to, why_not_answer
from registry.errors import BadValue, Conflict
from registry.store import ledger, tickets
from registry.store.engine import Session
from registry.store.ledger import Revision
from registry.store.tickets import Ticket, TicketState
from registry.web.access import requires
from registry.web.backstage import backstage, now
from registry.web.context import head, parameter, to
from registry.web.fields import field, whole
from registry.web.forms import positive
from registry.web.subjects import Subject
from registry.web.suggestions import told
from registry.web.visible import somebody

blueprint = Blueprint("tickets", __name__)

LISTED = 50
"""Answered tickets on one page."""

OFFERED = 30
"""The most revisions that an answer can name by choosing."""


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket in a list, the page it is about, and its age, or the days to its answer."""

    ticket: Ticket
    subject: Subject | None
    days: int


@dataclass(frozen=True, slots=True)
class TicketsPage:
    """What waits for an answer, oldest first, and what was answered, newest first; `older` is where that goes on.

    `waits` is how many wait in all.
    """

    waiting: tuple[TicketLine, ...]
    waits: int
    answered: tuple[TicketLine, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class DeskTicketPage:
    """A ticket for whoever acts on it: why they may not, the revisions that came after it, and what was typed."""

    line: TicketLine
    obstacle: str | None
    revisions: tuple[Revision, ...]
    longest: int
    answer: str = ""
    revision: int | None = None
    reason: str = ""
    problem: str = ""


@blueprint.get("/desk/tickets/")
@requires(*STAFF)
def index() -> str:
    """All tickets."""
    before = positive("before") if parameter("before") else None
    with backstage().database.reading() as session:
        waiting = _shown(session, tickets.waiting(session) if before is None else ())
        waits = len(tickets.waiting_since(session))
        found = _shown(session, tickets.answered(session, before=before, limit=LISTED + 1))
    listed = found[:LISTED]
    older = listed[-1].number if len(found) > LISTED else None
    page = TicketsPage(lines(waiting), waits, lines(listed), older)
    return render_template("tickets/index.html", page=page)


@blueprint.get("/desk/tickets/<int(max=999999999):number>/")
@requires(*STAFF)
def show(number: int) -> str:
    """One ticket, with its text whatever its state, but for those tied to the lab."""
    return _page(number)


@blueprint.post("/desk/tickets/<int(max=999999999):number>/read/")
@requires(*ANSWERING)
def read(number: int) -> Response | tuple[str, int]:
    """Show its text to everybody."""
    return _act(answering.read_ticket, number)


@blueprint.post("/desk/tickets/<int(max=999999999):number>/answer/")
@requires(*ANSWERING)
def answer(number: int) -> Response | tuple[str, int]:
    """Answer it."""
    revision = whole("revision") if field("revision") else None
    return _act(answering.answer_ticket, number, answer=field("answer"), revision=revision)


@blueprint.post("/desk/tickets/<int(max=999999999):number>/hide/")
@requires(*ANSWERING)
def hide(number: int) -> Response | tuple[str, int]:
    """Keep its text from the public."""
    return _act(answering.hide_ticket, number, reason=field("reason"))


@blueprint.post("/desk/tickets/<int(max=999999999):number>/reopen/")
@requires(*ANSWERING)
def reopen(number: int) -> Response | tuple[str, int]:
    """Take the answer back."""
    return _act(answering.reopen_ticket, number)


def lines(found: Iterable[Ticket]) -> tuple[TicketLine, ...]:
    """Tickets with what they are about and how long they took, or have waited until now."""
    return tuple(
        TicketLine(item, told(item.about), days_between(item.time, item.answered or now())) for item in found
    )


def _shown(session: Session, found: Iterable[Ticket]) -> tuple[Ticket, ...]:
    return tuple(as_shown_to(session, somebody(), item, head().catalog) for item in found)


def _act(deed: Any, number: int, **given: Any) -> Response | tuple[str, int]:
    """Do it and come back to the ticket; what cannot be done is said there, beside what was typed."""
    try:
        seen = TicketState(field("seen"))
    except ValueError:
        raise BadValue("The form lacks the state that was seen; reload its page and send it again") from None
    try:
        deed(backstage().database, somebody(), number, seen=seen, catalog=head().catalog, now=now(), **given)
    except (BadValue, Conflict) as error:
        return _page(number, problem=str(error), **given), 409 if isinstance(error, Conflict) else 400
    return redirect(to("tickets.show", number=number), 303)


def _page(number: int, **typed: Any) -> str:
    with backstage().database.reading() as session:
        found = tickets.ticket(session, number)
        (shown,) = _shown(session, (found,))
        obstacle = why_not_answer(session, somebody(), found.about, head().catalog)
        revisions = ledger.revisions(session, limit=OFFERED)
    page = DeskTicketPage(
        line=lines((shown,))[0],
        obstacle=obstacle,
        revisions=tuple(item for item in revisions if item.time >= found.time),
        longest=MAX_ANSWER,
        **typed,
    )
    return render_template("tickets/show.html", page=page)
