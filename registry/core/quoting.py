"""Is a quote in a text: the same words, whatever typesetting, copying and line breaks have made of what lies between.

Both are folded: ligatures and full-width forms are taken apart, quotation marks made straight, what cannot be seen
dropped; capitals and accents stay. Letters must then be the same. White space and hyphens are the gaps between them,
and two gaps agree where they can be read alike: a line that ends in a hyphen may have broken a word or a compound.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from registry.core.records import Clause

CONTEXT = 80
"""How many characters of the text are shown on either side of a quote."""

MAX_QUOTE = 5_000
"""A longer quote is not a short verbatim phrase, and is not looked for."""

MAX_TRIES = 5_000
"""How many places with the same letters are looked at for one whose gaps agree, too."""

_INVISIBLE = frozenset(
    chr(code)
    for code in (
        0xAD,
        0x34F,
        0x61C,
        0xFEFF,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
    )
)
_STRAIGHT = (
    dict.fromkeys("‘’‚‛‹›′ʼʹ`´", "'") | dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
)

_RUN = re.compile(r"[^\s-]+")

# What a gap can be read as, one bit each: nothing, a space, a hyphen.
_NOTHING, _SPACE, _HYPHEN = 1, 2, 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands: the folded text's words before it, its own and those after."""

    start: int
    before: str
    quote: str
    after: str


class Passages:
    """A text in which quotes are looked for. The work of folding it is done once."""

    def __init__(self, text: str) -> None:
        self.text = folded(text)

    def find(self, quote: str) -> Place | None:
        """The first place of a quote; None where it is not there, is too long, or has neither letter nor sign."""
        if len(quote) > MAX_QUOTE:
            return None
        wanted = _Squeezed(folded(quote))
        if not wanted.letters:
            return None
        squeezed = self._squeezed
        for at in _places(wanted.letters, squeezed.letters):
            if squeezed.agrees(wanted, at):
                return self._place(at, at + len(wanted.letters) - 1)
        return None

    @cached_property
    def _squeezed(self) -> _Squeezed:
        return _Squeezed(self.text)

    def _place(self, first: int, last: int) -> Place:
        start, end = self._squeezed.position(first), self._squeezed.position(last) + 1
        return Place(
            start=start,
            before=self.text[max(0, start - CONTEXT) : start],
            quote=self.text[start:end],
            after=self.text[end : end + CONTEXT],
        )


class Finding(StrEnum):
    """What became of looking for a clause's quote."""

    FOUND = "found"
    NOT_FOUND = "not-found"
    NO_SOURCE = "no-source"


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """One clause's quote, whether it stands in a source, and in which one where."""

    clause: str
    quote: str
    finding: Finding
    source: str | None = None
    place: Place | None = None


def check_quotes(clauses: Iterable[Clause], sources: Mapping[str, Passages]) -> tuple[QuoteCheck, ...]:
    """Each clause's quote looked for in the sources, by their names, in order; clauses without one are left out."""
    return tuple(_checked(clause.id, clause.quote, sources) for clause in clauses if clause.quote)


def folded(text: str) -> str:
    """A text without what only typesetting makes different. White space and case stay as they are."""
    return text if text.isascii() and "`" not in text else text.translate(_FOLDING)


class _Folding(dict[int, str]):
    """What each character is folded to, for `str.translate`. Each by itself, so that a cut text folds to a cut one."""

    def __missing__(self, code: int) -> str:
        return _folded_character(chr(code))


@lru_cache(maxsize=1 << 14)
def _folded_character(character: str) -> str:
    if character in _INVISIBLE:
        return ""
    parts = unicodedata.normalize("NFKD", _STRAIGHT.get(character, character))
    return "".join("" if part in _INVISIBLE else _STRAIGHT.get(part, part) for part in parts)


_FOLDING = _Folding()


def _checked(clause: str, quote: str, sources: Mapping[str, Passages]) -> QuoteCheck:
    for name, passages in sources.items():
        place = passages.find(quote)
        if place is not None:
            return QuoteCheck(clause, quote, Finding.FOUND, name, place)
    return QuoteCheck(clause, quote, Finding.NOT_FOUND if sources else Finding.NO_SOURCE)


class _Squeezed:
    """A folded text as its letters without gaps, and beside them the gap after each letter."""

    def __init__(self, text: str) -> None:
        runs = list(_RUN.finditer(text))
        self.letters = "".join(run.group() for run in runs)
        self.gaps = b"".join(_gaps(text, runs))
        self._starts = [run.start() for run in runs]
        self._sizes = _sums(runs)

    def agrees(self, quote: _Squeezed, at: int) -> bool:
        """Whether the gaps inside the quote can be read as those in the text at that place."""
        size = len(quote.letters) - 1
        ours, theirs = self.gaps[at : at + size], quote.gaps[:size]
        if ours == theirs:
            return True
        both = int.from_bytes(ours, "big") & int.from_bytes(theirs, "big")
        return 0 not in both.to_bytes(size, "big")

    def position(self, letter: int) -> int:
        """Where in the text the letter of that number stands."""
        run = bisect_right(self._sizes, letter) - 1
        return self._starts[run] + letter - self._sizes[run]


def _sums(runs: list[re.Match[str]]) -> list[int]:
    """How many letters stand before each run."""
    found, total = [], 0
    for run in runs:
        found.append(total)
        total += run.end() - run.start()
    return found


def _gaps(text: str, runs: list[re.Match[str]]) -> Iterator[bytes]:
    """The reading of the gap after each letter: nothing but after the last one of a run."""
    inside = bytes([_NOTHING])
    following = (*(run.start() for run in runs[1:]), len(text))
    for run, start in zip(runs, following, strict=False):
        yield inside * (run.end() - run.start() - 1) + bytes([_reading(text[run.end() : start])])


def _reading(gap: str) -> int:
    """What a gap between two letters can be read as."""
    if gap == " ":
        return _SPACE
    broken = gap.splitlines() != [gap]
    if "-" not in gap:
        return _SPACE | (_NOTHING if broken else 0)
    return _HYPHEN | (_NOTHING if broken and gap[0] == "-" else 0)


def _places(wanted: str, letters: str) -> Iterator[int]:
    """Where the wanted letters stand in a row."""
    at = letters.find(wanted)
    for _ in range(MAX_TRIES):
        if at < 0:
            return
        yield at
        at = letters.find(wanted, at + 1)
