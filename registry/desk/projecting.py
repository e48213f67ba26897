"""Deriving the tables and the search index from the ledger's head: after every revision, and whenever they lag."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Protocol

from registry.core.catalog import Catalog
from registry.core.scoring import Scorecard, score
from registry.desk.catalogue import CatalogueSource, Edition
from registry.desk.telling import Tell, silent
from registry.store import ledger
from registry.store.engine import Database
from registry.store.projection.derived import change_rows, criterion_rows, total_rows
from registry.store.projection.rebuild import Stamp, rebuild, stamp
from registry.store.projection.records import Rows, record_rows


class Index(Protocol):
    """What this module asks of the search index: it knows the revision that it was built from."""

    @property
    def revision(self) -> str | None:
        """The revision that the index reflects; None where there is no index that can be used."""
        ...

    def update(self, catalog: Catalog, revision: str) -> object:
        """Make the index reflect the catalogue of a revision; nothing happens where it does so already."""
        ...

    def rebuild(self, catalog: Catalog, revision: str) -> object:
        """Make the whole index anew."""
        ...

    def faults(self, catalog: Catalog, revision: str) -> Iterable[str]:
        """Every way in which the index is not what the catalogue of a revision makes of it."""
        ...


def project(
    database: Database,
    source: CatalogueSource,
    *,
    index: Index | None = None,
    anew: bool = False,
    tell: Tell = silent,
) -> bool:
    """Bring the tables, and the index where one is given, to the ledger's head. True if the tables were filled.

    Safe to repeat and to be killed at any moment: the tables are replaced in one transaction that also says
    which revision they reflect. With `anew` everything is derived again although it says it is up to date.
    """
    filled = _fill(database, source, anew=anew, tell=tell)
    if index is not None:
        _index(index, source, anew=anew, tell=tell)
    return filled


def rows(edition: Edition) -> Rows:
    """Everything that the tables hold for an edition. A function of the edition alone: no clock.

    Totals are given at the end of every month since a lab first held a clause, for they are what one plots
    over time; the criteria behind them, ten times as many, only on the day that the revision was recorded.
    """
    catalog, day = edition.catalog, edition.revision.time.date()
    yield from record_rows(catalog)
    yield from change_rows(catalog.changes)
    present = list(_cards(catalog, {lab: [day] for lab in catalog.labs}))
    yield from total_rows(_cards(catalog, {lab: _month_ends(catalog, lab, day) for lab in catalog.labs}))
    yield from total_rows(present)
    yield from criterion_rows(present)


def _fill(database: Database, source: CatalogueSource, *, anew: bool, tell: Tell) -> bool:
    while True:
        edition = source.current()
        wanted = Stamp.of(edition.revision.n, edition.revision.hash)
        with database.reading() as session:
            if stamp(session) == wanted and not anew:
                return False
        tell(f"deriving changes and scores of revision {wanted.revision}")
        found = list(rows(edition))
        with database.writing() as session:
            if ledger.head_number(session) != wanted.revision:
                continue  # another revision came in meanwhile
            tell(f"filling the tables with {len(found):,} rows")
            rebuild(session, found, source=wanted)
        return True


def _index(index: Index, source: CatalogueSource, *, anew: bool, tell: Tell) -> None:
    edition = source.current()
    if anew or index.revision != edition.revision.hash:
        tell(f"bringing the search index to revision {edition.revision.n}")
    (index.rebuild if anew else index.update)(edition.catalog, edition.revision.hash)
    while (newer := source.current()) is not edition:  # another revision came in meanwhile
        edition = newer
        index.update(edition.catalog, edition.revision.hash)


def _cards(catalog: Catalog, days: Mapping[str, list[date]]) -> Iterator[Scorecard]:
    for standard in catalog.standards.values():
        for lab, wanted in days.items():
            yield from (score(catalog, standard, lab, day) for day in wanted)


def _month_ends(catalog: Catalog, lab: str, until: date) -> list[date]:
    """The last days of months from the lab's first holding on, before `until`."""
    start = min((tenure.start for tenure in catalog.tenures[lab]), default=until)
    found = []
    end = _month_end(start)
    while end < until:
        found.append(end)
        end = _month_end(end + timedelta(days=1))
    return found


def _month_end(day: date) -> date:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return following - timedelta(days=1)
