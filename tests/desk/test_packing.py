"""The archive of the whole data: complete, described, the same each time, and enough to compute with."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest

from registry.desk.catalogue import CatalogueSource, Edition
from registry.desk.packing import pack, schema
from registry.desk.projecting import project
from registry.errors import Unavailable
from registry.store.engine import Database
from registry.store.schema import upgrade
from tests.desk.folders import folder, read_in


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Database, Edition]:
    """The sample catalogue in a ledger, with its tables."""
    place = tmp_path_factory.mktemp("packed")
    database = Database(place / "registry.db")
    upgrade(database)
    read_in(database, folder(place / "files"))
    source = CatalogueSource(database)
    with pytest.raises(Unavailable):
        pack(database, source.current())
    project(database, source)
    return database, source.current()


@pytest.fixture(scope="module")
def unpacked(filled: tuple[Database, Edition], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is in the archive."""
    place = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(io.BytesIO(pack(*filled))) as found:
        found.extractall(place)
    return place


def _read(place: Path, name: str) -> Any:
    return json.loads((place / name).read_text(encoding="utf-8"))


def test_the_same_revision_gives_the_same_bytes(filled: tuple[Database, Edition]) -> None:
    """No time and no order of chance is in it."""
    assert pack(*filled) == pack(*filled)


def test_every_table_is_there_in_every_form(unpacked: Path) -> None:
    """With the same rows: as CSV, as JSON and in the database."""
    database = sqlite3.connect(unpacked / "registry.db")
    for table in schema():
        with (unpacked / f"csv/{table.name}.csv").open(newline="", encoding="utf-8") as file:
            lines = list(csv.reader(file))
        (count,) = database.execute(f"SELECT count(*) FROM {table.name}").fetchone()
        assert lines[0] == [column.name for column in table.columns]
        assert len(lines) - 1 == len(_read(unpacked, f"json/{table.name}.json")) == count
    database.close()


def test_the_descriptions_fit_the_files(unpacked: Path) -> None:
    """Each key names columns of its table and no two rows alike; each link names a row that is there."""
    resources = {each["name"]: each for each in _read(unpacked, "datapackage.json")["resources"]}
    rows = {name: _read(unpacked, f"json/{name}.json") for name in resources}
    links = 0
    for name, each in resources.items():
        key = each["schema"]["primaryKey"]
        assert len({tuple(row[part] for part in key) for row in rows[name]}) == len(rows[name])
        for link in each["schema"]["foreignKeys"]:
            there = link["reference"]
            known = {tuple(row[part] for part in there["fields"]) for row in rows[there["resource"]]}
            named = {tuple(row[part] for part in link["fields"]) for row in rows[name]}
            assert {each for each in named if None not in each} <= known
            links += 1
    tables = _read(unpacked, "csv/csv-metadata.json")["tables"]
    assert {each["url"] for each in tables} == {path.name for path in (unpacked / "csv").glob("*.csv")}
    assert links > 10


def test_the_database_is_sound_and_can_be_searched(unpacked: Path) -> None:
    """No link leads nowhere, and a word of a clause finds it."""
    database = sqlite3.connect(unpacked / "registry.db")
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    (text,) = database.execute("SELECT text FROM clause LIMIT 1").fetchone()
    word = max(text.split(), key=len).strip(".,;:()“”\"'")
    found = database.execute(
        "SELECT clause.text FROM clause_fts JOIN clause ON clause.rowid = clause_fts.rowid WHERE clause_fts MATCH ?",
        (f'"{word}"',),
    )
    assert text in {row[0] for row in found}
    database.close()


def test_it_says_whose_it_is(unpacked: Path, filled: tuple[Database, Edition]) -> None:
    """Revision, hash, licence and citation."""
    readme = (unpacked / "README.md").read_text(encoding="utf-8")
    assert filled[1].revision.hash in readme and "CC BY 4.0" in readme
    assert 'version: "revision 1"' in (unpacked / "CITATION.cff").read_text(encoding="utf-8")
    assert "by/4.0/legalcode" in (unpacked / "LICENSE").read_text(encoding="utf-8")
