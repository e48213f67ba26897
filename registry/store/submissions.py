"""Submissions as the database keeps them: proposed texts, what is decided about them, and approvals of exact texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlmodel import Session, col

from registry.core.typed import is_storable
from registry.errors import NotFound
from registry.store.desk_tables import ApprovalRow, CodingRow, ProposalRow, SubmissionRow
from registry.store.leaf import RevisionKind, canonical, moment_of, written


class State(StrEnum):
    """How far a submission has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes-requested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether its author may still edit it."""
        return self in OPEN


OPEN = (State.DRAFT, State.SUBMITTED, State.CHANGES_REQUESTED)
"""The states in which a submission can be edited."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The whole text proposed for a path, None to end it; `base` is the revision that it was begun from.

    That is the newest one which had touched the path then, 0 where none ever had.
    """

    path: str
    text: str | None
    base: int


@dataclass(frozen=True, slots=True)
class Approval:
    """A reviewer's approval of the exact texts that they saw."""

    reviewer: str
    edition: int
    content_hash: str
    time: datetime


@dataclass(frozen=True, slots=True)
class Heading:
    """A submission without its texts, as lists show it: whose, about which paths, how far it has come.

    `edition` counts its edits; `content_hash` covers what an approval approves. `note` is for reviewers, `answer` what
    whoever decided wrote. `reverts` is the revision that it would undo, `revision` the one that it became.
    """

    id: str
    author: str
    state: State
    kind: RevisionKind
    reason: str
    note: str
    edition: int
    content_hash: str
    reverts: int | None
    created: datetime
    updated: datetime
    submitted: datetime | None
    decided: datetime | None
    decided_by: str | None
    answer: str
    revision: int | None
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Submission(Heading):
    """A submission with its texts, by path, and with the approvals of what it holds now."""

    proposals: tuple[Proposal, ...] = ()
    approvals: tuple[Approval, ...] = ()

    @property
    def changes(self) -> dict[str, str | None]:
        """The texts by path, as the ledger takes them."""
        return {proposal.path: proposal.text for proposal in self.proposals}

    def proposal(self, path: str) -> Proposal | None:
        """What it proposes for a path, if anything."""
        return next((proposal for proposal in self.proposals if proposal.path == path), None)


def content_hash(*, kind: RevisionKind, reason: str, proposals: Iterable[Proposal]) -> str:
    """The SHA-256 of all that an approval approves, in canonical JSON: kind, reason, and each path, text and base."""
    ordered = sorted(proposals, key=lambda proposal: proposal.path)
    texts = [{"path": item.path, "text": item.text, "base": item.base} for item in ordered]
    return sha256(canonical({"kind": kind.value, "reason": reason, "proposals": texts})).hexdigest()


def in_order(approvals: Iterable[Approval]) -> tuple[Approval, ...]:
    """Approvals by their time; those of one second, between which no database can tell, by their reviewers."""
    return tuple(sorted(approvals, key=lambda given: (given.time, given.reviewer)))


# -- reading -------------------------------------------------------------------------------------------------


def submission(session: Session, name: str) -> Submission:
    """The submission of that id. Raises NotFound."""
    query = _SUBMISSIONS.where(col(SubmissionRow.id) == name)
    row = session.execute(query).first() if is_storable(name) else None
    if row is None:
        raise NotFound("submission", name)
    proposals = session.execute(_PROPOSALS.where(col(ProposalRow.submission) == name))
    approvals = session.execute(_APPROVALS.where(col(ApprovalRow.submission) == name))
    found = tuple(sorted((Proposal(*item) for item in proposals), key=lambda item: item.path))
    given = (
        Approval(reviewer, edition, digest, moment_of(time)) for reviewer, edition, digest, time in approvals
    )
    return Submission(
        **_values(row._asdict()),
        paths=tuple(item.path for item in found),
        proposals=found,
        approvals=in_order(given),
    )


def begun_by(session: Session, author: str, nonce: str) -> str | None:
    """The id of the submission that a form of this nonce began for its author, if it did."""
    query = select(col(SubmissionRow.id)).where(
        col(SubmissionRow.author) == author, col(SubmissionRow.nonce) == nonce
    )
    return session.execute(query).scalar_one_or_none()


def of_author(session: Session, author: str, *, limit: int = 200) -> tuple[Heading, ...]:
    """A person's submissions, the one touched last first."""
    query = _SUBMISSIONS.where(col(SubmissionRow.author) == author)
    newest = query.order_by(col(SubmissionRow.updated).desc(), col(SubmissionRow.id)).limit(limit)
    return _headings(session, newest)


def queue(session: Session, *, limit: int = 500) -> tuple[Heading, ...]:
    """What waits for a reviewer, oldest first."""
    return in_state(session, State.SUBMITTED, limit=limit)


def in_state(session: Session, state: State, *, limit: int = 500) -> tuple[Heading, ...]:
    """Submissions in a state, by when they were submitted, oldest first."""
    query = _SUBMISSIONS.where(col(SubmissionRow.state) == state.value)
    oldest = query.order_by(col(SubmissionRow.submitted), col(SubmissionRow.created), col(SubmissionRow.id))
    return _headings(session, oldest.limit(limit))


def counts(session: Session, *, author: str | None = None, since: datetime | None = None) -> dict[State, int]:
    """How many submissions are in each state: of one author, begun since a moment, where given."""
    query = select(col(SubmissionRow.state), func.count()).group_by(col(SubmissionRow.state))
    if author is not None:
        query = query.where(col(SubmissionRow.author) == author)
    if since is not None:
        query = query.where(col(SubmissionRow.created) > written(since))
    found = dict(session.execute(query).all())
    return {state: found.get(state.value, 0) for state in State}


