"""What a database says when it cannot be used, and what its sessions cannot do."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from registry.errors import DatabaseError, RegistryError, Unavailable
from registry.store import engine, ledger
from registry.store.engine import Database
from registry.store.schema import upgrade
from tests.store.revisions import append

SECRET = "correct-horse-battery"  # noqa: S105  (it opens nothing)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (
            f"postgresql://ada:{SECRET}@127.0.0.1:1/registry",
            "database 'registry' at 127.0.0.1:1: the server cannot be",
        ),
        (f"mysql://ada:{SECRET}@127.0.0.1/registry", "use SQLite or PostgreSQL"),
        (f"ada:{SECRET}", "write sqlite:///path"),
        ("sqlite://", "needs a file"),
        ("sqlite:////nowhere/at/all/registry.db", "its folder exists"),
    ],
)
def test_an_unusable_address_is_explained_without_its_password(url: str, message: str) -> None:
    """Nothing that is shown, the chain of causes included, holds the password; nor where one only glances at it."""
    with pytest.raises(DatabaseError, match=message) as caught, Database(url).reading() as session:
        ledger.head(session)
    with pytest.raises(DatabaseError, match=message) as glanced:
        ledger.state(Database(url))
    for one in (caught, glanced):
        found: BaseException | None = one.value
        while found is not None:
            assert SECRET not in f"{found}{found!r}"
            found = found.__cause__ or found.__context__


def test_a_file_that_is_no_database_is_explained(tmp_path: Path) -> None:
    """Somebody's other file is not touched."""
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to look at " * 100, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(DatabaseError, match="the file is not a database"):
        upgrade(Database(f"sqlite:///{path}"))
    assert path.read_bytes() == before


def test_a_reading_session_cannot_write(database: Database) -> None:
    """Pages are served over connections that cannot change anything."""
    append(database, {"a": "text"})
    with pytest.raises((DBAPIError, RegistryError)), database.reading() as session:
        session.execute(text("INSERT INTO synced VALUES ('folder', 'a', 1)"))


def test_a_glance_sees_what_was_committed(database: Database) -> None:
    """Between any two of them the head may have moved; what cannot be read is explained."""
    for number in range(3):
        assert ledger.state(database) == f"{number}-0"
        append(database, {"a": str(number)})
    with pytest.raises(DBAPIError):
        database.glance("SELECT nothing FROM nowhere")
    database.close()
    assert ledger.state(database) == "3-0"


def test_a_connection_that_the_server_ended_is_replaced(database: Database) -> None:
    """After a restart of the server the next page is answered, the next revision written."""
    append(database, {"a": "1"})
    assert ledger.state(database) == "1-0"
    if not database.is_sqlite:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        others += " AND datname = current_database()"
        database.glance(others)
        with database.reading() as session:
            session.execute(text(others))
    assert ledger.state(database) == "1-0"
    append(database, {"a": "2"})
    assert ledger.state(database) == "2-0"


def test_scouring_writes_every_table_anew_that_a_removal_changes(database: Database) -> None:
    """PostgreSQL leaves a changed row's old bytes in the table's file: entries and proposals get other files."""
    if database.is_sqlite:
        assert database.scour()
        return
    where = text("SELECT pg_relation_filenode('entry'), pg_relation_filenode('proposal')")
    with database.reading() as session:
        before = tuple(session.execute(where).one())
    assert database.scour()
    with database.reading() as session:
        after = tuple(session.execute(where).one())
    assert all(old != new for old, new in zip(before, after, strict=True))


def test_sqlite_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    """Writers wait for the disk, readers do not wait for writers, and references are checked."""
    database = Database(f"sqlite:///{tmp_path / 'new' / 'registry.db'}")
    upgrade(database)
    with database.writing() as session:
        found = {
            name: session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    database.close()


def test_a_writer_that_waited_too_long_says_so(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another writer holds the database: nothing is done, and the message says to try again."""
    monkeypatch.setattr(engine, "WRITE_WAIT", 1)
    database, other = Database(database_url), Database(database_url)
    upgrade(database)
    with other.writing():
        with pytest.raises(Unavailable, match="try again"):
            append(database, {"a": "text"})
        with database.reading() as session:
            assert ledger.head(session) is None
    assert append(database, {"a": "text"}) is not None
    database.close()
    other.close()


def test_a_full_disk_changes_nothing(tmp_path: Path) -> None:
    """The message says so, what was there can be read, and the next write succeeds once there is room."""
    database = Database(f"sqlite:///{tmp_path / 'registry.db'}")
    upgrade(database)
    append(database, {"a": "text"})
    with database.reading() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()

    def limit(connection: Any, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(database._writers, "connect", limit)
    database.close()
    with pytest.raises(DatabaseError, match="the disk is full; nothing was changed"):
        append(database, {"a": "x" * 100_000})
    with database.reading() as session:
        assert ledger.texts_at(session, 9) == {"a": "text"}
    event.remove(database._writers, "connect", limit)
    database.close()
    assert append(database, {"a": "x" * 100_000}) is not None
    database.close()


def test_a_file_may_have_any_name(tmp_path: Path) -> None:
    """A path is not an address: signs that mean something in a URL are part of its name."""
    database = Database(tmp_path / "a #?% b" / "registry.db")
    upgrade(database)
    database.close()
    assert (tmp_path / "a #?% b" / "registry.db").is_file()


@pytest.mark.parametrize("address", ["sqlite:////data/registry.db?mode=ro", "postgresql://host"])
def test_an_address_that_would_not_be_kept_to_is_refused(address: str) -> None:
    """Parameters of SQLite, and a server without a database, are mistakes with a sentence."""
    with pytest.raises(DatabaseError):
        Database(address)


def test_a_new_file_that_others_are_making_is_tried_again(tmp_path: Path) -> None:
    """Processes that open a file at its very beginning all get in: SQLite tells some of them "busy" at once."""
    refused = iter([sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY])

    class Busy(sqlite3.Connection):
        def execute(self, *args: Any) -> sqlite3.Cursor:
            if "journal_mode" in args[0] and next(refused, None) is not None:
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorname = "SQLITE_BUSY"
                raise error
            return super().execute(*args)

    connection = sqlite3.connect(tmp_path / "registry.db", factory=Busy)
    engine._pragmas(readonly=False)(connection, None)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert next(refused, None) is None
    connection.close()
