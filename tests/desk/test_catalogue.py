"""The catalogue that a process keeps in memory follows the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from registry.content.reader import read_all
from registry.core.catalog import Catalog
from registry.desk import catalogue
from registry.desk.catalogue import CatalogueSource
from registry.errors import DatabaseError, NotFound
from registry.store.engine import Database
from registry.store.schema import upgrade
from tests.content.sample import OTHER_LAB, REPLY, TEXTS
from tests.desk.folders import accept, folder, read_in
from tests.patience import PATIENCE

OTHER = TEXTS[OTHER_LAB].replace("Bolt", "Bolt Labs")


def test_it_is_that_of_the_head(database: Database, tmp_path: Path) -> None:
    """The same value as long as the head stands, another one as soon as it moves; deletions are seen."""
    read_in(database, folder(tmp_path / "files"))
    source = CatalogueSource(database)
    first = source.current()
    assert first is source.current()
    assert len(first.catalog.lab("acme").replies) == 1
    accept(database, {OTHER_LAB: OTHER, REPLY: None})
    second = source.current()
    assert (second.revision.n, second.catalog.lab("bolt").name) == (2, "Bolt Labs")
    assert second.catalog.lab("acme").replies == ()
    assert first.catalog.lab("bolt").name == "Bolt"
    assert first.texts == TEXTS
    assert second.texts == {path: text for path, text in TEXTS.items() if path != REPLY} | {OTHER_LAB: OTHER}


def test_only_changed_texts_are_read_again(database: Database, tmp_path: Path) -> None:
    """Records of texts that did not change are the same objects in both editions."""
    read_in(database, folder(tmp_path / "files"))
    source = CatalogueSource(database)
    first = source.current()
    accept(database, {OTHER_LAB: OTHER})
    one, other = (edition.catalog.lab("acme").documents[0].versions for edition in (first, source.current()))
    assert all(before is after for before, after in zip(one, other, strict=True))


def test_past_revisions_stay_as_they_were(database: Database, tmp_path: Path) -> None:
    """Any revision can be asked for; one that is not on record cannot."""
    read_in(database, folder(tmp_path / "files"))
    for number in range(8):
        accept(database, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", f"Bolt {number}")})
    source = CatalogueSource(database)
    assert source.at(9) is not source.current()
    assert source.at(9) is source.current()
    for n in (1, *range(2, 10), 2):
        edition = source.at(n)
        assert (edition.revision.n, edition.catalog.lab("bolt").name) == (
            n,
            f"Bolt {n - 2}" if n > 1 else "Bolt",
        )
    for n in (0, 10, -1):
        with pytest.raises(NotFound):
            source.at(n)


def test_a_ledger_put_in_place_of_another_is_read_anew(tmp_path: Path) -> None:
    """After a restore beneath a running process nothing of the ledger that was there shows."""
    urls = [tmp_path / "one.db", tmp_path / "two.db"]
    databases = [Database(f"sqlite:///{path}") for path in urls]
    for database in databases:
        upgrade(database)
    read_in(databases[0], folder(tmp_path / "files"))
    read_in(databases[1], folder(tmp_path / "files", {REPLY: None}))
    accept(databases[1], {OTHER_LAB: OTHER})
    source = CatalogueSource(databases[0])
    assert len(source.current().catalog.lab("acme").replies) == 1
    for database in databases:
        database.close()
    urls[1].replace(urls[0])
    found = source.current()
    assert (found.revision.n, found.catalog.lab("acme").replies) == (2, ())
    databases[0].close()


def test_threads_may_share_it(database: Database, tmp_path: Path) -> None:
    """While the head moves, nobody sees an older edition after a newer one."""
    read_in(database, folder(tmp_path / "files"))
    source = CatalogueSource(database)

    def look(_: int) -> list[int]:
        return [source.current().revision.n for _ in range(20)]

    with ThreadPoolExecutor(4) as pool:
        seen = pool.map(look, range(4))
        for number in range(5):
            accept(database, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", f"Bolt {number}")})
        assert all(numbers == sorted(numbers) for numbers in seen)
    assert source.current().revision.n == 6


def test_nobody_at_the_head_waits_for_the_past(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a past revision is being read, a head that has moved is read too."""
    read_in(database, folder(tmp_path / "files"))
    accept(database, {OTHER_LAB: OTHER})
    source = CatalogueSource(database)
    source.current()
    begun, release = Event(), Event()

    def held_up(texts: Mapping[str, str]) -> Catalog:
        begun.set()
        assert release.wait(PATIENCE)
        return read_all(texts)

    monkeypatch.setattr(catalogue, "read_all", held_up)
    with ThreadPoolExecutor(2) as pool:
        past = pool.submit(source.at, 1)
        assert begun.wait(PATIENCE)
        accept(database, {OTHER_LAB: OTHER.replace("Labs", "Works")})
        head = pool.submit(source.current)
        try:
            assert head.result(PATIENCE).revision.n == 3
        finally:
            release.set()
        assert past.result(PATIENCE).revision.n == 1


def test_an_empty_ledger_says_how_to_fill_it(database: Database) -> None:
    """A person reads this on the first start."""
    with pytest.raises(DatabaseError, match="`registry import`"):
        CatalogueSource(database).current()
