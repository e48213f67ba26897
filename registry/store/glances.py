"""What a constant query says now, at the cost of asking SQLite whether anything was committed since it said so."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from threading import Lock
from typing import Any


class Glances:
    """One connection kept for looking, and what was last seen through it. Threads may share one.

    SQLite's `data_version` of a connection moves with every commit of any other one, in this process or another, and
    this connection writes nothing. Asked before the query, it can only be older than what the query saw: a commit
    between the two brings the query once more, never an old answer.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._connection: sqlite3.Connection | None = None
        self._seen: dict[str, tuple[int, Any]] = {}
        self._lock = Lock()

    def value(self, query: str) -> Any:
        """The first value of the query's first row, None without a row. Raises sqlite3.Error, and begins anew then."""
        with self._lock:
            try:
                return self._looked(query)
            except sqlite3.Error:
                self._forget()
                raise

    def close(self) -> None:
        """Close the connection; the next glance opens another."""
        with self._lock:
            self._forget()

    def _looked(self, query: str) -> Any:
        if self._connection is None:
            self._connection = self._connect()
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        seen = self._seen.get(query)
        if seen is None or seen[0] != version:
            row = self._connection.execute(query).fetchone()
            seen = self._seen[query] = (version, row[0] if row else None)
        return seen[1]

    def _forget(self) -> None:
        self._seen.clear()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
