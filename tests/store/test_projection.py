"""The read model: what an SQL user finds in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from registry.desk.catalogue import CatalogueSource
from registry.desk.projecting import project, rows
from registry.store.engine import Database
from registry.store.projection import rebuild as rebuilding
from registry.store.projection.columns import metadata
from registry.store.projection.rebuild import Stamp, differences, rebuild, stamp
from tests.desk.folders import folder, read_in


@pytest.fixture
def source(database: Database, tmp_path: Path) -> CatalogueSource:
    """A filled registry."""
    read_in(database, folder(tmp_path / "files"))
    return CatalogueSource(database)


def contents(database: Database) -> dict[str, list[Any]]:
    """Every row of every table, in the order of the keys."""
    with database.reading() as session:
        return {
            table.name: list(session.execute(table.select().order_by(*table.primary_key.columns)))
            for table in metadata.sorted_tables
        }


def ask(database: Database, question: str) -> list[tuple[Any, ...]]:
    """What an SQL user reads."""
    with database.reading() as session:
        return [tuple(row) for row in session.execute(text(question))]


def test_rebuilding_twice_gives_the_same_rows(database: Database, source: CatalogueSource) -> None:
    """Filling is a function of the revision; where nothing has moved, nothing is written."""
    assert project(database, source) is True
    once = contents(database)
    assert all(
        once[name] for name in ("lab", "document", "version", "clause", "change", "score", "criterion_score")
    )
    assert project(database, source) is False
    assert project(database, source, anew=True) is True
    assert contents(database) == once


def test_the_tables_hold_exactly_what_is_derived(database: Database, source: CatalogueSource) -> None:
    """Row by row, on either database, types included."""
    project(database, source)
    with database.reading() as session:
        assert list(differences(session, rows(source.current()))) == []
        assert stamp(session) == Stamp.of(1, source.current().revision.hash)


def test_tables_answer_questions(database: Database, source: CatalogueSource) -> None:
    """Names that an SQL user understands, and keys that join."""
    project(database, source)
    clauses = ask(
        database,
        "SELECT lab.name, document.title, version.label, clause.clause, clause.strength FROM clause"
        " JOIN version ON version.version = clause.version JOIN document ON document.document = version.document"
        " JOIN lab ON lab.lab = document.lab WHERE clause.topic = 'audit' AND version.position = 1"
        " ORDER BY clause.position",
    )
    assert clauses == [
        ("Acme", "Scaling policy", "1.0", "look", "conditional"),
        ("Acme", "Scaling policy", "1.0", "tell", "firm"),
    ]
    assert ask(database, "SELECT DISTINCT lab FROM signatory WHERE lab IS NOT NULL") != []
    decided = ask(
        database,
        "SELECT count(*) FROM criterion_score JOIN clause ON clause.reference = criterion_score.clause"
        " AND clause.version = criterion_score.version",
    )
    named = ask(database, "SELECT count(*) FROM criterion_score WHERE clause IS NOT NULL")
    assert decided == named


def test_tables_of_another_shape_are_made_again(
    database: Database, source: CatalogueSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an update of the software, whatever columns there were."""
    monkeypatch.setattr(rebuilding, "_shape", lambda: "an older one")
    project(database, source)
    with database.writing() as session:
        session.execute(text("ALTER TABLE lab_alias ADD COLUMN forgotten TEXT"))
    monkeypatch.undo()
    assert project(database, source) is True
    with database.reading() as session:
        columns = list(session.execute(text("SELECT * FROM lab_alias")).keys())
        assert columns == [column.name for column in metadata.tables["lab_alias"].columns]
        assert list(differences(session, rows(source.current()))) == []


def test_a_failure_leaves_the_tables_as_they_were(database: Database, source: CatalogueSource) -> None:
    """They are replaced in one transaction, the making of tables included."""
    project(database, source)
    before = contents(database)
    bad = [*rows(source.current()), (metadata.tables["lab"], {"lab": None})]
    with pytest.raises(Exception, match="lab"), database.writing() as session:
        rebuild(session, bad, source=Stamp(2, "hash", "another shape"))
    assert contents(database) == before
