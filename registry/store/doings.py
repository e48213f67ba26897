"""What people did, as the ledger and the submissions have it: under their names, with an account or without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from registry.core.typed import is_storable
from registry.store.desk_tables import SubmissionRow
from registry.store.leaf import RevisionKind, moment_of
from registry.store.ledger import reviewers_of
from registry.store.tables import RevisionRow

LISTED = 50


@dataclass(frozen=True, slots=True)
class Contribution:
    """A revision that somebody wrote or reviewed."""

    n: int
    time: datetime
    author: str
    reviewers: tuple[str, ...]
    kind: RevisionKind
    reason: str

    def others(self, name: str) -> tuple[str, ...]:
        """With whom somebody did it."""
        return tuple(other for other in (self.author, *self.reviewers) if other != name)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many revisions somebody wrote and reviewed, and how many submissions of others they declined."""

    authored: int = 0
    reviewed: int = 0
    declined: int = 0


def names(session: Session) -> frozenset[str]:
    """Everybody who wrote or reviewed a revision."""
    authors = session.execute(select(col(RevisionRow.author)).distinct()).scalars()
    reviewers = (name for field in _reviewed_by(session) for name in reviewers_of(field))
    return frozenset((*authors, *reviewers))


def tallies(session: Session) -> Mapping[str, Tally]:
    """What each person did, in numbers."""
    authored = _counted(session, col(RevisionRow.author))
    reviewed: Counter[str] = Counter()
    for field, count in _counted(session, col(RevisionRow.reviewer)).items():
        reviewed.update(dict.fromkeys(reviewers_of(field), count))
    declined = _counted(session, col(SubmissionRow.decided_by), col(SubmissionRow.state) == "declined")
    return {
        name: Tally(authored.get(name, 0), reviewed.get(name, 0), declined.get(name, 0))
        for name in authored.keys() | reviewed.keys() | declined.keys()
    }


def contributions(
    session: Session, name: str, *, before: int | None = None, limit: int = LISTED
) -> tuple[Contribution, ...]:
    """The revisions that somebody wrote or reviewed, newest first; only those numbered below `before`."""
    if not is_storable(name):
        return ()
    fields = [field for field in _reviewed_by(session) if name in reviewers_of(field)]
    query = _CONTRIBUTIONS.where(or_(col(RevisionRow.author) == name, col(RevisionRow.reviewer).in_(fields)))
    if before is not None:
        query = query.where(col(RevisionRow.n) < before)
    found = session.execute(query.order_by(col(RevisionRow.n).desc()).limit(limit))
    return tuple(
        Contribution(n, moment_of(time), author, reviewers_of(reviewer), RevisionKind(kind), reason)
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


def _reviewed_by(session: Session) -> tuple[str, ...]:
    """Every field of reviewers that a revision has."""
    found = session.execute(select(col(RevisionRow.reviewer)).distinct()).scalars()
    return tuple(field for field in found if field)


def _counted(session: Session, column: Any, *conditions: Any) -> dict[str, int]:
    query = select(column, func.count()).where(column.is_not(None), *conditions).group_by(column)
    return dict(session.execute(query).all())
