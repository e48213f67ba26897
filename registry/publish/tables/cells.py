"""Cells that a spreadsheet can open without running anything that a person typed, and without losing the others."""

from __future__ import annotations

from registry.publish.tables.table import Cell, Kind
from registry.publish.xml_text import xml_text

# What spreadsheets take for the start of a formula, the full-width forms that some of them fold included.
_FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")

LONGEST = 32_767
"""The longest text that a cell of a workbook can hold, counted as spreadsheets do, in UTF-16."""

_CUT = " […]"


def safe_cell(value: str) -> str:
    """The value with an apostrophe before it where a spreadsheet would take it for a formula."""
    text = value.replace("\0", "")
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA_STARTS) else text


def written(value: Cell, kind: Kind) -> str:
    """A cell as a CSV file has it: a number or a day in the one form that programs read, a text made safe."""
    if value is None:
        return ""
    if kind is Kind.YES_NO:
        return "true" if value else "false"
    return safe_cell(value) if isinstance(value, str) else str(value).removesuffix(".0")


def storable(text: str) -> str:
    """A text that a workbook can hold: what XML forbids is shown as unreadable, what is too long ends with a mark."""
    shown = xml_text(text)
    encoded = shown.encode("utf-16-le")
    if len(encoded) <= LONGEST * 2:
        return shown
    return encoded[: (LONGEST - len(_CUT)) * 2].decode("utf-16-le", "ignore") + _CUT
