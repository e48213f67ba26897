"""How good the hits are, by judged queries: the registry's beside plain Whoosh's and FTS5's on the same entries."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec

from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import MultifieldParser, OrGroup
from whoosh.query import Query

from benchmarks.ground import Ground
from benchmarks.tables import Table
from registry.publish.search import SearchIndex
from registry.publish.search.entries import Entry
from registry.publish.search.harvest import harvest
from tests.publish.search.relevance import DEPTH, HELD_OUT, TUNED, Judged, quality, read

Found = Callable[[str], Sequence[str]]

_FIELDS = ("title", "text", "about", "asides")
_WORD = re.compile(r"\w+")


def measure(ground: Ground) -> Iterator[Table]:
    """The quality of each engine's first ten hits, by the queries it was tuned on and by those held back."""
    engines = dict(_engines(ground))
    for title, file in (("tuned on", TUNED), ("held out: written afterwards, never tuned on", HELD_OUT)):
        queries = read(file)
        yield _table(f"Relevance, {len(queries)} queries {title}", engines, queries)


def _engines(ground: Ground) -> Iterator[tuple[str, Found]]:
    entries = harvest(ground.catalog)
    plain, stemmed = _PlainWhoosh(entries, stems=False), _PlainWhoosh(entries, stems=True)
    yield "Whoosh, its defaults (all words)", plain.all_words
    yield "Whoosh, stemmed, any word", stemmed.any_word
    fts5 = _PlainFts5(entries)
    yield "FTS5, porter and bm25 (all words)", fts5.all_words
    yield "FTS5, any word", fts5.any_word
    for name in ("whoosh", "tantivy"):
        if find_spec(name):
            yield f"registry, {name}", _ours(ground, name)


def _ours(ground: Ground, engine: str) -> Found:
    index = SearchIndex(None, engine=engine)
    index.update(ground.catalog, "relevance")

    def found(typed: str) -> Sequence[str]:
        return [hit.entry.path for hit in index.search(typed, today=ground.today, limit=DEPTH).hits]

    return found


def _table(title: str, engines: dict[str, Found], queries: Sequence[Judged]) -> Table:
    rows = []
    for name, found in engines.items():
        good = quality(queries, found)
        rows.append((name, f"{good.first:.3f}", f"{good.ndcg:.3f}", f"{good.mrr:.3f}"))
    return Table(
        title,
        ("engine", "success@1", f"nDCG@{DEPTH}", "MRR"),
        rows,
        (
            "success@1: how many first hits answer the query, wholly or in part. nDCG: gain 2^grade - 1.",
            "All engines hold the same entries: title, text, what belongs to it (lab, names, topic), earlier texts.",
            "The registry's hold, too, what the codes of a clause stand for.",
        ),
    )


class _PlainWhoosh:
    """Whoosh as its documentation sets it up."""

    def __init__(self, entries: Sequence[Entry], *, stems: bool) -> None:
        given = {"analyzer": StemmingAnalyzer()} if stems else {}
        schema = Schema(path=ID(stored=True), **{name: TEXT(**given) for name in _FIELDS})
        self._index = RamStorage().create_index(schema)
        writer = self._index.writer()
        for entry in entries:
            writer.add_document(path=entry.path, **dict(zip(_FIELDS, _texts(entry), strict=True)))
        writer.commit()

    def all_words(self, typed: str) -> Sequence[str]:
        """What holds every word."""
        return self._found(MultifieldParser(_FIELDS, self._index.schema).parse(typed))

    def any_word(self, typed: str) -> Sequence[str]:
        """What holds some word."""
        return self._found(MultifieldParser(_FIELDS, self._index.schema, group=OrGroup).parse(typed))

    def _found(self, query: Query) -> Sequence[str]:
        with self._index.searcher() as searcher:
            return [hit["path"] for hit in searcher.search(query, limit=DEPTH)]


class _PlainFts5:
    """FTS5 with stems and its own ranking, the title counting twice."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._connection = sqlite3.connect(":memory:")
        columns = ", ".join(("path UNINDEXED", *_FIELDS))
        self._connection.execute(
            f"CREATE VIRTUAL TABLE words USING fts5 ({columns}, tokenize = 'porter unicode61')"
        )
        rows = [(entry.path, *_texts(entry)) for entry in entries]
        self._connection.executemany("INSERT INTO words VALUES (?, ?, ?, ?, ?)", rows)

    def all_words(self, typed: str) -> Sequence[str]:
        """What holds every word."""
        return self._found(" AND ".join(_quoted(typed)))

    def any_word(self, typed: str) -> Sequence[str]:
        """What holds some word."""
        return self._found(" OR ".join(_quoted(typed)))

    def _found(self, query: str) -> Sequence[str]:
        best = "SELECT path FROM words WHERE words MATCH ? ORDER BY bm25(words, 0, 2.0) LIMIT ?"
        return [path for (path,) in self._connection.execute(best, (query, DEPTH))]


def _texts(entry: Entry) -> tuple[str, str, str, str]:
    about, asides = ("\n".join(part.text for part in parts) for parts in (entry.about, entry.asides))
    return entry.title, entry.text, about, asides


def _quoted(typed: str) -> list[str]:
    return [f'"{word}"' for word in _WORD.findall(typed)]
