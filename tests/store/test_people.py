"""Accounts and sessions read as they were written, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registry.core.buckets import Bucket
from registry.core.people import Role
from registry.errors import NotFound
from registry.store import codings, doings, ledger, people, sessions, sources, submissions, throttles
from registry.store.doings import Tally
from registry.store.engine import Database
from registry.store.events import events
from registry.store.leaf import RevisionKind
from tests.desk.crew import hire
from tests.store.revisions import NOON, append

SOON, LATE = NOON + timedelta(minutes=1), NOON + timedelta(days=1)


def test_an_account_is_kept_whole(database: Database) -> None:
    """Each part of it is set by itself, and the secret parts are not in its `repr`."""
    hire(database, "ada")
    with database.writing() as session:
        people.set_roles(session, "ada", frozenset((Role.REVIEWER, Role.EDITOR)), lab=None)
        people.set_password(session, "ada", "a hash")
        people.set_codes(session, "ada", "a sealed one", step=7, recovery=("one", "two"))
        people.set_invitation(session, "ada", "an invitation", until=LATE)
        people.set_name(session, "ada", "Ada L.")
        people.set_disabled(session, "ada", SOON)
    with database.reading() as session:
        found = people.account(session, "ada")
        assert found is not None and people.account_invited(session, "an invitation") == found
        assert people.accounts(session) == (found,) and people.person(session, "ada") is None
    assert (found.name, found.roles, found.lab) == (
        "Ada L.",
        frozenset((Role.EDITOR, Role.REVIEWER)),
        None,
    )
    assert (found.password, found.secret, found.step, found.recovery) == (
        "a hash",
        "a sealed one",
        7,
        ("one", "two"),
    )
    assert (found.created, found.created_by, found.disabled, found.invited_until) == (
        NOON,
        "operator",
        SOON,
        LATE,
    )
    assert not any(word in repr(found) for word in ("hash", "sealed", "two", "invitation'"))


def test_there_is_nobody_to_change(database: Database) -> None:
    """A handle that nobody has."""
    with pytest.raises(NotFound), database.writing() as session:
        people.set_step(session, "nobody", 1)


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_a_name_that_no_database_holds_is_nobody_s(database: Database, name: str) -> None:
    """Whatever is looked up by what somebody typed: there is none, on either database."""
    hire(database, "ada")
    append(database, {"a": "1"})
    with database.reading() as session:
        assert people.account(session, name) is None and people.person(session, name) is None
        assert people.declared(session, name) is None and people.declarations(session, name) == ()
        assert doings.contributions(session, name) == ()
        assert events(session, subject=name) == events(session, actor=name) == ()
        assert ledger.history(session, name) == () and ledger.revisions(session, path=name) == ()
        assert ledger.bases(session, [name, "a"]) == {name: 0, "a": 1}
        for look_up in (codings.coding, submissions.submission):
            with pytest.raises(NotFound):
                look_up(session, name)
        with pytest.raises(NotFound):
            sources.source(session, name, "0" * 64)
    with pytest.raises(NotFound), database.writing() as session:
        people.set_step(session, name, 1)


def test_a_session_that_ended_stays_ended(database: Database) -> None:
    """To touch it late brings nothing back."""
    hire(database, "ada")
    with database.writing() as session:
        sessions.open_session(session, "one", "ada", NOON)
        assert sessions.touch(session, "one", SOON)
        found = sessions.find_session(session, "one")
        assert found is not None
        assert (found.handle, found.created, found.seen, found.fresh) == ("ada", NOON, SOON, NOON)
        sessions.close_session(session, "one")
    with database.writing() as session:
        assert not sessions.touch(session, "one", LATE)
        assert sessions.find_session(session, "one") is None


def test_sessions_end_by_person_and_by_age(database: Database) -> None:
    """All but one; and those that are too old to be anybody's."""
    for handle in ("ada", "bob"):
        hire(database, handle)
    with database.writing() as session:
        for token, handle, moment in (("a", "ada", NOON), ("b", "ada", SOON), ("c", "bob", LATE)):
            sessions.open_session(session, token, handle, moment)
        assert [item.token for item in sessions.sessions_of(session, "ada")] == ["b", "a"]
        assert sessions.close_sessions_of(session, "ada", except_="b") == 1
        sessions.purge_sessions(session, created_before=NOON, seen_before=LATE)
        assert sessions.sessions_of(session, "ada") == ()
        sessions.purge_sessions(session, created_before=LATE + timedelta(days=1), seen_before=NOON)
        assert sessions.sessions_of(session, "bob") == ()


