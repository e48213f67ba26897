"""The site on the shipped catalogue in a ledger of its own, on a fixed day, for all tests of pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from registry.app import create_app
from registry.core.catalog import Catalog
from registry.desk.catalogue import CatalogueSource
from registry.desk.importing import import_folder
from registry.settings import Settings, data_root
from registry.store.engine import Database
from registry.store.schema import upgrade
from tests.web.keepers import Site, fill, site_of

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


@pytest.fixture(scope="session", autouse=True)
def routed() -> Iterator[None]:
    """They have the same routes, too: most of what it takes to make one goes into code that builds their addresses.

    That code hangs on what its route says and on nothing of its site.
    """
    compiled, kept = Rule._compile_builder, dict[str, Any]()

    def kept_builder(rule: Rule, append_unknown: bool = True) -> Any:
        said = repr((rule.rule, rule._trace, rule.defaults, append_unknown))
        if said not in kept:
            kept[said] = compiled(rule, append_unknown)
        return kept[said]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Rule, "_compile_builder", kept_builder)
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


@pytest.fixture(scope="session")
def kept_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that holds the sample catalogue, to be copied."""
    database = Database(tmp_path_factory.mktemp("kept") / "registry.db")
    upgrade(database)
    fill(database)
    database.close()
    return Path(str(database))


@pytest.fixture(scope="session")
def shared_keepers(kept_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site where people sign in, behind a proxy, for tests that use it one after the other."""
    folder = tmp_path_factory.mktemp("keepers")
    shutil.copy(kept_file, folder / "registry.db")
    return site_of(Settings(data_dir=str(folder), proxies="10.0.0.0/8"))


@pytest.fixture
def keepers(shared_keepers: Site, kept_file: Path) -> Site:
    """That site, with nobody on it yet. For tests that leave its ledger alone."""
    shared_keepers.begin_again(kept_file)
    return shared_keepers


@pytest.fixture
def own_keepers(kept_file: Path, tmp_path: Path) -> Site:
    """Such a site for one test alone, over TLS, which knows its address."""
    shutil.copy(kept_file, tmp_path / "registry.db")
    return site_of(Settings(data_dir=str(tmp_path), base_url="https://registry.example"))
