"""Whoosh as an engine: a schema of its own fields, which take in what was analysed already. The only home of Whoosh.

It is asked for single words and phrases alone: the cost of its compound matchers is hard to bound (a union of a
thousand terms took half a minute), and what a person typed never comes near its parser.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache, reduce

import numpy as np
from whoosh import versionstring
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.formats import Existence, Positions
from whoosh.index import Index
from whoosh.searching import Searcher

from registry.publish.search.engine import Document, Files, Numbers, Postings

_Item = tuple[str, int, float, bytes]
"""A word of a document as Whoosh's formats give it: text, how often, weight, what else is kept."""

_WORDS_KEPT = 4096
_APART = 100
"""How many places lie between two rows: more than any phrase reaches."""


class _Levels(Existence):  # type: ignore[misc]
    """Keeps of each word its weight alone."""

    def word_values(
        self, value: Sequence[tuple[str, int]], _analyzer: object, **_: object
    ) -> Iterator[_Item]:
        """Each word with the weight it is given with."""
        return ((word, 1, float(level), b"") for word, level in value)


class _Rows(Positions):  # type: ignore[misc]
    """Keeps of each word its places."""

    def word_values(self, value: Sequence[Sequence[str]], _analyzer: object, **_: object) -> Iterator[_Item]:
        """Each word with its places in the rows, one row after the other."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        start = 0
        for row in value:
            for place, word in enumerate(row, start):
                places[word].append(place)
            start += len(row) + _APART
        return ((word, len(found), 1.0, self.encode(found)) for word, found in places.items())


class _Memory(RamStorage):  # type: ignore[misc]
    """An index that never touches the disk, not even for what it sets aside while it is written."""

    def temp_storage(self, name: str | None = None) -> RamStorage:  # noqa: ARG002
        return _Memory()


def _schema() -> Schema:
    return Schema(
        words=FieldType(format=_Levels(), analyzer=None),
        rows=FieldType(format=_Rows(), analyzer=None),
        names=FieldType(format=_Levels(), analyzer=None),
    )


class WhooshEngine:
    """Whoosh, in memory. The whole index is bytes that it unpickles: they must be what was once built."""

    name = f"whoosh {versionstring()}"
    most = 5_000

    def build(self, documents: Sequence[Document]) -> Files:
        """An index of these documents, numbered as they come, in one segment."""
        storage = _Memory()
        # Without a limit: what it sets aside where there is one, it does not find again in memory.
        writer = storage.create_index(_schema()).writer(limitmb=2**20, procs=1)
        for document in documents:
            writer.add_document(
                words=tuple(document.levels.items()),
                rows=document.rows,
                names=tuple((name, 1) for name in dict.fromkeys(document.names)),
            )
        writer.commit(optimize=True)
        return {name: bytes(content) for name, content in storage.files.items()}

    def open(self, files: Files) -> WhooshVolume:
        """Open an index."""
        return WhooshVolume(files)


class WhooshVolume:
    """An open index. Each thread has a searcher of its own over the same bytes: a shared one gives wrong answers."""

    def __init__(self, files: Files) -> None:
        storage = _Memory()
        storage.files.update(files)
        self._index: Index = storage.open_index()
        self._local = threading.local()
        self._postings = lru_cache(_WORDS_KEPT)(self._read)

    def word(self, stem: str) -> Postings:
        """The documents that hold a stem."""
        return self._postings("words", stem)

    def row(self, stems: Sequence[str]) -> Numbers:
        """The documents that hold these stems in a row."""
        return self._following(stems, within=1)

    def near(self, first: str, second: str, *, within: int) -> Numbers:
        """The documents where the second stem comes at most so many places after the first."""
        return self._following((first, second), within=within)

    def called(self, name: str) -> Numbers:
        """The documents of which this is a whole name."""
        return self._postings("names", name).numbers

    def _searcher(self) -> Searcher:
        if not hasattr(self._local, "searcher"):
            self._local.searcher = self._index.searcher()
        searcher: Searcher = self._local.searcher
        return searcher

    def _read(self, field: str, word: str) -> Postings:
        reader = self._searcher().reader()
        numbers: list[int] = []
        levels: list[float] = []
        if (field, word) in reader:
            matcher = reader.postings(field, word)
            while matcher.is_active():
                numbers.append(matcher.id())
                levels.append(matcher.weight())
                matcher.next()
        return Postings(np.array(numbers, np.int32), np.array(levels, np.uint8))

    def _following(self, stems: Sequence[str], *, within: int) -> Numbers:
        """The documents that hold each stem at most so many places after the one before.

        Only what holds all of them is looked at place by place; Whoosh's own matcher of spans takes four times as long.
        """
        holding = [self._postings("rows", stem).numbers for stem in stems]
        shared: list[int] = reduce(np.intersect1d, holding).tolist()
        if not shared:
            return np.empty(0, np.int32)
        reached = [set(places) for places in self._places(stems[0], shared)]
        for stem in stems[1:]:
            reached = [
                {place for place in places if any(place - back in before for back in range(1, within + 1))}
                for before, places in zip(reached, self._places(stem, shared), strict=True)
            ]
        return np.array([number for number, ends in zip(shared, reached, strict=True) if ends], np.int32)

    def _places(self, stem: str, numbers: Sequence[int]) -> Iterator[Sequence[int]]:
        """Where each of these documents, which all hold it, has a stem."""
        matcher = self._searcher().reader().postings("rows", stem)
        for number in numbers:
            matcher.skip_to(number)
            yield matcher.value_as("positions")
