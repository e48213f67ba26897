"""Sources as they were given, kept beside a submission with the text that was taken from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlmodel import Session, col

from registry.core.typed import is_storable
from registry.errors import NotFound
from registry.store.desk_tables import SourceTextRow, SubmissionRow
from registry.store.leaf import moment_of, written
from registry.store.submissions import State


@dataclass(frozen=True, slots=True)
class SourceText:
    """One kept source, without its bytes and its text, which can be long. `hash` is the SHA-256 of its bytes.

    `name` is what its sender called it, `kind` what it is; `note` says why it has no text, or what is missing from it.
    """

    submission: str
    hash: str
    name: str
    kind: str
    size: int
    has_text: bool
    note: str
    added: datetime
    added_by: str


def hash_of(content: bytes) -> str:
    """Under which name the bytes are kept."""
    return sha256(content).hexdigest()


def of_submission(session: Session, submission: str) -> tuple[SourceText, ...]:
    """The sources kept beside a submission, in the order in which they were added."""
    query = _SOURCES.where(col(SourceTextRow.submission) == submission)
    found = (_source(row._asdict()) for row in session.execute(query))
    return tuple(sorted(found, key=lambda source: (source.added, source.name, source.hash)))


def source(session: Session, submission: str, digest: str) -> SourceText:
    """One of them. Raises NotFound."""
    for found in of_submission(session, submission) if is_storable(submission) else ():
        if found.hash == digest:
            return found
    raise NotFound("source", digest)


def content(session: Session, found: SourceText) -> bytes:
    """Its bytes, as they were given."""
    return bytes(session.execute(select(col(SourceTextRow.content)).where(_is(found))).scalar_one())


def text(session: Session, found: SourceText) -> str | None:
    """The text that was taken from it; None where there was none to take."""
    given: str | None = session.execute(select(col(SourceTextRow.text)).where(_is(found))).scalar_one()
    return given


def kept_by(session: Session, handle: str) -> int:
    """How many bytes a person keeps beside submissions, but for those that were accepted."""
    size = func.coalesce(func.sum(func.length(col(SourceTextRow.content))), 0)
    query = select(size).join(SubmissionRow, col(SubmissionRow.id) == col(SourceTextRow.submission))
    theirs = (col(SourceTextRow.added_by) == handle) & (col(SubmissionRow.state) != State.ACCEPTED.value)
    return int(session.execute(query.where(theirs)).scalar_one())


def drop(session: Session, submission: str) -> None:
    """Keep no source beside a submission any more, in the caller's transaction."""
    session.execute(delete(SourceTextRow).where(col(SourceTextRow.submission) == submission))


def add(session: Session, made: SourceText, *, content: bytes, text: str | None) -> None:
    """Keep a source, in the caller's transaction."""
    row = {
        "submission": made.submission,
        "hash": made.hash,
        "name": made.name,
        "kind": made.kind,
        "content": content,
        "text": text,
        "note": made.note,
        "added": written(made.added),
        "added_by": made.added_by,
    }
    session.execute(insert(SourceTextRow), [row])


_SOURCES = select(
    col(SourceTextRow.submission),
    col(SourceTextRow.hash),
    col(SourceTextRow.name),
    col(SourceTextRow.kind),
    func.length(col(SourceTextRow.content)).label("size"),
    col(SourceTextRow.text).is_not(None).label("has_text"),
    col(SourceTextRow.note),
    col(SourceTextRow.added),
    col(SourceTextRow.added_by),
)


def _source(row: Mapping[str, Any]) -> SourceText:
    return SourceText(**{**row, "added": moment_of(row["added"])})


def _is(found: SourceText) -> ColumnElement[bool]:
    return (col(SourceTextRow.submission) == found.submission) & (col(SourceTextRow.hash) == found.hash)
