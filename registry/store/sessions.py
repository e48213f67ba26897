"""Signed-in browsers, each by the hash of its cookie's token. One that has ended has no row and cannot come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlmodel import Session, col

from registry.store.desk_tables import SessionRow
from registry.store.leaf import moment_of, written


@dataclass(frozen=True, slots=True)
class SessionFound:
    """A session on record: whose it is, when it began, was last used, and when its person last proved who they are."""

    handle: str
    created: datetime
    seen: datetime
    fresh: datetime
    token: str = field(repr=False)


def open_session(session: Session, token_hash: str, handle: str, now: datetime) -> None:
    """Begin a session for somebody who has just proved who they are."""
    moment = written(now)
    row = {"token": token_hash, "handle": handle, "created": moment, "seen": moment, "fresh": moment}
    session.execute(insert(SessionRow), [row])


def find_session(session: Session, token_hash: str) -> SessionFound | None:
    """The session of that token; None where it has ended or never was."""
    found = session.execute(_SESSIONS.where(col(SessionRow.token) == token_hash)).first()
    return _found(found._asdict()) if found else None


def touch(session: Session, token_hash: str, now: datetime) -> bool:
    """Note that a session was used. False where it has ended meanwhile: it stays ended."""
    query = update(SessionRow).where(col(SessionRow.token) == token_hash).values(seen=written(now))
    done: Any = session.execute(query)
    return bool(done.rowcount)


def close_session(session: Session, token_hash: str) -> None:
    """End a session."""
    session.execute(delete(SessionRow).where(col(SessionRow.token) == token_hash))


def close_sessions_of(session: Session, handle: str, *, except_: str | None = None) -> int:
    """End every session of a person, but for one where that is given. How many ended."""
    query = delete(SessionRow).where(col(SessionRow.handle) == handle)
    if except_ is not None:
        query = query.where(col(SessionRow.token) != except_)
    done: Any = session.execute(query)
    return int(done.rowcount)


def sessions_of(session: Session, handle: str) -> tuple[SessionFound, ...]:
    """A person's sessions, the one used last first."""
    query = _SESSIONS.where(col(SessionRow.handle) == handle)
    found = session.execute(query.order_by(col(SessionRow.seen).desc(), col(SessionRow.created).desc()))
    return tuple(_found(row._asdict()) for row in found)


def purge_sessions(session: Session, *, created_before: datetime, seen_before: datetime) -> None:
    """Forget sessions that began, or were last used, too long ago to be anybody's."""
    began, used = col(SessionRow.created), col(SessionRow.seen)
    session.execute(
        delete(SessionRow).where(or_(began < written(created_before), used < written(seen_before)))
    )


_SESSIONS = select(
    col(SessionRow.handle),
    col(SessionRow.created),
    col(SessionRow.seen),
    col(SessionRow.fresh),
    col(SessionRow.token),
)


def _found(row: Mapping[str, Any]) -> SessionFound:
    moments = {name: moment_of(row[name]) for name in ("created", "seen", "fresh")}
    return SessionFound(**{**row, **moments})
