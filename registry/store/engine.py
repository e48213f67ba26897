"""The way to the database: reading and writing sessions over SQLite or PostgreSQL, and what their failures mean."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlmodel import Session as Session  # the desk passes sessions on and asks nothing else of the library

from registry.errors import DatabaseError, RegistryError, Unavailable
from registry.store.bell import Bell
from registry.store.glances import Glances

WRITE_WAIT = 5
"""Seconds that a writer waits for another one before it gives up."""

_RETRY = 0.02
"""Seconds between two tries to prepare a SQLite connection while another process is making the file."""

MIGRATION_WAIT = 60
"""Seconds that a process waits for another one that is migrating the database."""

_SCOURED = ("entry", "proposal")
"""The tables of which a removal by law changes rows; PostgreSQL writes these anew, SQLite the whole file."""

_LOCK = 0x5AFE7_1ED6E
"""The advisory lock that PostgreSQL's writers take in turn: this number means nothing else to it."""


class Database:
    """One database, by its URL or its file. Writers take turns; readers see one unmoving state throughout a session.

    Nothing is opened before the first session. Raises DatabaseError for a URL that names no usable database.
    """

    def __init__(self, address: str | Path) -> None:
        self._url = _usable(address)
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        self._readers = self._engine(readonly=True)
        self._writers = self._engine(readonly=False)
        self._bell = Bell(Path(str(self._url.database)) if self.is_sqlite else None)
        self._glances = Glances(self._asked, self._bell)

    def __str__(self) -> str:
        """Which database it is, without a password."""
        if self.is_sqlite:
            return str(self._url.database)
        host = f"{self._url.host or 'localhost'}:{self._url.port or 5432}"
        return f"database {self._url.database!r} at {host}"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that cannot write and sees the state of its first query until it ends."""
        with self._explained(), Session(self._readers, expire_on_commit=False) as session:
            yield session

    def glance(self, query: str) -> Any:
        """The one value that a constant query gives now, at a fraction of a session's cost. None without a row."""
        return self._glances.value(query)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in one transaction that no other writer overlaps; committed at the end, or nothing happened.

        Raises Unavailable when other writers hold the database for too long.
        """
        with (
            self._explained(),
            self._bell.turn() as begin,
            Session(self._writers, expire_on_commit=False) as session,
            session.begin(),
        ):
            self._take_turn(session.connection(), WRITE_WAIT)
            begin()
            yield session

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A connection in one transaction like `writing`, waiting as long as a migration may take."""
        with self._explained(), self._writers.connect() as connection:
            if self.is_sqlite:
                _pragma(connection, "busy_timeout", MIGRATION_WAIT * 1000)
            with self._bell.turn() as begin, connection.begin():
                self._take_turn(connection, MIGRATION_WAIT)
                begin()
                yield connection
            if self.is_sqlite:
                _pragma(connection, "busy_timeout", WRITE_WAIT * 1000)

    def scour(self) -> bool:
        """Write the database anew, so that its files hold nothing any more that a row has lost.

        False where readers kept an old part of it from being overwritten; what the database server itself keeps
        beside its tables, such as a log for replicas, is out of reach.
        """
        with self._explained(), self._writers.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(
                    f"VACUUM FULL {', '.join(_SCOURED)}"
                )
                return True
            driver = cast("sqlite3.Connection", connection.connection.driver_connection)
            try:
                driver.execute("VACUUM")
                busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            except sqlite3.OperationalError:
                return False
            return not busy

    def close(self) -> None:
        """Close every connection; the next session opens new ones."""
        self._glances.forget()
        self._readers.dispose()
        self._writers.dispose()

    def _asked(self, query: str) -> Any:
        """The one value that a query gives, without a session where that goes well."""
        connection = None
        try:
            connection = self._readers.raw_connection()
            row = cast("Any", connection.driver_connection).execute(query).fetchone()
        except self._readers.dialect.loaded_dbapi.Error:
            if connection is not None:
                connection.invalidate()
        else:
            return row[0] if row else None
        finally:
            if connection is not None:
                connection.close()
        with self.reading() as session:  # over a new connection, and explaining what fails
            return session.execute(text(query)).scalar()

    def _take_turn(self, connection: Connection, wait: int) -> None:
        """On PostgreSQL, wait for the writers before; SQLite's BEGIN IMMEDIATE has done so already."""
        if not self.is_sqlite:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{wait}s'")
            connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")

    def _engine(self, *, readonly: bool) -> Engine:
        if not self.is_sqlite:
            return create_engine(
                self._url,
                hide_parameters=True,
                pool_pre_ping=True,
                connect_args={"connect_timeout": WRITE_WAIT},
                isolation_level="REPEATABLE READ" if readonly else "READ COMMITTED",
                execution_options={"postgresql_readonly": readonly},
            )
        engine = create_engine(self._url, hide_parameters=True)
        event.listen(engine, "connect", _pragmas(readonly=readonly))
        begin = "BEGIN" if readonly else "BEGIN IMMEDIATE"
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    def make_folder(self) -> None:
        """Make the folder that a SQLite file is to lie in, for its owner alone. Raises DatabaseError."""
        if self.is_sqlite:
            try:
                Path(str(self._url.database)).absolute().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise DatabaseError(f"{self}: its folder cannot be made: {error.strerror}") from error

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            meaning = _sqlite_meaning(error) if self.is_sqlite else _postgresql_meaning(error)
            if meaning is None:
                raise
            kind, text = meaning
            raise kind(f"{self}: {text}") from error


