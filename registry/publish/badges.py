"""Badges: a name and what is said of it as a small picture, its texts measured without a browser."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from registry.publish.xml_text import xml_text

HEIGHT = 22
_SIZE = 11
"""The size of the letters, in pixels."""

_PAD = 7
_LONGEST = 48
"""Characters of each half."""

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


def badge(name: str, said: str) -> Badge:
    """The badge of those words, cut where they are too long."""
    first, second = _written(name), _written(said)
    title = f"{_cleaned(name)}: {_cleaned(said)}"
    start = _PAD + _width(first) + 2 * _PAD
    return Badge(Half(first, _PAD, _width(first)), Half(second, start, _width(second)), title)


def _cleaned(text: str) -> str:
    return " ".join(_UNSEEN.sub(" ", xml_text(text)).split())


def _written(text: str) -> str:
    cleaned = _cleaned(text)
    return cleaned if len(cleaned) <= _LONGEST else cleaned[: _LONGEST - 1].rstrip() + "…"


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
