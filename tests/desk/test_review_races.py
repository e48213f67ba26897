"""People who press a button at the same moment: one of them was first, and nothing is done twice or half."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from registry.core.people import Role
from registry.desk.drafting import put_text
from registry.desk.rebasing import rebase, three_ways
from registry.desk.reviewing import Approved
from registry.errors import Conflict, Refused, RegistryError
from registry.store.events import events
from registry.store.submissions import State, Submission
from tests.content.sample import OTHER_LAB, QUESTIONS, TEXTS
from tests.desk.crew import set_roles
from tests.desk.desks import Desk
from tests.desk.folders import head, texts
from tests.patience import PATIENCE
from tests.store.revisions import NOON

ROUNDS = 3


def at_once(deeds: Sequence[Callable[[], object]]) -> list[object]:
    """What came of each deed, an error of ours included, done by as many threads at the same moment."""
    barrier = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> object:
        barrier.wait(PATIENCE)
        try:
            return deed()
        except RegistryError as error:
            return error

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def test_two_reviewers_accept_at_once(desk: Desk) -> None:
    """One revision, by one of them; whoever sent the same approval again is told of it, the other that it is done."""
    for number in range(ROUNDS):
        found = desk.handed_in({QUESTIONS: f"- Who is number {number}?\n"})
        people = [desk.grace, desk.hedy] * 4
        done = at_once([partial(desk.approve, found, by=person) for person in people])
        assert head(desk.database) == 2 + number
        first = desk.now(found).decided_by
        for person, result in zip(people, done, strict=True):
            if person.handle == first:
                assert isinstance(result, Approved) and result.revision is not None
            else:
                assert isinstance(result, Conflict)
        assert [isinstance(result, Approved) and not result.again for result in done].count(True) == 1
        with desk.database.reading() as session:
            actions = [event.action for event in events(session, subject=found.id)]
        assert actions.count("accept submission") == 1
    assert desk.is_sound()


def test_a_reviewer_accepts_while_the_author_edits(desk: Desk) -> None:
    """Either the text that the reviewer saw, or none: never the other one."""
    for number in range(ROUNDS):
        seen, other = f"- Seen {number}?\n", f"- Other {number}?\n"
        found = desk.handed_in({QUESTIONS: seen})
        n = head(desk.database)
        change = partial(put_text, desk.database, desk.ada, found.id, QUESTIONS, other, edition=1, now=NOON)
        edited, approved = at_once([change, partial(desk.approve, found)])
        if isinstance(approved, Approved):
            assert isinstance(edited, Conflict) and texts(desk.database)[QUESTIONS] == seen
            assert (desk.now(found).state, head(desk.database)) == (State.ACCEPTED, n + 1)
        else:
            assert isinstance(approved, Conflict) and isinstance(edited, Submission)
            assert (desk.now(found), head(desk.database)) == (edited, n)
    assert desk.is_sound()


def test_two_submissions_on_one_record_are_accepted_at_once(desk: Desk) -> None:
    """The second is stale, of a new record, too; its author takes the first one in and hands theirs in again."""
    for path, before in ((OTHER_LAB, TEXTS[OTHER_LAB]), ("labs/cog/lab.md", "---\nname: Cog\n---\n")):
        mine, theirs = before + "\nOne says.\n", before + "\nAnother says.\n"
        one, other = desk.handed_in({path: mine}), desk.handed_in({path: theirs}, by=desk.bob)
        n = head(desk.database)
        done = at_once([partial(desk.approve, one), partial(desk.approve, other, by=desk.hedy)])
        assert sorted(type(result).__name__ for result in done) == ["Approved", "Conflict"]
        assert head(desk.database) == n + 1
        late, author = (other, desk.bob) if isinstance(done[1], Conflict) else (one, desk.ada)
        (side,) = three_ways(desk.database, author, late.id)
        both = before + "\nOne says.\n\nAnother says.\n"
        chosen = {"texts": {path: both}, "heads": {path: side.head}}
        again = rebase(desk.database, author, late.id, **chosen, edition=1, now=NOON)  # type: ignore[arg-type]
        assert desk.approve(desk.submit(again, by=author), by=desk.hedy).revision is not None
        assert texts(desk.database)[path] == both
    assert desk.is_sound()


def test_two_windows_save_at_once(desk: Desk) -> None:
    """One of the texts is the next edition; the other windows are told, with their texts still in them."""
    found = desk.begin()
    for number in range(ROUNDS):
        edition = desk.now(found).edition
        typed = [f"- {number} in window {window}?\n" for window in range(4)]
        save = partial(put_text, desk.database, desk.ada, found.id, QUESTIONS, edition=edition, now=NOON)
        done = at_once([partial(save, text) for text in typed])
        won = [result for result in done if isinstance(result, Submission)]
        assert won == [desk.now(found)] and won[0].edition == edition + 1
        assert [type(result) for result in done].count(Conflict) == 3


def test_a_form_arrives_several_times_at_once(desk: Desk) -> None:
    """It begins one draft."""
    done = at_once([partial(desk.begin, nonce="n")] * 6)
    assert len(set(done)) == 1 and isinstance(done[0], Submission)


def test_a_role_is_withdrawn_while_its_person_approves(desk: Desk) -> None:
    """They were in time, or not: nothing is accepted once the role is gone."""
    for number in range(ROUNDS):
        set_roles(desk.database, "grace", Role.REVIEWER)
        found = desk.handed_in({QUESTIONS: f"- Who is number {number}?\n"})
        n = head(desk.database)
        withdrawal = partial(set_roles, desk.database, "grace", Role.READER)
        approved, _ = at_once([partial(desk.approve, found), withdrawal])
        assert isinstance(approved, Approved | Refused)
        assert head(desk.database) == n + isinstance(approved, Approved)
