"""What the ledger tells taken together: how many revisions there are of a kind, and what touched each path last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlmodel import Session, col

from registry.store.leaf import RevisionKind, moment_of
from registry.store.tables import EntryRow, RevisionRow


@dataclass(frozen=True, slots=True)
class Touch:
    """The newest revision that touched a path, and the hash of the text that it has since; None where it ended."""

    path: str
    revision: int
    hash: str | None


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


def touches(session: Session, *, since: int, until: int) -> tuple[Touch, ...]:
    """Every path that a revision after `since` touched, and what did so last up to `until`, by path."""
    bounds = col(EntryRow.revision) > since, col(EntryRow.revision) <= until
    last = select(col(EntryRow.path), func.max(col(EntryRow.revision)).label("revision"))
    of = last.where(*bounds).group_by(col(EntryRow.path)).subquery()
    query = select(of.c.path, of.c.revision, col(EntryRow.hash)).join(
        EntryRow, and_(col(EntryRow.path) == of.c.path, col(EntryRow.revision) == of.c.revision)
    )
    return tuple(sorted((Touch(*row) for row in session.execute(query)), key=lambda touch: touch.path))
