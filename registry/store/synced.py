"""Which revision each path of a folder was last equal to: what tells a file that moved from a ledger that moved."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, func, insert, select
from sqlmodel import Session, col

from registry.store.tables import SyncedRow


def synced(session: Session, folder: str) -> dict[str, int]:
    """By path, the revision at which the folder and the ledger were last equal; empty for a folder never met."""
    query = select(col(SyncedRow.path), col(SyncedRow.revision)).where(col(SyncedRow.folder) == folder)
    return dict(session.execute(query).all())


def synced_anywhere(session: Session) -> dict[str, int]:
    """By path, the newest revision at which any folder was equal to the ledger."""
    query = select(col(SyncedRow.path), func.max(col(SyncedRow.revision))).group_by(col(SyncedRow.path))
    return dict(session.execute(query).all())


def mark_synced(session: Session, folder: str, equal: Mapping[str, int]) -> None:
    """Record, by path, the revision at which the folder is now equal to the ledger; other paths stay as they were."""
    known = synced(session, folder)
    moved = [path for path, revision in equal.items() if path in known and known[path] != revision]
    for path in moved:
        session.execute(delete(SyncedRow).where(col(SyncedRow.folder) == folder, col(SyncedRow.path) == path))
    rows = [
        {"folder": folder, "path": path, "revision": revision}
        for path, revision in equal.items()
        if known.get(path) != revision
    ]
    if rows:
        session.execute(insert(SyncedRow), rows)
