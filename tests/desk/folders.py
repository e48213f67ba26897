"""Folders of files for tests, and imports from them in few words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from registry.content.folder import read_folder, write_folder
from registry.desk.importing import Imported, import_folder
from registry.store import ledger
from registry.store.engine import Database
from registry.store.leaf import RevisionKind
from tests.content.sample import TEXTS

NOON = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


def folder(path: Path, changes: Mapping[str, str | None] | None = None) -> Path:
    """The sample catalogue as files, with some of them changed or left out."""
    texts = {**TEXTS, **(changes or {})}
    write_folder(path, {name: text for name, text in texts.items() if text is not None})
    return path


def read_in(database: Database, path: Path, **given: Any) -> Imported:
    """An import by the operator at noon."""
    return import_folder(database, path, **{"author": "operator", "now": NOON, **given})


def accept(database: Database, changes: Mapping[str, str | None]) -> None:
    """A revision that did not come from files."""
    with database.writing() as session:
        kind = RevisionKind.UPDATE
        ledger.append(session, changes, author="Ada", reviewer="Grace", kind=kind, reason="News", now=NOON)


def texts(database: Database) -> dict[str, str]:
    """The texts of the ledger's head."""
    with database.reading() as session:
        return ledger.texts_at(session, ledger.head_number(session))


def head(database: Database) -> int:
    """The number of the ledger's newest revision."""
    with database.reading() as session:
        return ledger.head_number(session)


def files(path: Path) -> dict[str, str]:
    """The texts of the files in a folder."""
    return read_folder(path)
