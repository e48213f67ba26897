"""Tables as CSV files that a spreadsheet can open without running anything that a person typed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from registry.core.compare import Change

# What spreadsheets take for the start of a formula, the full-width forms that some of them fold included.
_FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")

CHANGE_COLUMNS = (
    "date",
    "lab",
    "document",
    "from",
    "to",
    "clause",
    "topic",
    "direction",
    "derived",
    "judged",
    "judged_why",
    "text_before",
    "text_after",
    "source",
)


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str | None]]) -> str:
    """A CSV file (RFC 4180, every cell quoted) with safe cells; None is an empty one."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe_cell(value or "") for value in row])
    return out.getvalue()


def safe_cell(value: str) -> str:
    """The value with an apostrophe before it where a spreadsheet would take it for a formula."""
    text = value.replace("\0", "")
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA_STARTS) else text


def changes_csv(changes: Iterable[Change]) -> str:
    """Changes as a table, one line each, in the order given."""
    return csv_text(CHANGE_COLUMNS, (_change_row(change) for change in changes))


def _change_row(change: Change) -> tuple[str | None, ...]:
    version = change.to_version or change.from_version
    return (
        str(change.date),
        change.document.owner,
        change.document.slug,
        change.from_version.label if change.from_version else None,
        change.to_version.label if change.to_version else None,
        change.clause.id,
        change.clause.topic,
        change.direction.value,
        change.derived.value,
        change.judged.change.value if change.judged else None,
        change.judged.why if change.judged else None,
        change.before.text if change.before else None,
        change.after.text if change.after else None,
        version.source.url if version else None,
    )
