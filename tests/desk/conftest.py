"""Desks that tests of this folder ask for by name. Making a database costs more than most tests: each is made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from registry.store.engine import Database
from registry.store.schema import upgrade
from tests.desk.desks import Desk, desk_at, staff
from tests.desk.members import House, house
from tests.postgres import Server


@pytest.fixture(scope="session")
def staffed_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A staffed SQLite file, to be copied."""
    database = Database(tmp_path_factory.mktemp("desk") / "registry.db")
    upgrade(database)
    staff(database)
    database.close()
    return Path(str(database))


@pytest.fixture(scope="session")
def shared_database(postgres_server: Server) -> Iterator[str]:
    """A PostgreSQL database in this version's shape, to be emptied before each use."""
    with postgres_server.database(shaped=True) as url:
        yield url


@pytest.fixture
def desk_file(staffed_file: Path, tmp_path: Path) -> str:
    """The address of a staffed SQLite database."""
    return f"sqlite:///{shutil.copy(staffed_file, tmp_path / 'registry.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def desk_url(request: pytest.FixtureRequest) -> str:
    """The address of a staffed database of either kind."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("desk_file"))
    url = str(request.getfixturevalue("shared_database"))
    database = Database(url)
    empty(database)
    staff(database)
    database.close()
    return url


@pytest.fixture
def desk(desk_url: str) -> Iterator[Desk]:
    """A staffed desk, on SQLite and on PostgreSQL."""
    database = Database(desk_url)
    yield desk_at(database)
    database.close()


@pytest.fixture
def sqlite_desk(desk_file: str) -> Iterator[Desk]:
    """A staffed desk where it does not matter which database it is."""
    database = Database(desk_file)
    yield desk_at(database)
    database.close()


def empty(database: Database) -> None:
    """Take every row out of a PostgreSQL database, those that triggers keep among them.

    There are few: to delete them takes a twentieth of TRUNCATE, which makes every table's files anew.
    """
    with database.writing() as session:
        found = session.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars()
        deletes = [f'DELETE FROM "{name}"' for name in found if name != "alembic_version"]
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text("; ".join(deletes)))


@pytest.fixture
def place(database: Database, tmp_path: Path) -> House:
    """A house where people sign in, on SQLite and on PostgreSQL."""
    return house(database, tmp_path)


@pytest.fixture
def small(shaped_file: Path, tmp_path: Path) -> Iterator[House]:
    """A house where it does not matter which database it is."""
    database = Database(Path(shutil.copy(shaped_file, tmp_path / "registry.db")))
    yield house(database, tmp_path)
    database.close()
