"""Badges: a name and what is said of it as a small picture, its texts measured without a browser."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

from registry.publish.xml_text import xml_text

HEIGHT = 22
_SIZE = 11
"""The size of the letters, in pixels."""

_PAD = 7
_WIDEST = 290
"""How wide the text of a half may be, in pixels: two of them stand in a line of most pages."""

_NARROW = frozenset("fijlrtI.,:;'|!()[]/- ")
_UNSEEN = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""What nobody can see, or turns the direction of what stands beside it."""


@dataclass(frozen=True, slots=True)
class Half:
    """A text of a badge: where it begins, and how wide it is set whatever the letters at hand."""

    text: str
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Badge:
    """Two texts side by side; `title` says the same to who cannot see it."""

    name: Half
    said: Half
    title: str
    height: int = HEIGHT

    @property
    def edge(self) -> int:
        """Where the second half begins."""
        return self.said.start - _PAD

    @property
    def width(self) -> int:
        """How wide it is."""
        return self.said.start + self.said.width + _PAD


def badge(whose: str, what: str, said: str) -> Badge:
    """The badge that says something of somebody. Each part is cut where it is too long, none by another's length."""
    named, about, told = _cleaned(whose), _cleaned(what), _cleaned(said)
    title = f"{named}, {about}: {told}"
    about = _cut(about, _WIDEST / 2)
    first, second = f"{_cut(named, _WIDEST - _width(about))}, {about}", _listed(told, _WIDEST)
    start = _PAD + _width(first) + 2 * _PAD
    return Badge(Half(first, _PAD, _width(first)), Half(second, start, _width(second)), title)


def _cleaned(text: str) -> str:
    return " ".join(_UNSEEN.sub(" ", xml_text(text)).split())


def _listed(text: str, room: float) -> str:
    """As many parts of a list as fit: half a number or half a word would say something else."""
    cut = _cut(text, room)
    whole, comma, _ = cut.rpartition(", ")
    return f"{whole}, …" if comma and cut != text else cut


def _cut(text: str, room: float) -> str:
    """As much of a text as fits, with a mark where it is not all."""
    ends = list(accumulate(_share(character) * _SIZE for character in text))
    if not ends or ends[-1] <= room:
        return text
    return text[: sum(end <= room - _SIZE for end in ends)].rstrip() + "…"


def _width(text: str) -> int:
    """How wide a text is in the letters of most systems; the picture sets it to just that."""
    return max(1, round(sum(_share(character) for character in text) * _SIZE))


def _share(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in _NARROW:
        return 0.34
    return 0.68 if character.isupper() else 0.56
