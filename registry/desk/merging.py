"""Two texts that began from a third: made into one, with marks where a person must choose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

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
    for stretch in _stretches(*sides):
        if isinstance(stretch, _Apart):
            conflicts += 1
            merged += _conflict(stretch.theirs, stretch.mine, names)
        else:
            merged += stretch
    return Merged("".join(merged), conflicts)


@dataclass(frozen=True, slots=True)
class _Apart:
    """Lines in the place of which each side has others."""

    theirs: list[str]
    mine: list[str]


def _stretches(base: list[str], theirs: list[str], mine: list[str]) -> Iterator[list[str] | _Apart]:
    """The merged text from its beginning to its end: lines that are settled, and places where both sides differ.

    The three-way merge of diff3 (Khanna, Kunal and Pierce, A Formal Investigation of Diff3, 2007): between lines that
    all three have, the side that changed something wins; where both did, and differently, nobody does.
    """
    at = [0, 0, 0]
    for start, length, there, here in _common(base, theirs, mine):
        yield from _settled(base[at[0] : start], theirs[at[1] : there], mine[at[2] : here])
        yield base[start : start + length]
        at = [start + length, there + length, here + length]


def _settled(base: list[str], theirs: list[str], mine: list[str]) -> Iterator[list[str] | _Apart]:
    if theirs == mine or mine == base:
        yield theirs
    elif theirs == base:
        yield mine
    else:
        before = _shared(zip(theirs, mine, strict=False))
        after = _shared(zip(reversed(theirs[before:]), reversed(mine[before:]), strict=False))
        yield theirs[:before]
        yield _Apart(theirs[before : len(theirs) - after], mine[before : len(mine) - after])
        yield theirs[len(theirs) - after :]


def _shared(pairs: Iterable[tuple[str, str]]) -> int:
    """How many pairs from the first on are of equal lines."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _common(base: list[str], theirs: list[str], mine: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Runs of lines that all three have: where in the first, how long, where in the others; an empty one ends it."""
    left, right = _equal(base, theirs), _equal(base, mine)
    one = other = 0
    while one < len(left) and other < len(right):
        (a, there, length_a), (b, here, length_b) = left[one], right[other]
        start, end = max(a, b), min(a + length_a, b + length_b)
        if start < end:
            yield start, end - start, there + start - a, here + start - b
        if a + length_a <= b + length_b:
            one += 1
        else:
            other += 1
    yield len(base), 0, len(theirs), len(mine)


def _equal(base: list[str], other: list[str]) -> list[tuple[int, int, int]]:
    """Runs of equal lines as (place in one, place in the other, length)."""
    return [
        (step.src_start, step.dest_start, step.src_end - step.src_start)
        for step in Indel.opcodes(base, other)
        if step.tag == "equal"
    ]


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
