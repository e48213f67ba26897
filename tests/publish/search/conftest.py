"""Each engine's search index over the shipped catalogue, built once a worker, and a way to ask it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from registry.content.folder import read_catalog
from registry.core.catalog import Catalog
from registry.publish.search import Result, SearchIndex
from registry.settings import data_root

TODAY = date(2026, 11, 21)
ENGINES = ("whoosh", "tantivy")

Ask = Callable[[str], Result]


@pytest.fixture(scope="session")
def shipped() -> Catalog:
    """The shipped catalogue."""
    return read_catalog(data_root())


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The name of an engine: what is asked of one is asked of the other, too."""
    return str(request.param)


@pytest.fixture(scope="session")
def indexes(shipped: Catalog) -> Mapping[str, SearchIndex]:
    """Each engine's index over the shipped catalogue, in memory."""
    found = {name: SearchIndex(None, engine=name) for name in ENGINES}
    for each in found.values():
        each.update(shipped, "shipped")
    return found


@pytest.fixture(scope="session")
def index(indexes: Mapping[str, SearchIndex], engine: str) -> SearchIndex:
    """The index of one engine."""
    return indexes[engine]


@pytest.fixture(scope="session")
def ask(index: SearchIndex) -> Ask:
    """Ask the index over the shipped catalogue."""
    return lambda typed: index.search(typed, today=TODAY)
