"""The tree of a form's values → lines of YAML, in the style of the files that ship with the registry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from registry.content import scalars
from registry.content.outline import LISTED, SINGLE, Field, Input, Offer
from registry.content.structure import Value, as_list, as_mapping, as_text

_GUESSED = frozenset((Input.LINE, Input.TEXT, Input.MARKDOWN, Input.LIST, Input.LISTS))
"""Inputs whose values other readers of YAML could take for numbers or truths."""

_NAMING = (Offer.CLAUSES_BEFORE, Offer.OWN_CLAUSES)
"""Offers of short names, which stand in brackets."""

_SPACED = frozenset(("clauses", "criteria", "topics"))
"""The keys whose rows are parted by an empty line."""

_SHORT = frozenset(("levels",))
"""The keys whose rows stand on one line where that suffices."""


@dataclass(frozen=True, slots=True)
class Style:
    """How long a line is, and whether the file is `pure` YAML, which other programs may read too.

    Then short lists and blocks share a line, what is longer is marked as folded, and what looks like a number is
    quoted.
    """

    width: int
    pure: bool

    def guesses(self, field: Field) -> bool:
        """Whether a value of the field may be taken for a number where that matters."""
        return self.pure and field.input in _GUESSED


MARKDOWN = Style(width=100, pure=False)
PURE = Style(width=110, pure=True)


def laid_out(fields: Iterable[Field], value: dict[str, Value], style: Style, indent: int = 0) -> list[str]:
    """The lines of a mapping whose keys are written in the order of the fields, those without a value left out."""
    return [
        line
        for field in fields
        if field.key in value
        for line in _entry(field, value[field.key], style, indent)
    ]


def is_spaced(field: Field, indent: int) -> bool:
    """Whether an empty line parts the rows of a field at this indent."""
    return field.key in _SPACED and indent == 0


def _entry(field: Field, value: Value, style: Style, indent: int) -> Iterator[str]:
    lead = f"{' ' * indent}{field.key}:"
    if field.input in SINGLE:
        yield from _scalar(lead, field, as_text(value), style, indent)
    elif field.input in LISTED:
        yield from _items(lead, field, [as_text(item) for item in as_list(value)], style, indent)
    elif field.input is Input.LISTS:
        yield lead
        for words in as_list(value):
            yield f"{' ' * indent}  - {_flow_list(as_text(word) for word in as_list(words))}"
    elif field.input is Input.BLOCK:
        yield from _block(lead, field, as_mapping(value), style, indent)
    elif field.input is Input.PAIRS:
        yield from _pairs(lead, [as_mapping(row) for row in as_list(value)], style, indent)
    else:
        yield from _rows(lead, field, [as_mapping(row) for row in as_list(value)], style, indent)


def _scalar(lead: str, field: Field, value: str, style: Style, indent: int) -> Iterator[str]:
    first, *rest = scalars.written(
        value,
        column=len(lead),
        indent=indent + 2,
        width=style.width,
        folds=style.pure,
        guessed=style.guesses(field),
    )
    yield f"{lead} {first}"
    yield from rest


def _items(lead: str, field: Field, values: list[str], style: Style, indent: int) -> Iterator[str]:
    short = f"{lead} {_flow_list(values)}"
    bracketed = style.pure or field.input is Input.CHOICES or field.offer in _NAMING
    if bracketed and len(short) <= style.width:
        yield short
        return
    yield lead
    for value in values:
        yield f"{' ' * indent}  - {scalars.inline(value, guessed=style.pure)}"


def _block(lead: str, field: Field, value: dict[str, Value], style: Style, indent: int) -> Iterator[str]:
    short = _flow_mapping(field, value) if style.pure or not value else ""
    if short and len(lead) + 1 + len(short) <= style.width:
        yield f"{lead} {short}"
        return
    yield lead
    yield from laid_out(field.fields, value, style, indent + 2)


def _pairs(lead: str, rows: list[dict[str, Value]], style: Style, indent: int) -> Iterator[str]:
    pairs = [(as_text(row.get("name", "")), as_text(row.get("value", ""))) for row in rows]
    short = ", ".join(
        f"{scalars.inline(name, flow=True)}: {scalars.inline(value, flow=True)}" for name, value in pairs
    )
    if len(lead) + len(short) + 3 <= style.width:
        yield f"{lead} {{{short}}}"
        return
    yield lead
    for name, value in pairs:
        yield f"{' ' * indent}  {scalars.inline(name)}: {scalars.inline(value)}"


def _rows(lead: str, field: Field, rows: list[dict[str, Value]], style: Style, indent: int) -> Iterator[str]:
    if field.single and len(rows) == 1:
        yield f"{' ' * indent}{field.single}:"
        yield from laid_out(field.fields, rows[0], style, indent + 2)
        return
    yield lead
    for number, row in enumerate(rows):
        if number and is_spaced(field, indent):
            yield ""
        short = _flow_mapping(field, row) if style.pure and field.key in _SHORT else ""
        if short and indent + 4 + len(short) <= style.width and '"' not in short and "'" not in short:
            yield f"{' ' * indent}  - {short}"
            continue
        first, *rest = laid_out(field.fields, row, style, indent + 4)
        yield f"{' ' * indent}  - {first.lstrip()}"
        yield from rest


def _flow_mapping(field: Field, value: dict[str, Value]) -> str:
    """A block on one line; empty where it holds rows, or a text of several lines."""
    parts = []
    for inner in field.fields:
        found = value.get(inner.key)
        if found is None:
            continue
        if inner.input in SINGLE:
            text = as_text(found)
            if "\n" in text:
                return ""
            parts.append(f"{inner.key}: {scalars.inline(text, flow=True, guessed=inner.input in _GUESSED)}")
        elif inner.input in LISTED:
            parts.append(f"{inner.key}: {_flow_list(as_text(item) for item in as_list(found))}")
        elif inner.input is Input.BLOCK and (short := _flow_mapping(inner, as_mapping(found))):
            parts.append(f"{inner.key}: {short}")
        else:
            return ""
    return "{" + ", ".join(parts) + "}"


def _flow_list(values: Iterable[str]) -> str:
    return "[" + ", ".join(scalars.inline(value, flow=True, guessed=True) for value in values) + "]"
