"""Nothing becomes a revision that another person, tied to nobody concerned, has not approved of as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, event, insert, text

from registry.core.people import Role
from registry.core.quorum import read_quorum
from registry.desk.drafting import put_text, withdraw
from registry.desk.reviewing import decline, request_changes
from registry.errors import BadValue, Conflict, DatabaseError, ProblemsFound, Refused, Unavailable
from registry.store import comments, engine, ledger, people, submissions
from registry.store.desk_tables import ApprovalRow, CodingRow
from registry.store.engine import Database
from registry.store.events import Outcome, events
from registry.store.leaf import RevisionKind
from registry.store.submissions import State, Submission
from tests.content.sample import CONDUCT, LAB, OTHER_LAB, PLEDGE, QUESTIONS, STANDARD, TEXTS
from tests.desk.conftest import empty
from tests.desk.crew import hire, set_roles
from tests.desk.desks import NEWS, Desk, desk_at, staff
from tests.desk.folders import head, texts
from tests.store.revisions import NOON, append


def test_an_accepted_submission_is_a_revision(desk: Desk) -> None:
    """Its texts, author, reviewer, kind and reason, at once and once, with its trace; said again, nothing happens."""
    found = desk.handed_in()
    done = desk.approve(found)
    assert done.revision is not None and not done.again
    revision = done.revision
    assert (revision.n, revision.author, revision.reviewer) == (2, "ada", "grace")
    assert (revision.kind, revision.reason) == (RevisionKind.UPDATE, "News")
    assert texts(desk.database) == dict(sorted({**TEXTS, **NEWS}.items()))
    assert done.submission == desk.now(found)
    assert (done.submission.state, done.submission.revision) == (State.ACCEPTED, 2)
    assert (done.submission.decided_by, [given.reviewer for given in done.submission.approvals]) == (
        "grace",
        ["grace"],
    )
    again = desk.approve(found)
    assert (again.again, again.revision, head(desk.database)) == (True, revision, 2)
    with pytest.raises(Conflict, match="accepted by grace as revision 2"):
        desk.approve(found, by=desk.hedy)
    with desk.database.reading() as session:
        trace = [(item.actor, item.action) for item in events(session, subject=found.id)]
    assert trace[0] == ("grace", "accept submission")
    assert desk.is_sound()


def test_nobody_approves_their_own(sqlite_desk: Desk) -> None:
    """Whatever roles they have. The attempt is on record."""
    found = sqlite_desk.handed_in(by=sqlite_desk.bob)
    with pytest.raises(Refused, match="your own submission"):
        sqlite_desk.approve(found, by=sqlite_desk.bob)
    with sqlite_desk.database.reading() as session:
        newest = events(session, subject=found.id)[0]
    assert (newest.actor, newest.outcome, newest.action) == ("bob", Outcome.REFUSED, "approve submission")
    assert sqlite_desk.approve(found, by=sqlite_desk.hedy).revision is not None


def lose_role(desk: Desk) -> None:
    set_roles(desk.database, "grace", Role.READER)


def be_disabled(desk: Desk) -> None:
    with desk.database.writing() as session:
        people.set_disabled(session, "grace", NOON)


def declare_a_tie(desk: Desk) -> None:
    with desk.database.writing() as session:
        people.declare(session, "grace", ["bolt"], "A share", NOON)


def lift_a_tie(desk: Desk) -> None:
    declare_a_tie(desk)
    with desk.database.writing() as session:
        people.declare(session, "grace", [], "Sold it a minute ago", NOON)


def be_asked_to_code(desk: Desk) -> None:
    row = {"id": "c", "coder": "grace", "edition": 1, "asked": "2026-01-02T00:00:00Z", "asked_by": "hedy"}
    with desk.database.writing() as session:
        (waiting,) = submissions.queue(session)
        session.execute(insert(CodingRow), [{**row, "submission": waiting.id}])


MEANWHILE = [
    (lose_role, "Only a reviewer"),
    (be_disabled, "disabled"),
    (declare_a_tie, "tie to bolt"),
    (lift_a_tie, "tie to bolt"),
    (be_asked_to_code, "second coder"),
]


@pytest.mark.parametrize(("happens", "why"), MEANWHILE)
def test_what_happened_to_the_reviewer_meanwhile_counts(
    sqlite_desk: Desk, happens: Callable[[Desk], None], why: str
) -> None:
    """All is asked in the transaction that would accept, not taken from when their page was made; for each decision."""
    desk = sqlite_desk
    found = desk.handed_in()
    happens(desk)
    for deed in (request_changes, decline):
        with pytest.raises(Refused, match=why):
            deed(desk.database, desk.source, desk.grace, found.id, edition=1, answer="No.", now=NOON)
    with pytest.raises(Refused, match=why):
        desk.approve(found)
    assert (desk.now(found), head(desk.database)) == (found, 1)


def test_what_an_author_may_no_longer_propose_is_not_accepted(sqlite_desk: Desk) -> None:
    """Whose role or account was taken away meanwhile. It can be declined; with both back, it can be accepted."""
    desk = sqlite_desk
    found, other = desk.handed_in(), desk.handed_in({QUESTIONS: "- Why?\n"})
    set_roles(desk.database, "ada", Role.READER)
    with pytest.raises(Refused, match="may not propose changes any more"):
        desk.approve(found)
    set_roles(desk.database, "ada", Role.EDITOR)
    with desk.database.writing() as session:
        people.set_disabled(session, "ada", NOON)
    with pytest.raises(Refused, match="may not propose changes any more"):
        desk.approve(found)
    assert (desk.now(found), head(desk.database)) == (found, 1)
    decline(desk.database, desk.source, desk.grace, found.id, edition=1, answer="She left.", now=NOON)
    with desk.database.writing() as session:
        people.set_disabled(session, "ada", None)
    assert desk.approve(other).revision is not None


@pytest.mark.parametrize(("happens", "why"), MEANWHILE)
def test_a_first_approval_counts_while_it_could_still_be_given(
    sqlite_desk: Desk, happens: Callable[[Desk], None], why: str
) -> None:
    """Of two reviewers, the first must be one still when the second approves."""
    desk = sqlite_desk
    found, both = desk.handed_in(), read_quorum("all")
    assert desk.approve(found, quorum=both).revision is None
    happens(desk)
    assert desk.approve(found, by=desk.hedy, quorum=both).revision is None
    done = desk.approve(found, by=desk.bob, quorum=both)
    assert done.revision is not None and done.revision.reviewer == "hedy, bob", why


def test_whoever_is_tied_to_a_lab_concerned_decides_nothing(sqlite_desk: Desk) -> None:
    """A joint document concerns every lab that it names, before or after; a standard concerns none."""
    desk = sqlite_desk
    tied = hire(desk.database, "tess", Role.REVIEWER, ties=["acme"])
    unsigned = TEXTS[PLEDGE].replace("  - {lab: acme, joined: 2024-05-21, clauses: [stop-together]}\n", "")
    for path, changed, may in (
        (OTHER_LAB, NEWS[OTHER_LAB], True),
        (STANDARD, TEXTS[STANDARD].replace("How far", "How very far"), True),
        (CONDUCT, TEXTS[CONDUCT].replace("reports", "told"), False),
        (PLEDGE, unsigned, False),
    ):
        found = desk.handed_in({path: changed})
        if may:
            assert desk.approve(found, by=tied).revision is not None
        else:
            with pytest.raises(Refused, match="tie to acme"):
                desk.approve(found, by=tied)
    joining = TEXTS[PLEDGE].replace("lab: bolt, seen", "name: Bolt, seen")
    append(desk.database, {PLEDGE: joining})
    bolt = hire(desk.database, "ben", Role.REVIEWER, ties=["bolt"])
    found = desk.handed_in({PLEDGE: TEXTS[PLEDGE]})
    with pytest.raises(Refused, match="tie to bolt"):
        desk.approve(found, by=bolt)


def test_only_what_the_reviewer_saw_is_approved(desk: Desk) -> None:
    """Not an edition before, nor one with another hash, whatever the form says."""
    found = desk.handed_in()
    put_text(desk.database, desk.ada, found.id, QUESTIONS, "- When?\n", edition=1, now=NOON)
    with pytest.raises(Conflict, match="Edition 2"):
        desk.approve(found)
    with pytest.raises(Conflict, match="not the texts"):
        desk.approve(found, edition=2)
    assert head(desk.database) == 1
    assert desk.approve(desk.now(found)).revision is not None
    assert texts(desk.database)[QUESTIONS] == "- When?\n"


def test_only_what_is_handed_in_and_sound_is_accepted(sqlite_desk: Desk) -> None:
    """Not a draft, not what was sent back or given up; nor what has become stale, unsound or without effect."""
    desk = sqlite_desk
    with pytest.raises(Conflict, match="not handed in"):
        desk.approve(desk.begin())
    found = desk.handed_in()
    broken = put_text(desk.database, desk.ada, found.id, LAB, "---\nnme: Acme\n---\n", edition=1, now=NOON)
    with pytest.raises(ProblemsFound, match="nme"):
        desk.approve(broken)
    same = put_text(desk.database, desk.ada, found.id, LAB, TEXTS[LAB], edition=2, now=NOON)
    append(desk.database, {OTHER_LAB: NEWS[OTHER_LAB]})
    with pytest.raises(Conflict, match="take the changes in first"):
        desk.approve(same)
    other = desk.handed_in({QUESTIONS: "- Who?\n"})
    undone = put_text(desk.database, desk.ada, other.id, QUESTIONS, TEXTS[QUESTIONS], edition=1, now=NOON)
    with pytest.raises(BadValue, match="Nothing would change"):
        desk.approve(undone)
    withdraw(desk.database, desk.ada, other.id, now=NOON)
    with pytest.raises(Conflict, match="withdrawn"):
        desk.approve(undone)
    assert head(desk.database) == 2


def test_some_records_need_two_reviewers(desk: Desk) -> None:
    """The first approval waits, given twice it is one, and the second, another person's, accepts."""
    found, quorum = desk.handed_in(), read_quorum("labs/bolt/")
    first = desk.approve(found, quorum=quorum)
    assert (first.revision, first.submission.state, first.again) == (None, State.SUBMITTED, False)
    assert desk.approve(found, quorum=quorum).again
    second = desk.approve(found, by=desk.hedy, quorum=quorum)
    assert second.revision is not None and second.revision.reviewer == "grace, hedy"
    assert [given.reviewer for given in desk.now(found).approvals] == ["grace", "hedy"]
    assert (desk.approve(found, quorum=quorum).again, head(desk.database)) == (True, 2)
    assert desk.is_sound()


