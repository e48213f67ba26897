"""The tables of people and of their work: migrated with care, like the ledger, and never derived from anything.

Instants are written as the ledger writes them (RFC 3339, UTC, to the second), words of an enumeration as themselves, so
that both databases hold the same.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Float, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from registry.store.tables import RevisionRow

_REVISION = f"{RevisionRow.__tablename__}.n"


class AccountRow(SQLModel, table=True):
    """A person who signs in. `handle` is public, permanent, and what the ledger records as author or reviewer.

    `password` is an Argon2id hash, empty until the person has set one; `secret` the encrypted secret of one-time codes,
    `step` the last of them that was used; `recovery` the hashes of unused recovery codes. `invitation` is the hash of a
    one-time link by which the person sets all that themselves, until `invited_until`.
    """

    __tablename__ = "account"

    handle: str = Field(primary_key=True)
    name: str
    roles: str
    lab: str | None = None
    password: str = ""
    secret: str | None = None
    step: int = 0
    recovery: str = ""
    invitation: str | None = Field(default=None, unique=True)
    invited_until: str | None = None
    created: str
    created_by: str
    disabled: str | None = None


class DeclarationRow(SQLModel, table=True):
    """What a person declared at a time: the labs that they are tied to, and in their own words. Append-only."""

    __tablename__ = "declaration"
    __table_args__ = (Index("declaration_handle", "handle", "n"),)

    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    handle: str = Field(foreign_key="account.handle")
    time: str
    labs: str
    text: str


class SessionRow(SQLModel, table=True):
    """A signed-in browser, by the hash of its cookie's token. `fresh` is when its person last proved who they are."""

    __tablename__ = "session"
    __table_args__ = (Index("session_handle", "handle"),)

    token: str = Field(primary_key=True)
    handle: str = Field(foreign_key="account.handle")
    created: str
    seen: str
    fresh: str


class ThrottleRow(SQLModel, table=True):
    """How full a bucket of tries is. `key` is a keyed hash: no address and no name stands here."""

    __tablename__ = "throttle"

    key: str = Field(primary_key=True)
    level: float = Field(sa_column=Column(Float, nullable=False))
    time: str


class EventRow(SQLModel, table=True):
    """Something that somebody did, or was refused, at the desk. `actor` is empty for an outsider. Append-only."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("outcome IN ('done', 'refused')", name="event_outcome"),
        Index("event_subject", "subject"),
        Index("event_actor", "actor"),
    )

    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    time: str
    actor: str
    action: str
    subject: str
    outcome: str
    detail: str


class SubmissionRow(SQLModel, table=True):
    """Proposed changes of records. Every edit raises `edition`; `content_hash` covers what an approval approves.

    `nonce` comes from the form that began it: sent twice, it begins one draft. `reverts` is the revision to be undone.
    """

    __tablename__ = "submission"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'submitted', 'changes-requested', 'accepted', 'declined', 'withdrawn')",
            name="submission_state",
        ),
        CheckConstraint("kind IN ('update', 'correction')", name="submission_kind"),
        CheckConstraint("(state = 'accepted') = (revision IS NOT NULL)", name="submission_revision"),
        UniqueConstraint("author", "nonce", name="submission_nonce"),
        Index("submission_state_submitted", "state", "submitted"),
    )

    id: str = Field(primary_key=True)
    author: str = Field(foreign_key="account.handle")
    nonce: str
    state: str
    kind: str
    reason: str
    note: str = ""
    edition: int
    content_hash: str
    reverts: int | None = Field(default=None, foreign_key=_REVISION)
    created: str
    updated: str
    submitted: str | None = None
    decided: str | None = None
    decided_by: str | None = None
    answer: str = ""
    revision: int | None = Field(default=None, foreign_key=_REVISION)


class ProposalRow(SQLModel, table=True):
    """The text that a submission proposes for a path, None to end it.

    `base` is the revision that had last touched the path when the text was begun, 0 where none had.
    """

    __tablename__ = "proposal"

    submission: str = Field(primary_key=True, foreign_key="submission.id")
    path: str = Field(primary_key=True)
    text: str | None = None
    base: int


class ApprovalRow(SQLModel, table=True):
    """A reviewer's approval of the exact texts that they saw."""

    __tablename__ = "approval"

    submission: str = Field(primary_key=True, foreign_key="submission.id")
    reviewer: str = Field(primary_key=True, foreign_key="account.handle")
    edition: int
    content_hash: str
    time: str


