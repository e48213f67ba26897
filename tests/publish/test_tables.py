"""Tables: what a spreadsheet reads back is what stands on record, and nothing runs."""

from __future__ import annotations

import csv
import io

import pytest

from registry.core.compare import changes
from registry.publish.tables import CHANGE_COLUMNS, changes_csv, csv_text, safe_cell
from tests import builders


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
    """Quotes, commas and line breaks survive; lines end in CRLF; None is empty."""
    text = csv_text(("a", "b"), [('say "no", twice', "two\nlines"), (None, "x")])
    assert text.endswith("\r\n")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["a", "b"],
        ['say "no", twice', "two\nlines"],
        ["", "x"],
    ]


def test_changes_as_a_table() -> None:
    """One line a change, with both texts, and hostile texts made harmless."""
    old = builders.version("1", "2024-01-01", builders.clause("a", text="=HYPERLINK(1)"))
    new = builders.version("2", "2024-02-01", builders.clause("a", text="+calm", strength="intent"))
    found = changes(builders.document(old, new), vocabulary=builders.vocabulary())
    rows = list(csv.DictReader(io.StringIO(changes_csv(found), newline="")))
    assert tuple(rows[0]) == CHANGE_COLUMNS
    assert [(row["direction"], row["from"], row["to"]) for row in rows] == [
        ("added", "", "1"),
        ("weakened", "1", "2"),
    ]
    assert rows[1]["text_before"] == "'=HYPERLINK(1)"
    assert rows[1]["text_after"] == "'+calm"