def test_two_approvals_of_one_second_are_shown_as_they_are_kept(sqlite_desk: Desk) -> None:
    """The ledger names the reviewers in the order in which they approved; what is returned is what is stored."""
    found, both = sqlite_desk.handed_in(), read_quorum("all")
    sqlite_desk.approve(found, by=sqlite_desk.hedy, quorum=both)
    done = sqlite_desk.approve(found, quorum=both)
    assert done.submission == sqlite_desk.now(found)
    assert done.revision is not None and done.revision.reviewer == "hedy, grace"


def test_an_approval_of_other_texts_counts_for_nothing(sqlite_desk: Desk) -> None:
    """Should one be left over in the database, of an edition before or under another hash."""
    desk = sqlite_desk
    found, both = desk.handed_in(), read_quorum("all")
    for wrong in ({"edition": 0}, {"content_hash": "another"}):
        row = {"submission": found.id, "reviewer": "hedy", "edition": 1, "content_hash": found.content_hash}
        with desk.database.writing() as session:
            session.execute(delete(ApprovalRow))
            session.execute(insert(ApprovalRow), [{**row, "time": "2026-11-21T12:00:00Z", **wrong}])
        assert desk.approve(found, quorum=both).revision is None
    assert desk.approve(found, by=desk.bob, quorum=both).revision is not None


