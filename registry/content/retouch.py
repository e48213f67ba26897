"""A text given another value: what differs is written anew, everything else stays as it was, line for line.

So the difference that a reviewer sees is what an editor changed, in a file of any style.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from registry.content.layout import Style, is_spaced, laid_out
from registry.content.outline import Field, Input
from registry.content.structure import Record, Value, as_list, as_mapping
from registry.content.tree import Entry, Items, Keys, Node


@dataclass(frozen=True, slots=True)
class Original:
    """The lines of a YAML text, the first of which has the number `first_line`, and how its nodes are `read`."""

    lines: Sequence[str]
    first_line: int
    read: Callable[[Field, Node], Value]
    style: Style

    def retouched(self, fields: Sequence[Field], value: Record, keys: Keys) -> list[str]:
        """The lines of a text that holds the value; `keys` is what the original holds."""
        if not keys.entries or not self._is_regular(keys, 0):
            return laid_out(fields, value, self.style)
        start = next(iter(keys.entries.values())).line
        end = self.first_line + len(self.lines)
        return [*self._between(self.first_line, start), *self._mapping(fields, value, keys, end, 0)]

    def _between(self, start: int, end: int) -> list[str]:
        return list(self.lines[start - self.first_line : end - self.first_line])

    def _is_regular(self, keys: Keys, indent: int) -> bool:
        """Whether each key begins a line of its own at this indent, be it behind the dash of a row."""
        return all(
            self.lines[entry.line - self.first_line][indent:].startswith(f"{key}:")
            and not self.lines[entry.line - self.first_line][:indent].strip(" -")
            for key, entry in keys.entries.items()
        )

    def _mapping(
        self, fields: Sequence[Field], value: Record, keys: Keys, end: int, indent: int
    ) -> list[str]:
        entries = _by_field(fields, keys)
        starts = [entry.line for entry in entries.values()]
        ends = dict(zip(entries, [*starts[1:], end], strict=True))
        present = [field for field in fields if field.key in value]
        lines: list[str] = []
        for field in _in_order(present, [key for key in entries if key in value]):
            entry = entries.get(field.key)
            lines += (
                self._entry(field, value[field.key], entry, ends[field.key], indent)
                if entry
                else self._anew(field, value[field.key], indent)
            )
        return lines

    def _anew(self, field: Field, value: Value, indent: int) -> list[str]:
        return laid_out((field,), {field.key: value}, self.style, indent)

    def _entry(self, field: Field, value: Value, entry: Entry, end: int, indent: int) -> list[str]:
        lines = self._between(entry.line, end)
        lines[0] = " " * indent + lines[0][indent:]
        if self.read(field, entry.node) == value:
            return lines
        tail = _tail(lines)
        within = self._within(field, value, entry, end - len(tail), indent)
        return [*([lines[0], *within] if within else self._anew(field, value, indent)), *tail]

    def _within(self, field: Field, value: Value, entry: Entry, end: int, indent: int) -> list[str]:
        """The lines below a key whose rows or keys are retouched one by one; none where that cannot be."""
        node = entry.node
        if node.line == entry.line:
            return []
        if field.input is Input.BLOCK and isinstance(node, Keys) and self._is_regular(node, indent + 2):
            return self._mapping(field.fields, as_mapping(value), node, end, indent + 2)
        if field.input is Input.ROWS and isinstance(node, Items) and self._has_rows(node, indent):
            return self._rows(field, [as_mapping(row) for row in as_list(value)], node, end, indent)
        return []

    def _has_rows(self, node: Items, indent: int) -> bool:
        lead = " " * indent + "  - "
        return all(self.lines[row.line - self.first_line].startswith(lead) for row in node.nodes)

    def _rows(self, field: Field, rows: list[Record], node: Items, end: int, indent: int) -> list[str]:
        starts = [row.line for row in node.nodes]
        spans = [self._between(start, stop) for start, stop in zip(starts, [*starts[1:], end], strict=True)]
        spaced = bool(_tail(spans[0])) if len(spans) > 1 else is_spaced(field, indent)
        earlier = [as_mapping(row) for row in as_list(self.read(field, node))]
        lines: list[str] = []
        for number, (row, match) in enumerate(zip(rows, _matches(rows, earlier), strict=True)):
            if number and spaced:
                lines.append("")
            if match is None:
                lines += self._anew(field, [row], indent)[1:]
                continue
            span = spans[match][: len(spans[match]) - len(_tail(spans[match]))]
            same = row == earlier[match]
            lines += span if same else self._row(field, row, node.nodes[match], len(span), indent)
        return lines

    def _row(self, field: Field, row: Record, node: Node, length: int, indent: int) -> list[str]:
        if not isinstance(node, Keys) or not self._is_regular(node, indent + 4):
            return self._anew(field, [row], indent)[1:]
        first, *rest = self._mapping(field.fields, row, node, node.line + length, indent + 4)
        return [f"{' ' * indent}  - {first.lstrip()}", *rest]


def _by_field(fields: Sequence[Field], keys: Keys) -> dict[str, Entry]:
    """The entries by the keys of their fields, a lone row as a list of one."""
    lone = {field.single: field.key for field in fields if field.single}
    return {
        lone.get(key, key): Entry(entry.line, Items(entry.line, [entry.node])) if key in lone else entry
        for key, entry in keys.entries.items()
    }


def _in_order(present: Sequence[Field], kept: list[str]) -> list[Field]:
    """The fields in the order in which they stood, each new one behind the one that it follows in the outline."""
    order = list(kept)
    for number, field in enumerate(present):
        if field.key not in order:
            order.insert(order.index(present[number - 1].key) + 1 if number else 0, field.key)
    by_key = {field.key: field for field in present}
    return [by_key[key] for key in order]


def _matches(rows: Sequence[Record], earlier: Sequence[Record]) -> list[int | None]:
    """For each row the earlier one that it is, be it changed: the same one, else one that begins alike."""
    unused = dict(enumerate(earlier))
    found: dict[int, int] = {}
    for alike in (lambda row, other: row == other, lambda row, other: _head(row) == _head(other)):
        for number, row in enumerate(rows):
            match = next((place for place, other in unused.items() if alike(row, other)), None)
            if number not in found and match is not None:
                found[number] = match
                del unused[match]
    return [found.get(number) for number in range(len(rows))]


def _head(row: Record) -> tuple[str, Value] | None:
    return next(iter(row.items()), None)


def _tail(lines: Sequence[str]) -> list[str]:
    """The empty lines at the end."""
    count = 0
    while count < len(lines) and not lines[-1 - count].strip():
        count += 1
    return list(lines[len(lines) - count :])
