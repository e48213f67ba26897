"""Blind second codings: clauses as they stood, the first coder's values, and what a second coder made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, col

from registry.core.typed import is_storable
from registry.errors import NotFound
from registry.store.desk_tables import CodedClauseRow, CodeRow, CodingRow, SubmissionRow
from registry.store.leaf import moment_of, written

Key = tuple[str, str]
"""A clause by the path of its version and its id."""


@dataclass(frozen=True, slots=True)
class Coding:
    """Clauses of one edition of a submission, given to a second coder; `done` once all their codes are in.

    `author` is the submission's, who coded them first.
    """

    id: str
    submission: str
    author: str
    coder: str
    edition: int
    asked: datetime
    asked_by: str
    done: datetime | None = None


@dataclass(frozen=True, slots=True)
class CodedClause:
    """A clause as the second coder sees it: its text, the source's words and where they stand, and no code at all.

    `place` is where in the source, and on a line below that the source's address. `remark` is the second coder's own.
    """

    path: str
    clause: str
    position: int
    text: str
    quote: str = ""
    place: str = ""
    remark: str = ""

    @property
    def key(self) -> Key:
        """By what it is named within its coding."""
        return self.path, self.clause


@dataclass(frozen=True, slots=True)
class Code:
    """A clause's value of one facet by either coder; `second` is None until it is given."""

    path: str
    clause: str
    facet: str
    first: str
    second: str | None = None

    @property
    def key(self) -> Key:
        """The clause."""
        return self.path, self.clause


# -- reading -------------------------------------------------------------------------------------------------


def coding(session: Session, name: str) -> Coding:
    """The coding of that id. Raises NotFound."""
    query = _CODINGS.where(col(CodingRow.id) == name)
    row = session.execute(query).first() if is_storable(name) else None
    if row is None:
        raise NotFound("coding", name)
    return _coding(row)


def of_submission(session: Session, submission: str) -> tuple[Coding, ...]:
    """The codings of a submission, in the order asked for."""
    return _found(session, _CODINGS.where(col(CodingRow.submission) == submission))


def of_coder(session: Session, coder: str) -> tuple[Coding, ...]:
    """What a person was asked to code, in the order asked for."""
    return _found(session, _CODINGS.where(col(CodingRow.coder) == coder))


def every(session: Session) -> tuple[Coding, ...]:
    """All codings, in the order asked for."""
    return _found(session, _CODINGS)


def is_blind(session: Session, submission: str, coder: str) -> bool:
    """Whether somebody is to code a submission and has not finished: they must not see its codes."""
    query = select(col(CodingRow.id)).where(
        col(CodingRow.submission) == submission,
        col(CodingRow.coder) == coder,
        col(CodingRow.done).is_(None),
    )
    return session.execute(query).first() is not None


def clauses(session: Session, name: str) -> tuple[CodedClause, ...]:
    """The clauses of a coding, in their order."""
    rows = session.execute(_CLAUSES.where(col(CodedClauseRow.coding) == name))
    return tuple(sorted((CodedClause(*row) for row in rows), key=lambda item: item.position))


def seconds(session: Session, name: str) -> Mapping[tuple[str, str, str], str | None]:
    """The second coder's values of a coding so far, by path, clause and facet. The first ones are not even read."""
    query = select(col(CodeRow.path), col(CodeRow.clause), col(CodeRow.facet), col(CodeRow.second))
    rows = session.execute(query.where(col(CodeRow.coding) == name))
    return {(path, clause, facet): second for path, clause, facet, second in rows}


def codes(session: Session, name: str) -> tuple[Code, ...]:
    """Both coders' values of a coding, by path, clause and facet."""
    rows = session.execute(_CODES.where(col(CodeRow.coding) == name))
    return tuple(sorted((Code(*row) for row in rows), key=lambda code: (code.path, code.clause, code.facet)))