def test_a_reviewer_says_why_not(desk: Desk) -> None:
    """Sent back, it voids the approvals; declined, it is closed; the answer stands among the comments, once."""
    found = desk.handed_in()
    desk.approve(found, quorum=read_quorum("all"))

    def send_back() -> Submission:
        given = desk.hedy, found.id
        return request_changes(desk.database, desk.source, *given, edition=1, answer="Say when.", now=NOON)

    back = send_back()
    assert send_back() == back == desk.now(found)
    assert (back.state, back.approvals) == (State.CHANGES_REQUESTED, ())
    with pytest.raises(Conflict, match="not handed in"):
        desk.approve(found)
    desk.submit(back)
    closed = decline(desk.database, desk.source, desk.hedy, found.id, edition=1, answer="No.", now=NOON)
    assert (closed.state, closed.answer, closed.decided_by, closed.decided) == (
        State.DECLINED,
        "No.",
        "hedy",
        NOON,
    )
    with pytest.raises(Conflict, match="declined by hedy"):
        desk.approve(found)
    with desk.database.reading() as session:
        said = [(item.author, item.text) for item in comments.comments(session, found.id)]
    assert said == [("hedy", "Say when."), ("hedy", "No.")]


def test_an_answer_is_needed_and_of_the_newest_edition(sqlite_desk: Desk) -> None:
    """Nobody declines what they have not seen, or without a word."""
    desk = sqlite_desk
    found = desk.handed_in()
    with pytest.raises(BadValue, match="answer is missing"):
        decline(desk.database, desk.source, desk.grace, found.id, edition=1, answer=" ", now=NOON)
    put_text(desk.database, desk.ada, found.id, QUESTIONS, "- When?\n", edition=1, now=NOON)
    with pytest.raises(Conflict, match="Edition 2"):
        decline(desk.database, desk.source, desk.grace, found.id, edition=1, answer="No.", now=NOON)


