"""The bell of the writers: a glance is cheap while nothing was committed, and never old once something was."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from registry.store import glances, ledger
from registry.store.bell import Bell
from registry.store.engine import Database
from tests.processes import KILLED, killed_at_each_step, run
from tests.store.revisions import append


@pytest.fixture
def path(shaped_file: Path, tmp_path: Path) -> Path:
    """A SQLite database in this version's shape."""
    return Path(shutil.copy(shaped_file, tmp_path / "registry.db"))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries that glances put to a database from now on, while time stands still."""
    found: list[str] = []
    plain = Database._asked

    def noted(database: Database, query: str) -> object:
        found.append(query)
        return plain(database, query)

    monkeypatch.setattr(Database, "_asked", noted)
    monkeypatch.setattr(glances, "monotonic", lambda: 1000.0)
    return found


def append_one(path: Path) -> None:
    """What another process does."""
    append(Database(path), {"a": "of another process"})


def appending(path: Path) -> Callable[[], object]:
    """What a writer is killed at."""
    return partial(append, Database(path), {"a": "of a writer that dies"})


def test_nobody_is_asked_while_nothing_was_committed(path: Path, asked: list[str]) -> None:
    """Of a hundred glances two reach the database: one finds the bell, one trusts it. A turn brings one more."""
    database = Database(path)
    assert {ledger.state(database) for _ in range(100)} == {"0-0"}
    assert len(asked) == 2
    with pytest.raises(ZeroDivisionError), database.writing():
        raise ZeroDivisionError
    assert {ledger.state(database) for _ in range(100)} == {"0-0"}
    assert len(asked) == 3


def test_what_another_process_commits_is_seen_at_once(path: Path, asked: list[str]) -> None:
    """However the writer ends: the very next glance knows, and so does one of another mapping in this process."""
    readers = Database(path), Database(path)
    for number in range(3):
        for reader in readers:
            assert [ledger.state(reader) for _ in range(3)] == [f"{number}-0"] * 3
        assert run(append_one, path) == 0 if number == 0 else append(readers[0], {"a": str(number)})
    assert [ledger.state(reader) for reader in readers] == ["3-0"] * 2


def test_a_writer_that_dies_hides_nothing(path: Path, asked: list[str]) -> None:
    """At whichever step it is killed, what it committed is seen by the next glance; later writers end its alarm."""
    reader, before, statuses = Database(path), "0-0", list[int]()
    for status in killed_at_each_step(appending, path):
        statuses.append(status)
        with reader.reading() as session:
            truth = ledger.head_number(session)
        assert ledger.state(reader) == f"{truth}-0"
        assert before in (f"{truth}-0", f"{truth - 1}-0")
        append(reader, {"a": f"after {len(statuses)}"})
        before = ledger.state(reader)
        if status != KILLED:
            break
    assert len(statuses) > 5
    assert statuses[-1] == 0
    asked.clear()
    assert len({ledger.state(reader) for _ in range(100)}) == 1
    assert len(asked) <= 1


def test_another_database_in_the_place_of_one_is_seen(path: Path, asked: list[str]) -> None:
    """Once its connections are closed, as a restore has it; nothing that was seen before is said of it."""
    before, reader = path.read_bytes(), Database(path)
    for _ in range(2):
        append(reader, {"a": "1"})
        assert {ledger.state(reader) for _ in range(3)} == {"1-0"}
        reader.close()
        path.write_bytes(before)
        assert {ledger.state(reader) for _ in range(3)} == {"0-0"}


def test_other_tools_are_noticed_soon(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written with no bell is seen when an answer is no longer trusted: after half a second."""
    now = [1000.0]
    monkeypatch.setattr(glances, "monotonic", lambda: now[0])
    database, query = Database(path), "SELECT count(*) FROM synced"
    assert [database.glance(query) for _ in range(3)] == [0, 0, 0]
    with sqlite3.connect(path) as other:
        other.execute("INSERT INTO synced VALUES ('folder', 'a', 1)")
    other.close()
    now[0] += glances.TRUSTED
    assert database.glance(query) == 1


def test_where_no_bell_can_hang_every_glance_asks(path: Path, asked: list[str]) -> None:
    """A folder that takes no file, or another database than SQLite: right, and no faster than it was."""
    Path(f"{path}-bell").mkdir()
    database = Database(path)
    for number in range(3):
        assert [ledger.state(database) for _ in range(2)] == [f"{number}-0"] * 2
        append(database, {"a": str(number)})
    assert len(asked) == 6
    assert Bell(None).mark() is None


def test_a_full_disk_hangs_no_bell(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file's bytes are not to be had nothing is mapped, which would kill the first who touched it."""
    is_full = [True]
    plain = os.posix_fallocate

    def room(file: int, start: int, size: int) -> None:
        if is_full:
            raise OSError(errno.ENOSPC, "No space left on device")
        plain(file, start, size)

    monkeypatch.setattr(os, "posix_fallocate", room)
    bell, database = Bell(path), Database(path)
    bell.hang()
    assert bell.mark() is None
    append(database, {"a": "on a full disk"})
    assert ledger.state(database) == "1-0"
    is_full.clear()
    bell.hang()
    assert bell.mark() == 0


def test_the_bell_belongs_to_whom_the_database_belongs(path: Path) -> None:
    """It opens for nobody to whom the database does not."""
    path.chmod(0o600)
    Bell(path).hang()
    assert Path(f"{path}-bell").stat().st_mode & 0o777 == 0o600