def test_tries_leak_away_and_are_forgotten(database: Database) -> None:
    """A bucket is as full as what was poured less what has leaked; nothing is kept of an empty one."""
    bucket = Bucket(holds=2, per_hour=60)
    with database.writing() as session:
        throttles.pour(session, "k", bucket, NOON)
        throttles.pour(session, "k", bucket, NOON)
        assert throttles.level(session, "k", bucket, NOON) == 2
        assert bucket.wait(2) == timedelta(minutes=1) and bucket.wait(1) is None
        assert throttles.level(session, "k", bucket, SOON) == 1
        assert throttles.level(session, "k", bucket, NOON - timedelta(hours=1)) == 2
        throttles.pour(session, "k", bucket, SOON, tries=-5)
        assert throttles.level(session, "k", bucket, SOON) == 0 and not throttles.is_marked(
            session, "k", SOON
        )
        throttles.mark(session, "m", NOON)
        throttles.pour(session, "t", bucket, NOON)
        throttles.purge_throttles(session, LATE + timedelta(minutes=1))
        assert throttles.is_marked(session, "m", LATE) and not throttles.is_marked(session, "t", NOON)
        throttles.pour(session, "t", bucket, NOON)
        throttles.purge_throttles(session, LATE + timedelta(minutes=2))
        assert throttles.level(session, "t", bucket, NOON) == 1, "once an hour is enough"
        throttles.purge_throttles(session, NOON + throttles.MARKS_KEPT + timedelta(seconds=1))
        assert not throttles.is_marked(session, "m", NOON)


def test_a_mark_lasts_ninety_days(database: Database) -> None:
    """And no longer, forgotten or not."""
    with database.writing() as session:
        throttles.mark(session, "m", NOON)
        assert throttles.is_marked(session, "m", NOON + timedelta(days=90))
        assert not throttles.is_marked(session, "m", NOON + timedelta(days=91))


def test_deeds_are_counted_and_listed(database: Database) -> None:
    """Everything that somebody wrote or reviewed, under their own name only."""
    append(database, {"a": "1"}, author="operator")
    append(database, {"a": "2"}, author="ada", reviewer="bob", kind=RevisionKind.UPDATE)
    append(database, {"a": "3"}, author="bob", reviewer="ada", kind=RevisionKind.CORRECTION)
    with database.reading() as session:
        assert doings.names(session) == {"operator", "ada", "bob"}
        assert doings.tallies(session) == {"operator": Tally(1, 0), "ada": Tally(1, 1), "bob": Tally(1, 1)}
        assert [item.n for item in doings.contributions(session, "ada")] == [3, 2]
        assert [item.n for item in doings.contributions(session, "ada", before=3, limit=1)] == [2]
        assert doings.contributions(session, "nobody") == ()


def test_each_of_two_reviewers_has_reviewed(database: Database) -> None:
    """Both stand in one field of the ledger; neither is somebody of both names, and each is named to the other."""
    append(database, {"a": "1"}, author="ada", reviewer="bob, cid", kind=RevisionKind.UPDATE)
    append(database, {"a": "2"}, author="ada", reviewer="bob", kind=RevisionKind.UPDATE)
    with database.reading() as session:
        assert doings.names(session) == {"ada", "bob", "cid"}
        assert doings.tallies(session) == {"ada": Tally(2, 0), "bob": Tally(0, 2), "cid": Tally(0, 1)}
        assert [item.n for item in doings.contributions(session, "bob")] == [2, 1]
        (only,) = doings.contributions(session, "cid")
        assert only.reviewers == ("bob", "cid") and only.others("cid") == ("ada", "bob")
