"""Filling the tables of the read model, and comparing them with what they should hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Table, insert, inspect, select
from sqlalchemy.schema import CreateTable
from sqlmodel import Session

import registry
from registry.store.projection import tables as t
from registry.store.projection.columns import metadata

_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the tables were derived from: a revision of the ledger, its hash, and the rules of a version of ours."""

    revision: int
    hash: str
    shape: str

    @classmethod
    def of(cls, revision: int, digest: str) -> Stamp:
        """The stamp of tables that this version of the registry derives from a revision."""
        return cls(revision, digest, _shape())


def stamp(session: Session) -> Stamp | None:
    """What the tables were derived from, or None where they were never filled."""
    if not inspect(session.connection()).has_table(t.projection.name):
        return None
    columns = (t.projection.c.revision, t.projection.c.hash, t.projection.c.shape)
    found = session.execute(select(*columns)).first()
    return Stamp(*found) if found else None


def rebuild(session: Session, rows: Iterable[tuple[Table, Mapping[str, Any]]], *, source: Stamp) -> int:
    """Replace everything that the tables hold by the rows given, in the session's transaction. Counts the rows.

    Tables of another shape are dropped and made; those of the same shape are emptied, so that what an
    operator has hung on them (rights, views) stays.
    """
    connection = session.connection()
    present = stamp(session)
    if present is None or present.shape != source.shape:
        metadata.drop_all(connection)
        metadata.create_all(connection)
    else:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    sorted_rows = _by_table(rows)
    for table in metadata.sorted_tables:
        values = sorted_rows.get(table.name, [])
        for start in range(0, len(values), _BATCH):
            connection.execute(insert(table), values[start : start + _BATCH])
    own = {"revision": source.revision, "hash": source.hash, "shape": source.shape}
    connection.execute(insert(t.projection), [own])
    return sum(map(len, sorted_rows.values()))


def differences(session: Session, rows: Iterable[tuple[Table, Mapping[str, Any]]]) -> Iterator[str]:
    """Every row of the tables that is not as given, or missing, or too many: `table: row: what differs`."""
    wanted = _by_table(rows)
    for table in metadata.sorted_tables:
        if table is not t.projection:
            fresh = {_key(table, row): row for row in wanted.get(table.name, [])}
            yield from (f"{table.name}: {message}" for message in _table_differences(session, table, fresh))


def _table_differences(
    session: Session, table: Table, fresh: dict[tuple[Any, ...], Mapping[str, Any]]
) -> Iterator[str]:
    for found in session.execute(select(*table.columns)):
        row = found._asdict()
        key = _key(table, row)
        name = " ".join(map(str, key))
        other = fresh.pop(key, None)
        if other is None:
            yield f"{name}: the row does not belong there"
        elif row != other:
            wrong = ", ".join(sorted(column for column in row if row[column] != other[column]))
            yield f"{name}: {wrong} differs from a fresh derivation"
    for key in fresh:
        yield f"{' '.join(map(str, key))}: the row is missing"


def _by_table(rows: Iterable[tuple[Table, Mapping[str, Any]]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for table, row in rows:
        found.setdefault(table.name, []).append(row)
    return found


def _key(table: Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key)


def _shape() -> str:
    definitions = "".join(str(CreateTable(table)) for table in metadata.sorted_tables)
    return f"{registry.__version__}-{sha256(definitions.encode()).hexdigest()[:16]}"
