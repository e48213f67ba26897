"""The site on the shipped catalogue in a ledger of its own, on a fixed day, for all tests of pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from registry.app import create_app
from registry.core.catalog import Catalog
from registry.desk.catalogue import CatalogueSource
from registry.desk.importing import import_folder
from registry.settings import Settings, data_root
from registry.store.engine import Database
from registry.store.schema import upgrade

TODAY = date(2026, 11, 21)


class Compiled(BytecodeCache):
    """Templates that some site of this run has compiled already, by their names and sources."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def compiled() -> Iterator[None]:
    """A hundred small sites show the same templates: half of their time would go into compiling them anew."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": Compiled()})
        yield


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a data folder whose ledger holds the shipped catalogue as its first revision."""
    made = Settings(data_dir=str(tmp_path_factory.mktemp("site")))
    database = Database(made.database)
    upgrade(database)
    import_folder(database, data_root(), author="operator", now=datetime(2026, 11, 21, tzinfo=UTC))
    database.close()
    return made


@pytest.fixture(scope="session")
def catalog(settings: Settings) -> Iterator[Catalog]:
    """The shipped catalogue."""
    database = Database(settings.database)
    yield CatalogueSource(database).current().catalog
    database.close()


@pytest.fixture(scope="session")
def site(settings: Settings) -> Flask:
    """The site on the shipped catalogue, where today is TODAY."""
    return create_app(settings, clock=lambda: TODAY)


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    """A reader without cookies."""
    return site.test_client(use_cookies=False)
