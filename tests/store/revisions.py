"""Ledgers for tests: revisions made with as few words as the test is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from registry.store import ledger
from registry.store.engine import Database
from registry.store.leaf import RevisionKind

NOON = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


def append(
    database: Database,
    changes: Mapping[str, str | None],
    *,
    author: str = "Ada",
    reviewer: str | None = None,
    kind: RevisionKind = RevisionKind.IMPORT,
    reason: str = "A reason",
    now: datetime = NOON,
) -> ledger.Revision | None:
    """One revision in a transaction of its own."""
    with database.writing() as session:
        return ledger.append(
            session, changes, author=author, reviewer=reviewer, kind=kind, reason=reason, now=now
        )


def three_revisions(database: Database) -> None:
    """An import, a reviewed update that changes and deletes, and an import that brings the deleted path back."""
    append(database, {"a": "first", "b": "second", "c": "third"})
    append(database, {"a": "changed", "b": None}, reviewer="Grace", kind=RevisionKind.UPDATE)
    append(database, {"b": "again"})
