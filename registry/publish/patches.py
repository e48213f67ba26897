"""Two states of one of the catalogue's texts, line by line, with what stayed shortened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from registry.publish.wording import Mark

CONTEXT = 2
"""Unchanged lines shown before and after a change."""

MAX_LINES = 20_000
"""Longer texts are shown as one removed and one added whole."""

MAX_SHOWN = 600
"""The most lines that one text's difference shows to readers; whoever decides on a text sees all of them."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines with one fate. `omitted` counts lines left out at this place; such a stretch has none of its own."""

    mark: Mark
    lines: tuple[str, ...]
    omitted: int = 0


def patch(before: str, after: str, *, most: int | None = None) -> tuple[Stretch, ...]:
    """The stretches of lines that lead from one text to the other; empty where they are equal.

    With `most`, what goes beyond so many lines is left out; a stretch of its own says how many, and of which fate.
    """
    if before == after:
        return ()
    stretches = list(_stretches(_lines(before), _lines(after)))
    last = len(stretches) - 1
    shortened = (
        part
        for place, stretch in enumerate(stretches)
        for part in _shortened(stretch, first=place == 0, last=place == last)
    )
    return tuple(shortened if most is None else _bounded(shortened, most))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference. `number` is its place in the later text, None for a line that is gone.

    `omitted` counts lines of its mark that are left out here; such a line has no text.
    """

    mark: Mark
    number: int | None
    text: str
    omitted: int = 0


def numbered(stretches: Iterable[Stretch]) -> Iterator[Line]:
    """The lines of a difference, each with its number in the later text."""
    at = 1
    for stretch in stretches:
        stays = stretch.mark is not Mark.REMOVED
        if stretch.omitted:
            yield Line(stretch.mark, None, "", stretch.omitted)
            at += stretch.omitted if stays else 0
        for text in stretch.lines:
            yield Line(stretch.mark, at if stays else None, text)
            at += stays


def _lines(text: str) -> list[str]:
    """The lines of a text as they are counted wherever a problem or a remark names one: nothing else ends a line."""
    return text.removesuffix("\n").split("\n") if text else []


def _stretches(old: list[str], new: list[str]) -> Iterator[Stretch]:
    if len(old) + len(new) > MAX_LINES:
        yield from _changed(old, new)
        return
    removed: list[str] = []
    added: list[str] = []
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            yield from _changed(removed, added)
            removed, added = [], []
            yield Stretch(Mark.SAME, tuple(new[step.dest_start : step.dest_end]))
        else:
            removed += old[step.src_start : step.src_end]
            added += new[step.dest_start : step.dest_end]
    yield from _changed(removed, added)


def _changed(removed: list[str], added: list[str]) -> Iterator[Stretch]:
    if removed:
        yield Stretch(Mark.REMOVED, tuple(removed))
    if added:
        yield Stretch(Mark.ADDED, tuple(added))


def _shortened(stretch: Stretch, *, first: bool, last: bool) -> Iterator[Stretch]:
    """An unchanged stretch with its middle left out; at the ends of the text only the side next to a change is kept."""
    before = 0 if first else CONTEXT
    after = 0 if last else CONTEXT
    omitted = len(stretch.lines) - before - after
    if stretch.mark is not Mark.SAME or omitted < 2:
        yield stretch
        return
    parts = (
        Stretch(Mark.SAME, stretch.lines[:before]),
        Stretch(Mark.SAME, (), omitted),
        Stretch(Mark.SAME, stretch.lines[before + omitted :]),
    )
    yield from (part for part in parts if part.lines or part.omitted)


def _bounded(stretches: Iterator[Stretch], most: int) -> Iterator[Stretch]:
    room = most
    for stretch in stretches:
        if room <= 0:
            yield Stretch(stretch.mark, (), len(stretch.lines) + stretch.omitted)
            continue
        yield Stretch(stretch.mark, stretch.lines[:room], stretch.omitted)
        left_out = len(stretch.lines) - room
        if left_out > 0:
            yield Stretch(stretch.mark, (), left_out)
        room -= len(stretch.lines)
