"""Remarks on a submission, or on one line of one of its texts, in the order in which they were made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from registry.store.desk_tables import CommentRow
from registry.store.leaf import moment_of, written


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on a submission's edition; where `path` and `line` are given, on that line, which read `quoted` then."""

    n: int
    author: str
    time: datetime
    edition: int
    path: str | None
    line: int | None
    quoted: str
    text: str


def comments(session: Session, submission: str) -> tuple[Comment, ...]:
    """The comments on a submission, oldest first."""
    query = _COMMENTS.where(col(CommentRow.submission) == submission).order_by(col(CommentRow.n))
    return tuple(
        Comment(n, author, moment_of(time), *rest) for n, author, time, *rest in session.execute(query)
    )


def comment_of(session: Session, submission: str, author: str, nonce: str) -> Comment | None:
    """The comment that a form of this nonce made for its author, if it did."""
    same = (col(CommentRow.author) == author) & (col(CommentRow.nonce) == nonce)
    query = select(col(CommentRow.n)).where(col(CommentRow.submission) == submission, same)
    n = session.execute(query).scalar_one_or_none()
    return next((comment for comment in comments(session, submission) if comment.n == n), None)


def count_comments(session: Session, submission: str) -> int:
    """How many comments a submission has."""
    query = select(func.count()).where(col(CommentRow.submission) == submission)
    return int(session.execute(query).scalar_one())


def add_comment(session: Session, submission: str, comment: Comment, *, nonce: str) -> None:
    """Add a comment under its number."""
    row = {
        "submission": submission,
        "nonce": nonce,
        **{
            name: getattr(comment, name)
            for name in ("n", "author", "edition", "path", "line", "quoted", "text")
        },
        "time": written(comment.time),
    }
    session.execute(insert(CommentRow), [row])


_COMMENTS = select(
    col(CommentRow.n), col(CommentRow.author), col(CommentRow.time), col(CommentRow.edition),
    col(CommentRow.path), col(CommentRow.line), col(CommentRow.quoted), col(CommentRow.text),
)  # fmt: skip
