"""A table as a CSV file: UTF-8 without a mark in front, RFC 4180."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from registry.publish.tables.cells import written
from registry.publish.tables.table import Sheet


def csv_text(sheet: Sheet) -> str:
    """The sheet with a line of column names, every cell quoted; what no cell says is an empty one."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(column.name for column in sheet.table.columns)
    writer.writerows(_lines(sheet))
    return out.getvalue()


def csv_bytes(sheet: Sheet) -> bytes:
    """The file. Half of a pair that stands alone is no character, and is written as one that cannot be read."""
    return csv_text(sheet).encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _lines(sheet: Sheet) -> Iterator[list[str]]:
    kinds = [column.kind for column in sheet.table.columns]
    for row in sheet.rows:
        yield [written(value, kind) for value, kind in zip(row, kinds, strict=True)]
