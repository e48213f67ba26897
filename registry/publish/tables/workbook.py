"""Tables as a workbook (XLSX): typed cells, no formula, no live link, a sheet of notes. The only user of xlsxwriter."""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from registry.publish.tables.cells import storable
from registry.publish.tables.table import Cell, Column, Kind, Sheet

_CREATED = datetime(2020, 1, 1, tzinfo=UTC)
"""The day that every workbook says it was made on: the same tables give the same bytes."""

_FIRST_YEAR = 1900
"""Spreadsheets know no days before."""

_NARROW, _WIDE = 10, 60
"""How wide a column of texts is at least and at most, in digits."""

_BUTTON = 4
"""The room that the button of a column's filter takes beside its name."""

_SEEN = 500
"""So many of its first rows say how wide a column must be."""

_LINE, _HIGHEST = 15, 405
"""How high a line is, and how high a row may be, in points."""

_A4 = 9

Facts = Sequence[tuple[str, str]]
"""What the sheet of notes says of the whole, line by line; the first three stand under every printed page as well."""


def workbook(sheets: Sequence[Sheet], facts: Facts) -> bytes:
    """A file with each table on a sheet of its own, and then the notes: those facts and what each column means."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": sheets[0].table.name, "created": _CREATED})
        writer = _Writer(book, facts)
        for sheet in sheets:
            writer.add(sheet)
        writer.add_notes(sheets)
    return out.getvalue()


class _Writer:
    """A workbook in the making and its few formats."""

    def __init__(self, book: Any, facts: Facts) -> None:
        self._book = book
        self._facts = facts
        self._head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self._name = book.add_format({"bold": True, "valign": "top"})
        # With its prefix, a text stays one even where somebody edits the cell and leaves it unchanged.
        self._text = book.add_format({"quote_prefix": True, "valign": "top", "text_wrap": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        self._number = book.add_format({"valign": "top", "align": "right", "indent": 1})
        # Some spreadsheets show a bare yes or no as a number; the others pass over the format.
        shown = {"num_format": '"TRUE";"TRUE";"FALSE"'}
        self._yes_no = book.add_format({"valign": "top", "align": "left", **shown})

    def add(self, sheet: Sheet) -> None:
        """One table: its head stays in sight and on every printed page, and every column can be filtered by."""
        columns, rows = sheet.table.columns, sheet.rows
        place = self._page(sheet.table.name)
        widths = [_width(column, rows[:_SEEN], index) for index, column in enumerate(columns)]
        for index, (column, width) in enumerate(zip(columns, widths, strict=True)):
            place.write_string(0, index, column.name, self._head)
            place.set_column(index, index, width)
        for line, row in enumerate(rows, start=1):
            place.set_row(line, _height(row, widths))
            for index, (value, column) in enumerate(zip(row, columns, strict=True)):
                self._write(place, line, index, value, column.kind)
        place.freeze_panes(1, 0)
        place.repeat_rows(0)
        place.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
        place.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # such as the label of a version

    def add_notes(self, sheets: Iterable[Sheet]) -> None:
        """What the tables are, and what every column of them means."""
        place, widths = self._page("notes"), (24, 90)
        for index, width in enumerate(widths):
            place.set_column(index, index, width)
        lines = [(name, said, self._name, self._text) for name, said in self._facts]
        for sheet in sheets:
            lines.append(("", "", self._text, self._text))
            lines.append((f"Sheet {sheet.table.name}", sheet.table.about, self._head, self._head))
            lines += [(column.name, column.about, self._name, self._text) for column in sheet.table.columns]
        for number, (name, said, *styles) in enumerate(lines):
            place.set_row(number, _height((name, said), widths))
            for index, (text, style) in enumerate(zip((name, said), styles, strict=True)):
                place.write_string(number, index, storable(text), style)

    def _page(self, name: str) -> Any:
        """A new sheet; printed, it is as wide as the paper and says under each page what it is from."""
        place = self._book.add_worksheet(name)
        place.set_landscape()
        place.set_paper(_A4)
        place.fit_to_pages(1, 0)
        said = ", ".join(f"{name} {said}" for name, said in self._facts[:3]).replace("&", "&&")
        place.set_footer(f"&L{said[:200]}&R&P / &N")
        return place

    def _write(self, place: Any, line: int, index: int, value: Cell, kind: Kind) -> None:
        if value is None or value == "":
            return
        if kind is Kind.YES_NO:
            place.write_boolean(line, index, bool(value), self._yes_no)
        elif isinstance(value, date) and value.year >= _FIRST_YEAR:
            place.write_datetime(line, index, value, self._day)
        elif isinstance(value, int | float):
            place.write_number(line, index, value, self._number)
        else:
            place.write_string(line, index, storable(str(value)), self._text)


def _width(column: Column[Any], rows: Iterable[tuple[Cell, ...]], index: int) -> int:
    """As wide as its longest text, within bounds, and never narrower than its name with the button beside it."""
    longest = max((_length(str(row[index] or "")) for row in rows), default=0)
    return max(len(column.name) + _BUTTON, min(max(longest + 1, _NARROW), _WIDE))


def _height(row: Iterable[Cell], widths: Iterable[int]) -> float | None:
    """How high a row must be to show its texts whole, None for one line: not every spreadsheet finds that out."""
    lines = max(_lines(cell, width) for cell, width in zip(row, widths, strict=True))
    return min(lines * _LINE, _HIGHEST) if lines > 1 else None


def _lines(cell: Cell, width: int) -> int:
    if not isinstance(cell, str) or (len(cell) * 2 <= width and "\n" not in cell):
        return 1
    return sum(max(1, math.ceil(_length(part) / width)) for part in cell.splitlines()) or 1


def _length(text: str) -> int:
    """How many digits a text is wide, at most; Chinese and the like are twice as wide as others."""
    if text.isascii():
        return len(text)
    return len(text) + sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
