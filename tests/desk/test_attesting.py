"""The log of a ledger proves what it says, never signs two histories, and is handed out whole."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from registry.core.checkpoints import Checkpoint, Note, Seal
from registry.core.merkle import Tree, is_consistent, is_included
from registry.desk.archiving import Archives
from registry.desk.attesting import MOST_ENTRIES, PublicLog
from registry.desk.backing_up import restore
from registry.desk.catalogue import CatalogueSource
from registry.desk.verifying import verify
from registry.errors import BadValue, DatabaseError, Unavailable
from registry.store import ledger
from registry.store.chain import recorded
from registry.store.engine import Database
from registry.store.keyring import Keyring
from registry.store.schema import upgrade
from tests.processes import KILLED, die_at_step, run
from tests.store.revisions import NOON, append

NAME = "log.example"


def grow(database: Database, count: int) -> None:
    """Further revisions."""
    for _ in range(count):
        with database.reading() as session:
            n = ledger.head_number(session)
        append(database, {"a": f"text {n + 1}"})


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with seven revisions, to be copied."""
    found = Database(tmp_path_factory.mktemp("seven") / "registry.db")
    upgrade(found)
    grow(found, 7)
    found.close()
    return Path(str(found))


@pytest.fixture
def ledger_of_seven(seven: Path, tmp_path: Path) -> Iterator[Database]:
    """Seven revisions, to be done with as one likes."""
    found = Database(Path(shutil.copy(seven, tmp_path / "registry.db")))
    yield found
    found.close()


@pytest.fixture
def log(ledger_of_seven: Database, tmp_path: Path) -> PublicLog:
    """The log of seven revisions."""
    return again(ledger_of_seven, tmp_path)


def again(database: Database, path: Path) -> PublicLog:
    """The same log, as another process has it."""
    return PublicLog(database, Keyring(path / "keys"), NAME)


def test_a_revision_is_a_leaf(database: Database, tmp_path: Path) -> None:
    """On either database: the root of the tree of one revision is its hash, and any proof leads to the checkpoint."""
    log = PublicLog(database, Keyring(tmp_path / "keys"), NAME)
    with pytest.raises(DatabaseError, match="log is empty"):
        log.checkpoint()
    grow(database, 1)
    with database.reading() as session:
        first = ledger.revision(session, 1)
    assert Checkpoint.parse(Note.parse(log.checkpoint()).text) == Checkpoint(
        NAME, 1, bytes.fromhex(first.hash)
    )
    grow(database, 4)
    last = Checkpoint.parse(Note.parse(log.checkpoint()).text)
    assert last.size == 5
    for n in range(1, 6):
        found = log.inclusion(n)
        with database.reading() as session:
            assert found.leaf.hex() == ledger.revision(session, n).hash
        assert is_included(found.leaf, n - 1, 5, proof=found.proof, root=last.root)
        past = Checkpoint.parse(Note.parse(log.checkpoint(n)).text)
        steps = log.consistency(n).proof
        assert is_consistent(n, 5, first_root=past.root, second_root=last.root, proof=steps)


BEYOND: list[Callable[[PublicLog], object]] = [
    lambda log: log.checkpoint(8),
    lambda log: log.checkpoint(0),
    lambda log: log.inclusion(8),
    lambda log: log.inclusion(0),
    lambda log: log.inclusion(6, 5),
    lambda log: log.inclusion(1, 9),
    lambda log: log.consistency(8),
    lambda log: log.consistency(5, 4),
    lambda log: log.consistency(0, 4),
    lambda log: log.entries(8),
    lambda log: log.entries(3, 2),
    lambda log: log.entries(0),
]


def test_what_the_log_has_not_is_a_bad_value(log: PublicLog) -> None:
    """Sizes and revisions beyond its end, before its beginning, or the wrong way round."""
    for ask in BEYOND:
        with pytest.raises(BadValue):
            ask(log)


