"""What came in meanwhile is taken in by its author, seen, and nothing of either side is lost unseen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.desk.merging import MARKS, Merged, merge
from registry.desk.rebasing import rebase, three_ways
from registry.errors import BadValue, Conflict, NotFound
from registry.store.submissions import State
from tests.content.sample import LAB, OTHER_LAB, QUESTIONS, REPLY, TEXTS
from tests.desk.desks import NEWS, Desk
from tests.patience import processor_seconds
from tests.store.revisions import NOON, append

LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n", "e\n"]), max_size=12).map("".join)


def test_three_texts_stand_side_by_side(desk: Desk) -> None:
    """Of each path that moved: begun from, on record, proposed, and merged where nothing overlaps, else marked."""
    mine = TEXTS[LAB].replace("founded: 2015", "founded: 2016")
    draft = desk.begin({LAB: mine, OTHER_LAB: NEWS[OTHER_LAB], QUESTIONS: "- Who?\n", REPLY: None})
    theirs = TEXTS[LAB].replace("A laboratory", "The laboratory")
    bolt = TEXTS[OTHER_LAB].replace("Bolt", "Bolt AI")
    append(desk.database, {LAB: theirs, OTHER_LAB: bolt, REPLY: TEXTS[REPLY] + "\nMore.\n"})
    acme, reply, other = three_ways(desk.database, desk.ada, draft.id)
    assert (acme.path, acme.base, acme.head, acme.conflicts) == (LAB, 1, 2, 0)
    assert (acme.before, acme.theirs, acme.mine) == (TEXTS[LAB], theirs, mine)
    assert acme.merged == mine.replace("A laboratory", "The laboratory")
    assert (other.path, other.conflicts) == (OTHER_LAB, 1)
    assert other.merged == bolt.replace(
        "name: Bolt AI\n", "<<<<<<< revision 2\nname: Bolt AI\n=======\nname: Bolt Labs\n>>>>>>> yours\n"
    )
    assert (reply.path, reply.mine, reply.conflicts) == (REPLY, None, 1)


def test_a_rebased_submission_can_be_handed_in(desk: Desk) -> None:
    """With the texts that its author chose, on the base that they looked at; it is an edit like any other."""
    draft = desk.begin()
    append(desk.database, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolt AI")})
    chosen = {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolt AI Labs")}
    found = rebase(desk.database, desk.ada, draft.id, texts=chosen, heads={OTHER_LAB: 2}, edition=1, now=NOON)
    assert (found.edition, found.proposals[-1].base, desk.now(found)) == (2, 2, found)
    assert three_ways(desk.database, desk.ada, draft.id) == ()
    assert (
        rebase(desk.database, desk.ada, draft.id, texts=chosen, heads={OTHER_LAB: 2}, edition=1, now=NOON)
        == found
    )
    assert desk.submit(found).state is State.SUBMITTED


def test_nothing_is_overwritten_that_its_author_has_not_seen(sqlite_desk: Desk) -> None:
    """What moved once more after the three texts were looked at is stale still; older and newer bases are refused."""
    desk = sqlite_desk
    draft = desk.begin()
    for name in ("Bolt AI", "Bolt Ltd"):
        append(desk.database, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", name)})
    chosen = {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolt AI Labs")}
    for wrong in ({OTHER_LAB: 4}, {OTHER_LAB: 0}, {}):
        with pytest.raises(BadValue):
            rebase(desk.database, desk.ada, draft.id, texts=chosen, heads=wrong, edition=1, now=NOON)
    with pytest.raises(BadValue, match="proposes nothing"):
        rebase(desk.database, desk.ada, draft.id, texts={LAB: "x"}, heads={LAB: 1}, edition=1, now=NOON)
    found = rebase(desk.database, desk.ada, draft.id, texts=chosen, heads={OTHER_LAB: 2}, edition=1, now=NOON)
    with pytest.raises(Conflict, match=OTHER_LAB):
        desk.submit(found)
    with pytest.raises(Conflict, match="Edition 2"):
        rebase(desk.database, desk.ada, draft.id, texts=chosen, heads={OTHER_LAB: 3}, edition=1, now=NOON)
    with pytest.raises(NotFound):
        three_ways(desk.database, desk.grace, draft.id)


def test_a_side_that_changed_nothing_gives_way() -> None:
    """Whole texts, deletions and additions among them; what both made alike is no conflict."""
    assert merge("a\n", "b\n", "a\n", their_name="x") == Merged("b\n")
    assert merge("a\n", "a\n", None, their_name="x") == Merged(None)
    assert merge("a\n", None, "a\n", their_name="x") == Merged(None)
    assert merge(None, "b\n", "b\n", their_name="x") == Merged("b\n")
    assert merge("a\n", None, "b\n", their_name="x") == Merged("<<<<<<< x\n=======\nb\n>>>>>>> yours\n", 1)
    assert merge("a", "b", "c", their_name="x", my_name="y") == Merged(
        "<<<<<<< x\nb\n=======\nc\n>>>>>>> y\n", 1
    )
    assert merge("1\n2\n3", "1\n2\n3\n", "0\n2\n3", their_name="x") == Merged("0\n2\n3\n")


@given(base=LINES, theirs=LINES, mine=LINES)
@settings(max_examples=60)
def test_a_merge_loses_nothing(base: str, theirs: str, mine: str) -> None:
    """Without a conflict each side's new lines are there; with one, marks say so. A side alone has its way."""
    found = merge(base, theirs, mine, their_name="theirs")
    assert found.text is not None
    marks = [line for line in found.text.splitlines(keepends=True) if line.startswith(MARKS)]
    assert len(marks) == 2 * found.conflicts
    for side in (theirs, mine):
        for line in set(side) - {"\n"}:
            added = side.count(line) > base.count(line)
            assert not added or line in found.text
    assert merge(base, base, mine, their_name="x") == Merged(mine)
    assert merge(base, theirs, base, their_name="x") == Merged(theirs)


def test_no_text_takes_long_to_merge() -> None:
    """Every second line changed on both sides, which a usual comparison takes ages for; or more than can be merged."""
    base, theirs, mine = ("".join(f"{n}\n{word} {n}\n" for n in range(3_300)) for word in "abc")
    assert processor_seconds(lambda: merge(base, theirs, mine, their_name="x")) < 1
    many = "x\n" * 30_000
    assert merge(many, many + "a\n", "b\n" + many, their_name="x").conflicts == 1
