"""Is a quote in a text: the same words, whatever typesetting, copying and line breaks have made of what lies between.

Both are folded: ligatures and full-width forms are taken apart, quotation marks made straight, what cannot be seen
dropped; capitals and accents stay. Letters must then be the same. White space and hyphens are the gaps between them,
and two gaps agree where they can be read alike: a line that ends in a hyphen may have broken a word or a compound.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from registry.core.records import Clause

CONTEXT = 80
"""How many characters of the text are shown on either side of a quote."""

MAX_QUOTE = 5_000
"""A longer quote is not a short verbatim phrase, and is not looked for."""

MAX_QUOTES = 500
"""How many quotes are looked for in one look."""

MAX_TRIES = 5_000
"""How many places with a quote's letters are looked at in one look for those whose gaps agree, too."""

MAX_READ = 150_000_000
"""How many letters are gone through in one look, those of a source once for every quote."""

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
_UNFOLDED = 0x30000  # from here on no character is made of others or belongs to typesetting

# What a character in a gap is, one bit each, the last for a gap that a dash begins. A letter is nothing of it.
_GAP, _DASH, _BREAK, _LEADS = 1, 2, 4, 8
_BEYOND = 0x3001  # no white space has a higher number
_SIGNS: NDArray[np.uint8] = np.array(
    [
        (_GAP | (_BREAK if len(f"a{sign}b".splitlines()) > 1 else 0)) if sign.isspace() else 0
        for sign in map(chr, range(_BEYOND + 1))
    ],
    np.uint8,
)
_SIGNS[ord("-")] = _GAP | _DASH

# What a gap can be read as, one bit each: nothing, a space, a hyphen.
_NOTHING, _SPACE, _HYPHEN = 1, 2, 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands: the folded text's words before it, its own and those after."""

    start: int
    before: str
    quote: str
    after: str


@dataclass(slots=True)
class Effort:
    """What one look may still cost, whatever texts and quotes it meets: all its quotes share it."""

    quotes: int = MAX_QUOTES
    tries: int = MAX_TRIES
    read: int = MAX_READ

    @property
    def is_spent(self) -> bool:
        """Whether nothing more is looked for."""
        return min(self.quotes, self.tries, self.read) <= 0


class Passages:
    """A text in which quotes are looked for. The work of folding it is done once."""

    def __init__(self, text: str) -> None:
        self.text = folded(text)

    def find(self, quote: str, effort: Effort) -> Place | None:
        """The first place of a quote; None where it is not there, is too long, or has neither letter nor sign.

        None, too, where the effort ends before it is found, which is then spent.
        """
        if len(quote) > MAX_QUOTE:
            return None
        wanted = _wanted(quote)
        if not wanted.letters:
            return None
        squeezed = self._squeezed
        for at in _places(wanted.letters, squeezed.letters, effort):
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
    NOT_LOOKED_FOR = "not-looked-for"


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """One clause's quote, whether it stands in a source, and in which one where."""

    clause: str
    quote: str
    finding: Finding
    source: str | None = None
    place: Place | None = None


def check_quotes(
    clauses: Iterable[Clause], sources: Mapping[str, Passages], effort: Effort
) -> tuple[QuoteCheck, ...]:
    """Each clause's quote looked for in the sources, by their names, in order; clauses without one are left out.

    Those for which the effort does not suffice are not looked for, or not to the end.
    """
    return tuple(_checked(clause.id, clause.quote, sources, effort) for clause in clauses if clause.quote)


def folded(text: str) -> str:
    """A text without what only typesetting makes different. White space and case stay as they are."""
    if text.isascii() and "`" not in text:
        return text
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))
    met: list[int] = np.unique(codes[codes < _UNFOLDED]).tolist()
    return text.translate({code: _folded_character(chr(code)) for code in met})


def _folded_character(character: str) -> str:
    """What a character is folded to, by itself, so that a cut text folds to a cut one."""
    if character in _INVISIBLE:
        return ""
    character = _STRAIGHT.get(character, character)
    if unicodedata.is_normalized("NFKD", character):
        return character
    parts = unicodedata.normalize("NFKD", character)
    return "".join("" if part in _INVISIBLE else _STRAIGHT.get(part, part) for part in parts)


def _checked(clause: str, quote: str, sources: Mapping[str, Passages], effort: Effort) -> QuoteCheck:
    if not sources:
        return QuoteCheck(clause, quote, Finding.NO_SOURCE)
    if not effort.is_spent:
        effort.quotes -= 1
        for name, passages in sources.items():
            place = passages.find(quote, effort)
            if place is not None:
                return QuoteCheck(clause, quote, Finding.FOUND, name, place)
        if min(effort.tries, effort.read) > 0:
            return QuoteCheck(clause, quote, Finding.NOT_FOUND)
    return QuoteCheck(clause, quote, Finding.NOT_LOOKED_FOR)


class _Squeezed:
    """A folded text as its letters without gaps, and beside them the gap after each letter."""

    def __init__(self, text: str) -> None:
        encoding, width = ("ascii", np.dtype("u1")) if text.isascii() else ("utf-32-le", np.dtype("<u4"))
        codes: NDArray[np.unsignedinteger[Any]] = np.frombuffer(text.encode(encoding, "surrogatepass"), width)
        signs = _SIGNS.take(codes, mode="clip")
        places = np.flatnonzero(signs == 0).astype(np.int32)
        self.letters = codes[places].tobytes().decode(encoding, "surrogatepass")
        self.gaps = _gaps(signs, places)
        self._places = places

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
        return int(self._places[letter])


@lru_cache(maxsize=16)
def _wanted(quote: str) -> _Squeezed:
    """A quote, made ready once for all sources."""
    return _Squeezed(folded(quote))


def _reading(held: int) -> int:
    """What a gap between two letters can be read as, by the signs that it holds."""
    broken = bool(held & _BREAK)
    if not held & _DASH:
        return _SPACE | (_NOTHING if broken else 0)
    return _HYPHEN | (_NOTHING if broken and held & _LEADS else 0)


_READINGS: NDArray[np.uint8] = np.array([_reading(held) for held in range(2 * _LEADS)], np.uint8)


def _gaps(signs: NDArray[np.uint8], places: NDArray[np.int32]) -> bytes:
    """What the gap after each letter can be read as; nothing where the next one follows at once."""
    readings = np.full(len(places), _NOTHING, np.uint8)
    wide = np.flatnonzero(np.diff(places, append=len(signs)) > 1)
    if len(wide):
        starts = places[wide] + 1
        held = np.bitwise_or.reduceat(signs, starts)  # up to the next gap: letters add nothing
        held |= np.where(signs[starts] & _DASH, np.uint8(_LEADS), np.uint8(0))
        readings[wide] = _READINGS[held]
    return readings.tobytes()


def _places(wanted: str, letters: str, effort: Effort) -> Iterator[int]:
    """Where the wanted letters stand in a row, as long as the effort lasts."""
    begin = 0
    while effort.tries > 0 and effort.read > 0:
        at = letters.find(wanted, begin)
        effort.read -= (len(letters) if at < 0 else at + 1) - begin
        if at < 0:
            return
        effort.tries -= 1
        yield at
        begin = at + 1
