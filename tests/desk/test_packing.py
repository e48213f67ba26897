"""The archive of the whole data: complete, described, the same each time, and enough to compute with."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import subprocess
import sys
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


def test_indexes_stand_in_one_order_in_every_process(unpacked: Path) -> None:
    """By name within their table: left to itself the order hangs on where objects lie in memory."""
    with sqlite3.connect(unpacked / "registry.db") as database:
        made = database.execute(
            "SELECT tbl_name, name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        )
        found = made.fetchall()
    tables = list(dict.fromkeys(table for table, _ in found))
    assert found == sorted(found, key=lambda each: (tables.index(each[0]), each[1]))
    assert len(found) > len(tables)


def test_rows_stand_in_one_order_whatever_database(unpacked: Path) -> None:
    """By the code points of their keys: databases have orders of their own for texts."""
    for each in _read(unpacked, "datapackage.json")["resources"]:
        keys = [
            tuple(row[part] for part in each["schema"]["primaryKey"])
            for row in _read(unpacked, f"json/{each['name']}.json")
        ]
        assert keys == sorted(keys), each["name"]


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


def test_no_column_goes_unexplained(unpacked: Path) -> None:
    """Each has a meaning, in words on a page and for programs; what is told to be filled is so in every row."""
    page = (unpacked / "SCHEMA.md").read_text(encoding="utf-8")
    shown = _read(unpacked, "metadata.json")["databases"]["registry"]["tables"]
    resources = {
        each["name"]: each["schema"]["fields"] for each in _read(unpacked, "datapackage.json")["resources"]
    }
    filled = 0
    for table in schema():
        assert table.about and f"## {table.name}\n" in page
        rows = _read(unpacked, f"json/{table.name}.json")
        for column, field in zip(table.columns, resources[table.name], strict=True):
            assert column.about and f"| `{column.name}` |" in page, f"{table.name}.{column.name}"
            assert field["description"] == shown[table.name]["columns"][column.name] == column.about
            if field.get("constraints"):
                assert all(row[column.name] not in (None, "") for row in rows)
                filled += 1
    assert filled > 100


def test_what_can_be_asked_is_answered(unpacked: Path) -> None:
    """The questions that the archive's own page asks work as they stand there, with nothing but what is in it."""
    page = (unpacked / "README.md").read_text(encoding="utf-8")
    questions = re.findall(r"```sql\n(.+?)```", page, re.DOTALL)
    database = sqlite3.connect(unpacked / "registry.db")
    answers = [database.execute(question).fetchall() for question in questions]
    database.close()
    assert len(answers) == 3 and answers[1]
    (program,) = re.findall(r"```python\n(.+?)```", page, re.DOTALL)
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=unpacked, capture_output=True, text=True, check=True
    )
    assert len(said.stdout.splitlines()) == len(_read(unpacked, "json/lab.json"))


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
    """Revision, hash, licence and citation; and that earlier revisions are not in it."""
    readme = (unpacked / "README.md").read_text(encoding="utf-8")
    assert filled[1].revision.hash in readme and "CC BY 4.0" in readme
    assert "It does not hold earlier revisions" in readme
    assert 'version: "revision 1"' in (unpacked / "CITATION.cff").read_text(encoding="utf-8")
    assert "by/4.0/legalcode" in (unpacked / "LICENSE").read_text(encoding="utf-8")
