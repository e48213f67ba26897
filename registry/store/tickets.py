"""Corrections that people outside suggested, numbered 1, 2, 3, …: what they said, and what became of it.

Nothing here tells who they were: no name, no address.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlmodel import Session, col

from registry.errors import NotFound
from registry.store.desk_tables import TicketRow
from registry.store.leaf import moment_of, written


class TicketState(StrEnum):
    """How far a suggested correction has come. Its text is public from `open` on, and never where it is hidden."""

    RECEIVED = "received"
    OPEN = "open"
    CORRECTED = "corrected"
    NO_CHANGE = "no-change"
    HIDDEN = "hidden"

    @property
    def waits(self) -> bool:
        """Whether it still waits for our answer."""
        return self in WAITING


WAITING = (TicketState.RECEIVED, TicketState.OPEN)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One suggested correction: the page that it is `about`, its text and source, and our answer.

    `revision` is what corrected the record. Of a hidden one `answer` says why it is.
    """

    number: int
    time: datetime
    about: str
    text: str
    source: str
    state: TicketState
    read: datetime | None = None
    read_by: str | None = None
    answered: datetime | None = None
    answered_by: str | None = None
    answer: str = ""
    revision: int | None = None

    @property
    def is_shown(self) -> bool:
        """Whether everybody may read its text."""
        return self.state not in (TicketState.RECEIVED, TicketState.HIDDEN)


# -- reading -------------------------------------------------------------------------------------------------


def ticket(session: Session, number: int) -> Ticket:
    """The ticket of that number. Raises NotFound."""
    row = session.execute(_TICKETS.where(col(TicketRow.number) == number)).first()
    if row is None:
        raise NotFound("suggested correction", str(number))
    return _ticket(row._asdict())


def made_by(session: Session, nonce: str) -> Ticket | None:
    """The ticket that a form of this nonce made, if it did."""
    row = session.execute(_TICKETS.where(col(TicketRow.nonce) == nonce)).first()
    return _ticket(row._asdict()) if row else None


def waiting(session: Session, *, limit: int = 50) -> tuple[Ticket, ...]:
    """The tickets that have waited longest for our answer, oldest first."""
    return _found(session, _TICKETS.where(_is(*WAITING)).order_by(col(TicketRow.number)).limit(limit))


def waiting_since(session: Session) -> tuple[datetime, ...]:
    """When each ticket that waits for our answer came, oldest first."""
    query = select(col(TicketRow.time)).where(_is(*WAITING)).order_by(col(TicketRow.number))
    return tuple(moment_of(came) for came in session.execute(query).scalars())


def answered(session: Session, *, before: int | None = None, limit: int = 100) -> tuple[Ticket, ...]:
    """Tickets that were answered or hidden, newest first: at most `limit` of those numbered below `before`."""
    query = _TICKETS.where(_is(*(state for state in TicketState if not state.waits)))
    if before is not None:
        query = query.where(col(TicketRow.number) < before)
    return _found(session, query.order_by(col(TicketRow.number).desc()).limit(limit))


def counts(session: Session) -> Mapping[TicketState, int]:
    """How many tickets are in each state."""
    query = select(col(TicketRow.state), func.count()).group_by(col(TicketRow.state))
    found = dict(session.execute(query).all())
    return {state: found.get(state.value, 0) for state in TicketState}


def spans(session: Session, states: Collection[TicketState]) -> tuple[tuple[datetime, datetime], ...]:
    """When each ticket in those states came and was answered, in the order of their numbers."""
    query = select(col(TicketRow.time), col(TicketRow.answered)).where(
        _is(*states), col(TicketRow.answered).is_not(None)
    )
    rows = session.execute(query.order_by(col(TicketRow.number)))
    return tuple((moment_of(came), moment_of(answer)) for came, answer in rows)


# -- writing, in the caller's transaction --------------------------------------------------------------------


def add(session: Session, *, nonce: str, about: str, text: str, source: str, now: datetime) -> Ticket:
    """Add a ticket under the next number."""
    number = (session.execute(select(func.max(col(TicketRow.number)))).scalar_one() or 0) + 1
    made = Ticket(number, moment_of(written(now)), about, text, source, TicketState.RECEIVED)
    session.execute(insert(TicketRow), [{"nonce": nonce, **_row(made)}])
    return made


def save(session: Session, changed: Ticket) -> None:
    """Put a ticket in the place of the one of its number."""
    session.execute(update(TicketRow).where(col(TicketRow.number) == changed.number).values(**_row(changed)))


_MOMENTS = ("time", "read", "answered")
_PLAIN = ("number", "about", "text", "source", "read_by", "answered_by", "answer", "revision")
_TICKETS = select(*(getattr(TicketRow, name) for name in (*_PLAIN, *_MOMENTS, "state")))


def _is(*states: TicketState) -> Any:
    return col(TicketRow.state).in_([state.value for state in states])


def _found(session: Session, query: Any) -> tuple[Ticket, ...]:
    return tuple(_ticket(row._asdict()) for row in session.execute(query))


def _ticket(row: Mapping[str, Any]) -> Ticket:
    moments = {name: moment_of(row[name]) if row[name] else None for name in _MOMENTS}
    return Ticket(**{**row, **moments, "state": TicketState(row["state"])})


def _row(of: Ticket) -> dict[str, object]:
    moments = {name: written(moment) if (moment := getattr(of, name)) else None for name in _MOMENTS}
    return {**{name: getattr(of, name) for name in _PLAIN}, **moments, "state": of.state.value}
