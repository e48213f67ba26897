"""The value of a form: texts in lists and mappings, in the shape that an outline lays down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from registry.content.outline import LISTED, SINGLE, Field, Input

Value = str | Sequence["Value"] | Mapping[str, "Value"]
"""A text, a list or a mapping. Every scalar is the text that was written or typed."""

Record = dict[str, Value]
"""What a whole text holds, or one row or block of it, by key."""


def as_text(value: Value | None) -> str:
    """The value where it is a text, else an empty one."""
    return value if isinstance(value, str) else ""


def as_list(value: Value | None) -> list[Value]:
    """The entries of the value where it is a list, else none."""
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []


def as_mapping(value: Value | None) -> Record:
    """The keys of the value where it is a mapping, else none."""
    return dict(value) if isinstance(value, Mapping) else {}


def rows_of(record: Mapping[str, Value], key: str) -> list[Record]:
    """The rows that the record has under the key."""
    return [as_mapping(row) for row in as_list(record.get(key))]


def tidied(fields: Iterable[Field], given: Mapping[str, Value]) -> Record:
    """The value without what the fields do not know, without what is empty, and in their order.

    White space around a text says nothing and is taken off; line ends are made the same. A block that must be there
    stays, be it empty.
    """
    found: Record = {}
    for field in fields:
        value = tidied_value(field, given.get(field.key))
        if value or (field.input is Input.BLOCK and field.required):
            found[field.key] = value
    return found


def tidied_value(field: Field, value: Value | None) -> Value:
    """The field's value, tidied; empty where nothing is filled in."""
    if field.input in SINGLE:
        return trimmed(as_text(value))
    if field.input in LISTED:
        return _texts(value)
    if field.input is Input.LISTS:
        return [words for entry in as_list(value) if (words := _texts(entry))]
    if field.input is Input.BLOCK:
        return tidied(field.fields, as_mapping(value))
    rows = (tidied(field.fields, as_mapping(row)) for row in as_list(value))
    return [row for row in rows if not is_empty(row)]


def is_empty(value: Value) -> bool:
    """Whether nothing is filled in anywhere in it."""
    if isinstance(value, Mapping):
        return all(is_empty(inner) for inner in value.values())
    if isinstance(value, str):
        return not value.strip()
    return all(is_empty(inner) for inner in value)


def _texts(value: Value | None) -> list[Value]:
    return [text for item in as_list(value) if (text := trimmed(as_text(item)))]


def trimmed(text: str) -> str:
    """The text without white space around it, and with one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
