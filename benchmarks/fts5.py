"""The yardstick for search: the same entries in SQLite's FTS5, as one would set it up in an afternoon."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from registry.publish.search.entries import Entry

_TABLES = """
DROP TABLE IF EXISTS entry; DROP TABLE IF EXISTS span; DROP TABLE IF EXISTS words;
CREATE TABLE entry (id INTEGER PRIMARY KEY, key TEXT UNIQUE, kind TEXT, labs TEXT);
CREATE TABLE span (entry INTEGER, first TEXT, last TEXT);
CREATE INDEX span_entry ON span (entry);
CREATE VIRTUAL TABLE words USING fts5 (title, text, about, asides, tokenize = 'porter unicode61');
"""
_OF_LAB = "AND entry.labs LIKE :lab"
_ON_DAY = """
AND EXISTS (
  SELECT 1 FROM span WHERE span.entry = entry.id AND span.first <= :day AND (span.last = '' OR :day < span.last))
"""
_FOUND = "FROM words JOIN entry ON entry.id = words.rowid WHERE words MATCH :query"
_BEST = "bm25(words, 2.0, 1.0, 0.6, 0.4)"


class Yardstick:
    """An FTS5 index in a file."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "fts5.db")
        self._connection.execute("PRAGMA journal_mode = WAL")

    def rebuild(self, entries: Iterable[Entry]) -> None:
        """Index all of the entries anew."""
        self._connection.executescript(_TABLES)
        with self._connection:
            self._add(entries)

    def search(self, query: str, *, lab: str | None, day: date | None) -> int:
        """Fetch the best twenty with snippets, and the counts by kind; says how many there are."""
        given = {"query": query, "lab": f"% {lab} %", "day": str(day)}
        narrowed = (_OF_LAB if lab else "") + (_ON_DAY if day else "")
        hits = f"""
            SELECT entry.key, words.title, {_BEST} AS rank, snippet(words, -1, '<mark>', '</mark>', '…', 40)
            {_FOUND} {narrowed} ORDER BY rank LIMIT 20"""
        self._connection.execute(hits, given).fetchall()
        counts = f"SELECT entry.kind, count(*) {_FOUND} {narrowed} GROUP BY entry.kind"
        return sum(count for _, count in self._connection.execute(counts, given))

    def _add(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            row = (entry.key, entry.kind.value, f" {' '.join(entry.labs)} ")
            number = self._connection.execute(
                "INSERT INTO entry (key, kind, labs) VALUES (?, ?, ?)", row
            ).lastrowid
            about, asides = ("\n".join(part.text for part in parts) for parts in (entry.about, entry.asides))
            texts = (number, entry.title, entry.text, about, asides)
            self._connection.execute(
                "INSERT INTO words (rowid, title, text, about, asides) VALUES (?, ?, ?, ?, ?)", texts
            )
            spans = [(number, span.start, span.end) for span in entry.spans]
            self._connection.executemany("INSERT INTO span VALUES (?, ?, ?)", spans)
