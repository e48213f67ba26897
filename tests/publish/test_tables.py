"""Tables: what a spreadsheet reads back is what stands on record, and nothing runs."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from registry.core.compare import changes
from registry.publish.tables.cells import LONGEST, safe_cell, storable
from registry.publish.tables.changes import CHANGES
from registry.publish.tables.csv_file import csv_bytes, csv_text
from registry.publish.tables.table import Cell, Column, Kind, Sheet, Table
from registry.publish.tables.workbook import workbook
from tests import builders

ANY_KIND: Table[tuple[Cell, ...]] = Table(
    "cells",
    "one cell of each kind",
    (
        Column("text", "any text", lambda row: row[0]),
        Column("number", "any number", lambda row: row[1], Kind.NUMBER),
        Column("day", "any day", lambda row: row[2], Kind.DAY),
        Column("known", "yes or no", lambda row: row[3], Kind.YES_NO),
    ),
)

HOSTILE = st.builds(
    lambda before, start, rest: before + start + rest,
    st.sampled_from(["", " ", "\u00a0 ", "\0", "\x01"]),
    st.sampled_from([*"=+-@\t\r\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "{=", "http://", "mailto:"]),
    st.text(max_size=20),
)


def _texts(*texts: str) -> Sheet:
    return ANY_KIND.filled((text, None, None, None) for text in texts)


def _read(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


@pytest.mark.parametrize(
    "value",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\uff1d1", "\0=cmd|' /C calc'!A0", "\n=1"],
)
def test_no_cell_begins_a_formula(value: str) -> None:
    """Whatever a spreadsheet takes for a formula gets an apostrophe first."""
    assert safe_cell(value).startswith("'")


def test_harmless_cells_stay_as_they_are() -> None:
    """Signs inside a text are left alone."""
    assert safe_cell("a = b, c-d @ e") == "a = b, c-d @ e"


def test_a_table_reads_back_cell_by_cell() -> None:
    """Quotes, commas and line breaks survive; lines end in CRLF; None is empty; numbers and days are programs'."""
    rows: list[tuple[Cell, ...]] = [
        ('say "no", twice\nand again', 40.0, date(2024, 2, 1), True),
        (None, -0.25, None, False),
    ]
    text = csv_text(ANY_KIND.filled(rows))
    assert text.endswith("\r\n")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["text", "number", "day", "known"],
        ['say "no", twice\nand again', "40", "2024-02-01", "true"],
        ["", "-0.25", "", "false"],
    ]


def test_a_workbook_has_typed_cells_and_a_head_that_stays() -> None:
    """Numbers, days and yes or no are what they are; the notes say what each column means."""
    rows: list[tuple[Cell, ...]] = [
        ("words", 40.5, date(2024, 2, 1), True),
        ("older", None, date(1776, 7, 4), False),
    ]
    book = _read(workbook([ANY_KIND.filled(rows)], [("Revision", "7")]))
    sheet, notes = book["cells"], book["notes"]
    assert [cell.value for cell in sheet[2]] == [
        "words",
        40.5,
        datetime.combine(date(2024, 2, 1), time()),
        True,
    ]
    assert [cell.value for cell in sheet[3]] == ["older", None, "1776-07-04", False]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:D3")
    assert sheet["D2"].number_format == '"TRUE";"TRUE";"FALSE"'
    said = {row[0].value: row[1].value for row in notes.rows}
    assert said["Revision"] == "7"
    assert {name: said[name] for name in ("text", "known")} == {"text": "any text", "known": "yes or no"}


def test_a_workbook_shows_long_texts_whole() -> None:
    """A column is as wide as its texts, within bounds; a row as high as the longest of them needs, or as any may be."""
    texts = ("short", "words " * 50, "名" * 300, "w" * 60_000, "two\nlines")
    sheet = _read(workbook([_texts(*texts)], []))["cells"]
    assert 60 <= sheet.column_dimensions["A"].width < 62
    assert [sheet.row_dimensions[line].height for line in range(2, 7)] == [None, 75, 150, 405, 30]
    narrow = _read(workbook([_texts("a", "b")], []))["cells"]
    assert 10 <= narrow.column_dimensions["A"].width < 12


def test_a_workbook_can_be_printed() -> None:
    """As wide as the paper, its head on every page, and below it what it is from, signs and all."""
    sheet = _read(workbook([_texts("a")], [("From", "Labs & all"), ("As of", "2026-01-01")]))["cells"]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.oddFooter.left.text == "From Labs && all, As of 2026-01-01"


@settings(max_examples=25)
@given(HOSTILE)
def test_no_hostile_text_runs_in_either_form(text: str) -> None:
    """In CSV the first sign that is seen starts no formula; in a workbook the cell is a text, no formula, no link."""
    (_, cells) = csv.reader(io.StringIO(csv_bytes(_texts(text)).decode(), newline=""))
    assert cells[0] == "" or not cells[0].lstrip(" \u00a0\0").startswith(
        ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff20")
    )
    cell = _read(workbook([_texts(text)], []))["cells"]["A2"]
    assert (cell.data_type, cell.hyperlink, cell.quotePrefix) == ("s", None, True)


def test_a_workbook_holds_any_text() -> None:
    """What XML forbids is shown as unreadable, half a pair too; a text too long for a cell ends with a mark."""
    long = storable("\U0001f600" * LONGEST)
    assert len(long.encode("utf-16-le")) // 2 <= LONGEST
    assert long.endswith(" […]")
    book = _read(workbook([_texts("a\x0bb\ufffe", "\ud800", "_x0041_", long)], []))
    assert [row[0].value for row in book["cells"].iter_rows(min_row=2)][:3] == [
        "a\ufffdb\ufffd",
        "\ufffd",
        "_x0041_",
    ]
    assert "\ufffd" in csv_bytes(_texts("\ud800")).decode()


def test_the_same_table_gives_the_same_bytes() -> None:
    """No moment of making is in a workbook."""
    assert workbook([_texts("a")], [("b", "c")]) == workbook([_texts("a")], [("b", "c")])


def test_changes_as_a_table() -> None:
    """One line a change, with both texts, and hostile texts made harmless."""
    old = builders.version("1", "2024-01-01", builders.clause("a", text="=HYPERLINK(1)"))
    new = builders.version("2", "2024-02-01", builders.clause("a", text="+calm", strength="intent"))
    found = changes(builders.document(old, new), vocabulary=builders.vocabulary())
    rows = list(csv.DictReader(io.StringIO(csv_text(CHANGES.filled(found)), newline="")))
    assert [(row["direction"], row["from"], row["to"]) for row in rows] == [
        ("added", "", "1"),
        ("weakened", "1", "2"),
    ]
    assert rows[1]["text_before"] == "'=HYPERLINK(1)"
    assert rows[1]["text_after"] == "'+calm"
