"""What an archive is made of: tables with their keys and links, and the revision that they are of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.publish.tables.table import Column, Sheet

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, slots=True)
class Link:
    """Columns of one table that name a row of another."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resource:
    """One table of the archive with its key and its links. `required` are the columns that always have a value."""

    sheet: Sheet
    key: tuple[str, ...]
    links: tuple[Link, ...]
    required: tuple[str, ...]

    @property
    def name(self) -> str:
        """The table's name."""
        return self.sheet.table.name

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """Its columns in order."""
        return self.sheet.table.columns

    @property
    def always_linked(self) -> tuple[Link, ...]:
        """The links that no row leaves empty: readers of CSVW take an empty one for a broken one."""
        return tuple(link for link in self.links if all(map(self._is_filled, link.columns)))

    @property
    def always_filled(self) -> frozenset[str]:
        """The required columns that no row fills with an empty text, which a CSV file cannot tell from no value."""
        return frozenset(filter(self._is_filled, self.required))

    def _is_filled(self, name: str) -> bool:
        place = next(index for index, column in enumerate(self.columns) if column.name == name)
        return all(row[place] not in (None, "") for row in self.sheet.rows)


@dataclass(frozen=True, slots=True)
class Origin:
    """What the archive was made from: the revision, its hash and day, and the site's address, if that is known."""

    revision: int
    hash: str
    day: date
    address: str = ""