def decided(session: Session, *, since: datetime) -> tuple[Heading, ...]:
    """The submissions that were accepted or declined since a moment, oldest decision first."""
    ended = col(SubmissionRow.state).in_([State.ACCEPTED.value, State.DECLINED.value])
    query = _SUBMISSIONS.where(ended, col(SubmissionRow.decided) >= written(since))
    return _headings(session, query.order_by(col(SubmissionRow.decided), col(SubmissionRow.id)))


def acceptances(session: Session, paths: Iterable[str]) -> dict[str, tuple[datetime, datetime]]:
    """When each of these paths was first handed in with a submission that was accepted, and when that was."""
    query = (
        select(col(ProposalRow.path), col(SubmissionRow.submitted), col(SubmissionRow.decided))
        .join(SubmissionRow, col(SubmissionRow.id) == col(ProposalRow.submission))
        .where(col(SubmissionRow.state) == State.ACCEPTED.value, col(ProposalRow.path).in_(list(paths)))
        .order_by(col(SubmissionRow.decided).desc())
    )
    return {
        path: (moment_of(came), moment_of(done))
        for path, came, done in session.execute(query)
        if came and done
    }


def coders(session: Session, name: str) -> frozenset[str]:
    """Whom a submission's clauses were given to for a second coding."""
    query = select(col(CodingRow.coder)).where(col(CodingRow.submission) == name)
    return frozenset(session.execute(query).scalars())


# -- writing, in the caller's transaction --------------------------------------------------------------------


def add(session: Session, made: Submission, *, nonce: str) -> None:
    """Add a submission with its texts."""
    session.execute(insert(SubmissionRow), [{**_row(made), "nonce": nonce}])
    _put(session, made.id, made.proposals)


def save(session: Session, changed: Submission, *, seen: Submission) -> None:
    """Put a submission in the place of what was `seen` in this transaction: its row, its texts, its approvals."""
    session.execute(update(SubmissionRow).where(col(SubmissionRow.id) == seen.id).values(**_row(changed)))
    before, after = set(seen.proposals), set(changed.proposals)
    gone = [proposal.path for proposal in before - after]
    if gone:
        here = col(ProposalRow.submission) == seen.id
        session.execute(delete(ProposalRow).where(here, col(ProposalRow.path).in_(gone)))
    _put(session, seen.id, after - before)
    voided = [given.reviewer for given in set(seen.approvals) - set(changed.approvals)]
    if voided:
        here = col(ApprovalRow.submission) == seen.id
        session.execute(delete(ApprovalRow).where(here, col(ApprovalRow.reviewer).in_(voided)))
    rows = [_approval(seen.id, given) for given in changed.approvals if given not in seen.approvals]
    if rows:
        session.execute(insert(ApprovalRow), rows)


def blank_closed(session: Session, path: str, text: str) -> None:
    """Empty what submissions that are closed propose for a path, where it is this very text."""
    closed = select(col(SubmissionRow.id)).where(
        col(SubmissionRow.state).not_in([state.value for state in OPEN])
    )
    same = (col(ProposalRow.path) == path) & (col(ProposalRow.text) == text)
    session.execute(update(ProposalRow).where(same, col(ProposalRow.submission).in_(closed)).values(text=""))


_PLAIN = (
    "id",
    "author",
    "reason",
    "note",
    "edition",
    "content_hash",
    "reverts",
    "decided_by",
    "answer",
    "revision",
)
_MOMENTS = ("created", "updated", "submitted", "decided")
_SUBMISSIONS = select(*(getattr(SubmissionRow, name) for name in (*_PLAIN, "state", "kind", *_MOMENTS)))
_PROPOSALS = select(col(ProposalRow.path), col(ProposalRow.text), col(ProposalRow.base))
_APPROVALS = select(
    col(ApprovalRow.reviewer), col(ApprovalRow.edition), col(ApprovalRow.content_hash), col(ApprovalRow.time)
)


def _headings(session: Session, query: Any) -> tuple[Heading, ...]:
    rows = [row._asdict() for row in session.execute(query)]
    paths: dict[str, list[str]] = {row["id"]: [] for row in rows}
    named = select(col(ProposalRow.submission), col(ProposalRow.path))
    for name, path in session.execute(named.where(col(ProposalRow.submission).in_(list(paths)))):
        paths[name].append(path)
    return tuple(Heading(**_values(row), paths=tuple(sorted(paths[row["id"]]))) for row in rows)


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    moments = {name: moment_of(row[name]) if row[name] else None for name in _MOMENTS}
    return {**row, **moments, "state": State(row["state"]), "kind": RevisionKind(row["kind"])}


def _row(of: Submission) -> dict[str, object]:
    moments = {name: written(moment) if (moment := getattr(of, name)) else None for name in _MOMENTS}
    plain = {name: getattr(of, name) for name in _PLAIN}
    return {**plain, **moments, "state": of.state.value, "kind": of.kind.value}


def _put(session: Session, name: str, proposals: Iterable[Proposal]) -> None:
    rows = [
        {"submission": name, "path": item.path, "text": item.text, "base": item.base}
        for item in sorted(proposals, key=lambda item: item.path)
    ]
    if rows:
        session.execute(insert(ProposalRow), rows)


def _approval(name: str, given: Approval) -> dict[str, object]:
    return {
        "submission": name,
        "reviewer": given.reviewer,
        "edition": given.edition,
        "content_hash": given.content_hash,
        "time": written(given.time),
    }
