"""The API's description: for programs as OpenAPI, for people as a page, both made of the operations themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, Response, current_app, render_template

from registry.core.catalog import Catalog
from registry.publish.machine.schema import Schema, named
from registry.web.access import public
from registry.web.api.description import ABOUT_IT, openapi
from registry.web.api.operations import OPERATIONS, PREFIX, Operation, as_json
from registry.web.api.paths import ABOUT, Path, paths
from registry.web.context import head, view
from registry.web.problems import API, PROBLEMS
from registry.web.queries import reads

blueprint = Blueprint("reference", __name__)


@dataclass(frozen=True, slots=True)
class Described:
    """One operation as the page shows it: its addresses and parts, and what its answer is called."""

    operation: Operation
    paths: tuple[Path, ...]
    parts: tuple[tuple[str, str], ...]
    shape: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a shape: its name, its type in words, and the shapes that the type names."""

    name: str
    type: str
    shapes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of the answers with its fields."""

    name: str
    about: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """The whole reference, in the order of the operations' groups."""

    about: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Described, ...]], ...]
    shapes: tuple[Shape, ...]
    problems: Mapping[int, str]


@blueprint.get(f"{PREFIX}/openapi.json")
@public
@reads(timeless=True)
def description() -> Response:
    """The description for programs."""
    return as_json(openapi(head().catalog, base=current_app.config["BASE_URL"]))


@blueprint.get(API)
@public
def show() -> str:
    """The description for people."""
    return render_template("reference/show.html", page=_page(view().catalog))


def _page(catalog: Catalog) -> ReferencePage:
    schemas: dict[str, Schema] = openapi(catalog, base="")["components"]["schemas"]
    ordered = sorted(OPERATIONS, key=_place)
    return ReferencePage(
        about=tuple(ABOUT_IT.split("\n\n")),
        groups=tuple(
            (group, tuple(_described(operation, catalog) for operation in found))
            for group, found in groupby(ordered, key=lambda operation: operation.group)
        ),
        shapes=tuple(_shape(name, schema) for name, schema in schemas.items()),
        problems=PROBLEMS,
    )


_GROUPS = (
    *("This record", "Labs", "Documents", "Clauses", "Changes", "Topics", "Conduct", "Standards"),
    "Search",
)
"""In what order the groups stand on the page."""


def _place(operation: Operation) -> tuple[int, int]:
    """Group by group, what stands higher up before what stands below it."""
    return _GROUPS.index(operation.group), operation.rules[0].count("/")


def _described(operation: Operation, catalog: Catalog) -> Described:
    found = tuple(paths(operation, catalog))
    names = dict.fromkeys(part for path in found for part in path.parts)
    return Described(operation, found, tuple((name, ABOUT[name]) for name in names), named(operation.answers))


def _shape(name: str, schema: Schema) -> Shape:
    fields = (Field(field, *_in_words(kind)) for field, kind in schema["properties"].items())
    return Shape(name, schema["description"], tuple(fields))


def _in_words(schema: Schema) -> tuple[str, tuple[str, ...]]:
    """A type in words, and the shapes that it names."""
    if "$ref" in schema:
        shape = schema["$ref"].rpartition("/")[2]
        return "", (shape,)
    if "anyOf" in schema:
        parts = [_in_words(part) for part in schema["anyOf"]]
        named_shapes = tuple(name for _, names in parts for name in names)
        words = " or ".join(filter(None, (words for words, _ in parts)))
        return f"{words} or" if words and named_shapes else words, named_shapes
    if "enum" in schema:
        return ", ".join(schema["enum"]), ()
    kind = schema["type"]
    if kind == "array":
        words, names = _in_words(schema["items"])
        return f"list of {words}" if words else "list of", names
    if kind == "object":
        words, names = _in_words(schema["additionalProperties"])
        return f"map to {words}".strip(), names
    written = {"date": "day"}.get(schema.get("format", ""), "date" if "pattern" in schema else "")
    return written or (kind if isinstance(kind, str) else " or ".join(kind)), ()
