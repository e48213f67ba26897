"""The ledger: append-only, hash-chained revisions of texts, and the one way in."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlmodel import Session, col

from registry.core.typed import is_storable
from registry.errors import BadValue, NotFound
from registry.store.chain import Recorded
from registry.store.engine import Database
from registry.store.leaf import SALT_BYTES, Leaf, RevisionKind, leaf_hash, moment_of, text_hash, written
from registry.store.tables import EntryRow, RemovalRow, RevisionRow


@dataclass(frozen=True, slots=True)
class Revision:
    """An accepted set of changes. `hash` covers `leaf`, which names every changed path and the hash before."""

    n: int
    time: datetime
    author: str
    reviewer: str | None
    kind: RevisionKind
    reason: str
    prev: str | None
    hash: str
    leaf: str

    @property
    def reviewers(self) -> tuple[str, ...]:
        """Everybody who reviewed it; nobody did with an import."""
        return reviewers_of(self.reviewer)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one revision made of one path. `text` is None where it was deleted, or removed by law (`hash` stays)."""

    revision: int
    path: str
    text: str | None
    hash: str | None

    @property
    def is_deletion(self) -> bool:
        """Whether the path ended here."""
        return self.hash is None


def append(
    session: Session,
    changes: Mapping[str, str | None],
    *,
    author: str,
    kind: RevisionKind,
    reason: str,
    now: datetime,
    reviewer: str | None = None,
) -> Revision | None:
    """Add a revision with those changes that differ from the head; None, and nothing added, where none does.

    `changes` maps a path to its whole new text, or to None to delete it. The session must be a writing one:
    its transaction makes the revision durable. The time recorded is never before the last one's. Raises
    BadValue for an empty author or reason, for the author reviewing their own, and for what UTF-8 or a
    database cannot hold.
    """
    _refuse_unwritable(changes, author=author, reviewer=reviewer, kind=kind, reason=reason)
    present = _present(session, list(changes))
    moved = {path: text for path, text in changes.items() if present.get(path) != text}
    if not moved:
        return None
    last = head(session)
    entries = [_entry(path, text) for path, text in sorted(moved.items())]
    leaf = Leaf(
        n=last.n + 1 if last else 1,
        time=written(max(now, last.time) if last else now),
        author=author,
        reviewer=reviewer,
        kind=kind.value,
        reason=reason,
        changes={entry["path"] or "": entry["hash"] for entry in entries},
        prev=last.hash if last else None,
    )
    row = _row(leaf)
    session.execute(insert(RevisionRow), [row])
    session.execute(insert(EntryRow), [{"revision": leaf.n, **entry} for entry in entries])
    return _revision(row)


def written_reviewers(handles: Iterable[str]) -> str:
    """Reviewers as the one field of a revision has them, in the order in which they approved."""
    return _BETWEEN.join(handles)


def reviewers_of(field: str | None) -> tuple[str, ...]:
    """The people whom a field of reviewers names: nobody, one, or two where the installation asks for them."""
    return tuple(field.split(_BETWEEN)) if field else ()


def replay(session: Session, recorded: Recorded) -> None:
    """Add a revision exactly as another ledger recorded it: what a restore does, having checked it."""
    session.execute(insert(RevisionRow), [dict(recorded.revision)])
    session.execute(insert(EntryRow), [dict(entry) for entry in recorded.entries])
    if recorded.removals:
        session.execute(insert(RemovalRow), [dict(removal) for removal in recorded.removals])


def head(session: Session) -> Revision | None:
    """The newest revision, or None in an empty ledger."""
    return next(iter(revisions(session, limit=1)), None)


def head_number(session: Session) -> int:
    """The number of the newest revision, 0 in an empty ledger."""
    return session.execute(select(func.max(col(RevisionRow.n)))).scalar_one() or 0


