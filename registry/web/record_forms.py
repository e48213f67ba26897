"""What a record's form posts ↔ the value that an outline lays down. Nothing but what the outline asks for is taken.

A field's name in the form is its way there joined by hyphens, `clauses-7-strength`. The numbers only tell rows apart:
rows are kept in the order in which they were sent, and those in which nothing is filled in are dropped.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from registry.content.outline import SINGLE, Field, Input, Outline
from registry.content.structure import Record, Value, is_empty, tidied, trimmed
from registry.core.typed import is_storable
from registry.errors import BadValue

MAX_ROWS = 300
"""How many rows, or entries of a list, one field can have."""

MAX_NAME = 200
"""The longest name of a pair."""

MAX_FIELD_NAME = 200
"""The longest name that a field can have: a way through an outline, with its numbers."""

_NUMBERED = re.compile(r"-([0-9]{1,6})(?=-|\Z)")


@dataclass(frozen=True, slots=True)
class Posted:
    """The value that was sent, and under which name the field at each address was."""

    value: Record
    names: Mapping[str, str]

    def address(self, name: str) -> str | None:
        """The address of what has this name in the form; None where nothing is filled in there."""
        return next((address for address, known in self.names.items() if known == name), None)


def name_of(address: str) -> str:
    """The name in a fresh form of the field at an address."""
    return address.replace(".", "-")


def read_posted(outline: Outline, form: MultiDict[str, str]) -> Posted:
    """Take the fields of an outline out of what was sent.

    Raises BadValue for more rows than a form holds, and for a text that a database could not keep.
    """
    names: dict[str, str] = {}
    reader = _Reader(form, _rows_sent(form))
    value = reader.record(outline.fields, "", "", names)
    return Posted(tidied(outline.fields, value), names)


def _rows_sent(names: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """For each list in a form the numbers of its rows, in the order sent."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for name in names:
        if len(name) > MAX_FIELD_NAME:
            continue  # no field of any outline: what it holds would not be looked at, and its beginnings cost memory
        for match in _NUMBERED.finditer(name):
            found[name[: match.start()]][match[1]] = None
    return {name: tuple(numbers) for name, numbers in found.items()}


@dataclass(frozen=True, slots=True)
class _Reader:
    form: MultiDict[str, str]
    sent: Mapping[str, Sequence[str]]

    def record(self, fields: Iterable[Field], name: str, address: str, names: dict[str, str]) -> Record:
        found: Record = {}
        for field in fields:
            inner_name, inner_address = f"{name}{field.key}", f"{address}{field.key}"
            names[inner_address] = inner_name
            found[field.key] = self.value(field, inner_name, inner_address, names)
        return found

    def value(self, field: Field, name: str, address: str, names: dict[str, str]) -> Value:
        if field.input in SINGLE:
            return self.text(field, name)
        if field.input is Input.CHOICES:
            return [self.sound(field, text) for text in self.some(field, self.form.getlist(name))]
        if field.input is Input.BLOCK:
            return self.record(field.fields, f"{name}-", f"{address}.", names)
        found: list[Value] = []
        for number in self.some(field, self.sent.get(name, ())):
            row_names: dict[str, str] = {}
            row = self.row(field, f"{name}-{number}", f"{address}.{len(found)}", row_names)
            if not is_empty(row):
                names.update(row_names)
                found.append(row)
        return found

    def row(self, field: Field, name: str, address: str, names: dict[str, str]) -> Value:
        names[address] = name
        if field.input is Input.LIST:
            return self.text(field, name)
        if field.input is Input.LISTS:
            return [*trimmed(self.text(field, name)).split("\n")]
        row = self.record(field.fields, f"{name}-", f"{address}.", names)
        if field.input is Input.PAIRS and len(str(row["name"])) > MAX_NAME:
            raise BadValue(f"{field.label}: a name has at most {MAX_NAME} characters")
        return row

    def text(self, field: Field, name: str) -> str:
        return self.sound(field, self.form.get(name, ""))

    @staticmethod
    def some(field: Field, entries: Sequence[str]) -> Sequence[str]:
        if len(entries) > MAX_ROWS:
            raise BadValue(f"{field.label}: {len(entries)} entries; a form holds {MAX_ROWS}")
        return entries

    @staticmethod
    def sound(field: Field, text: str) -> str:
        if not is_storable(text):
            raise BadValue(
                f"{field.label}: a character that cannot be kept (NUL, or half of a pair); take it out"
            )
        return text
