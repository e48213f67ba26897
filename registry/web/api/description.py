"""The description of the API as OpenAPI 3.1, made of the operations, their parameters and their shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.core.catalog import Catalog
from registry.publish.machine.schema import Schema, named, schema_of
from registry.publish.machine.values import Day
from registry.web.api.operations import OPERATIONS, Operation
from registry.web.api.parameters import MOST_NUMBER, Parameter
from registry.web.api.paths import ABOUT, Path, paths
from registry.web.problems import MEDIA_TYPE, PROBLEMS, ProblemJson

JSON = "application/json"

ABOUT_IT = """Everything on record, to be read by programs: the address of its page with /api/v1 before it is the same
thing as JSON. Nothing can be written, no key is needed, and scripts of every site may read.

Every answer names the revision and the day that it is of. `as_of` asks about another day, `revision` for what this
record held then: with both, an address answers the same for ever. Answers have strong entity tags; they change with
the revision and with the day, for both stand in them.

Lists come in pages. `next` leads on at the revision at which the walk began, so that nothing is met twice or missed
while others write; only a search is always of the newest. A page past the last is not there (404), here as on the
site’s own pages; `nearest` leads to the last.

To keep a copy in step, keep the `revision` of the answers it is made of. Later, ask `/api/v1/records/?since=n` for
every record touched since, with where it is told of. What is derived follows from records: clauses’ histories and
changes from a document’s versions; standings and scores from a lab’s documents, its conduct and the joint documents it
signed; all scores from a standard, everything from the vocabulary. `/api/v1/revisions/` tells who touched what and why,
`texts/` below a revision what was written; `/data.zip` has everything at once."""


def openapi(catalog: Catalog, *, base: str) -> dict[str, Any]:
    """The whole description, with examples from a catalogue. `base`: the site's own address, where known."""
    shapes: dict[str, Schema] = {}
    schema_of(ProblemJson, shapes)
    found: dict[str, Any] = {}
    for operation in OPERATIONS:
        answer = _framed(operation, shapes)
        for index, path in enumerate(paths(operation, catalog)):
            found[path.template] = {"get": _described(operation, path, answer, index)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lab Safety Registry",
            "version": "1",
            "description": ABOUT_IT,
            "license": {"name": "CC BY 4.0 for the data", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": base or "/"}],
        "tags": [{"name": group} for group in dict.fromkeys(operation.group for operation in OPERATIONS)],
        "paths": found,
        "components": {
            "schemas": dict(sorted(shapes.items())),
            "responses": {
                str(status): {"description": about, "content": {MEDIA_TYPE: {"schema": _ref(ProblemJson)}}}
                for status, about in PROBLEMS.items()
            },
        },
    }


def _described(operation: Operation, path: Path, answer: Schema, index: int) -> dict[str, Any]:
    return {
        "operationId": operation.name if not index else f"{operation.name}_{index + 1}",
        "tags": [operation.group],
        "summary": operation.about,
        "parameters": [
            *(_in_path(part, path.values) for part in path.parts),
            *(_in_query(each) for each in operation.parameters),
        ],
        "responses": {
            "200": {
                "description": "What was asked for.",
                "headers": {"ETag": _header("Names these very bytes, for If-None-Match.")}
                | ({"Link": _header("Where the list goes on, as rel=next.")} if operation.listed else {}),
                "content": {JSON: {"schema": answer}},
            },
            "304": {"description": "The bytes are those that If-None-Match names."},
            "3XX": {"description": "The record has another name now, or the address is written otherwise."},
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in PROBLEMS},
        },
    }


def _framed(operation: Operation, shapes: dict[str, Schema]) -> Schema:
    """The frame around what an operation finds, as `operations` puts it there."""
    inner = schema_of(operation.answers, shapes)
    properties: dict[str, Schema] = {"revision": {"type": "integer"}, "as_of": schema_of(Day, shapes)}
    if operation.listed or operation.divided:
        properties |= {"total": {"type": ["integer", "null"]}, "next": {"type": ["string", "null"]}}
    properties["data"] = {"type": "array", "items": inner} if operation.listed else inner
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _in_path(part: str, values: Mapping[str, str]) -> Schema:
    is_number = part == "number"
    schema = {"type": "integer", "minimum": 1, "maximum": MOST_NUMBER} if is_number else {"type": "string"}
    found: Schema = {
        "name": part,
        "in": "path",
        "required": True,
        "description": ABOUT[part],
        "schema": schema,
    }
    if part in values:
        found["example"] = int(values[part]) if is_number else values[part]
    return found


def _in_query(parameter: Parameter) -> Schema:
    listed = {"style": "form", "explode": False} if parameter.is_list else {}
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.about,
        "schema": parameter.schema,
        "example": _example(parameter),
        **listed,
    }


def _example(parameter: Parameter) -> Any:
    """Its example as JSON has it."""
    match parameter.schema["type"]:
        case "integer":
            return int(parameter.example)
        case "array":
            return parameter.example.split(",")
        case _:
            return parameter.example


def _header(about: str) -> Schema:
    return {"description": about, "schema": {"type": "string"}}


def _ref(kind: Any) -> Schema:
    return {"$ref": f"#/components/schemas/{named(kind)}"}
