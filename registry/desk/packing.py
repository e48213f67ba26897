"""Packing the whole data of the newest revision into one archive, out of the tables that are derived from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any

from registry import __version__
from registry.desk.catalogue import Edition
from registry.errors import Unavailable
from registry.publish.dataset.archive import archive
from registry.publish.dataset.resources import Link, Origin, Resource
from registry.publish.recipes import recipe
from registry.publish.tables.table import Column, Kind, Sheet, Table
from registry.settings import data_root
from registry.store.engine import Database
from registry.store.projection.packing import Described, contents, described, sqlite_file
from registry.store.projection.rebuild import Stamp, stamp

_PACKAGE = Path(__file__).resolve().parents[1]

_MAKERS = ("core", "publish/dataset", "publish/tables", "store/projection")
"""The packages that say what stands in the archive, beside the modules that put it together."""

_RECOMPUTE = "static/registry-recompute.py"

_KINDS = {str: Kind.TEXT, int: Kind.WHOLE, float: Kind.NUMBER, date: Kind.DAY, bool: Kind.YES_NO}


def pack(database: Database, edition: Edition, *, address: str = "") -> bytes:
    """The archive of an edition, the same bytes each time.

    Raises Unavailable while the tables do not reflect the edition: they follow a revision within seconds.
    """
    revision = edition.revision
    with database.reading() as session:
        if stamp(session) != Stamp.of(revision.n, revision.hash):
            raise Unavailable("the tables are being brought up to date; please ask again in some seconds")
        rows, sqlite = dict(contents(session)), sqlite_file(session)
    origin = Origin(revision.n, revision.hash, revision.time.date(), address)
    program = (data_root() / _RECOMPUTE).read_text(encoding="utf-8")
    return archive(list(_resources(rows)), origin, sqlite=sqlite, recipe=program)


@lru_cache(maxsize=1)
def code() -> str:
    """A hash of all that makes an archive but the record: one that other code has packed is not handed out."""
    alone = (Path(__file__), *sorted((_PACKAGE / "publish").glob("*.py")), data_root() / _RECOMPUTE)
    packages = (file for each in _MAKERS for file in sorted((_PACKAGE / each).glob("*.py")))
    return recipe((*alone, *packages), __version__)


def schema() -> tuple[Table[Any], ...]:
    """What the archive's tables are, without their rows."""
    return tuple(_table(each) for each in described())


def _resources(rows: Mapping[str, tuple[tuple[Any, ...], ...]]) -> Iterator[Resource]:
    for each in described():
        links = tuple(Link(item.columns, item.table, item.to) for item in each.references)
        yield Resource(Sheet(_table(each), rows[each.name]), each.key, links, each.required)


def _table(each: Described) -> Table[Any]:
    columns = (
        Column(name, about, itemgetter(index), _KINDS[kind])
        for index, (name, kind, about) in enumerate(each.columns)
    )
    return Table(each.name, each.about, tuple(columns))