class CommentRow(SQLModel, table=True):
    """A remark on a submission, or on one line of a text of it; `quoted` is that line as it stood."""

    __tablename__ = "comment"
    __table_args__ = (UniqueConstraint("submission", "author", "nonce", name="comment_nonce"),)

    submission: str = Field(primary_key=True, foreign_key="submission.id")
    n: int = Field(primary_key=True)
    author: str = Field(foreign_key="account.handle")
    nonce: str
    time: str
    edition: int
    path: str | None = None
    line: int | None = None
    quoted: str = ""
    text: str


class SourceTextRow(SQLModel, table=True):
    """A source as it was given, kept beside a submission under its SHA-256, with the text that was taken from it.

    `text` is None where none could be taken; `note` says why, or what was cut.
    """

    __tablename__ = "source_text"

    submission: str = Field(primary_key=True, foreign_key="submission.id")
    hash: str = Field(primary_key=True)
    name: str
    kind: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    text: str | None = None
    note: str = ""
    added: str
    added_by: str = Field(foreign_key="account.handle")


class CodingRow(SQLModel, table=True):
    """A submission's clauses given to a second coder, as they stood in one edition; `done` once all codes are in."""

    __tablename__ = "coding"
    __table_args__ = (
        UniqueConstraint("submission", "coder", name="coding_once"),
        Index("coding_coder", "coder"),
    )

    id: str = Field(primary_key=True)
    submission: str = Field(foreign_key="submission.id")
    coder: str = Field(foreign_key="account.handle")
    edition: int
    asked: str
    asked_by: str = Field(foreign_key="account.handle")
    done: str | None = None


class CodedClauseRow(SQLModel, table=True):
    """One clause of a coding, as the second coder sees it: no code of the first one's."""

    __tablename__ = "coded_clause"

    coding: str = Field(primary_key=True, foreign_key="coding.id")
    path: str = Field(primary_key=True)
    clause: str = Field(primary_key=True)
    position: int
    text: str
    quote: str = ""
    place: str = ""
    remark: str = ""


class CodeRow(SQLModel, table=True):
    """A clause's value of one facet by the first coder, and by the second once given."""

    __tablename__ = "code"

    coding: str = Field(primary_key=True, foreign_key="coding.id")
    path: str = Field(primary_key=True)
    clause: str = Field(primary_key=True)
    facet: str = Field(primary_key=True)
    first: str
    second: str | None = None


class TicketRow(SQLModel, table=True):
    """A correction that somebody outside suggested. Its text is shown once an editor has read it."""

    __tablename__ = "ticket"
    __table_args__ = (
        CheckConstraint(
            "state IN ('received', 'open', 'corrected', 'no-change', 'hidden')", name="ticket_state"
        ),
        Index("ticket_state_time", "state", "time"),
    )

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    nonce: str = Field(unique=True)
    time: str
    about: str
    text: str
    source: str = ""
    state: str
    read: str | None = None
    read_by: str | None = None
    answered: str | None = None
    answered_by: str | None = None
    answer: str = ""
    revision: int | None = Field(default=None, foreign_key=_REVISION)


DESK_TABLES = (
    AccountRow, DeclarationRow, SessionRow, ThrottleRow, EventRow, SubmissionRow, ProposalRow, ApprovalRow, CommentRow,
    SourceTextRow, CodingRow, CodedClauseRow, CodeRow, TicketRow,
)  # fmt: skip
"""All of them, each after those that it refers to."""
