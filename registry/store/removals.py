"""Texts removed by law: the one change that an entry can undergo, and the tombstone that lets it through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlmodel import Session, col

from registry.store.leaf import moment_of, removal_hash, written
from registry.store.tables import EntryRow, RemovalRow


@dataclass(frozen=True, slots=True)
class Removal:
    """The tombstone of a text: whose entry it was, when it was removed, by whom and on what order."""

    revision: int
    path: str
    time: datetime
    actor: str
    ordered: str


def remove_text(session: Session, n: int, path: str, *, actor: str, ordered: str, now: datetime) -> Removal:
    """Blank the text and the salt of an entry that has them, leaving a tombstone.

    Whether it may be done is for the caller to ask.
    """
    key = (col(EntryRow.revision) == n, col(EntryRow.path) == path)
    said = {"revision": n, "path": path, "time": written(now), "actor": actor, "ordered": ordered}
    digest = session.execute(select(col(EntryRow.hash)).where(*key)).scalar_one()
    row = {**said, "hash": removal_hash(digest=digest, **said)}  # type: ignore[arg-type]
    session.execute(insert(RemovalRow), [row])
    session.execute(update(EntryRow).where(*key).values(text=None, salt=None))
    return Removal(n, path, moment_of(written(now)), actor, ordered)


def removals(session: Session, n: int) -> dict[str, Removal]:
    """The tombstones among what revision `n` changed, by path."""
    query = select(*_COLUMNS).where(col(RemovalRow.revision) == n)
    return {path: _removal(n, path, *rest) for n, path, *rest in session.execute(query)}


def all_removals(session: Session) -> tuple[Removal, ...]:
    """Every tombstone, newest first."""
    query = select(*_COLUMNS).order_by(
        col(RemovalRow.time).desc(), col(RemovalRow.revision).desc(), col(RemovalRow.path)
    )
    return tuple(_removal(*row) for row in session.execute(query))


def removal_count(session: Session) -> int:
    """How many texts were removed."""
    count: int = session.execute(select(func.count()).select_from(RemovalRow)).scalar_one()
    return count


def holders(session: Session, text: str) -> tuple[tuple[int, str], ...]:
    """Every revision and path whose text is exactly this one, oldest first."""
    query = select(col(EntryRow.revision), col(EntryRow.path)).where(col(EntryRow.text) == text)
    found = session.execute(query.order_by(col(EntryRow.revision), col(EntryRow.path)))
    return tuple((n, path) for n, path in found)


_COLUMNS = (
    col(RemovalRow.revision),
    col(RemovalRow.path),
    col(RemovalRow.time),
    col(RemovalRow.actor),
    col(RemovalRow.ordered),
)


def _removal(n: int, path: str, time: str, actor: str, ordered: str) -> Removal:
    return Removal(n, path, moment_of(time), actor, ordered)
