"""Deciding on a submission: by somebody else, tied to no lab concerned, about the very texts that they saw."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from registry.core.catalog import Catalog
from registry.core.concerns import labs_concerned
from registry.core.people import Person, why_not_review
from registry.core.quorum import Quorum
from registry.core.typed import passage
from registry.desk.catalogue import CatalogueSource
from registry.desk.commenting import MAX_COMMENT, remark
from registry.desk.drafting import moment
from registry.desk.refusing import WRITERS, present, refuse_closed, refuse_unseen
from registry.desk.surveying import Survey, refuse_unready, survey
from registry.errors import BadValue, Conflict, Refused
from registry.store import ledger, people, submissions
from registry.store.engine import Database, Session
from registry.store.events import Outcome, trace
from registry.store.submissions import Approval, Heading, State, Submission

T = TypeVar("T")

Follow = Callable[[], object]
"""Brings what is derived from the ledger up to its head; called once a revision stands."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Approved:
    """What came of an approval. `revision` is None where it waits for a second reviewer.

    `again` says that the same approval had been given before, and so changed nothing; `lagging` why what is derived
    from the ledger could not follow at once: the revision stands all the same.
    """

    submission: Submission
    revision: ledger.Revision | None
    again: bool = False
    lagging: str = ""


def approve(
    database: Database,
    source: CatalogueSource,
    reviewer: Person,
    name: str,
    *,
    edition: int,
    content_hash: str,
    now: datetime,
    quorum: Quorum,
    follow: Follow | None = None,
) -> Approved:
    """Approve the edition of this hash; the last approval that `quorum` asks for makes it a revision, public at once.

    All of that is one transaction, in which everything is looked at again: the submission is handed in and still is
    what the reviewer saw; they have the role, did not write it, are tied to no lab concerned and are not its second
    coder, and its author may still propose, all as of now; what it began from is still the head's; the whole catalogue
    that follows has been read without problems. An earlier approval counts only while its reviewer may still give it.
    The same approval twice gives one revision.

    Raises Refused, which leaves a trace where it is the reviewer who may not, Conflict, ProblemsFound, BadValue and
    NotFound; nothing has changed then.
    """

    def act(session: Session, found: Submission, surveyed: Survey) -> Approved:
        approval = Approval(reviewer.handle, edition, content_hash, moment(now))
        before = _same(found, approval)
        if before and found.revision is not None:
            return Approved(found, ledger.revision(session, found.revision), again=True)
        _refuse_undecidable(found, edition)
        if content_hash != found.content_hash:
            raise Conflict(
                "These are not the texts of this submission; nothing was changed. Look at them again."
            )
        refuse_unready(surveyed, _author(session, found))
        others = [given for given in found.approvals if _counts(session, given, found, surveyed, now)]
        given = (*(other for other in others if other.reviewer != reviewer.handle), approval)
        if len(given) >= quorum.needed(found.paths):
            return _accept(session, found, given, now=now)
        if before:
            return Approved(found, None, again=True)
        waiting = replace(found, approvals=submissions.in_order(given), updated=moment(now))
        submissions.save(session, waiting, seen=found)
        trace(
            session,
            actor=reviewer.handle,
            action="approve submission",
            subject=name,
            now=now,
            detail=_of(found),
        )
        return Approved(waiting, None)

    done = _decide(database, source, reviewer, name, action="approve submission", now=now, act=act)
    return (
        done
        if done.revision is None or follow is None
        else replace(done, lagging=_lag(follow, done.revision))
    )


def request_changes(
    database: Database,
    source: CatalogueSource,
    reviewer: Person,
    name: str,
    *,
    edition: int,
    answer: str,
    now: datetime,
) -> Submission:
    """Send a submission back to its author with what is to be changed; approvals are void. Raises as `approve` does."""
    return _answer(
        database, source, reviewer, name, State.CHANGES_REQUESTED, edition=edition, answer=answer, now=now
    )


def decline(
    database: Database,
    source: CatalogueSource,
    reviewer: Person,
    name: str,
    *,
    edition: int,
    answer: str,
    now: datetime,
) -> Submission:
    """Close a submission without a revision, and say why. Raises as `approve` does."""
    return _answer(database, source, reviewer, name, State.DECLINED, edition=edition, answer=answer, now=now)


def why_not(session: Session, person: Person, found: Heading, *catalogs: Catalog) -> str | None:
    """Why a person, as they are now, may not decide on a submission; None where they may.

    It concerns the labs that its paths have in any of the catalogues: the record's and, to be sure of a joint document
    that another lab joins, the one that would follow.
    """
    return why_not_review(
        person,
        author=found.author,
        concerned=labs_concerned(found.paths, *catalogs),
        is_second_coder=person.handle in submissions.coders(session, found.id),
    )


