"""The archive as people are told of it: what it holds and what not, what can be asked of it, every table and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from registry.publish.citations import SITE
from registry.publish.dataset.resources import LICENCE, Origin, Resource

_QUESTIONS = """\
Which clauses were removed in 2025:

```sql
SELECT change.day, change.document, change.clause, clause.text
FROM change JOIN clause ON clause.version = change.from_version AND clause.clause = change.clause
WHERE change.direction = 'removed' AND change.day BETWEEN '2025-01-01' AND '2025-12-31'
ORDER BY change.day, change.document, change.position;
```

How a lab's grade moved:

```sql
SELECT day, practice, grade FROM score WHERE lab = 'LAB' AND standard = 'STANDARD' ORDER BY day;
```

Which clauses speak of whistleblowers, in whatever version:

```sql
SELECT clause.version, clause.clause, clause.text
FROM clause_fts JOIN clause ON clause.rowid = clause_fts.rowid WHERE clause_fts MATCH 'whistleblow*';
```

The grade of each lab on any day, in this folder. What a change did to a score is the difference between its day and the
day before:

```python
from datetime import date
from pathlib import Path
from recompute import Archive, Scoring

archive = Archive(Path("."))
for row in archive.rows("lab"):
    print(row["lab"], Scoring(archive, row["lab"], "STANDARD", date(2024, 10, 14)).totals()["grade"])
```"""
"""What is often asked, and how."""


def readme(resources: Sequence[Resource], origin: Origin) -> str:
    """What one should know before using the data."""
    tables = (
        f"| `{each.name}` | {len(each.sheet.rows):,} | {_cell(each.sheet.table.about)} |"
        for each in resources
    )
    questions = _QUESTIONS.replace("LAB", _first(resources, "lab")).replace(
        "STANDARD", _first(resources, "standard")
    )
    return f"""# {SITE}: the whole data

Revision {origin.revision} of the record, recorded on {origin.day.isoformat()}, with the hash `{origin.hash}`.
CC BY 4.0: use it for anything, and name the source as `CITATION.cff` has it.

- `csv/`: each table as CSV, UTF-8; `datapackage.json` (Frictionless) and `csv/csv-metadata.json` (CSVW) describe every
  column. A text that a spreadsheet would run as a formula has an apostrophe before it here, and here alone. Labels of
  versions are texts: a program that guesses reads `1.10` as 1.1.
- `json/`: each table as a list of objects, texts as they are.
- `registry.db`: the tables as a SQLite file with keys and full-text search; `datasette registry.db -m metadata.json`.
- `recompute.py`: `python3 recompute.py LAB STANDARD [DAY]` computes a lab's totals anew from its clauses and conduct.
- `SCHEMA.md`: every table and column in words.

A file's seal stands in this archive's comment: the site's page `/verify/`, or `registry verify-export`, checks it.

## What it holds, and what not

The record as this revision has it: every version of every document with its clauses, every change between versions,
all conduct; each lab's totals under each standard at the end of every month and on {origin.day.isoformat()}.

It does not hold earlier revisions: neither what has been corrected since, nor what was said of a lab's score at the
time. The site shows them with `?revision=N`, and its public log has them whole (`/log/archive`). Nor does it hold the
documents themselves, only what the registry says of them in its own words, with their addresses.

## What can be asked of it

{questions}

## The tables

| table | rows | what a row is |
|---|---|---|
{_lines(tables)}
"""


def schema_page(resources: Iterable[Resource]) -> str:
    """Every table with its columns, its key and what it is linked with."""
    parts = (
        "# Tables and columns\n\nDates are texts as their sources give them: a day, a month or a year.\n",
    )
    return _lines((*parts, *(_lines(_table(each)) for each in resources)))


def citation(origin: Origin) -> str:
    """How to cite the data, in the Citation File Format."""
    lines = [
        "cff-version: 1.2.0",
        "message: Please cite the data with its revision.",
        "type: dataset",
        f"title: {SITE}",
        "authors:",
        f"  - name: {SITE}",
        f'version: "revision {origin.revision}"',
        f"date-released: {origin.day.isoformat()}",
        "license: CC-BY-4.0",
        *([f"url: {origin.address}"] if origin.address else []),
    ]
    return f"{_lines(lines)}\n"


def licence() -> str:
    """The licence's name and where it stands."""
    return f"Creative Commons Attribution 4.0 International (CC BY 4.0)\n{LICENCE}legalcode\n"


def _table(resource: Resource) -> Iterator[str]:
    yield f"## {resource.name}\n\n{_cell(resource.sheet.table.about)}\n"
    yield "| column | type | meaning |\n|---|---|---|"
    filled = resource.always_filled
    for column in resource.columns:
        empty = "" if column.name in filled else ", may be empty"
        yield f"| `{column.name}` | {column.kind.value}{empty} | {_cell(column.about)} |"
    yield f"\nKey: {_names(resource.key)}."
    for link in resource.links:
        yield f"Link: {_names(link.columns)} to `{link.table}` ({_names(link.to)})."
    yield ""


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in columns)


def _cell(text: str) -> str:
    """A text as a cell of a table in Markdown shows it."""
    return text.replace("<", "\\<").replace("|", "\\|")


def _first(resources: Iterable[Resource], table: str) -> str:
    """The name of a row to ask about; its table's in capitals where it has none."""
    rows = next((each.sheet.rows for each in resources if each.name == table), ())
    return str(rows[0][0]) if rows else table.upper()


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)
