"""Tables and index follow the ledger, whatever comes in while they do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from registry.core.catalog import Catalog
from registry.desk import projecting
from registry.desk.catalogue import CatalogueSource, Edition
from registry.desk.projecting import project, rows
from registry.desk.verifying import verify
from registry.store.engine import Database
from registry.store.projection.rebuild import stamp
from tests.content.sample import OTHER_LAB, TEXTS
from tests.desk.folders import accept, folder, head, read_in

OTHER = TEXTS[OTHER_LAB].replace("Bolt", "Bolt Labs")


class Recorder:
    """An index that remembers what it was asked."""

    def __init__(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.asked: list[tuple[str, str]] = []
        self.revision: str | None = None
        self.meanwhile = meanwhile

    def update(self, catalog: Catalog, revision: str) -> None:
        self.asked.append(("update", revision))
        self.revision = revision
        self.meanwhile()

    def rebuild(self, catalog: Catalog, revision: str) -> None:
        self.asked.append(("rebuild", revision))
        self.revision = revision

    def faults(self, catalog: Catalog, revision: str) -> tuple[str, ...]:
        return ("is a stand-in",)


def test_the_index_is_given_the_head(database: Database, tmp_path: Path) -> None:
    """By the hash of the revision; made anew where that is asked for. What it finds wrong with itself is a finding."""
    read_in(database, folder(tmp_path / "files"))
    source, index = CatalogueSource(database), Recorder()
    newest = source.current().revision.hash
    project(database, source, index=index)
    project(database, source, index=index, anew=True)
    assert index.asked == [("update", newest), ("rebuild", newest)]
    assert verify(database, source, index=index).findings == ("index is a stand-in",)


def test_a_revision_that_comes_in_meanwhile_is_followed(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While rows are derived, and while the index is written: both end at the newest."""
    read_in(database, folder(tmp_path / "files"))
    source = CatalogueSource(database)

    def slow(edition: Edition) -> object:
        if head(database) == 1:
            accept(database, {OTHER_LAB: OTHER})
        return rows(edition)

    monkeypatch.setattr(projecting, "rows", slow)

    def another() -> None:
        if head(database) == 2:
            accept(database, {OTHER_LAB: TEXTS[OTHER_LAB]})

    index = Recorder(another)
    project(database, source, index=index)
    with database.reading() as session:
        found = stamp(session)
    assert found is not None
    assert found.revision == 2
    assert [revision for _, revision in index.asked] == [
        source.at(2).revision.hash,
        source.at(3).revision.hash,
    ]


def test_totals_stand_at_month_ends_and_on_the_revision_s_day(database: Database, tmp_path: Path) -> None:
    """From the month in which a lab first held a clause, without a gap, the last one on the day of the revision."""
    read_in(database, folder(tmp_path / "files"))
    edition = CatalogueSource(database).current()
    found = [row for table, row in rows(edition) if table.name == "score" and row["lab"] == "acme"]
    days = sorted(row["day"] for row in found)
    assert (days[0], days[-2], days[-1]) == (date(2023, 10, 31), date(2026, 10, 31), date(2026, 11, 21))
    assert len(days) == len(set(days)) == 38
    detailed = {row["day"] for table, row in rows(edition) if table.name == "criterion_score"}
    assert detailed == {date(2026, 11, 21)}


def test_what_was_never_filled_or_does_not_read_is_named(database: Database, tmp_path: Path) -> None:
    """A registry whose tables were never made, and one whose ledger holds a text that is no record."""
    read_in(database, folder(tmp_path / "files"))
    source = CatalogueSource(database)
    assert verify(database, source).findings == (
        "the tables were never filled; `registry reindex` fills them",
    )
    accept(database, {OTHER_LAB: "---\nnme: Bolt\n---\n"})
    found = verify(database, source).findings
    assert any(
        finding.startswith(f"revision 2 does not read as a catalogue: {OTHER_LAB}:") for finding in found
    )
