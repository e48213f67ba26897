"""Submissions are found again as they were put, and lists of them keep their order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.errors import NotFound
from registry.store import submissions
from registry.store.engine import Database
from registry.store.leaf import RevisionKind
from registry.store.submissions import Approval, Proposal, State, Submission, content_hash
from tests.desk.crew import hire
from tests.store.revisions import NOON, append

UPDATE = RevisionKind.UPDATE
TEXTS = (Proposal("a", "one\r\n", 1), Proposal("b", None, 0))


def made(name: str, **given: object) -> Submission:
    """A submission of Ada's."""
    plain: dict[str, object] = {
        "id": name, "author": "ada", "state": State.DRAFT, "kind": UPDATE, "reason": "Why", "note": "", "edition": 1,
        "content_hash": content_hash(kind=UPDATE, reason="Why", proposals=TEXTS), "reverts": None, "created": NOON,
        "updated": NOON, "submitted": None, "decided": None, "decided_by": None, "answer": "", "revision": None,
        "paths": ("a", "b"), "proposals": TEXTS,
    }  # fmt: skip
    return Submission(**{**plain, **given})  # type: ignore[arg-type]


def test_a_submission_is_found_as_it_was_put(database: Database) -> None:
    """Texts byte for byte, what is taken out or approved later, too; what is not there, or cannot be, is not found."""
    hire(database, "ada")
    hire(database, "grace")
    append(database, {"a": "zero"})
    first = made("one")
    approval = Approval("grace", 2, "hash", NOON)
    later = replace(
        first, state=State.ACCEPTED, edition=2, paths=("a",), proposals=(Proposal("a", "two", 1),),
        approvals=(approval,), submitted=NOON, decided=NOON, decided_by="grace", answer="Yes", revision=1, reverts=1,
    )  # fmt: skip
    with database.writing() as session:
        submissions.add(session, first, nonce="n")
        assert submissions.submission(session, "one") == first
        assert submissions.begun_by(session, "ada", "n") == "one"
        assert submissions.begun_by(session, "grace", "n") is None
        submissions.save(session, later, seen=first)
        assert submissions.submission(session, "one") == later
        (found,) = submissions.in_state(session, State.ACCEPTED)
        assert (found.id, found.paths, found.revision) == ("one", ("a",), 1)
        submissions.save(session, replace(later, approvals=()), seen=later)
        assert submissions.submission(session, "one").approvals == ()
        for name in ("two", "", "a\0", "\ud800"):
            with pytest.raises(NotFound):
                submissions.submission(session, name)


def test_lists_keep_their_order(database: Database) -> None:
    """What waits oldest first, what a person touched last first; and how many there are of each."""
    hire(database, "ada")
    hire(database, "bob")
    hours = [NOON + timedelta(hours=number) for number in range(4)]
    put = [
        made("late", state=State.SUBMITTED, submitted=hours[2], updated=hours[2]),
        made("early", state=State.SUBMITTED, submitted=hours[1], updated=hours[3]),
        made("draft", author="bob"),
        made("gone", state=State.WITHDRAWN, updated=hours[1]),
    ]
    with database.writing() as session:
        for number, item in enumerate(put):
            submissions.add(session, item, nonce=f"form {number}")
        assert [item.id for item in submissions.queue(session)] == ["early", "late"]
        assert [item.id for item in submissions.queue(session, limit=1)] == ["early"]
        assert [item.id for item in submissions.of_author(session, "ada")] == ["early", "late", "gone"]
        counted = submissions.counts(session)
        assert (counted[State.SUBMITTED], counted[State.DRAFT], counted[State.ACCEPTED]) == (2, 1, 0)
        assert submissions.counts(session, author="bob")[State.SUBMITTED] == 0


def test_the_hash_covers_all_that_is_approved() -> None:
    """Kind, reason, and each path, text and base; the order of the texts does not matter."""
    same = content_hash(kind=UPDATE, reason="Why", proposals=reversed(TEXTS))
    assert same == made("one").content_hash
    changed = [Proposal("c", "one\r\n", 1), Proposal("a", "one\n", 1), Proposal("a", "one\r\n", 2)]
    others = [
        content_hash(kind=RevisionKind.CORRECTION, reason="Why", proposals=TEXTS),
        content_hash(kind=UPDATE, reason="why", proposals=TEXTS),
        *(content_hash(kind=UPDATE, reason="Why", proposals=(item, TEXTS[1])) for item in changed),
        content_hash(kind=UPDATE, reason="Why", proposals=TEXTS[:1]),
    ]
    assert len({same, *others}) == len(others) + 1
