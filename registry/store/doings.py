"""What people did, as the ledger and the submissions have it: under their names, with an account or without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from registry.store.desk_tables import SubmissionRow
from registry.store.leaf import RevisionKind, moment_of
from registry.store.tables import RevisionRow

LISTED = 50


@dataclass(frozen=True, slots=True)
class Contribution:
    """A revision that somebody wrote or reviewed."""

    n: int
    time: datetime
    author: str
    reviewer: str | None
    kind: RevisionKind
    reason: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many revisions somebody wrote and reviewed, and how many submissions of others they declined."""

    authored: int = 0
    reviewed: int = 0
    declined: int = 0


def names(session: Session) -> frozenset[str]:
    """Everybody who wrote or reviewed a revision."""
    found = session.execute(select(col(RevisionRow.author), col(RevisionRow.reviewer)).distinct())
    return frozenset(name for row in found for name in row if name)


def tallies(session: Session) -> Mapping[str, Tally]:
    """What each person did, in numbers."""
    authored = _counted(session, col(RevisionRow.author))
    reviewed = _counted(session, col(RevisionRow.reviewer))
    declined = _counted(session, col(SubmissionRow.decided_by), col(SubmissionRow.state) == "declined")
    return {
        name: Tally(authored.get(name, 0), reviewed.get(name, 0), declined.get(name, 0))
        for name in authored.keys() | reviewed.keys() | declined.keys()
    }


def contributions(
    session: Session, name: str, *, before: int | None = None, limit: int = LISTED
) -> tuple[Contribution, ...]:
    """The revisions that somebody wrote or reviewed, newest first; only those numbered below `before`."""
    query = _CONTRIBUTIONS.where(or_(col(RevisionRow.author) == name, col(RevisionRow.reviewer) == name))
    if before is not None:
        query = query.where(col(RevisionRow.n) < before)
    found = session.execute(query.order_by(col(RevisionRow.n).desc()).limit(limit))
    return tuple(
        Contribution(n, moment_of(time), author, reviewer, RevisionKind(kind), reason)
        for n, time, author, reviewer, kind, reason in found
    )


_CONTRIBUTIONS = select(
    col(RevisionRow.n),
    col(RevisionRow.time),
    col(RevisionRow.author),
    col(RevisionRow.reviewer),
    col(RevisionRow.kind),
    col(RevisionRow.reason),
)


def _counted(session: Session, column: Any, *conditions: Any) -> dict[str, int]:
    query = select(column, func.count()).where(column.is_not(None), *conditions).group_by(column)
    return dict(session.execute(query).all())
