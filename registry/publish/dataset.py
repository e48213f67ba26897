"""The whole data as one archive: CSV with its descriptions, JSON, a SQLite file, licence and citation."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.publish.citations import SITE
from registry.publish.tables.csv_file import csv_bytes
from registry.publish.tables.table import Column, Sheet

LICENCE = "https://creativecommons.org/licenses/by/4.0/"

_MADE = (2020, 1, 1, 0, 0, 0)
"""The time that every file in it says it was made at: the same data gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Link:
    """Columns of one table that name a row of another."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resource:
    """One table of the archive with its key and its links."""

    sheet: Sheet
    key: tuple[str, ...]
    links: tuple[Link, ...]

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
        places = {column.name: index for index, column in enumerate(self.columns)}
        return tuple(
            link
            for link in self.links
            if not any(row[places[name]] is None for name in link.columns for row in self.sheet.rows)
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """What the archive was made from: the revision, its hash and day, and the site's address, if that is known."""

    revision: int
    hash: str
    day: date
    address: str = ""


def archive(resources: Sequence[Resource], origin: Origin, *, sqlite: bytes, recipe: str) -> bytes:
    """The archive. `sqlite` is the same data as a database, `recipe` a program that computes with it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        for name, content in _files(resources, origin, sqlite, recipe):
            entry = zipfile.ZipInfo(name, _MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            made.writestr(entry, content)
    return out.getvalue()


def _files(
    resources: Sequence[Resource], origin: Origin, sqlite: bytes, recipe: str
) -> Iterator[tuple[str, bytes]]:
    yield "README.md", _readme(resources, origin).encode()
    yield (
        "LICENSE",
        f"Creative Commons Attribution 4.0 International (CC BY 4.0)\n{LICENCE}legalcode\n".encode(),
    )
    yield "CITATION.cff", _citation(origin).encode()
    yield "datapackage.json", _json(_package(resources, origin))
    yield "csv/csv-metadata.json", _json(_csvw(resources, origin))
    yield "registry.db", sqlite
    yield "metadata.json", _json(_datasette(resources, origin))
    yield "recompute.py", recipe.encode()
    for resource in resources:
        yield f"csv/{resource.name}.csv", csv_bytes(resource.sheet)
        yield f"json/{resource.name}.json", _rows(resource)


def _rows(resource: Resource) -> bytes:
    names = [column.name for column in resource.columns]
    lines = (
        json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=str)
        for row in resource.sheet.rows
    )
    text = ",\n".join(lines)
    return f"[\n{text}\n]\n".encode("utf-8", "replace")


def _package(resources: Sequence[Resource], origin: Origin) -> dict[str, Any]:
    """The description that Frictionless data packages have."""
    return {
        "profile": "tabular-data-package",
        "name": "lab-safety-registry",
        "title": SITE,
        "version": str(origin.revision),
        "created": f"{origin.day.isoformat()}T00:00:00Z",
        **({"homepage": origin.address} if origin.address else {}),
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE}],
        "resources": [_resource(each) for each in resources],
    }


def _resource(resource: Resource) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": resource.name,
        "path": f"csv/{resource.name}.csv",
        "description": resource.sheet.table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [
                {"name": column.name, "type": column.kind.value, "description": column.about}
                for column in resource.columns
            ],
            "primaryKey": list(resource.key),
            "foreignKeys": [
                {"fields": list(link.columns), "reference": {"resource": link.table, "fields": list(link.to)}}
                for link in resource.links
            ],
        },
    }


def _csvw(resources: Sequence[Resource], origin: Origin) -> dict[str, Any]:
    """The description that the W3C's CSV on the Web has."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": f"{SITE}, revision {origin.revision}",
        "dc:license": {"@id": LICENCE},
        "tables": [
            {
                "url": f"{each.name}.csv",
                "dc:description": each.sheet.table.about,
                "tableSchema": {
                    "columns": [
                        {
                            "name": column.name,
                            "titles": column.name,
                            "datatype": column.kind.value,
                            "dc:description": column.about,
                        }
                        for column in each.columns
                    ],
                    "primaryKey": list(each.key),
                    "foreignKeys": [
                        {
                            "columnReference": list(link.columns),
                            "reference": {"resource": f"{link.table}.csv", "columnReference": list(link.to)},
                        }
                        for link in each.always_linked
                    ],
                },
            }
            for each in resources
        ],
    }


def _datasette(resources: Sequence[Resource], origin: Origin) -> dict[str, Any]:
    """What Datasette shows beside the tables."""
    tables = {
        each.name: {
            "description": each.sheet.table.about,
            "columns": {column.name: column.about for column in each.columns if column.about},
        }
        for each in resources
    }
    return {
        "title": f"{SITE}, revision {origin.revision}",
        "license": "CC BY 4.0",
        "license_url": LICENCE,
        **({"source": SITE, "source_url": origin.address} if origin.address else {}),
        "databases": {"registry": {"tables": tables}},
    }


def _citation(origin: Origin) -> str:
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
    return "\n".join(lines) + "\n"


def _readme(resources: Sequence[Resource], origin: Origin) -> str:
    tables = "\n".join(
        f"| `{each.name}` | {len(each.sheet.rows):,} | {each.sheet.table.about} |" for each in resources
    )
    return f"""# {SITE}: the whole data

Revision {origin.revision} of the record, recorded on {origin.day.isoformat()}, with the hash `{origin.hash}`.
CC BY 4.0: use it for anything, and name the source as `CITATION.cff` has it.

- `csv/`: each table as CSV; `datapackage.json` (Frictionless) and `csv/csv-metadata.json` (CSVW) describe every column.
  A text that a spreadsheet would run as a formula has an apostrophe before it here, and here alone.
- `json/`: each table as a list of objects, texts as they are.
- `registry.db`: the tables as a SQLite file with keys and full-text search; `datasette registry.db -m metadata.json`.
- `recompute.py`: `python recompute.py LAB STANDARD` computes a lab's totals anew from its clauses and conduct.

A file's seal stands in this archive's comment: the site's page `/verify/`, or `registry verify-export`, checks it.

| table | rows | what a row is |
|---|---|---|
{tables}
"""


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