def test_another_process_may_have_signed_a_longer_log(
    ledger_of_seven: Database, log: PublicLog, tmp_path: Path
) -> None:
    """Who comes late with what was the newest still gets its checkpoint: it is a beginning of the longer one."""
    before = log.checkpoint()
    grow(ledger_of_seven, 2)
    longer = again(ledger_of_seven, tmp_path)
    assert Checkpoint.parse(Note.parse(longer.checkpoint()).text).size == 9
    assert log.checkpoint(7) == before == longer.checkpoint(7)
    assert log.checkpoint(6) == longer.checkpoint(6)


class Overtaken(Keyring):
    """Keys for which another process holds the lock at first: it signs what was added meanwhile."""

    def __init__(self, folder: Path, meanwhile: Callable[[], object]) -> None:
        super().__init__(folder)
        self.meanwhile = [meanwhile]

    def sign(self, tree: Tree, origin: str, size: int | None = None) -> str:
        """As ever, after the other process."""
        self.wait()
        return super().sign(tree, origin, size)

    def sealed(self) -> Seal | None:
        """As ever, after the other process."""
        self.wait()
        return super().sealed()

    def wait(self) -> None:
        """Let the other process finish, the first time."""
        while self.meanwhile:
            self.meanwhile.pop()()


def test_who_waits_for_the_key_raises_no_false_alarm(ledger_of_seven: Database, tmp_path: Path) -> None:
    """Another process may add a revision and sign it after this one has read the tree: nothing is missing then."""

    def meanwhile() -> None:
        grow(ledger_of_seven, 1)
        again(ledger_of_seven, tmp_path).checkpoint()

    log = PublicLog(ledger_of_seven, Overtaken(tmp_path / "keys", meanwhile), NAME)
    assert Checkpoint.parse(Note.parse(log.checkpoint()).text).size == 7
    assert Checkpoint.parse(Note.parse(log.checkpoint()).text).size == 8
    late = Overtaken(tmp_path / "keys", meanwhile)
    found = verify(ledger_of_seven, CatalogueSource(ledger_of_seven), keyring=late).findings
    assert not [line for line in found if "signed" in line]


def cut(database: Database, n: int) -> None:
    """What an operator with a file and time can do: the newest revisions are gone, without a trace in the chain."""
    with database.writing() as session:
        for name in (
            session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        ):
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text(f"DELETE FROM entry WHERE revision > {n}"))
        session.execute(text(f"DELETE FROM revision WHERE n > {n}"))


@pytest.mark.parametrize(
    ("kept", "added", "said"),
    [
        (5, 0, "the ledger ends at revision 5.*revisions 6 to 7 are missing"),
        (5, 2, "revision 6 is another one"),
        (3, 9, "revision 4 is another one"),
        (0, 7, "revision 1 is another one"),
    ],
)
def test_another_history_is_not_signed(
    ledger_of_seven: Database, log: PublicLog, tmp_path: Path, kept: int, added: int, said: str
) -> None:
    """Cut short, put back and gone on from there, or written anew from the first revision: the chain fits each time."""
    log.checkpoint()
    cut(ledger_of_seven, kept)
    for number in range(added):
        append(ledger_of_seven, {"a": f"another history, {number}"})
    for own in (log, again(ledger_of_seven, tmp_path)):
        with pytest.raises(DatabaseError, match=f"{said}.*nothing was signed"):
            own.checkpoint()


def test_a_gap_is_told_of(ledger_of_seven: Database, log: PublicLog) -> None:
    """A revision taken out of the middle, or without a hash, is named; no tree is made over the rest."""
    with ledger_of_seven.writing() as session:
        for name in (
            session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        ):
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text("UPDATE revision SET hash = 'none' WHERE n = 7"))
    with pytest.raises(DatabaseError, match="revision 7 has no hash"):
        log.checkpoint()


