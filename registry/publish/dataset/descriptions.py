"""The tables as programs are told of them: Frictionless data package, CSVW, Datasette."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from registry.publish.citations import SITE
from registry.publish.dataset.resources import LICENCE, Origin, Resource
from registry.publish.tables.table import Column

_SHOWN: Mapping[str, Mapping[str, Any]] = {
    "change": {"facets": ["direction", "topic"], "sort_desc": "day"},
    "clause": {"facets": ["topic", "strength", "act"]},
    "conduct": {"facets": ["verdict", "lab"], "sort_desc": "day"},
    "document": {"facets": ["kind"], "label_column": "title"},
    "score": {"facets": ["standard", "grade"], "sort_desc": "day"},
    "version": {"label_column": "version", "sort_desc": "day"},
}
"""How Datasette shows a table: what it counts, what comes first, and by which column others name a row of it."""


def package(resources: Sequence[Resource], origin: Origin) -> dict[str, Any]:
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
    filled = resource.always_filled
    return {
        "profile": "tabular-data-resource",
        "name": resource.name,
        "path": f"csv/{resource.name}.csv",
        "description": resource.sheet.table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(column, required=column.name in filled) for column in resource.columns],
            "primaryKey": list(resource.key),
            "foreignKeys": [
                {"fields": list(link.columns), "reference": {"resource": link.table, "fields": list(link.to)}}
                for link in resource.links
            ],
        },
    }


def _field(column: Column[Any], *, required: bool) -> dict[str, Any]:
    field = {"name": column.name, "type": column.kind.value, "description": column.about}
    return {**field, "constraints": {"required": True}} if required else field


def csvw(resources: Sequence[Resource], origin: Origin) -> dict[str, Any]:
    """The description that the W3C's CSV on the Web has."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": f"{SITE}, revision {origin.revision}",
        "dc:license": {"@id": LICENCE},
        "tables": [_csvw_table(each) for each in resources],
    }


def _csvw_table(resource: Resource) -> dict[str, Any]:
    filled = resource.always_filled
    return {
        "url": f"{resource.name}.csv",
        "dc:description": resource.sheet.table.about,
        "tableSchema": {
            "columns": [
                {
                    "name": column.name,
                    "titles": column.name,
                    "datatype": column.kind.value,
                    "dc:description": column.about,
                    "required": column.name in filled,
                }
                for column in resource.columns
            ],
            "primaryKey": list(resource.key),
            "foreignKeys": [
                {
                    "columnReference": list(link.columns),
                    "reference": {"resource": f"{link.table}.csv", "columnReference": list(link.to)},
                }
                for link in resource.always_linked
            ],
        },
    }


def datasette(resources: Sequence[Resource], origin: Origin) -> dict[str, Any]:
    """What Datasette shows beside the tables."""
    tables = {
        each.name: {
            "description": each.sheet.table.about,
            "columns": {column.name: column.about for column in each.columns},
            **_SHOWN.get(each.name, {}),
        }
        for each in resources
    }
    said = (
        f"Revision {origin.revision} of the record, of {origin.day.isoformat()}, with the hash {origin.hash}"
    )
    return {
        "title": SITE,
        "description": f"{said}. README.md says what is in it and what not.",
        "license": "CC BY 4.0",
        "license_url": LICENCE,
        **({"source": SITE, "source_url": origin.address} if origin.address else {}),
        "databases": {"registry": {"description": f"{said}.", "tables": tables}},
    }
