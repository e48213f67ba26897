"""Answering the corrections that people outside suggested: their texts are read, answered in public, or hidden."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from registry.core.catalog import Catalog
from registry.core.concerns import labs_concerned
from registry.core.people import Person, Role
from registry.core.records import JOINT
from registry.core.typed import passage
from registry.desk.corresponding import subject
from registry.desk.refusing import present
from registry.desk.tracing import traced
from registry.errors import BadValue, Conflict, NotFound, Refused
from registry.store import ledger, tickets
from registry.store.engine import Database, Session
from registry.store.events import trace
from registry.store.tickets import Ticket, TicketState

MAX_ANSWER = 4000

ANSWERING = (Role.EDITOR, Role.REVIEWER)
"""The roles that read and answer."""


def read_ticket(
    database: Database, editor: Person, number: int, *, seen: TicketState, catalog: Catalog, now: datetime
) -> Ticket:
    """Say that the text was read and may be shown. Raises NotFound, Refused, and Conflict, as all of these do.

    A conflict is that its state is not the one `seen`, and not the one wanted either. Nobody tied to a lab that the
    ticket concerns may act on it.
    """
    with _acting(database, editor, "read ticket", number, now, catalog) as acting:
        found = acting.found
        wanted = replace(found, state=TicketState.OPEN, read=now, read_by=editor.handle)
        return acting.move(wanted, seen=seen, among=(TicketState.RECEIVED,))


def answer_ticket(
    database: Database,
    editor: Person,
    number: int,
    *,
    answer: str,
    revision: int | None,
    seen: TicketState,
    catalog: Catalog,
    now: datetime,
) -> Ticket:
    """Answer in public: what was corrected by which revision or, without one, why nothing was changed."""
    answer = passage(answer, "the answer", most=MAX_ANSWER)
    if not answer:
        raise BadValue("write the answer; everybody will read it")
    with _acting(database, editor, "answer ticket", number, now, catalog) as acting:
        found = acting.found
        _refuse_earlier(acting.session, revision, found)
        wanted = replace(
            found,
            state=TicketState.CORRECTED if revision else TicketState.NO_CHANGE,
            read=found.read or now,
            read_by=found.read_by or editor.handle,
            answered=now,
            answered_by=editor.handle,
            answer=answer,
            revision=revision,
        )
        return acting.move(wanted, seen=seen, among=tickets.WAITING)


def hide_ticket(
    database: Database,
    editor: Person,
    number: int,
    *,
    reason: str,
    seen: TicketState,
    catalog: Catalog,
    now: datetime,
) -> Ticket:
    """Keep a text from the public, such as an advertisement or a libel. The reason is shown in its place."""
    reason = passage(reason, "the reason", most=MAX_ANSWER)
    if not reason:
        raise BadValue("write why the text is hidden; the reason is shown in its place")
    with _acting(database, editor, "hide ticket", number, now, catalog) as acting:
        found = acting.found
        wanted = replace(
            found,
            state=TicketState.HIDDEN,
            read=found.read or now,
            read_by=found.read_by or editor.handle,
            answered=now,
            answered_by=editor.handle,
            answer=reason,
            revision=None,
        )
        return acting.move(wanted, seen=seen, among=tuple(TicketState))


def reopen_ticket(
    database: Database, editor: Person, number: int, *, seen: TicketState, catalog: Catalog, now: datetime
) -> Ticket:
    """Take an answer back, or show a hidden text after all: the ticket waits again, since the day it came."""
    with _acting(database, editor, "reopen ticket", number, now, catalog) as acting:
        found = acting.found
        wanted = replace(
            found, state=TicketState.OPEN, answered=None, answered_by=None, answer="", revision=None
        )
        answered = tuple(state for state in TicketState if not state.waits)
        return acting.move(wanted, seen=seen, among=answered)


def why_not_answer(session: Session, person: Person, about: str, catalog: Catalog) -> str | None:
    """Why somebody may not act on a ticket about a page, in a sentence; None where they may."""
    if not person.has(*ANSWERING):
        return "An editor or reviewer answers tickets"
    tied = sorted(person.ties & labs_at(session, about, catalog))
    if tied:
        return (
            f"You declared a tie to {', '.join(tied)}, whose record this is about; another person answers it"
        )
    return None


def as_shown_to(session: Session, person: Person, found: Ticket, catalog: Catalog) -> Ticket:
    """A ticket as somebody at the desk may read it: for whoever is tied, without words that are not public."""
    if found.is_shown or not person.ties & labs_at(session, found.about, catalog):
        return found
    return replace(found, text="", source="")


def labs_at(session: Session, about: str, catalog: Catalog) -> frozenset[str]:
    """The labs that a page of the site concerns, by its address; a lab's earlier slug is still that lab."""
    top, first, second = (*about.strip("/").split("/"), "", "", "")[:3]
    names = {old: slug for slug, lab in catalog.labs.items() for old in lab.formerly}
    first, second = names.get(first, first), names.get(second, second)
    if top == "revisions" and first.isascii() and first.isdigit() and len(first) < 10:
        return labs_concerned(ledger.paths(session, int(first)), catalog)
    path = {"labs": f"labs/{first}", JOINT: f"labs/{JOINT}/{first}", "standards": f"labs/{second}"}.get(
        top, ""
    )
    return labs_concerned([path], catalog)


@dataclass(frozen=True, slots=True)
class _Acting:
    """Somebody who acts on a ticket that they may act on, in a transaction."""

    session: Session
    editor: Person
    found: Ticket
    now: datetime

    def move(self, wanted: Ticket, *, seen: TicketState, among: Collection[TicketState]) -> Ticket:
        """The ticket as it is wanted: one that is so already, by a form sent twice, stays as it is."""
        found, number = self.found, self.found.number
        if (found.state, found.answer, found.revision) == (wanted.state, wanted.answer, wanted.revision):
            return found
        if found.state is not seen or found.state not in among:
            raise Conflict(
                f"Ticket {number} is {found.state.value} by now; nothing was changed. Look at it, then do it again"
            )
        if found.answer:
            trace(
                self.session,
                actor=self.editor.handle,
                action="withdraw answer",
                subject=subject(number),
                now=self.now,
                detail=f"{found.state.value}: {found.answer}",
            )
        tickets.save(self.session, wanted)
        return tickets.ticket(self.session, number)


@contextmanager
def _acting(
    database: Database, editor: Person, action: str, number: int, now: datetime, catalog: Catalog
) -> Iterator[_Acting]:
    """A transaction on a ticket by somebody who may act on it, with its trace."""
    with traced(database, actor=editor.handle, action=action, subject=subject(number), now=now) as session:
        person = present(session, editor, now=now)
        found = tickets.ticket(session, number)
        obstacle = why_not_answer(session, person, found.about, catalog)
        if obstacle:
            raise Refused(obstacle)
        yield _Acting(session, person, found, now)


def _refuse_earlier(session: Session, revision: int | None, found: Ticket) -> None:
    """A ticket is corrected by what came after it; what was so already is an answer, not a correction."""
    if revision is None:
        return
    try:
        made = ledger.revision(session, revision)
    except NotFound:
        raise BadValue(f"there is no revision {revision}; name the one that corrected the record") from None
    if made.time < found.time:
        raise BadValue(
            f"revision {revision} was made before the ticket came; answer without one that nothing had to be changed"
        )