def _usable(address: str | Path) -> URL:
    if isinstance(address, Path):  # not an address: any character may stand in it
        return URL.create("sqlite", database=str(address))
    try:
        url = make_url(address)
    except ArgumentError:
        raise DatabaseError(
            "the database URL cannot be read; write sqlite:///path or postgresql://host/name"
        ) from None
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise DatabaseError(f"a {url.get_backend_name()} database is not supported; use SQLite or PostgreSQL")
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise DatabaseError("the database needs a file, for several processes read it: write sqlite:///path")
    if not url.database:
        raise DatabaseError("the database URL names no database; write postgresql://host/name")
    if url.get_backend_name() == "sqlite" and url.query:
        raise DatabaseError("a SQLite database takes no parameters; write sqlite:///path")
    return url


def _pragmas(*, readonly: bool) -> Callable[[Any, Any], None]:
    """What every SQLite connection is told first. WAL: readers never wait; FULL: what is acknowledged is on disk."""
    wanted = {
        "busy_timeout": WRITE_WAIT * 1000,
        "journal_mode": "WAL",
        "synchronous": "FULL",
        "foreign_keys": "ON",
        "recursive_triggers": "ON",
        "temp_store": "MEMORY",
        "mmap_size": 1 << 28,
        "query_only": "ON" if readonly else "OFF",
    }

    def prepare(connection: sqlite3.Connection, _: object) -> None:
        # The driver would begin transactions by itself, and deferred ones; the `begin` event begins ours.
        connection.isolation_level = None
        for name, value in wanted.items():
            _patiently(connection, f"PRAGMA {name}={value}")

    return prepare


def _patiently(connection: sqlite3.Connection, statement: str) -> None:
    """Execute, and try again for WRITE_WAIT while the file is busy.

    SQLite asks no busy handler, whatever `busy_timeout` says, where two processes turn a new file to WAL at once: each
    would wait for the other (https://sqlite.org/c3ref/busy_handler.html), so one of them is told to begin again.
    """
    end = time.monotonic() + WRITE_WAIT
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > end:
                raise
            time.sleep(_RETRY)
        else:
            return


def _pragma(connection: Connection, name: str, value: int) -> None:
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    driver.execute(f"PRAGMA {name}={value}")


_Meaning = tuple[type[RegistryError], str] | None


def _sqlite_meaning(error: DBAPIError) -> _Meaning:
    code = str(getattr(error.orig, "sqlite_errorname", ""))
    if code.startswith("SQLITE_BUSY"):
        return Unavailable, "another process is writing to it; try again in a moment"
    if code == "SQLITE_FULL":
        return DatabaseError, "the disk is full; nothing was changed"
    if code.startswith("SQLITE_READONLY"):
        return DatabaseError, "it can only be read; see who owns the file and its folder"
    if code.startswith("SQLITE_CANTOPEN"):
        return DatabaseError, "the file cannot be opened; see that its folder exists and may be written to"
    if code.startswith("SQLITE_NOTADB"):
        return DatabaseError, "the file is not a database; name another one, or restore a backup"
    if code.startswith(("SQLITE_CORRUPT", "SQLITE_IOERR")):
        return DatabaseError, "the file is damaged or its disk fails; restore a backup into a new file"
    return None


def _postgresql_meaning(error: DBAPIError) -> _Meaning:
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if state == "55P03":
        return Unavailable, "another process is writing to it; try again in a moment"
    if state in ("40001", "40P01"):
        return Unavailable, "two transactions met; try again"
    if state == "53100":
        return DatabaseError, "the server's disk is full; nothing was changed"
    if state == "25006":
        return DatabaseError, "it can only be read; a writer needs the primary server"
    if (
        state[:2] in ("08", "28", "57", "53")
        or state == "3D000"
        or (not state and error.connection_invalidated)
    ):
        return (
            DatabaseError,
            "the server cannot be reached or refuses us; see that it runs and that the URL is right",
        )
    if not state and type(error.orig).__name__ == "OperationalError":
        return (
            DatabaseError,
            "the server cannot be reached or refuses us; see that it runs and that the URL is right",
        )
    return None
