"""A ledger goes into a file and comes back out of it, on either database, or not at all."""

from __future__ import annotations

import gzip
import json
import shutil
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from registry.desk.backing_up import backup, restore
from registry.desk.drafting import begin
from registry.errors import DatabaseError
from registry.store import ledger, sessions, sources, tickets
from registry.store.chain import faults, recorded
from registry.store.desk_archive import desk_rows, is_header
from registry.store.engine import Database
from registry.store.leaf import RevisionKind
from registry.store.sources import SourceText, hash_of
from tests.content.sample import LAB, OTHER_LAB, REPLY, TEXTS
from tests.desk.crew import hire
from tests.desk.folders import NOON, accept, folder, head, read_in
from tests.postgres import Server


@pytest.fixture
def another(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Iterator[Database]:
    """A database of the other kind with nothing in it."""
    if not database.is_sqlite:
        found = Database(Path(shutil.copy(request.getfixturevalue("shaped_file"), tmp_path / "another.db")))
        yield found
        found.close()
        return
    server: Server = request.getfixturevalue("postgres_server")
    with server.database(shaped=True) as url:
        found = Database(url)
        yield found
        found.close()


def filled(database: Database, path: Path) -> None:
    """Three revisions: files, an editor's change and deletion, another change."""
    read_in(database, folder(path))
    accept(database, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "\U0001f600"), REPLY: None})
    accept(database, {OTHER_LAB: TEXTS[OTHER_LAB]})


def everything(database: Database) -> list[Any]:
    """All that a ledger holds."""
    with database.reading() as session:
        return list(recorded(session))


def lines_of(path: Path) -> list[Any]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def ledger_of(path: Path) -> list[bytes]:
    """The lines of a backup that are the ledger's."""
    lines = gzip.decompress(path.read_bytes()).splitlines()
    return lines[: next(number for number, line in enumerate(lines) if is_header(line))]


def rewrite(path: Path, lines: list[Any]) -> None:
    """What somebody with an editor would make of a backup."""
    path.write_bytes(gzip.compress("".join(json.dumps(line) + "\n" for line in lines).encode()))


def test_a_backup_restores_into_the_other_kind_of_database(
    database: Database, another: Database, tmp_path: Path
) -> None:
    """Every revision, hash, salt and text; a second restore adds nothing."""
    filled(database, tmp_path / "files")
    assert backup(database, tmp_path / "b") == 3
    done = restore(another, tmp_path / "b", actor="operator", now=NOON)
    assert (done.revisions, done.added) == (3, 3)
    assert everything(another) == everything(database)
    assert restore(another, tmp_path / "b", actor="operator", now=NOON).added == 0
    backup(another, tmp_path / "c")
    assert ledger_of(tmp_path / "b") == ledger_of(tmp_path / "c")


def test_a_restore_adds_what_came_after(database: Database, another: Database, tmp_path: Path) -> None:
    """A database that holds the first revisions of the same ledger is brought up to date."""
    read_in(database, folder(tmp_path / "files"))
    backup(database, tmp_path / "b")
    restore(another, tmp_path / "b", actor="operator", now=NOON)
    accept(database, {REPLY: None})
    backup(database, tmp_path / "b")
    assert restore(another, tmp_path / "b", actor="operator", now=NOON).added == 1
    assert everything(another) == everything(database)


def test_a_restore_into_another_ledger_is_refused(
    database: Database, another: Database, tmp_path: Path
) -> None:
    """Neither a ledger with another history nor one with newer revisions is touched."""
    filled(database, tmp_path / "files")
    backup(database, tmp_path / "b")
    read_in(another, folder(tmp_path / "files"))
    with pytest.raises(DatabaseError, match=r"they part at revision 1.*empty database"):
        restore(another, tmp_path / "b", actor="operator", now=NOON)
    assert head(another) == 1
    accept(database, {LAB: TEXTS[LAB] + "\nMore.\n"})
    with pytest.raises(DatabaseError, match="only the first 3"):
        restore(database, tmp_path / "b", actor="operator", now=NOON)
    assert head(database) == 4


