"""Two texts word by word: what stayed, went and came. The only home of rapidfuzz for wordings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

MAX_WORDS = 20_000
"""Longer texts are shown as one removed and one added whole."""

BRIDGE = 2
"""As many unchanged words between two changes are shown as changed with them: crumbs hinder reading."""

LEAST_KEPT = 0.25
"""Where less of a text than this stayed, it is shown whole before and whole after."""

_BREAK = re.compile(r"\n[ \t]*\n\s*")
_WORD = re.compile(r"\w+")
_PIECE = re.compile(r"\s+|[\w’'-]+|[^\w\s]")


class Mark(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words with one fate."""

    mark: Mark
    text: str


def word_runs(before: str, after: str) -> tuple[Run, ...]:
    """The runs of words that lead from one text to the other, removed ones before added ones.

    The same and removed runs make the first text, the same and added ones the second.
    """
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    if len(old) + len(new) > MAX_WORDS:
        return _filled((Run(Mark.REMOVED, before), Run(Mark.ADDED, after)))
    runs: list[Run] = []
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            runs.append(Run(Mark.SAME, "".join(new[step.dest_start : step.dest_end])))
        else:
            runs.append(Run(Mark.REMOVED, "".join(old[step.src_start : step.src_end])))
            runs.append(Run(Mark.ADDED, "".join(new[step.dest_start : step.dest_end])))
    calm = _calm(_filled(tuple(runs)))
    kept = sum(len(run.text) for run in calm if run.mark is Mark.SAME)
    if kept < LEAST_KEPT * max(len(before), len(after)):
        return _filled((Run(Mark.REMOVED, before), Run(Mark.ADDED, after)))
    return calm


def prose_runs(before: str, after: str) -> tuple[Run, ...]:
    """The runs of words between two longer texts. Where a line was broken inside a paragraph makes no difference."""
    return word_runs(*("\n\n".join(_paragraphs(text)) for text in (before, after)))


def written_anew(runs: tuple[Run, ...]) -> bool:
    """Whether so little stayed that runs say no more than that one text stands in the place of another."""
    return [run.mark for run in runs] == [Mark.REMOVED, Mark.ADDED]


def _paragraphs(text: str) -> list[str]:
    return [" ".join(block.split()) for block in _BREAK.split(text.strip())]


def _filled(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    return tuple(run for run in runs if run.text)


def _calm(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Runs in which changes with only a word or two between them are one removal and one addition."""
    found: list[Run] = []
    removed = added = ""
    last = max((index for index, run in enumerate(runs) if run.mark is not Mark.SAME), default=-1)
    for index, run in enumerate(runs):
        bridge = (removed or added) and index < last and len(_WORD.findall(run.text)) <= BRIDGE
        if run.mark is Mark.SAME and not bridge:
            found += [Run(Mark.REMOVED, removed), Run(Mark.ADDED, added), run]
            removed = added = ""
        else:
            removed += "" if run.mark is Mark.ADDED else run.text
            added += "" if run.mark is Mark.REMOVED else run.text
    return _filled((*found, Run(Mark.REMOVED, removed), Run(Mark.ADDED, added)))
