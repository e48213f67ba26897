"""What all subjects stand on: the catalogue, a database and an index filled from it, and folders that go afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Self

from registry.content.folder import read_folder
from registry.content.reader import read_all
from registry.core.catalog import Catalog
from registry.desk.catalogue import CatalogueSource
from registry.desk.importing import import_folder
from registry.desk.projecting import project
from registry.publish.search import SearchIndex
from registry.settings import Settings, data_root
from registry.store.engine import Database
from registry.store.schema import upgrade

RUNS = 5


class Ground:
    """Prepared once and shared. Each part is made when it is first asked for."""

    def __init__(self, *, runs: int = RUNS) -> None:
        self.runs = runs
        self.today: date = datetime.now(UTC).date()
        self.content = data_root()
        self._stack = ExitStack()
        self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="registry-bench-")))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def folder(self, name: str) -> Path:
        """A new, empty folder, gone in the end."""
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self._folder))

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The texts of the catalogue, by path."""
        return read_folder(self.content)

    @cached_property
    def catalog(self) -> Catalog:
        """The catalogue."""
        return read_all(self.texts)

    @cached_property
    def settings(self) -> Settings:
        """The settings of an installation whose database, tables and index are filled."""
        settings = Settings(data_dir=str(self.folder("data")))
        database = filled(settings.database, self.content)
        project(database, CatalogueSource(database), index=SearchIndex(settings.index_path))
        database.close()
        return settings


def filled(address: str | Path, content: Path) -> Database:
    """A new database that holds the catalogue as its first revision."""
    database = Database(address)
    upgrade(database)
    import_folder(database, content, author="benchmark", now=datetime.now(UTC))
    return database


def environment(data: Path) -> dict[str, str]:
    """What a process of the registry is told: where its data lies, and none of this machine's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGISTRY_")}
    return kept | {"REGISTRY_DATA_DIR": str(data)}


def edited(texts: Mapping[str, str], mark: str) -> Mapping[str, str]:
    """The same texts, with one more sentence in the summary of one version."""
    path = next(path for path in sorted(texts) if path.count("/") == 3 and not path.endswith("document.md"))
    return {**texts, path: f"{texts[path].rstrip()}\n\nEdited for a measurement: {mark}.\n"}
