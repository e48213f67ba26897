"""Tables as a workbook (XLSX): typed cells, no formula, no live link, a sheet of notes. The only user of xlsxwriter."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from registry.publish.tables.cells import storable
from registry.publish.tables.table import Cell, Kind, Sheet

_CREATED = datetime(2020, 1, 1, tzinfo=UTC)
"""The day that every workbook says it was made on: the same tables give the same bytes."""

_FIRST_YEAR = 1900
"""Spreadsheets know no days before."""

_WIDTHS = {Kind.TEXT: 24, Kind.WHOLE: 10, Kind.NUMBER: 10, Kind.DAY: 12, Kind.YES_NO: 10}
_WIDE = 60
_LONG = 120
"""A column with a text of so many characters among its first is a wide one."""

Facts = Sequence[tuple[str, str]]
"""What the sheet of notes says of the whole, line by line."""


def workbook(sheets: Sequence[Sheet], facts: Facts) -> bytes:
    """A file with each table on a sheet of its own, and then the notes: those facts and what each column means."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": sheets[0].table.name, "created": _CREATED})
        writer = _Writer(book)
        for sheet in sheets:
            writer.add(sheet)
        writer.add_notes(sheets, facts)
    return out.getvalue()


class _Writer:
    """A workbook in the making and its few formats."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        # With its prefix, a text stays one even where somebody edits the cell and leaves it unchanged.
        self._text = book.add_format({"quote_prefix": True, "valign": "top", "text_wrap": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        self._plain = book.add_format({"valign": "top"})

    def add(self, sheet: Sheet) -> None:
        """One table: its head stays in sight, and every column can be filtered by."""
        place, columns = self._book.add_worksheet(sheet.table.name), sheet.table.columns
        for index, column in enumerate(columns):
            place.write_string(0, index, column.name, self._head)
            place.set_column(index, index, _width(column.kind, [row[index] for row in sheet.rows[:200]]))
        for line, row in enumerate(sheet.rows, start=1):
            for index, (value, column) in enumerate(zip(row, columns, strict=True)):
                self._write(place, line, index, value, column.kind)
        place.freeze_panes(1, 0)
        place.autofilter(0, 0, max(1, len(sheet.rows)), len(columns) - 1)

    def add_notes(self, sheets: Iterable[Sheet], facts: Facts) -> None:
        """What the tables are, and what every column of them means."""
        place = self._book.add_worksheet("notes")
        place.set_column(0, 0, 24)
        place.set_column(1, 1, 90)
        lines = [(name, said, self._text) for name, said in facts]
        for sheet in sheets:
            lines += [("", "", self._text), (f"Sheet {sheet.table.name}", sheet.table.about, self._head)]
            lines += [(column.name, column.about, self._text) for column in sheet.table.columns]
        for number, (name, said, style) in enumerate(lines):
            place.write_string(number, 0, storable(name), self._head)
            place.write_string(number, 1, storable(said), style)

    def _write(self, place: Any, line: int, index: int, value: Cell, kind: Kind) -> None:
        if value is None or value == "":
            return
        if kind is Kind.YES_NO:
            place.write_boolean(line, index, bool(value), self._plain)
        elif isinstance(value, date) and value.year >= _FIRST_YEAR:
            place.write_datetime(line, index, value, self._day)
        elif isinstance(value, int | float):
            place.write_number(line, index, value, self._plain)
        else:
            place.write_string(line, index, storable(str(value)), self._text)


def _width(kind: Kind, seen: Iterable[Cell]) -> int:
    if kind is not Kind.TEXT:
        return _WIDTHS[kind]
    return _WIDE if any(isinstance(cell, str) and len(cell) > _LONG for cell in seen) else _WIDTHS[kind]
