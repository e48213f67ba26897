"""Two texts that began from a third: made into one, with marks where a person must choose. The only home of merge3."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from merge3 import Merge3
from rapidfuzz.distance import Indel

MARKS = ("<<<<<<< ", ">>>>>>> ")
"""What the lines begin with between which two texts stand that nobody has chosen from yet."""

_BETWEEN = "=======\n"

MAX_LINES = 20_000
"""Longer texts are not merged: a person chooses one of them."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True)
class Merged:
    """A text made of two, None where both end the record; `conflicts` counts the places where a person must choose."""

    text: str | None
    conflicts: int = 0


def merge(
    base: str | None, theirs: str | None, mine: str | None, *, their_name: str, my_name: str = "yours"
) -> Merged:
    """What comes of two texts that began from the same one; None where there is none.

    Where only one of them changed something, its change is taken. The names stand beside the marks.
    """
    if mine in (theirs, base):
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    names = their_name, my_name
    sides = _lines(base), _lines(theirs), _lines(mine)
    if theirs is None or mine is None or sum(len(side) for side in sides) > MAX_LINES:
        return Merged("".join(_conflict(sides[1], sides[2], names)), 1)
    merged: list[str] = []
    conflicts = 0
    merger = Merge3(*sides, sequence_matcher=_Matcher)
    for kind, *at in merger.reprocess_merge_regions(merger.merge_regions()):
        if kind == "conflict":
            conflicts += 1
            merged += _conflict(sides[1][at[2] : at[3]], sides[2][at[4] : at[5]], names)
        else:
            merged += sides[_SIDE[kind]][at[0] : at[1]]
    return Merged("".join(merged), conflicts)


_SIDE = {"unchanged": 0, "a": 1, "same": 1, "b": 2}


class _Matcher:
    """Finds equal lines in time that does not run away with their number, as the library's own would."""

    def __init__(
        self,
        isjunk: Callable[[str], bool] | None = None,  # noqa: ARG002  # what the library passes
        a: Sequence[str] = "",
        b: Sequence[str] = "",
        autojunk: bool = True,  # noqa: ARG002
    ) -> None:
        self._a, self._b = a, b

    def get_matching_blocks(self) -> list[tuple[int, int, int]]:
        """Runs of equal lines as (place in one, place in the other, length), and an empty one at the ends."""
        steps = Indel.opcodes(self._a, self._b)
        runs = [
            (step.src_start, step.dest_start, step.src_end - step.src_start)
            for step in steps
            if step.tag == "equal"
        ]
        return [*runs, (len(self._a), len(self._b), 0)]


def _lines(text: str | None) -> list[str]:
    return _LINE.findall(text or "")


def _conflict(theirs: list[str], mine: list[str], names: tuple[str, str]) -> Iterator[str]:
    start, end = MARKS
    yield f"{start}{names[0]}\n"
    yield from _closed(theirs)
    yield _BETWEEN
    yield from _closed(mine)
    yield f"{end}{names[1]}\n"


def _closed(lines: list[str]) -> Iterator[str]:
    """Lines of which the last one ends, too, so that a mark stands on a line of its own."""
    yield from (line if line.endswith("\n") else f"{line}\n" for line in lines)
