"""The ledger cannot be changed by ordinary means, and a change by extraordinary ones is found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from registry.store.chain import faults, recorded
from registry.store.engine import Database
from registry.store.removals import remove_text
from registry.store.schema import missing_guards
from registry.store.tables import EntryRow, RemovalRow, RevisionRow
from tests.store.revisions import NOON, three_revisions

COLUMNS = [
    *(("revision", name) for name in RevisionRow.model_fields),
    *(("entry", name) for name in EntryRow.model_fields),
    *(("removal", name) for name in RemovalRow.model_fields),
]
KEYS = {"revision": ["n"], "entry": ["revision", "path"], "removal": ["revision", "path"]}

REFUSED = [
    "UPDATE revision SET reason = 'another'",
    "UPDATE entry SET text = NULL",
    "DELETE FROM entry WHERE path = 'a'",
    "DELETE FROM revision WHERE n = 3",
    "UPDATE removal SET actor = 'another'",
    "DELETE FROM removal",
]
ON_SQLITE = [
    "INSERT OR REPLACE INTO removal SELECT revision, path, time, 'another', ordered, hash FROM removal",
    "INSERT OR REPLACE INTO entry SELECT revision, path, 'another', salt, hash FROM entry",
    "INSERT OR REPLACE INTO revision SELECT n, time, 'another', reviewer, kind, reason, prev, hash, leaf FROM revision",
    "UPDATE OR REPLACE revision SET n = 1 WHERE n = 3",
]
ON_POSTGRESQL = [
    "TRUNCATE entry CASCADE",
    "TRUNCATE revision CASCADE",
    "TRUNCATE removal",
    "INSERT INTO entry SELECT * FROM entry ON CONFLICT (revision, path) DO UPDATE SET text = 'another'",
]


# What a tombstone does not let through: texts that have none, other texts, and any other column.
BESIDE_A_TOMBSTONE = [
    "UPDATE entry SET text = NULL, salt = NULL",
    "UPDATE entry SET text = 'another' WHERE revision = 2 AND path = 'a'",
    "UPDATE entry SET text = NULL WHERE revision = 2 AND path = 'a'",
    "UPDATE entry SET salt = NULL, text = NULL, hash = NULL WHERE revision = 2 AND path = 'a'",
    "UPDATE entry SET salt = NULL, text = NULL, hash = '0' WHERE revision = 2 AND path = 'a'",
    "UPDATE entry SET salt = NULL, text = NULL, path = 'z' WHERE revision = 2 AND path = 'a'",
    "UPDATE entry SET salt = NULL, text = NULL, revision = 3 WHERE revision = 2 AND path = 'a'",
    "UPDATE entry SET text = NULL, salt = NULL WHERE revision = 2 AND path = 'b'",
    "UPDATE entry SET text = 'back again', salt = '00' WHERE revision = 1 AND path = 'a'",
]


def with_removal(database: Database) -> None:
    """Three revisions, and the first text of `a` removed by law."""
    three_revisions(database)
    with database.writing() as session:
        remove_text(session, 1, "a", actor="operator", ordered="An order", now=NOON)


def rows(session: Session) -> list[Any]:
    """Everything that the ledger holds."""
    return [
        *session.execute(text("SELECT * FROM removal")).all(),
        *session.execute(text("SELECT * FROM revision ORDER BY n")).all(),
        *session.execute(text("SELECT * FROM entry ORDER BY revision, path")).all(),
    ]


def test_rows_of_the_ledger_can_be_neither_changed_nor_removed(database: Database) -> None:
    """Updates, deletions, replacements and truncation are refused by the database itself."""
    with_removal(database)
    with database.reading() as session:
        before = rows(session)
        assert missing_guards(session) == ()
    for statement in REFUSED + (ON_SQLITE if database.is_sqlite else ON_POSTGRESQL):
        with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
            session.execute(text(statement))
    with database.reading() as session:
        assert rows(session) == before


def test_only_a_tombstone_lets_a_text_go(database: Database) -> None:
    """And only that text with its salt: once, whole, and nothing else of the row."""
    with_removal(database)
    said = {"revision": 2, "path": "a", "time": "2026-11-21T12:00:00Z", "actor": "x", "ordered": "y"}
    with database.writing() as session:
        session.execute(
            text("INSERT INTO removal VALUES (:revision, :path, :time, :actor, :ordered, 'hash')"), said
        )
    with database.reading() as session:
        before = rows(session)
    for statement in BESIDE_A_TOMBSTONE:
        with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
            session.execute(text(statement))
    with database.reading() as session:
        assert rows(session) == before
    gone = text("UPDATE entry SET text = NULL, salt = NULL WHERE revision = 2 AND path = 'a'")
    with database.writing() as session:
        session.execute(gone)
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
        session.execute(gone)


@contextmanager
def unguarded(database: Database) -> Iterator[Connection]:
    """A connection of someone who owns the database: no triggers, no constraints, and nothing committed."""
    with database._writers.connect() as connection:
        if database.is_sqlite:
            for setting in ("foreign_keys = OFF", "ignore_check_constraints = ON"):
                connection.connection.driver_connection.execute(f"PRAGMA {setting}")  # type: ignore[union-attr]
        for table in KEYS:
            if database.is_sqlite:
                found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
                for name in found.scalars().all():
                    connection.execute(text(f"DROP TRIGGER {name}"))
                continue
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            found = connection.execute(
                text(
                    f"SELECT conname FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype IN ('c', 'f')"
                )
            )
            for name in found.scalars().all():
                connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
        yield connection
        connection.rollback()
        connection.invalidate()


def found_in(connection: Connection) -> list[str]:
    """The faults that a check finds on that connection."""
    with Session(connection) as session:
        return [str(fault) for fault in faults(recorded(session))]


def changed(column: str, value: Any) -> list[Any]:
    """Other values that the column could hold."""
    if isinstance(value, int):
        return [value + 7]
    if column == "kind":
        return [{"import": "update", "update": "correction"}[value]]
    if column == "time":
        return ["2026-11-21T12:00:01Z"]
    if value is None:
        return ["00" * 16]
    flipped = ("1" if value[0] == "0" else "0") + value[1:]
    return [flipped, f"{value} ", None] if column in ("text", "salt", "reviewer") else [flipped]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_change_of_any_single_column_is_found(database: Database, table: str, column: str) -> None:
    """In every row of the ledger: the check names a revision for each, and finds nothing when it is undone."""
    with_removal(database)
    key = KEYS[table]
    with unguarded(database) as connection:
        assert found_in(connection) == []
        found = (
            connection.execute(text(f"SELECT {', '.join(key)}, {column} AS was FROM {table}"))
            .mappings()
            .all()
        )
        for row in found:
            where = " AND ".join(f"{name} = :{name}" for name in key)
            for value in changed(column, row["was"]):
                point = connection.begin_nested()
                connection.execute(
                    text(f"UPDATE {table} SET {column} = :to WHERE {where}"), {**row, "to": value}
                )
                assert found_in(connection) != [], (dict(row), value)
                point.rollback()
        assert found_in(connection) == []


@pytest.mark.parametrize("table", KEYS)
def test_a_row_removed_or_slipped_in_is_found(database: Database, table: str) -> None:
    """Every row but those of the whole last revision, which a check from within cannot miss."""
    with_removal(database)
    key = KEYS[table]
    with unguarded(database) as connection:
        for row in connection.execute(text(f"SELECT {', '.join(key)} FROM {table}")).mappings().all():
            point = connection.begin_nested()
            where = " AND ".join(f"{name} = :{name}" for name in key)
            connection.execute(text(f"DELETE FROM {table} WHERE {where}"), dict(row))
            assert found_in(connection) != [], dict(row)
            point.rollback()
        connection.execute(text("INSERT INTO entry (revision, path) VALUES (2, 'slipped-in')"))
        assert found_in(connection) == ["revision 2: its columns or its entries are not what its leaf says"]
        connection.execute(text("INSERT INTO removal VALUES (3, 'never', '', '', '', '')"))
        assert "revision 3: never: a text is recorded as removed that the revision never had" in found_in(
            connection
        )


def test_a_missing_trigger_is_named(database: Database) -> None:
    """Who wants to change the ledger must first take a guard away, and that shows."""
    drop = (
        "DROP TRIGGER entry_no_delete"
        if database.is_sqlite
        else "ALTER TABLE entry DISABLE TRIGGER entry_no_change"
    )
    with database.writing() as session:
        session.execute(text(drop))
    with database.reading() as session:
        assert missing_guards(session) == ("entry_no_delete" if database.is_sqlite else "entry_no_change",)