def test_what_is_derived_follows_and_cannot_undo(sqlite_desk: Desk) -> None:
    """It is called once the revision stands; where it fails, that one stands all the same and the answer says so."""
    desk = sqlite_desk
    seen: list[int] = []
    done = desk.approve(desk.handed_in(), follow=lambda: seen.append(head(desk.database)))
    assert (seen, done.lagging) == ([2], "")

    def full() -> None:
        raise OSError("no space left")

    done = desk.approve(desk.handed_in({QUESTIONS: "- When?\n"}), follow=full)
    assert (done.lagging, done.revision is not None, head(desk.database)) == ("no space left", True, 3)
    assert desk.approve(desk.handed_in({LAB: TEXTS[LAB] + "\nMore.\n"})).lagging == ""


@pytest.fixture
def full_disk(desk: Desk) -> Callable[[], None]:
    """A disk that is full, until the function is called. PostgreSQL is made to say what it says then."""
    database = desk.database
    if database.is_sqlite:
        with database.reading() as session:
            pages = session.execute(text("PRAGMA page_count")).scalar_one()

        def limit(connection: Any, _: object) -> None:
            connection.execute(f"PRAGMA max_page_count = {pages}")

        event.listen(database._writers, "connect", limit)
        database.close()

        def room() -> None:
            event.remove(database._writers, "connect", limit)
            database.close()

    else:
        with database.writing() as session:
            session.execute(
                text(
                    "CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$"
                )
            )
            session.execute(
                text("CREATE TRIGGER full_disk BEFORE INSERT ON event EXECUTE FUNCTION full_disk()")
            )

        def room() -> None:
            with database.writing() as session:
                session.execute(text("DROP TRIGGER full_disk ON event"))

    return room


def test_a_full_disk_accepts_nothing(desk: Desk, request: pytest.FixtureRequest) -> None:
    """A refusal with a sentence, everything as it was, and the same approval is good once there is room."""
    found = desk.handed_in({QUESTIONS: "- Who?\n" + "- And who?\n" * 20_000})
    room = request.getfixturevalue("full_disk")
    with pytest.raises(DatabaseError, match=r"disk is full; nothing was changed"):
        desk.approve(found)
    assert (desk.now(found), head(desk.database)) == (found, 1)
    room()
    done = desk.approve(found)
    assert done.revision is not None and not done.again


def test_a_locked_database_accepts_nothing(
    desk: Desk, desk_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else writes for too long: try again, says the refusal, and then it is good."""
    found = desk.handed_in()
    monkeypatch.setattr(engine, "WRITE_WAIT", 1)
    other, waiting = Database(desk_url), Database(desk_url)
    impatient = Desk(waiting, desk.source, desk.ada, desk.bob, desk.grace, desk.hedy)
    with other.writing():
        with pytest.raises(Unavailable, match="try again"):
            impatient.approve(found)
        assert (desk.now(found), head(desk.database)) == (found, 1)
    assert impatient.approve(found).revision is not None
    other.close()
    waiting.close()


def test_a_server_that_goes_away_accepts_nothing(shared_database: str) -> None:
    """PostgreSQL ends the connection in the middle: a refusal, all as it was, and the same approval is good later."""
    database = Database(shared_database)
    empty(database)
    staff(database)
    desk = desk_at(database)
    found = desk.handed_in()
    with database.writing() as session:
        ends = "BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END"
        session.execute(
            text(f"CREATE OR REPLACE FUNCTION go_away() RETURNS trigger LANGUAGE plpgsql AS $$ {ends} $$")
        )
        session.execute(text("CREATE TRIGGER go_away BEFORE INSERT ON event EXECUTE FUNCTION go_away()"))
    with pytest.raises(DatabaseError, match="cannot be reached"):
        desk.approve(found)
    assert (desk.now(found), head(database)) == (found, 1)
    with database.writing() as session:
        session.execute(text("DROP TRIGGER go_away ON event"))
    assert desk.approve(found).revision is not None and desk.is_sound()
    database.close()


def test_no_approval_is_taken_for_another(desk: Desk) -> None:
    """The ledger itself refuses an author as reviewer, should everything else fail."""
    found = desk.handed_in()
    with pytest.raises(BadValue, match="cannot review"), desk.database.writing() as session:
        ledger.append(
            session, found.changes, author="ada", reviewer="ada", kind=found.kind, reason="News", now=NOON
        )
