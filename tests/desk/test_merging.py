"""Two texts that began from a third: one where they leave each other alone, a question where they do not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from registry.desk.merging import MARKS, merge

LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n"]), max_size=12)
TEXT = LINES.map("".join) | LINES.map(lambda lines: "".join(lines) + "end without a line's end")


def merged(base: str, theirs: str, mine: str) -> tuple[str | None, int]:
    """What comes of three texts."""
    found = merge(base, theirs, mine, their_name="theirs")
    return found.text, found.conflicts


@given(TEXT, TEXT)
def test_one_side_alone_is_taken(base: str, changed: str) -> None:
    """Where only one side changed something, or both the same, the outcome is that text, byte for byte."""
    assert merged(base, changed, base) == (changed, 0)
    assert merged(base, base, changed) == (changed, 0)
    assert merged(base, changed, changed) == (changed, 0)


@given(TEXT, TEXT, TEXT)
def test_either_side_can_be_read_out_of_it(base: str, theirs: str, mine: str) -> None:
    """Without a conflict both orders give the same; with one, there are as many pairs of marks as were counted."""
    text, conflicts = merged(base, theirs, mine)
    other, also = merged(base, mine, theirs)
    assert conflicts == also
    assert text is not None and other is not None
    if conflicts == 0:
        assert text == other
    assert [text.count(mark) for mark in MARKS] == [conflicts, conflicts]


@given(LINES, LINES, LINES)
def test_changes_apart_are_both_kept(first: list[str], last: list[str], new: list[str]) -> None:
    """A side that changed the beginning and one that changed the end, with lines between that neither touched."""
    between = [f"line {number}\n" for number in range(3)]
    base = "".join(["start\n", *between, "end\n"])
    theirs, mine = "".join([*first, *between, "end\n"]), "".join(["start\n", *between, *last])
    assert merged(base, theirs, mine) == ("".join([*first, *between, *last]), 0)


def test_only_the_lines_that_differ_are_put_to_a_person() -> None:
    """What both sides have alike around a conflict stands once, outside the marks."""
    found = merge("x\n", "a\nb\nz\n", "a\nc\nz\n", their_name="revision 2")
    assert found.conflicts == 1
    assert found.text == "a\n<<<<<<< revision 2\nb\n=======\nc\n>>>>>>> yours\nz\n"


def test_an_end_against_a_change_is_a_conflict() -> None:
    """A record that one side ends and the other changes is for a person to settle; ended by both it is ended."""
    assert merge("x\n", None, "y\n", their_name="theirs").conflicts == 1
    assert merge("x\n", "y\n", None, their_name="theirs").conflicts == 1
    assert merge("x\n", None, None, their_name="theirs").text is None