def test_entries_hold_all_that_hashes_cover(ledger_of_seven: Database, log: PublicLog) -> None:
    """In bounded portions that follow each other, each revision once."""
    grow(ledger_of_seven, MOST_ENTRIES)
    found: list[dict[str, object]] = []
    following = 1
    while following:
        portion = log.entries(following)
        assert 0 < len(portion.lines) <= MOST_ENTRIES
        found += portion.lines
        following = portion.following or 0
    assert [line["n"] for line in found] == list(range(1, MOST_ENTRIES + 8))
    assert [line["n"] for line in log.entries(2, 3).lines] == [2, 3]
    assert log.entries(2, 3).following == 4
    append(ledger_of_seven, {"b": "x" * 2_500_000})
    append(ledger_of_seven, {"c": "small"})
    assert [line["n"] for line in log.entries(MOST_ENTRIES + 8).lines] == [MOST_ENTRIES + 8]


@pytest.fixture
def archives(ledger_of_seven: Database, log: PublicLog, tmp_path: Path) -> Archives:
    """Where the log's archives are kept."""
    return Archives(ledger_of_seven, log, tmp_path / "archives")


def read(archives: Archives) -> bytes:
    """The newest archive."""
    with archives.newest() as file:
        return file.read()


def test_an_archive_is_the_whole_ledger_and_can_be_restored(
    ledger_of_seven: Database, log: PublicLog, archives: Archives, tmp_path: Path
) -> None:
    """Anyone can run a copy from it: it is read like a backup, and carries checkpoint and key."""
    (tmp_path / "archive").write_bytes(read(archives))
    lines = [json.loads(line) for line in gzip.decompress(read(archives)).splitlines()]
    assert lines[-1]["revisions"] == 7
    assert Note.parse(lines[-1]["checkpoint"]).text.startswith(f"{NAME}\n7\n")
    assert lines[-1]["key"] == log.key()
    other = Database(tmp_path / "other.db")
    upgrade(other)
    assert restore(other, tmp_path / "archive", actor="x", now=NOON).added == 7
    with ledger_of_seven.reading() as one, other.reading() as two:
        assert [*recorded(one)] == [*recorded(two)]
    other.close()


def test_one_archive_is_kept(ledger_of_seven: Database, archives: Archives, tmp_path: Path) -> None:
    """It is made once for a state of the ledger; the next state takes its place."""
    first = read(archives)
    (only,) = (tmp_path / "archives").glob("*.gz")
    made = only.stat().st_mtime_ns
    assert read(archives) == first and only.stat().st_mtime_ns == made
    grow(ledger_of_seven, 1)
    assert read(archives) != first
    assert len(list((tmp_path / "archives").glob("*.gz"))) == 1 and not only.exists()
    archives.clear()
    assert list((tmp_path / "archives").glob("*.gz")) == []


def test_an_archive_is_made_for_one_at_a_time(archives: Archives, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks meanwhile is told to come back, and costs nothing."""
    made = archives._made

    def slow() -> Any:
        with ThreadPoolExecutor(1) as pool, pytest.raises(Unavailable, match="being made"):
            pool.submit(archives.newest).result()
        return made()

    monkeypatch.setattr(archives, "_made", slow)
    assert read(archives)


def test_a_folder_that_cannot_be_written_is_told_of(
    ledger_of_seven: Database, log: PublicLog, tmp_path: Path
) -> None:
    """In a sentence, not as a crash."""
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseError, match="archive cannot be"):
        Archives(ledger_of_seven, log, tmp_path / "file" / "archives").newest()


def archive_until(url: str, keys: Path, folder: Path, step: int) -> None:
    """A process that is killed while it makes an archive."""
    database = Database(url)
    log = PublicLog(database, Keyring(keys), NAME)
    log.checkpoint()
    die_at_step(step)
    read(Archives(database, log, folder))


def test_a_killed_archive_leaves_nothing_half_done(
    ledger_of_seven: Database, archives: Archives, tmp_path: Path
) -> None:
    """Nothing under the archive's name; the next one takes what lay about away."""
    url = f"sqlite:///{tmp_path / 'registry.db'}"
    assert run(archive_until, url, tmp_path / "keys", tmp_path / "archives", 4) == KILLED
    (tmp_path / "archives" / ".left.gz.x").write_bytes(b"half")
    assert list((tmp_path / "archives").glob("*.gz")) == []
    assert gzip.decompress(read(archives))
    assert sorted(path.suffix for path in (tmp_path / "archives").iterdir()) == ["", ".gz"]