def test_a_truncated_backup_is_refused(database: Database, another: Database, tmp_path: Path) -> None:
    """Cut anywhere, it changes nothing."""
    filled(database, tmp_path / "files")
    backup(database, tmp_path / "b")
    whole = (tmp_path / "b").read_bytes()
    points = [
        *range(0, 24, 3),
        *range(24, len(whole) - 12, len(whole) // 25),
        *range(len(whole) - 12, len(whole)),
    ]
    for point in points:
        (tmp_path / "b").write_bytes(whole[:point])
        with pytest.raises(DatabaseError, match="nothing was changed"):
            restore(another, tmp_path / "b", actor="operator", now=NOON)
    assert head(another) == 0


def says_the_same(one: bytes, other: bytes) -> bool:
    """Whether two files unpack to the same bytes."""
    try:
        return gzip.decompress(one) == gzip.decompress(other)
    except (OSError, EOFError, zlib.error):
        return False


def test_a_backup_with_a_flipped_bit_is_refused(
    database: Database, another: Database, tmp_path: Path
) -> None:
    """Wherever it is, but where it says nothing: in the header's byte of the system, in what fills the last byte."""
    filled(database, tmp_path / "files")
    backup(database, tmp_path / "b")
    whole = (tmp_path / "b").read_bytes()
    for point in [*range(4), *range(10, len(whole), len(whole) // 40)]:
        flipped = whole[:point] + bytes([whole[point] ^ 0x10]) + whole[point + 1 :]
        if says_the_same(flipped, whole):
            continue
        (tmp_path / "b").write_bytes(flipped)
        with pytest.raises(DatabaseError):
            restore(another, tmp_path / "b", actor="operator", now=NOON)
    assert head(another) == 0


def altered(lines: list[Any]) -> Iterator[list[Any]]:
    """What somebody could make of the lines of a backup of three revisions."""
    for number in (1, 2, 3):
        yield [*lines[:number], *lines[number + 1 :]]
        for name in lines[number]:
            if name not in ("entries", "reviewer", "prev"):
                value = lines[number][name]
                other = value + 1 if isinstance(value, int) else value.replace("2026", "2025") + " "
                yield [*lines[:number], {**lines[number], name: other}, *lines[number + 1 :]]
        entries = lines[number]["entries"]
        yield [*lines[:number], {**lines[number], "entries": entries[1:]}, *lines[number + 1 :]]
        yield [
            *lines[:number],
            {**lines[number], "entries": [{**entries[0], "text": "x"}, *entries[1:]]},
            *lines[number + 1 :],
        ]
        yield [*lines[:number], {**lines[number], "entries": "none"}, *lines[number + 1 :]]
        yield [*lines[:number], {**lines[number], "more": "x"}, *lines[number + 1 :]]
    yield [*lines, lines[-1]]
    yield lines[:-1]
    yield [lines[0], lines[-1]]
    yield [lines[0], [], *lines[1:]]
    yield [[], *lines[1:]]
    yield [{"format": "something else"}, *lines[1:]]


def test_an_altered_backup_is_refused(database: Database, another: Database, tmp_path: Path) -> None:
    """Every value, every line; whether or not whoever altered it could pack it again."""
    filled(database, tmp_path / "files")
    backup(database, tmp_path / "b")
    for lines in altered(lines_of(tmp_path / "b")):
        rewrite(tmp_path / "b", lines)
        with pytest.raises(DatabaseError):
            restore(another, tmp_path / "b", actor="operator", now=NOON)
    assert head(another) == 0


def test_a_backup_of_a_newer_version_is_refused(database: Database, tmp_path: Path) -> None:
    """With a sentence that says what to do."""
    filled(database, tmp_path / "files")
    backup(database, tmp_path / "b")
    lines = lines_of(tmp_path / "b")
    rewrite(tmp_path / "b", [{**lines[0], "shape": "9999"}, *lines[1:]])
    with pytest.raises(DatabaseError, match=r"newer version of the registry .*Restore it with that version"):
        restore(database, tmp_path / "b", actor="operator", now=NOON)


def test_a_backup_taken_while_editors_write_is_of_one_moment(
    database: Database, another: Database, tmp_path: Path
) -> None:
    """It verifies up to its size, whatever came in meanwhile."""
    read_in(database, folder(tmp_path / "files"))

    def write(worker: int) -> None:
        for number in range(10):
            accept(database, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", f"Bolt {worker} {number}")})

    with ThreadPoolExecutor(2) as pool:
        writing = pool.map(write, range(2))
        counts = [backup(database, tmp_path / f"b{number}") for number in range(5)]
        list(writing)
    assert counts == sorted(counts)
    for number, count in enumerate(counts):
        assert restore(another, tmp_path / f"b{number}", actor="operator", now=NOON).revisions == count
    with another.reading() as session:
        assert list(faults(recorded(session))) == []
        assert ledger.head_number(session) == counts[-1]


def test_what_cannot_be_done_is_said(database: Database, tmp_path: Path) -> None:
    """No ledger to write, no folder to write to, no file to read; and nothing is left lying about."""
    with pytest.raises(DatabaseError, match="nothing to back up"):
        backup(database, tmp_path / "b")
    with pytest.raises(DatabaseError, match="cannot be read"):
        restore(database, tmp_path / "b", actor="operator", now=NOON)
    read_in(database, folder(tmp_path / "files"))
    with pytest.raises(DatabaseError, match="cannot be written"):
        backup(database, tmp_path / "nowhere" / "b")
    (tmp_path / "b").mkdir()
    with pytest.raises(DatabaseError, match="cannot be written"):
        backup(database, tmp_path / "b")
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".b")] == []


def with_a_desk(database: Database) -> None:
    """People who did something: an editor with a draft and its source, somebody signed in, a ticket."""
    ada = hire(database, "ada", ties=["acme"])
    found = begin(
        database,
        ada,
        kind=RevisionKind.UPDATE,
        reason="News.",
        proposals={OTHER_LAB: "x"},
        nonce="n",
        now=NOON,
    )
    source = SourceText(found.id, hash_of(b"\x00\xff"), "Scan", "pdf", 2, False, "no text", NOON, "ada")
    with database.writing() as session:
        sources.add(session, source, content=b"\x00\xff", text=None)
        sessions.open_session(session, "token", "ada", NOON)
        tickets.add(session, nonce="t", about="/labs/", text="Wrong.", source="", now=NOON)


def desk_of(database: Database) -> list[Any]:
    """All that a backup keeps of the desk."""
    with database.reading() as session:
        return list(desk_rows(session))


def test_the_desk_comes_along(database: Database, another: Database, tmp_path: Path) -> None:
    """Accounts, drafts, sources, tickets and the trace are in a backup and come back; who was signed in is not."""
    filled(database, tmp_path / "files")
    with_a_desk(database)
    path = tmp_path / "registry.backup"
    backup(database, path)
    before = desk_of(database)
    assert {name for name, _ in before} >= {
        "account",
        "declaration",
        "submission",
        "source_text",
        "ticket",
        "event",
    }
    done = restore(another, path, actor="operator", now=NOON)
    assert done.rows == len(before)
    after = desk_of(another)
    assert [row for row in before if row not in after] == []
    assert [row["action"] for name, row in after if name == "event"][-1] == "restore backup"
    with another.reading() as session:
        assert sessions.find_session(session, "token") is None


def test_a_desk_that_is_in_use_stays(database: Database, tmp_path: Path) -> None:
    """Restoring into a database whose people have gone on brings revisions, and leaves their work alone."""
    filled(database, tmp_path / "files")
    path = tmp_path / "registry.backup"
    backup(database, path)
    with_a_desk(database)
    before = desk_of(database)
    assert restore(database, path, actor="operator", now=NOON).rows is None
    assert [row for row in before if row not in desk_of(database)] == []


def test_an_altered_desk_is_refused_whole(database: Database, another: Database, tmp_path: Path) -> None:
    """A row that was changed, dropped or added makes the file unusable, and nothing of it is restored."""
    filled(database, tmp_path / "files")
    with_a_desk(database)
    path = tmp_path / "registry.backup"
    backup(database, path)
    lines = lines_of(path)
    start = next(number for number, line in enumerate(lines) if "desk" in str(line.get("format", "")))
    promoted = {**lines[start + 1], "row": {**lines[start + 1]["row"], "roles": "administrator"}}
    for wrong in (
        [*lines[: start + 1], promoted, *lines[start + 2 :]],
        [*lines[: start + 1], *lines[start + 2 :]],
        lines[:-1],
        [*lines, lines[-1]],
        [*lines[: start + 1], {"table": "session", "row": {}}, *lines[start + 1 :]],
        [*lines[: start + 1], {"table": "revision", "row": {}}, *lines[start + 1 :]],
    ):
        rewrite(path, wrong)
        with pytest.raises(DatabaseError, match="nothing was changed"):
            restore(another, path, actor="operator", now=NOON)
        assert everything(another) == [] and desk_of(another) == []