def _decide(
    database: Database,
    source: CatalogueSource,
    reviewer: Person,
    name: str,
    *,
    action: str,
    now: datetime,
    act: Callable[[Session, Submission, Survey], T],
) -> T:
    """Let the reviewer act in one transaction on what was surveyed before it, or refuse and leave a trace of that."""
    while True:
        surveyed = survey(database, source, name)
        with database.writing() as session:
            found = submissions.submission(session, name)
            if not surveyed.holds(session, found):
                continue
            refusal = why_not(session, present(session, reviewer, now=now), found, *surveyed.catalogs)
            if refusal is None:
                return act(session, found, surveyed)
            refused = Outcome.REFUSED
            trace(
                session,
                actor=reviewer.handle,
                action=action,
                subject=name,
                now=now,
                outcome=refused,
                detail=refusal,
            )
        raise Refused(refusal)


def _accept(session: Session, found: Submission, given: tuple[Approval, ...], *, now: datetime) -> Approved:
    """Make a revision of what was approved of, in this order."""
    reviewers = ledger.written_reviewers(approval.reviewer for approval in given)
    revision = ledger.append(
        session,
        found.changes,
        author=found.author,
        reviewer=reviewers,
        kind=found.kind,
        reason=found.reason,
        now=now,
    )
    if revision is None:
        raise BadValue("Nothing would change: every text is the one on record.")
    accepted = replace(
        found,
        state=State.ACCEPTED,
        updated=moment(now),
        decided=moment(now),
        decided_by=reviewers,
        revision=revision.n,
        approvals=submissions.in_order(given),
    )
    submissions.save(session, accepted, seen=found)
    actor, detail = given[-1].reviewer, f"{_of(found)}, as revision {revision.n}"
    trace(session, actor=actor, action="accept submission", subject=found.id, now=now, detail=detail)
    return Approved(accepted, revision)


def _answer(
    database: Database,
    source: CatalogueSource,
    reviewer: Person,
    name: str,
    state: State,
    *,
    edition: int,
    answer: str,
    now: datetime,
) -> Submission:
    said = passage(answer, "the answer", most=MAX_COMMENT)
    if not said:
        raise BadValue("The answer is missing: say what is to be changed, or why it is declined.")
    action = "decline submission" if state is State.DECLINED else "request changes of submission"

    def act(session: Session, found: Submission, _: Survey) -> Submission:
        if (found.state, found.decided_by, found.answer) == (state, reviewer.handle, said):
            return found
        _refuse_undecidable(found, edition)
        made = replace(
            found,
            state=state,
            updated=moment(now),
            decided=moment(now),
            decided_by=reviewer.handle,
            answer=said,
            approvals=(),
        )
        submissions.save(session, made, seen=found)
        remark(session, found, author=reviewer.handle, text=said, nonce=secrets.token_urlsafe(16), now=now)
        trace(session, actor=reviewer.handle, action=action, subject=name, now=now, detail=_of(found))
        return made

    return _decide(database, source, reviewer, name, action=action, now=now, act=act)


def _lag(follow: Follow, revision: ledger.Revision) -> str:
    """Why what is derived could not follow a revision, which stands whatever comes of it; empty where it could."""
    try:
        follow()
    except Exception as error:  # noqa: BLE001
        _log.exception("what is derived from revision %d does not follow yet", revision.n)
        return str(error) or type(error).__name__
    return ""


def _refuse_undecidable(found: Submission, edition: int) -> None:
    refuse_closed(found)
    if found.state is not State.SUBMITTED:
        raise Conflict(f"This submission is not handed in ({found.state.value}); nothing was changed.")
    refuse_unseen(found, edition)


def _same(found: Submission, approval: Approval) -> bool:
    """Whether the submission bears this very approval already."""
    what = (approval.reviewer, approval.edition, approval.content_hash)
    return any((given.reviewer, given.edition, given.content_hash) == what for given in found.approvals)


def _counts(session: Session, given: Approval, found: Submission, surveyed: Survey, now: datetime) -> bool:
    """Whether an approval is of what the submission holds, by somebody who may still give it."""
    if (given.edition, given.content_hash) != (found.edition, found.content_hash):
        return False
    person = people.person(session, given.reviewer, now)
    return person is not None and why_not(session, person, found, *surveyed.catalogs) is None


def _author(session: Session, found: Submission) -> Person:
    """Who proposes it. Raises Refused where they may not propose any more: what they wrote can be declined."""
    author = people.person(session, found.author)
    if author is None or not author.has(*WRITERS):
        raise Refused(
            "Its author may not propose changes any more, so this cannot be accepted. Decline it; "
            "whoever wants the same may propose it."
        )
    return author


def _of(found: Submission) -> str:
    return f"edition {found.edition}, {found.content_hash}"
