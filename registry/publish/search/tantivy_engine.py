"""tantivy as an engine: fields of words that are split at spaces and nothing else. The only home of tantivy.

It works in files, so an index is built in a folder that goes afterwards, and opened from a private copy that has no
name any more once it is open: nothing can change what was checked.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
import tantivy
from tantivy import Query

from registry.publish.search.engine import Document, Files, Numbers, Postings

_APART = " ".join("·" * 100)
"""What lies between two rows: more words, which no stem is equal to, than any phrase reaches over."""

_HEAP = 64_000_000
_PREFIX = "registry-search-"


def _schema() -> tantivy.Schema:
    """A word's level is part of the word that is kept: `pause=23`. So scores are ours, and need no second look-up."""
    made = tantivy.SchemaBuilder()
    made.add_text_field("words", tokenizer_name="whitespace", index_option="basic")
    made.add_text_field("rows", tokenizer_name="whitespace", index_option="position")
    made.add_text_field("names", tokenizer_name="raw", index_option="basic")
    made.add_unsigned_field("number", fast=True)
    return made.build()


class TantivyEngine:
    """tantivy, one thread: documents keep their order, and an index is the same each time it is built."""

    name = f"tantivy {version('tantivy')}"
    most = 50_000

    def build(self, documents: Sequence[Document]) -> Files:
        """An index of these documents, numbered as they come. Raises OSError where the disk does not take it."""
        with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
            try:
                writer = tantivy.Index(_schema(), path=folder).writer(heap_size=_HEAP, num_threads=1)
                for number, document in enumerate(documents):
                    writer.add_document(_filled(number, document))
                writer.commit()
                writer.wait_merging_threads()
            except ValueError as error:  # so it says everything, and what it is given here is sound
                raise OSError(str(error)) from error
            return {file.name: file.read_bytes() for file in Path(folder).iterdir() if file.suffix != ".lock"}

    def open(self, files: Files) -> TantivyVolume:
        """Open an index. Raises OSError where the disk does not take the copy."""
        with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
            for name, content in files.items():
                (Path(folder) / name).write_bytes(content)
            return TantivyVolume(folder)


def _filled(number: int, document: Document) -> tantivy.Document:
    made = tantivy.Document()
    made.add_unsigned("number", number)
    made.add_text("words", " ".join(f"{stem}={level}" for stem, level in document.levels.items()))
    made.add_text("rows", f" {_APART} ".join(" ".join(row) for row in document.rows))
    for name in dict.fromkeys(document.names):
        made.add_text("names", name)
    return made


class TantivyVolume:
    """An open index. Its searcher has all files open and may be shared by threads."""

    def __init__(self, folder: str) -> None:
        self._searcher = tantivy.Index.open(folder).searcher()
        self._schema = _schema()

    def word(self, stem: str) -> Postings:
        """The documents that hold a stem."""
        found = [
            (self._holding("words", kept), int(kept.rpartition("=")[2]))
            for kept, _ in self._searcher.terms_with_prefix("words", f"{stem}=")
        ]
        if not found:
            return Postings(np.empty(0, np.int32), np.empty(0, np.uint8))
        numbers = np.concatenate([holding for holding, _ in found])
        levels = np.concatenate([np.full(len(holding), level, np.uint8) for holding, level in found])
        order = np.argsort(numbers)
        return Postings(numbers[order], levels[order])

    def row(self, stems: Sequence[str]) -> Numbers:
        """The documents that hold these stems in a row."""
        return self._matching(Query.phrase_query(self._schema, "rows", list(stems)))

    def near(self, first: str, second: str, *, within: int) -> Numbers:
        """The documents where the second stem comes at most so many places after the first."""
        apart = [
            Query.phrase_query(self._schema, "rows", [(0, first), (places, second)])
            for places in range(1, within + 1)
        ]
        return self._matching(Query.boolean_query([(tantivy.Occur.Should, one) for one in apart]))

    def called(self, name: str) -> Numbers:
        """The documents of which this is a whole name."""
        return self._holding("names", name)

    def _holding(self, field: str, word: str) -> Numbers:
        return self._matching(Query.term_query(self._schema, field, word, index_option="basic"))

    def _matching(self, wanted: Query) -> Numbers:
        """Every match, in order. A number for a score: matches are all that is asked for."""
        most = max(1, self._searcher.num_docs)
        hits = self._searcher.search(
            wanted, limit=most, count=False, order_by_field="number", order=tantivy.Order.Asc
        ).hits
        return np.array([number for number, _ in hits], np.int32)
