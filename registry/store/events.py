"""The trace: who did what at the desk, or was refused. Written in the transaction of the deed itself; never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from registry.core.typed import is_storable
from registry.store.desk_tables import EventRow
from registry.store.leaf import moment_of, written

MAX_DETAIL = 500
"""Longer details are cut: what was done is recorded, not what was typed."""


class Outcome(StrEnum):
    """Whether it was done or refused."""

    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the trace. `actor` is a handle, or empty for an outsider; `subject` what it was about."""

    n: int
    time: datetime
    actor: str
    action: str
    subject: str
    outcome: Outcome
    detail: str


def trace(
    session: Session,
    *,
    actor: str,
    action: str,
    subject: str,
    now: datetime,
    outcome: Outcome = Outcome.DONE,
    detail: str = "",
) -> None:
    """Add to the trace. `action` is a verb and its object, such as `accept submission`; no secret belongs here."""
    last = session.execute(select(func.max(col(EventRow.n)))).scalar_one() or 0
    row = {
        "n": last + 1,
        "time": written(now),
        "actor": actor,
        "action": action,
        "subject": _one_line(subject),
        "outcome": outcome.value,
        "detail": _one_line(detail),
    }
    session.execute(insert(EventRow), [row])


def events(
    session: Session, *, subject: str | None = None, actor: str | None = None, limit: int = 200
) -> tuple[Event, ...]:
    """The newest entries, newest first; only those about a subject or by an actor where these are given."""
    if not is_storable((subject or "") + (actor or "")):
        return ()
    query = select(*_COLUMNS).order_by(col(EventRow.n).desc()).limit(limit)
    if subject is not None:
        query = query.where(col(EventRow.subject) == subject)
    if actor is not None:
        query = query.where(col(EventRow.actor) == actor)
    return tuple(_events(session.execute(query)))


_COLUMNS = (
    col(EventRow.n), col(EventRow.time), col(EventRow.actor), col(EventRow.action), col(EventRow.subject),
    col(EventRow.outcome), col(EventRow.detail),
)  # fmt: skip


def _events(rows: Iterable[tuple[int, str, str, str, str, str, str]]) -> Iterable[Event]:
    for n, time, actor, action, subject, outcome, detail in rows:
        yield Event(n, moment_of(time), actor, action, subject, Outcome(outcome), detail)


def _one_line(text: str) -> str:
    """A text without line breaks and control characters, which would let it pass for several, and not too long."""
    return "".join(letter if letter.isprintable() else " " for letter in text)[:MAX_DETAIL]
