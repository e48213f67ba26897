"""What a table is: columns with a name, a type and a meaning, each of which knows its cell in a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")

Cell = str | int | float | date | None
"""What stands in a table. A bool is an int here, and its column says that it is one."""


class Kind(StrEnum):
    """What the cells of a column are, by the names that data packages have for it."""

    TEXT = "string"
    WHOLE = "integer"
    NUMBER = "number"
    DAY = "date"
    YES_NO = "boolean"


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column. An empty cell (None) says that there is nothing on record, or nothing to say."""

    name: str
    about: str
    cell: Callable[[Row], Cell]
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """One table: its name in addresses and files, what a row of it is, and its columns in order."""

    name: str
    about: str
    columns: tuple[Column[Row], ...]

    def filled(self, rows: Iterable[Row]) -> Sheet:
        """The table with these rows, in the order given."""
        return Sheet(self, tuple(tuple(column.cell(row) for column in self.columns) for row in rows))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its cells."""

    table: Table[Any]
    rows: tuple[tuple[Cell, ...], ...]
