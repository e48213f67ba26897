"""Telling from the ledger what each revision changed. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from registry.store import ledger
from registry.store.engine import Database
from registry.store.ledger import Revision

__all__ = ["Amendment", "Chronicle", "Revision", "Story"]


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a revision made of one record: its whole text before and after, None where there was or is none.

    `blanked` marks a text that was removed by law: its path, hash and place in the chain remain.
    """

    path: str
    before: str | None
    after: str | None
    hash: str | None
    blanked: bool


@dataclass(frozen=True, slots=True)
class Story:
    """One revision, how many records it changed, those asked for with their texts, and the newest revision's number."""

    revision: Revision
    amendments: tuple[Amendment, ...]
    changed: int
    head: int


class Chronicle:
    """The revisions of one database's ledger, for readers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def revisions(self, *, before: int | None = None, limit: int = 50) -> tuple[Revision, ...]:
        """Revisions, newest first: at most `limit` of those numbered below `before`."""
        with self._database.reading() as session:
            return ledger.revisions(session, before=before, limit=limit)

    def story(self, n: int, *, start: int = 0, limit: int = 50) -> Story:
        """Revision `n` with at most `limit` of its changed records, by path. Raises NotFound."""
        with self._database.reading() as session:
            revision = ledger.revision(session, n)
            entries = ledger.entries(session, n)
            amendments = tuple(
                _amendment(entry, ledger.history(session, entry.path))
                for entry in entries[start : start + limit]
            )
            return Story(revision, amendments, len(entries), ledger.head_number(session))


def _amendment(entry: ledger.Entry, history: tuple[ledger.Entry, ...]) -> Amendment:
    earlier = [item for item in history if item.revision < entry.revision]
    return Amendment(
        path=entry.path,
        before=earlier[-1].text if earlier else None,
        after=entry.text,
        hash=entry.hash,
        blanked=entry.text is None and not entry.is_deletion,
    )