def finished(session: Session) -> Iterable[tuple[Coding, Code]]:
    """Every code of every finished coding."""
    done = {item.id: item for item in _found(session, _CODINGS.where(col(CodingRow.done).is_not(None)))}
    query = select(
        col(CodeRow.coding), col(CodeRow.path), col(CodeRow.clause), col(CodeRow.facet), col(CodeRow.first),
        col(CodeRow.second),
    ).join(CodingRow, col(CodingRow.id) == col(CodeRow.coding))  # fmt: skip
    for name, *row in session.execute(query.where(col(CodingRow.done).is_not(None))):
        yield done[name], Code(*row)


# -- writing, in the caller's transaction --------------------------------------------------------------------


def add(session: Session, made: Coding, given: Iterable[CodedClause], first: Iterable[Code]) -> None:
    """Add a coding with its clauses and the first coder's values."""
    row = {
        "id": made.id,
        "submission": made.submission,
        "coder": made.coder,
        "edition": made.edition,
        "asked": written(made.asked),
        "asked_by": made.asked_by,
        "done": None,
    }
    session.execute(insert(CodingRow), [row])
    names = ("path", "clause", "position", "text", "quote", "place", "remark")
    shown = [{"coding": made.id, **{name: getattr(item, name) for name in names}} for item in given]
    session.execute(insert(CodedClauseRow), shown)
    session.execute(
        insert(CodeRow),
        [
            {
                "coding": made.id,
                "path": code.path,
                "clause": code.clause,
                "facet": code.facet,
                "first": code.first,
            }
            for code in first
        ],
    )


def put_seconds(session: Session, name: str, values: Mapping[tuple[str, str, str], str | None]) -> None:
    """Set the second coder's values of those facets, or take them back (None)."""
    for (path, clause, facet), value in values.items():
        here = (col(CodeRow.coding) == name, col(CodeRow.path) == path, col(CodeRow.clause) == clause)
        session.execute(update(CodeRow).where(*here, col(CodeRow.facet) == facet).values(second=value))


def put_remarks(session: Session, name: str, remarks: Mapping[Key, str]) -> None:
    """Set the second coder's remarks on those clauses."""
    for (path, clause), remark in remarks.items():
        here = (col(CodedClauseRow.path) == path, col(CodedClauseRow.clause) == clause)
        session.execute(
            update(CodedClauseRow).where(col(CodedClauseRow.coding) == name, *here).values(remark=remark)
        )


def finish(session: Session, name: str, now: datetime) -> None:
    """Say that all codes of a coding are in."""
    session.execute(update(CodingRow).where(col(CodingRow.id) == name).values(done=written(now)))


def remove(session: Session, name: str) -> None:
    """Take a coding away that its coder hands back."""
    for table in (CodeRow, CodedClauseRow):
        session.execute(delete(table).where(col(table.coding) == name))
    session.execute(delete(CodingRow).where(col(CodingRow.id) == name))


_CODINGS = (
    select(
        col(CodingRow.id), col(CodingRow.submission), col(SubmissionRow.author), col(CodingRow.coder),
        col(CodingRow.edition), col(CodingRow.asked), col(CodingRow.asked_by), col(CodingRow.done),
    )
    .join(SubmissionRow, col(SubmissionRow.id) == col(CodingRow.submission))
    .order_by(col(CodingRow.asked), col(CodingRow.id))
)  # fmt: skip
_CLAUSES = select(
    col(CodedClauseRow.path), col(CodedClauseRow.clause), col(CodedClauseRow.position), col(CodedClauseRow.text),
    col(CodedClauseRow.quote), col(CodedClauseRow.place), col(CodedClauseRow.remark),
)  # fmt: skip
_CODES = select(
    col(CodeRow.path), col(CodeRow.clause), col(CodeRow.facet), col(CodeRow.first), col(CodeRow.second)
)


def _found(session: Session, query: Any) -> tuple[Coding, ...]:
    return tuple(_coding(row) for row in session.execute(query))


def _coding(row: Any) -> Coding:
    name, submission, author, coder, edition, asked, asked_by, done = row
    finished_at = moment_of(done) if done else None
    return Coding(name, submission, author, coder, edition, moment_of(asked), asked_by, finished_at)
