"""A process killed at any step leaves all of what it was doing, or nothing; the next run finishes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path

from registry.desk.backing_up import backup
from registry.desk.catalogue import CatalogueSource
from registry.desk.projecting import project
from registry.desk.verifying import verify
from registry.store.chain import faults, recorded
from registry.store.engine import Database
from tests.content.sample import OTHER_LAB, QUESTIONS, REPLY, TEXTS
from tests.desk.folders import files, folder, read_in, texts
from tests.processes import KILLED, killed_at_each_step

CHANGES = {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolt Labs"), REPLY: None, QUESTIONS: "- Anything?\n"}


def importing(url: str, path: Path) -> Callable[[], object]:
    """What a process is killed at: importing a folder."""
    return partial(read_in, Database(url), path)


def projecting(url: str) -> Callable[[], object]:
    """What a process is killed at: filling the tables from a catalogue that it has read."""
    database = Database(url)
    source = CatalogueSource(database)
    source.current()
    database.close()
    return partial(project, database, source)


def backing_up(url: str, path: Path) -> Callable[[], object]:
    """What a process is killed at: writing a backup."""
    return partial(backup, Database(url), path)


def test_an_import_killed_at_any_step_is_all_or_nothing(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    """Every step in the database once: before each statement, before and after each commit."""
    path = folder(tmp_path / "files")
    read_in(database, path)
    before, after = texts(database), files(folder(path, CHANGES))
    step = 0
    for status in killed_at_each_step(importing, database_url, path):
        step += 1
        assert status == KILLED
        with database.reading() as session:
            assert list(faults(recorded(session))) == []
        if (found := texts(database)) == after:
            break
        assert found == before
    assert step > 8
    assert read_in(database, path).revision is None
    assert texts(database) == after


def test_a_projection_killed_at_any_step_is_finished_by_the_next(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    """The tables reflect one revision or the other; the next start brings them to the head."""
    path = folder(tmp_path / "files")
    read_in(database, path)
    source = CatalogueSource(database)
    project(database, source)
    read_in(database, folder(path, CHANGES))
    tries = list[int]()
    for status in killed_at_each_step(projecting, database_url, every=5):
        tries.append(status)
        found = verify(database, source).findings
        assert found == () or [finding.split()[:4] for finding in found] == [
            ["the", "tables", "lag", "behind"]
        ]
        if status != KILLED:
            break
    assert len(tries) > 3
    assert tries[-1] == 0
    assert project(database, source) is False
    assert verify(database, source).is_sound


def test_a_backup_that_is_killed_leaves_the_older_one(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    """Nothing appears under the file's name until all of it is there."""
    read_in(database, folder(tmp_path / "files"))
    path = tmp_path / "registry.backup"
    path.write_bytes(b"an older backup")
    for status in islice(killed_at_each_step(backing_up, database_url, path), 3):
        assert status == KILLED
        assert path.read_bytes() == b"an older backup"
