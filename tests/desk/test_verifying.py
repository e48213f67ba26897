"""Whatever is changed behind the registry's back, in the ledger or in what is derived from it, is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from registry.desk.attesting import PublicLog
from registry.desk.catalogue import CatalogueSource
from registry.desk.projecting import project, rows
from registry.desk.verifying import verify
from registry.publish.search import SearchIndex
from registry.store.engine import Database
from registry.store.keyring import Keyring
from registry.store.projection.columns import metadata
from registry.store.projection.rebuild import differences
from registry.store.schema import upgrade
from tests.content.sample import OTHER_LAB, TEXTS
from tests.desk.folders import accept, folder, head, read_in

Statement = Callable[[str], None]


@pytest.fixture
def source(database: Database, tmp_path: Path) -> CatalogueSource:
    """A filled registry with its tables."""
    read_in(database, folder(tmp_path / "files"))
    found = CatalogueSource(database)
    project(database, found)
    return found


@pytest.fixture
def tamper(database: Database) -> Statement:
    """Whoever owns the database can run any statement."""

    def run(statement: str) -> None:
        with database.writing() as session:
            session.execute(text(statement))

    return run


def test_an_untouched_registry_is_sound(database: Database, source: CatalogueSource, tmp_path: Path) -> None:
    """Nothing to find, after one revision and after another, and the hash is the head's."""
    index = SearchIndex(tmp_path / "index")
    project(database, source, index=index)
    assert verify(database, source, index=index).is_sound
    accept(database, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolt Labs")})
    project(database, source, index=index)
    found = verify(database, source, index=index)
    assert (found.findings, found.revisions, found.hash) == ((), 2, source.current().revision.hash)


def test_an_empty_registry_cannot_be_verified(database: Database) -> None:
    """Where there is no ledger nothing is sound: the data may lie elsewhere, or be gone."""
    found = verify(database, CatalogueSource(database))
    assert (found.revisions, found.hash, found.is_sound) == (0, None, False)
    (finding,) = found.findings
    assert "holds no ledger" in finding


def test_the_tables_and_the_index_that_lag_are_named(
    database: Database, source: CatalogueSource, tmp_path: Path
) -> None:
    """A kill between a revision and what follows from it shows, and says what brings it right."""
    index = SearchIndex(tmp_path / "index")
    project(database, source, index=index)
    accept(database, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolt Labs")})
    found = verify(database, source, index=index).findings
    assert any("`registry reindex`" in finding for finding in found)
    assert any(finding.startswith("index ") for finding in found)
    project(database, source, index=index)
    assert verify(database, source, index=index).is_sound


def test_a_ledger_cut_short_is_found_by_its_tables(database: Database, source: CatalogueSource) -> None:
    """The newest revision is gone without a trace in the chain, but the tables reflect it."""
    accept(database, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolt Labs")})
    project(database, source)
    drop = "DROP TRIGGER {0}_no_delete" if database.is_sqlite else "ALTER TABLE {0} DISABLE TRIGGER USER"
    with database.writing() as session:
        for table in ("entry", "revision"):
            session.execute(text(drop.format(table)))
        session.execute(text("DELETE FROM synced"))
        session.execute(text("DELETE FROM entry WHERE revision = 2"))
        session.execute(text("DELETE FROM revision WHERE n = 2"))
    assert head(database) == 1
    found = verify(database, CatalogueSource(database)).findings
    assert "the tables reflect revision 2, but the ledger ends at 1: it was cut short" in found
    assert any(finding.startswith("trigger ") for finding in found)


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE lab SET name = 'Akme' WHERE lab = 'acme'", "table lab: acme: name differs"),
        (
            "UPDATE clause SET strength = 'firm' WHERE strength <> 'firm'",
            "strength differs from a fresh derivation",
        ),
        ("UPDATE score SET practice = practice + 0.1", "practice differs from a fresh derivation"),
        ("UPDATE version SET day = '1999-12-31'", "day differs from a fresh derivation"),
        ("DELETE FROM disclosure", "the row is missing"),
        (
            "INSERT INTO lab_alias (lab, position, alias) VALUES ('acme', 9, 'Best')",
            "acme 9: the row does not belong",
        ),
    ],
)
def test_a_row_changed_by_hand_is_named(
    database: Database, source: CatalogueSource, tamper: Statement, statement: str, finding: str
) -> None:
    """The table and the row; deriving the tables again puts it right."""
    tamper(statement)
    found = verify(database, source).findings
    assert any(finding in line for line in found), found
    project(database, source, anew=True)
    assert verify(database, source).is_sound


def test_every_column_of_every_table_is_compared(database: Database, source: CatalogueSource) -> None:
    """No column of the read model can be changed in any row without a finding that names the table and the column."""
    fresh = list(rows(source.current()))
    others = {"INTEGER": "7777", "DATE": "'1999-12-31'", "FLOAT": "0.125"}
    with database.writing() as session:
        for table in metadata.sorted_tables:
            count = session.execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one()
            for column in table.columns:
                if table.name == "projection" or column.primary_key or column.foreign_keys:
                    continue
                other = (
                    f"NOT {column.name}"
                    if str(column.type) == "BOOLEAN"
                    else others.get(str(column.type), "'x'")
                )
                point = session.begin_nested()
                session.execute(text(f"UPDATE {table.name} SET {column.name} = {other}"))
                named = [line for line in differences(session, fresh) if line.startswith(f"{table.name}: ")]
                assert len(named) == count, (table.name, column.name)
                assert all(column.name in line for line in named)
                point.rollback()
        assert list(differences(session, fresh)) == []


def unguarded(database: Database, *statements: str) -> None:
    """What an operator with time can do: take the guards away, and run any statements."""
    with database.writing() as session:
        names = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for statement in (*(f"DROP TRIGGER {name}" for name in names), *statements):
            session.execute(text(statement))


CUT = ("DELETE FROM synced", "DELETE FROM entry WHERE revision > {0}", "DELETE FROM revision WHERE n > {0}")


@pytest.mark.parametrize(
    ("kept", "again", "finding"),
    [
        (
            3,
            0,
            "the ledger ends at revision 3, but the checkpoint of revision 4 was signed: revision 4 is missing",
        ),
        (1, 0, "revisions 2 to 4 are missing"),
        (2, 2, "revision 3 is another one than the checkpoint of revision 4 was signed over"),
        (0, 5, "revision 1 is another one than the checkpoint of revision 4 was signed over"),
    ],
)
def test_a_ledger_cut_short_put_back_or_rewritten_is_found_by_what_was_signed(
    tmp_path: Path, kept: int, again: int, finding: str
) -> None:
    """Although its chain fits and the tables are new: by what lies beside the key, and by a kept checkpoint."""
    database = Database(tmp_path / "registry.db")
    upgrade(database)
    files = folder(tmp_path / "files")
    read_in(database, files)
    for number in range(3):
        accept(database, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", f"Bolt {number}")})
    keyring = Keyring(tmp_path / "keys")
    note = PublicLog(database, keyring, "log.example").checkpoint()
    unguarded(database, *(statement.format(kept) for statement in CUT))
    for number in range(again):
        if number or kept:
            accept(database, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", f"Another {number}")})
        else:
            read_in(database, files, reason="Another beginning")
    source = CatalogueSource(database)
    project(database, source)
    assert [found for found in verify(database, source).findings if not found.startswith("trigger ")] == []
    assert any(finding in found for found in verify(database, source, keyring=keyring).findings)
    elsewhere = verify(database, source, kept={"kept.txt": note}).findings
    assert any(found.startswith("kept.txt: ") for found in elsewhere)
    database.close()


def test_what_was_signed_is_part_of_the_check(tmp_path: Path) -> None:
    """A sound ledger fits it; keys that cannot be read, and a file that is no checkpoint, are findings."""
    database = Database(tmp_path / "registry.db")
    upgrade(database)
    keyring = Keyring(tmp_path / "keys")
    read_in(database, folder(tmp_path / "files"))
    source = CatalogueSource(database)
    project(database, source)
    assert verify(database, source, keyring=keyring).is_sound
    note = PublicLog(database, keyring, "log.example").checkpoint()
    assert verify(database, source, keyring=keyring, kept={"kept.txt": note}).is_sound
    (finding,) = verify(database, source, kept={"kept.txt": "text"}).findings
    assert finding.startswith("kept.txt: ")
    (tmp_path / "keys" / "sealed").chmod(0o644)
    (finding,) = verify(database, source, keyring=keyring).findings
    assert "keys/sealed: others than its owner" in finding
    database.close()