def state(database: Database) -> str:
    """A mark that every revision and every removal by law changes; as cheap as can be, for every page asks first."""
    return str(
        database.glance("SELECT coalesce(max(n), 0) || '-' || (SELECT count(*) FROM removal) FROM revision")
    )


def leaves(session: Session, *, after: int = 0) -> tuple[tuple[int, str], ...]:
    """The number and the hash of every revision above `after`, oldest first."""
    query = select(col(RevisionRow.n), col(RevisionRow.hash)).where(col(RevisionRow.n) > after)
    return tuple((n, digest) for n, digest in session.execute(query.order_by(col(RevisionRow.n))))


def revision(session: Session, n: int) -> Revision:
    """The revision of that number. Raises NotFound."""
    found = session.execute(_REVISIONS.where(col(RevisionRow.n) == n)).first()
    if found is None:
        raise NotFound("revision", str(n))
    return _revision(found._asdict())


def holds(session: Session, known: Revision) -> bool:
    """Whether that very revision is on record here."""
    return session.execute(_REVISIONS.where(col(RevisionRow.hash) == known.hash)).first() is not None


def revisions(
    session: Session,
    *,
    before: int | None = None,
    limit: int | None = None,
    kind: RevisionKind | None = None,
    path: str | None = None,
) -> tuple[Revision, ...]:
    """Revisions, newest first, at most `limit`; only those below `before`, of a kind, that touched a path."""
    if not is_storable(path or ""):
        return ()
    query = _REVISIONS.order_by(col(RevisionRow.n).desc()).limit(limit)
    if before is not None:
        query = query.where(col(RevisionRow.n) < before)
    if kind is not None:
        query = query.where(col(RevisionRow.kind) == kind.value)
    if path is not None:
        touched = select(col(EntryRow.revision)).where(col(EntryRow.path) == path)
        query = query.where(col(RevisionRow.n).in_(touched))
    return tuple(_revision(row._asdict()) for row in session.execute(query))


def texts_at(session: Session, n: int) -> dict[str, str]:
    """Every text as it was at revision `n`, by path, in the paths' order; revision 0 has none."""
    latest = _LATEST.where(col(EntryRow.revision) <= n).group_by(col(EntryRow.path))
    return {path: text for path, text in sorted(_texts(session, latest).items()) if text is not None}


def texts_since(session: Session, n: int) -> dict[str, str | None]:
    """The newest text of every path that a revision after `n` touched; None for one that is gone."""
    query = select(col(EntryRow.path), col(EntryRow.text)).where(col(EntryRow.revision) > n)
    return dict(session.execute(query.order_by(col(EntryRow.revision))).all())


def entries(session: Session, n: int) -> tuple[Entry, ...]:
    """What revision `n` changed, by path."""
    found = session.execute(_ENTRIES.where(col(EntryRow.revision) == n))
    return tuple(sorted((Entry(*row) for row in found), key=lambda entry: entry.path))


def paths(session: Session, n: int) -> tuple[str, ...]:
    """The paths that revision `n` changed; none where there is no such revision."""
    query = select(col(EntryRow.path)).where(col(EntryRow.revision) == n).order_by(col(EntryRow.path))
    return tuple(session.execute(query).scalars())


def history(session: Session, path: str) -> tuple[Entry, ...]:
    """Everything that revisions made of a path, oldest first; empty for one never recorded."""
    query = _ENTRIES.where(col(EntryRow.path) == path).order_by(col(EntryRow.revision))
    return tuple(Entry(*row) for row in session.execute(query)) if is_storable(path) else ()


def latest_entries(session: Session, n: int) -> dict[str, int]:
    """The newest revision up to `n` that touched each path, deletions included."""
    query = _LATEST.where(col(EntryRow.revision) <= n).group_by(col(EntryRow.path))
    return dict(session.execute(query).all())


