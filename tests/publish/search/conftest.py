"""The search index over the shipped catalogue, built once a worker, and a way to ask it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from registry.content.folder import read_catalog
from registry.core.catalog import Catalog
from registry.publish.search import Result, SearchIndex
from registry.settings import data_root

TODAY = date(2026, 11, 21)

Ask = Callable[[str], Result]


@pytest.fixture(scope="session")
def shipped() -> Catalog:
    """The shipped catalogue."""
    return read_catalog(data_root())


@pytest.fixture(scope="session")
def index(shipped: Catalog) -> SearchIndex:
    """The index over the shipped catalogue, in memory."""
    found = SearchIndex(None)
    found.update(shipped, "shipped")
    return found


@pytest.fixture(scope="session")
def ask(index: SearchIndex) -> Ask:
    """Ask the index over the shipped catalogue."""
    return lambda typed: index.search(typed, today=TODAY)
