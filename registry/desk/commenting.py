"""Talking about a submission: remarks on it, or on one line of a text of it."""

from __future__ import annotations

from datetime import datetime

from registry.core.people import Person
from registry.core.typed import line, passage
from registry.desk.drafting import MAX_NONCE, moment
from registry.desk.refusing import present, refuse_closed, refuse_unseen, seen
from registry.errors import BadValue, Refused
from registry.store.comments import Comment, add_comment, comment_of, count_comments
from registry.store.engine import Database, Session
from registry.store.events import trace
from registry.store.submissions import Submission

MAX_COMMENT = 5000
MAX_COMMENTS = 500
"""With how many remarks on a submission nobody adds another one. What a decision says is never too much."""


def comment(
    database: Database,
    person: Person,
    name: str,
    *,
    text: str,
    edition: int,
    nonce: str,
    now: datetime,
    path: str | None = None,
    number: int | None = None,
) -> Comment:
    """Remark on a submission, or on line `number` of the text that it proposes for `path`. One form gives one remark.

    Raises NotFound for whoever may not see it, Conflict where it is closed or another edition was saved meanwhile, so
    that the line may be another one, BadValue for a line that is not there.
    """
    said = passage(text, "the comment", most=MAX_COMMENT)
    if not said:
        raise BadValue("The comment is empty.")
    if not nonce or line(nonce, "the nonce", most=MAX_NONCE) != nonce:
        raise BadValue("a form needs a nonce of its own")
    with database.writing() as session:
        author = present(session, person)
        found = seen(session, author, name)
        earlier = comment_of(session, name, author.handle, nonce)
        if earlier is not None:
            return earlier
        refuse_closed(found)
        if path is not None:
            refuse_unseen(found, edition)
        if count_comments(session, name) >= MAX_COMMENTS:
            raise Refused(
                f"There are {MAX_COMMENTS} remarks on this submission; say what is left to say in a new one."
            )
        made = remark(
            session, found, author=author.handle, text=said, nonce=nonce, now=now, path=path, number=number
        )
        trace(session, actor=author.handle, action="comment on submission", subject=name, now=now)
        return made


def remark(
    session: Session,
    found: Submission,
    *,
    author: str,
    text: str,
    nonce: str,
    now: datetime,
    path: str | None = None,
    number: int | None = None,
) -> Comment:
    """Add a remark in the caller's transaction, quoting the line that it is about."""
    n = count_comments(session, found.id) + 1
    quoted = "" if path is None else _quoted(found, path, number)
    made = Comment(n, author, moment(now), found.edition, path, number, quoted, text)
    add_comment(session, found.id, made, nonce=nonce)
    return made


def _quoted(found: Submission, path: str, number: int | None) -> str:
    proposal = found.proposal(path)
    if proposal is None:
        raise BadValue(f"This submission proposes nothing for {path[:200]!r}.")
    lines = (proposal.text or "").split("\n")
    if number is None:
        return ""
    if not 1 <= number <= len(lines):
        raise BadValue(f"{path} has no line {number}; it has {len(lines)}.")
    return lines[number - 1]
