"""Text as words: where they begin and end, how their spellings are folded, which carry no meaning alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

LONGEST = 60
"""A longer run of letters is cut: no word is as long, and an index need not hold it."""

_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")
_JOINTS = "-‐‑"
_MOST_PARTS = 4
_POSSESSIVE = re.compile(r"['’]s$")
_MARKED_NUMBER = re.compile(r"v(\d[\d.]*)$")

STOP_WORDS = frozenset(
    "a about an and any are as at be been by did do does done ever every for from had has have how if in into is it its"
    " of on or that the their them then there these they this those to was we were what when where which who whom why"
    " will with".split()
)
"""Words that a question holds and an answer need not."""

LIGHT_WORDS = frozenset(
    "ai clause clauses commit commits committed commitment commitments company companies define definition developer"
    " developers explain lab labs mean meaning means model models pledge pledges pledged policies policy promise"
    " promised promises said say says version versions".split()
)
"""Words that fit nearly every entry: they count where they are found, and need not be found."""

_BRITISH = {
    "licence": "license",
    "defence": "defense",
    "offence": "offense",
    "centre": "center",
    "programme": "program",
    "judgement": "judgment",
    "fulfil": "fulfill",
}
_OUR = re.compile(r"(\w{3,})our(s|ed|ing|al|ally|able|ist)?$")
_ISE = re.compile(r"(\w{3,}[^v])is(e|es|ed|ing|er|ers|ation|ations)$")
_YSE = re.compile(r"(\w{3,})ys(e|es|ed|ing|er|ers)$")
_NOT_ISE = tuple("promis premis exercis precis concis expertis franchis enterpris surpris likewis".split())


class Token(NamedTuple):
    """One word of a text: folded, its place among the words, and where it stands in the text.

    `joined` is set on the first part of a hyphenated word: the whole of it in one.
    """

    text: str
    place: int
    start: int
    end: int
    joined: str | None = None


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """A word without case, accents and invisible characters; `lab's` is `lab`, `v2.1` is `2.1`."""
    plain = "".join(
        character
        for character in unicodedata.normalize("NFKD", word)
        if not unicodedata.combining(character) and unicodedata.category(character) != "Cf"
    )
    folded = _POSSESSIVE.sub("", plain.casefold()).replace("'", "").replace("’", "")
    return _MARKED_NUMBER.sub(r"\1", folded)[:LONGEST]


@lru_cache(maxsize=65536)
def spelling(word: str) -> str:
    """A folded word in one spelling: `licence` as `license`, `organisation` as `organization`."""
    if word in _BRITISH:
        return _BRITISH[word]
    if word.endswith("s") and word[:-1] in _BRITISH:
        return _BRITISH[word[:-1]] + "s"
    if not word.startswith(_NOT_ISE):
        word = _ISE.sub(r"\1iz\2", word)
    return _YSE.sub(r"\1yz\2", _OUR.sub(r"\1or\2", word))


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in order."""
    found = [
        (word, match.start(), match.end()) for match in _WORD.finditer(text) if (word := fold(match.group()))
    ]
    attached = [left[2] + 1 == right[1] and text[left[2]] in _JOINTS for left, right in pairwise(found)]
    inside = False
    for place, (word, start, end) in enumerate(found):
        goes_on = place < len(attached) and attached[place]
        joined = _joined(found, attached, place) if goes_on and not inside else None
        yield Token(word, place, start, end, joined)
        inside = goes_on


def split(text: str) -> tuple[str, ...]:
    """The folded words of a text."""
    return tuple(token.text for token in tokens(text))


def folded(text: str) -> str:
    """A whole name folded, its words with one space between."""
    return " ".join(split(text))


def _joined(found: list[tuple[str, int, int]], attached: list[bool], place: int) -> str | None:
    """The parts of a hyphenated word in one; None for a date or another row of numbers."""
    if found[place][0][0].isdigit():
        return None
    last = place
    while last < len(attached) and attached[last] and last - place < _MOST_PARTS:
        last += 1
    return "".join(word for word, _, _ in found[place : last + 1])[:LONGEST]