def bases(session: Session, paths: Iterable[str]) -> dict[str, int]:
    """The newest revision that touched each of these paths, deletions included; 0 for one never recorded."""
    found = dict.fromkeys(paths, 0)
    wanted = [path for path in found if is_storable(path)]
    for start in range(0, len(wanted), _CHUNK):
        some = col(EntryRow.path).in_(wanted[start : start + _CHUNK])
        found.update(session.execute(_LATEST.where(some).group_by(col(EntryRow.path))).all())
    return found


def imported_entries(session: Session) -> dict[str, int]:
    """The newest import from files that touched each path."""
    imports = select(col(RevisionRow.n)).where(col(RevisionRow.kind) == RevisionKind.IMPORT.value)
    query = _LATEST.where(col(EntryRow.revision).in_(imports)).group_by(col(EntryRow.path))
    return dict(session.execute(query).all())


_REVISIONS = select(
    col(RevisionRow.n),
    col(RevisionRow.time),
    col(RevisionRow.author),
    col(RevisionRow.reviewer),
    col(RevisionRow.kind),
    col(RevisionRow.reason),
    col(RevisionRow.prev),
    col(RevisionRow.hash),
    col(RevisionRow.leaf),
)
_LATEST = select(col(EntryRow.path), func.max(col(EntryRow.revision)).label("revision"))
_ENTRIES = select(col(EntryRow.revision), col(EntryRow.path), col(EntryRow.text), col(EntryRow.hash))

_BETWEEN = ", "
"""What stands between reviewers: no handle holds it."""

_CHUNK = 500
"""Paths asked for in one query: SQLite and PostgreSQL both bound the number of parameters."""


def _present(session: Session, paths: Sequence[str]) -> dict[str, str | None]:
    """The newest text of each of those paths that was ever recorded."""
    found: dict[str, str | None] = {}
    for start in range(0, len(paths), _CHUNK):
        some = col(EntryRow.path).in_(paths[start : start + _CHUNK])
        found.update(_texts(session, _LATEST.where(some).group_by(col(EntryRow.path))))
    return found


def _texts(session: Session, latest: Select[str, int]) -> dict[str, str | None]:
    of = latest.subquery()
    query = select(col(EntryRow.path), col(EntryRow.text)).join(
        of, (col(EntryRow.path) == of.c.path) & (col(EntryRow.revision) == of.c.revision)
    )
    return dict(session.execute(query).all())


def _entry(path: str, text: str | None) -> dict[str, str | None]:
    if text is None:
        return {"path": path, "text": None, "salt": None, "hash": None}
    salt = secrets.token_bytes(SALT_BYTES)
    return {"path": path, "text": text, "salt": salt.hex(), "hash": text_hash(text, salt=salt)}


def _row(leaf: Leaf) -> dict[str, object]:
    data = leaf.encode()
    columns = ("n", "time", "author", "reviewer", "kind", "reason", "prev")
    return {
        **{name: getattr(leaf, name) for name in columns},
        "hash": leaf_hash(data),
        "leaf": data.decode("utf-8"),
    }


def _revision(row: Mapping[str, Any]) -> Revision:
    return Revision(**{**row, "time": moment_of(row["time"]), "kind": RevisionKind(row["kind"])})


def _refuse_unwritable(
    changes: Mapping[str, str | None], *, author: str, reviewer: str | None, kind: RevisionKind, reason: str
) -> None:
    if not author.strip() or not reason.strip():
        raise BadValue("a revision needs an author and a reason")
    if author in reviewers_of(reviewer):
        raise BadValue(f"{author} cannot review a revision of their own")
    if reviewer is not None and kind is RevisionKind.IMPORT:
        raise BadValue("an import from files has no reviewer")
    for path, text in changes.items():
        if not path or not is_storable(path) or not is_storable(text or ""):
            raise BadValue(f"{path!r}: the path or its text holds a character that no database keeps")
    if not is_storable(f"{author}{reviewer or ''}{reason}"):
        raise BadValue("the author, reviewer or reason holds a character that no database keeps")
