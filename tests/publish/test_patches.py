"""Line differences: nothing lost, what stayed shortened."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from registry.publish.patches import CONTEXT, MAX_SHOWN, numbered, patch
from registry.publish.wording import Mark

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "d e", "f\u2028g", "\x85", "h\r", "\x0c"]), max_size=40)


@given(LINES, LINES)
def test_every_line_is_shown_or_counted(before: list[str], after: list[str]) -> None:
    """Same and removed lines with those left out make the first text, same and added ones the second."""
    old, new = "\n".join(before), "\n".join(after)
    stretches = patch(old, new)
    if old == new:
        assert stretches == ()
        return
    count = {
        mark: sum(len(part.lines) + part.omitted for part in stretches if part.mark is mark) for mark in Mark
    }
    assert count[Mark.SAME] + count[Mark.REMOVED] == len(counted(old))
    assert count[Mark.SAME] + count[Mark.ADDED] == len(counted(new))


def counted(text: str) -> list[str]:
    """Its lines as `content` counts them; what follows the last line end is one only if there is something."""
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]


@given(LINES, LINES, st.sampled_from(["", "\n"]))
def test_a_line_has_the_number_that_everybody_gives_it(before: list[str], after: list[str], end: str) -> None:
    """Whatever other programs take for a line end: a remark or a problem at a number is about the line shown there."""
    new = "\n".join(after) + end
    shown = [line for line in numbered(patch("\n".join(before), new)) if line.number is not None]
    for line in shown:
        assert line.number is not None and new.split("\n")[line.number - 1] == line.text


def test_a_line_end_at_the_end_makes_no_line() -> None:
    """A text of one line has one, with or without a line end; an empty text has none, a blank line is one."""
    for text, lines in (("a", 1), ("a\n", 1), ("\n", 1), ("a\n\n", 2), ("a\u2028b\x85c\x0cd\n", 1)):
        (stretch,) = patch("", text)
        assert (stretch.mark, len(stretch.lines)) == (Mark.ADDED, lines)


def test_what_stayed_is_shortened_to_its_edges() -> None:
    """Around a change a few lines stay, the rest is counted; what went comes before what came."""
    lines = [str(number) for number in range(100)]
    stretches = patch("\n".join(lines), "\n".join([*lines[:50], "new", *lines[51:]]))
    assert [(part.mark, len(part.lines), part.omitted) for part in stretches] == [
        (Mark.SAME, 0, 50 - CONTEXT),
        (Mark.SAME, CONTEXT, 0),
        (Mark.REMOVED, 1, 0),
        (Mark.ADDED, 1, 0),
        (Mark.SAME, CONTEXT, 0),
        (Mark.SAME, 0, 49 - CONTEXT),
    ]


def test_a_single_line_is_not_left_out() -> None:
    """To say that one line is left out takes the room of the line; from two on they are counted."""
    for between, omitted in ((2 * CONTEXT + 1, 0), (2 * CONTEXT + 2, 2)):
        same = "\n".join(str(number) for number in range(between))
        stretches = patch(f"old\n{same}\nold", f"new\n{same}\nnew")
        assert sum(part.omitted for part in stretches) == omitted


def test_a_huge_difference_is_bounded() -> None:
    """However long the texts, a bounded number of lines is shown and the rest counted."""
    stretches = patch(
        "\n".join(f"a{n}" for n in range(30_000)), "\n".join(f"b{n}" for n in range(30_000)), most=MAX_SHOWN
    )
    assert sum(len(part.lines) for part in stretches) == MAX_SHOWN
    assert sum(part.omitted for part in stretches) == 60_000 - MAX_SHOWN


def test_who_decides_sees_every_line() -> None:
    """Without a bound each line that was added or removed is there, numbered, however many there are."""
    new = "\n".join(f"line {number}" for number in range(5000))
    lines = list(numbered(patch("", new)))
    assert [line.number for line in lines] == list(range(1, 5001))
    assert not any(line.omitted for line in lines)
    cut = list(numbered(patch("", new, most=MAX_SHOWN)))
    assert [(line.mark, line.omitted) for line in cut if line.omitted] == [(Mark.ADDED, 5000 - MAX_SHOWN)]
