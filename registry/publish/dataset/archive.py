"""The archive itself: every file of it, and the same bytes for the same data."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence

from registry.publish.dataset.descriptions import csvw, datasette, package
from registry.publish.dataset.readme import citation, licence, readme, schema_page
from registry.publish.dataset.resources import Origin, Resource
from registry.publish.tables.csv_file import csv_bytes

_MADE = (2020, 1, 1, 0, 0, 0)
"""The time that every file in it says it was made at: the same data gives the same bytes."""


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
    yield "README.md", readme(resources, origin).encode()
    yield "SCHEMA.md", schema_page(resources).encode()
    yield "LICENSE", licence().encode()
    yield "CITATION.cff", citation(origin).encode()
    yield "datapackage.json", _json(package(resources, origin))
    yield "csv/csv-metadata.json", _json(csvw(resources, origin))
    yield "registry.db", sqlite
    yield "metadata.json", _json(datasette(resources, origin))
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


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
