"""What the ledger tells taken together: how many revisions there are of a kind, and when each path was last touched."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from registry.store.leaf import RevisionKind, moment_of
from registry.store.tables import EntryRow, RevisionRow


def tally(session: Session) -> dict[RevisionKind, int]:
    """How many revisions there are of each kind."""
    query = select(col(RevisionRow.kind), func.count()).group_by(col(RevisionRow.kind))
    return {RevisionKind(kind): count for kind, count in session.execute(query)}


def touched(session: Session) -> dict[str, datetime]:
    """When each path was last touched, deletions included."""
    last = select(col(EntryRow.path), func.max(col(EntryRow.revision)).label("revision"))
    of = last.group_by(col(EntryRow.path)).subquery()
    query = select(of.c.path, col(RevisionRow.time)).join(of, col(RevisionRow.n) == of.c.revision)
    return {path: moment_of(time) for path, time in session.execute(query)}
