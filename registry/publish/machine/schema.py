"""JSON Schema of the shapes in which things leave the house, read from their types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import EnumType
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Form:
    """What a schema asks of a text beyond being one: a `format` or a `pattern`."""

    keyword: str
    value: str


_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


def named(kind: Any) -> str:
    """What a shape is called: its type without `Json`."""
    name: str = kind.__name__
    return name.removesuffix("Json")


def schema_of(kind: Any, shapes: dict[str, Schema]) -> Schema:
    """The schema of a type; those of the shapes in it are put into `shapes` by name and referred to."""
    if is_typeddict(kind):
        if named(kind) not in shapes:
            shapes[named(kind)] = {}  # a shape within itself refers to its name
            shapes[named(kind)] = _shape(kind, shapes)
        return {"$ref": f"#/components/schemas/{named(kind)}"}
    if get_origin(kind) is None and kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    if isinstance(kind, EnumType):
        return {"type": "string", "enum": [item.value for item in kind]}  # type: ignore[var-annotated]
    return _composed(get_origin(kind), get_args(kind), shapes)


def _composed(origin: Any, parts: tuple[Any, ...], shapes: dict[str, Schema]) -> Schema:
    if origin is Annotated:
        return {**schema_of(parts[0], shapes), parts[1].keyword: parts[1].value}
    if origin is Literal:
        return {"enum": list(parts)}
    if origin is list:
        return {"type": "array", "items": schema_of(parts[0], shapes)}
    if origin is dict:
        return {"type": "object", "additionalProperties": schema_of(parts[1], shapes)}
    if origin in (Union, UnionType):
        return _either([schema_of(part, shapes) for part in parts])
    raise TypeError(f"no schema for {origin}")


def _either(options: list[Schema]) -> Schema:
    plain = [option["type"] for option in options if option.keys() == {"type"}]
    if len(plain) < len(options):
        return {"anyOf": options}
    wanted = [name for name in plain if name != "integer" or "number" not in plain]  # a number may be whole
    return {"type": wanted if len(wanted) > 1 else wanted[0]}


def _shape(kind: Any, shapes: dict[str, Schema]) -> Schema:
    fields = get_type_hints(kind, include_extras=True)
    found: Schema = {
        "type": "object",
        "description": " ".join((kind.__doc__ or "").split()),
        "properties": {name: schema_of(field, shapes) for name, field in fields.items()},
        "required": sorted(kind.__required_keys__),
        "additionalProperties": False,
    }
    return found
