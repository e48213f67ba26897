"""A process killed at any step leaves all of what it was doing, or nothing; the next run finishes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.desk.backing_up import backup
from registry.desk.catalogue import CatalogueSource
from registry.desk.projecting import project
from registry.desk.verifying import verify
from registry.store.chain import faults, recorded
from registry.store.engine import Database
from tests.content.sample import OTHER_LAB, QUESTIONS, REPLY, TEXTS
from tests.desk.folders import files, folder, read_in, texts
from tests.processes import KILLED, die_at_step, run

CHANGES = {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolt Labs"), REPLY: None, QUESTIONS: "- Anything?\n"}


def import_until(url: str, path: Path, step: int) -> None:
    """A process that is killed while it imports a folder."""
    die_at_step(step)
    read_in(Database(url), path)


def project_until(url: str, step: int) -> None:
    """A process that is killed while it fills the tables."""
    die_at_step(step)
    database = Database(url)
    project(database, CatalogueSource(database))


def backup_until(url: str, path: Path, step: int) -> None:
    """A process that is killed while it writes a backup."""
    die_at_step(step)
    backup(Database(url), path)


def test_an_import_killed_at_any_step_is_all_or_nothing(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    """Every step in the database once: before each statement, before and after each commit."""
    path = folder(tmp_path / "files")
    read_in(database, path)
    before, after = texts(database), files(folder(path, CHANGES))
    step = 0
    while texts(database) != after:
        step += 1
        assert run(import_until, database_url, path, step) == KILLED
        with database.reading() as session:
            assert list(faults(recorded(session))) == []
        assert texts(database) in (before, after)
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
    step, status = 1, KILLED
    while status == KILLED:
        status = run(project_until, database_url, step)
        found = verify(database, source).findings
        assert found == () or [finding.split()[:4] for finding in found] == [
            ["the", "tables", "lag", "behind"]
        ]
        step += 5
    assert status == 0
    assert project(database, source) is False
    assert verify(database, source).is_sound


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_backup_that_is_killed_leaves_the_older_one(
    database: Database, database_url: str, tmp_path: Path, step: int
) -> None:
    """Nothing appears under the file's name until all of it is there."""
    read_in(database, folder(tmp_path / "files"))
    path = tmp_path / "registry.backup"
    path.write_bytes(b"an older backup")
    assert run(backup_until, database_url, path, step) == KILLED
    assert path.read_bytes() == b"an older backup"
