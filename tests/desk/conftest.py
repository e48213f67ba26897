"""Desks that tests of this folder ask for by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.store.engine import Database
from registry.store.schema import upgrade
from tests.desk.desks import Desk, staffed


@pytest.fixture
def desk(database: Database) -> Desk:
    """A staffed desk, on SQLite and on PostgreSQL."""
    return staffed(database)


@pytest.fixture
def sqlite_desk(tmp_path: Path) -> Iterator[Desk]:
    """A staffed desk where it does not matter which database it is."""
    database = Database(tmp_path / "registry.db")
    upgrade(database)
    yield staffed(database)
    database.close()
