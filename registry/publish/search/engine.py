"""What every search engine does, and no more: documents → an index of bytes → which of them hold a word or a phrase.

What a query means, how much a find counts and how finds are combined is ours and the same for all engines, so that
all of them find the same in the same order. An index is built once and never changed; `volumes` says how an
edition is made of several.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

Files = Mapping[str, bytes]
"""An index, whole: its files by name."""

Numbers = npt.NDArray[np.int32]
"""Documents by their place in the sequence that the index was built from, ascending."""

Levels = npt.NDArray[np.uint8]
"""How much a word weighs in each of these documents."""


class Postings(NamedTuple):
    """The documents that hold a word, and how much it weighs in each."""

    numbers: Numbers
    levels: Levels


@dataclass(frozen=True, slots=True)
class Document:
    """An entry as engines take it in, analysed: they neither split, fold, stem nor weigh.

    `levels` has every stem with its weight; `rows` the stems of each text in order, for phrases, which never reach
    from one text into the next; `names` what it is called, each as a whole.
    """

    levels: Mapping[str, int]
    rows: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]


class Volume(Protocol):
    """An open index. Threads may share it."""

    def word(self, stem: str) -> Postings:
        """The documents that hold a stem."""
        ...

    def row(self, stems: Sequence[str]) -> Numbers:
        """The documents that hold these stems, two or more, one right after the other."""
        ...

    def near(self, first: str, second: str, *, within: int) -> Numbers:
        """The documents where the second stem comes at most so many places after the first."""
        ...

    def called(self, name: str) -> Numbers:
        """The documents of which this is a whole name."""
        ...


class Engine(Protocol):
    """A way to build an index and to open it."""

    @property
    def name(self) -> str:
        """What it is called in settings, and its version: an index of another one is not opened."""
        ...

    @property
    def most(self) -> int:
        """How many documents one index holds at most: building it takes memory for each of them."""
        ...

    def build(self, documents: Sequence[Document]) -> Files:
        """An index of these documents. Raises OSError where there is no room to work in."""
        ...

    def open(self, files: Files) -> Volume:
        """Open an index. The files must be what `build` gave. Raises OSError where there is no room to work in."""
        ...
