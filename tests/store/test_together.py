"""Writers and migrations that meet: threads and processes on one database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import text

from registry.errors import DatabaseError
from registry.store import ledger
from registry.store.chain import faults, recorded
from registry.store.engine import Database
from registry.store.schema import upgrade
from registry.store.tables import RevisionRow
from tests.processes import KILLED, killed_at_each_step, run_together
from tests.store.revisions import append


def append_some(url: str, name: str, count: int) -> None:
    """What each writer does: one revision after the other, each of its own text and of one that all fight for."""
    database = Database(url)
    for number in range(count):
        append(database, {name: str(number), "shared": f"{name} {number}"})
    database.close()


def upgrade_it(url: str) -> None:
    """What each starting process does."""
    upgrade(Database(url))


def upgrading(url: str) -> Callable[[], object]:
    """What a process is killed at: migrating."""
    return partial(upgrade, Database(url))


def assert_gapless(database: Database, count: int) -> None:
    with database.reading() as session:
        numbers = [revision.n for revision in ledger.revisions(session)]
        assert numbers == list(range(count, 0, -1))
        assert list(faults(recorded(session))) == []


def test_threads_that_append_at_once_leave_no_gap(database: Database, database_url: str) -> None:
    """Every revision of every thread is there, numbered and linked without a gap."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: append_some(database_url, name, 6), "abcd"))
    assert_gapless(database, 24)


def test_processes_that_append_at_once_leave_no_gap(database: Database, database_url: str) -> None:
    """The same between processes, which share nothing but the database."""
    assert run_together([(append_some, (database_url, name, 6)) for name in "abcd"]) == [0, 0, 0, 0]
    assert_gapless(database, 24)


def test_readers_see_one_moment(database: Database) -> None:
    """A session that has begun to read does not see what is appended meanwhile, and stops nobody from appending."""
    append(database, {"a": "before"})
    with database.reading() as session:
        assert ledger.head_number(session) == 1
        append(database, {"a": "after"})
        assert ledger.head_number(session) == 1
        assert ledger.texts_at(session, 9) == {"a": "before"}
    with database.reading() as session:
        assert ledger.head_number(session) == 2


def test_processes_that_start_at_once_migrate_once(database_url: str) -> None:
    """One makes the tables while the others wait; all go on, and the database is whole."""
    assert run_together([(upgrade_it, (database_url,))] * 4) == [0] * 4
    database = Database(database_url)
    append(database, {"a": "text"})
    assert_gapless(database, 1)
    database.close()


def test_a_migration_killed_at_any_step_is_done_by_the_next(database_url: str) -> None:
    """Whatever step it was killed at, the next start finds nothing half made."""
    tries = list[int]()
    for status in killed_at_each_step(upgrading, database_url, every=3):
        tries.append(status)
        if status != KILLED:
            break
    assert len(tries) > 5
    assert tries[-1] == 0
    database = Database(database_url)
    upgrade(database)
    append(database, {"a": "text"})
    assert_gapless(database, 1)
    database.close()


def test_a_database_of_a_newer_version_is_refused(database: Database) -> None:
    """With a sentence that says what to do, and without a change."""
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match=r"newer version of the registry .*Install that version"):
        upgrade(database)
    with database.reading() as session:
        assert session.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == ["9999"]


def test_migrations_make_what_the_models_say(database: Database) -> None:
    """No step was forgotten: a comparison of the models with a migrated database finds no difference."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with database._writers.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, RevisionRow.metadata) == []
