"""Which line of a text holds which field of its form, and so at which field a problem is to be shown.

A field's address is the keys and numbers that lead to it, joined by dots: `clauses.3.strength`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from registry.content.frontmatter import split
from registry.content.outline import BODY, Field, Input, Outline
from registry.content.outlines import outline_of
from registry.content.places import PURE_YAML, QUESTIONS, Place
from registry.content.tree import Items, Keys, Lost, Node, Text, parse
from registry.errors import Problem

_NAMED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Located:
    """The addresses that begin on each line, outer before inner, and the line on which the body begins."""

    outline: Outline
    starts: Mapping[int, tuple[str, ...]]
    body_line: int

    def address(self, line: int, message: str) -> str | None:
        """The field that a problem on this line is about: the one that its message names, else the innermost."""
        if line >= self.body_line:
            return BODY
        found = max((start for start in self.starts if start <= line), default=None)
        if found is None:
            return None
        addresses = self.starts[found]
        named = _NAMED.match(message)
        if named is not None:
            for address in reversed(addresses):
                if address.rpartition(".")[2] == named[1]:
                    return address
            for address in reversed(addresses):
                beside = self._beside(address, named[1])
                if beside is not None:
                    return beside
        return addresses[-1]

    def _beside(self, address: str, key: str) -> str | None:
        """The address of the field of that key beside the one at the address, if the outline has one."""
        *path, _ = address.split(".")
        holder: Outline | Field = self.outline
        for step in path:
            if not step.isdigit():
                holder = holder.field(step)
        known = next((field.key for field in holder.fields if key in (field.key, field.single)), None)
        return known and ".".join((*path, known))


@dataclass(frozen=True, slots=True)
class ByField:
    """The problems of one text by the address of the field that each is about, and the others.

    At a field it need not be said which key is meant.
    """

    fields: Mapping[str, tuple[str, ...]]
    general: tuple[Problem, ...]


def problems_by_field(place: Place, text: str, problems: Iterable[Problem]) -> ByField:
    """Sort problems found in a catalogue that holds this text at the place, by the fields of its form."""
    located = locate(place, text)
    fields: defaultdict[str, list[str]] = defaultdict(list)
    general = []
    for problem in problems:
        address = located.address(problem.line, problem.message) if problem.path == place.path else None
        if address is None:
            general.append(problem)
        else:
            fields[address].append(_told(problem.message, address.rpartition(".")[2]))
    return ByField({address: tuple(messages) for address, messages in fields.items()}, tuple(general))


def locate(place: Place, text: str) -> Located:
    """Find the fields of a text; none where it cannot be read."""
    outline = outline_of(place)
    front, first_line, body_line = text, 1, text.count("\n") + 2
    if place.sort in QUESTIONS:
        return Located(outline, {}, 1)
    if place.sort not in PURE_YAML:
        try:
            halves = split(text)
        except ValueError:
            return Located(outline, {}, body_line)
        front, first_line, body_line = halves.front, 2, halves.body_line
    root = parse(front, first_line=first_line).root
    starts: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    if isinstance(root, Keys):
        for line, address in _addresses(outline.fields, root, ""):
            starts[line] += (address,)
    return Located(outline, starts, body_line)


def _told(message: str, key: str) -> str:
    for begins, stead in ((f"`{key}`: ", ""), (f"`{key}` is missing", "this is needed")):
        if message.startswith(begins):
            return stead + message.removeprefix(begins)
    return message


def _addresses(fields: Sequence[Field], keys: Keys, prefix: str) -> Iterator[tuple[int, str]]:
    known = {field.key: field for field in fields} | {field.single: field for field in fields if field.single}
    for key, entry in keys.entries.items():
        field = known.get(key)
        if field is not None:
            node = Items(entry.line, [entry.node]) if key == field.single else entry.node
            yield entry.line, f"{prefix}{field.key}"
            yield from _inside(field, node, f"{prefix}{field.key}.")


def _inside(field: Field, node: Node, prefix: str) -> Iterator[tuple[int, str]]:
    if field.input is Input.BLOCK and isinstance(node, Keys):
        yield from _addresses(field.fields, node, prefix)
    elif field.input is Input.PAIRS and isinstance(node, Keys):
        for number, entry in enumerate(node.entries.values()):
            yield entry.line, f"{prefix}{number}.value"
    elif isinstance(node, Items):
        filled = (inner for inner in node.nodes if not _is_nothing(inner))
        for number, inner in enumerate(filled):
            yield inner.line, f"{prefix}{number}"
            if field.input is Input.ROWS and isinstance(inner, Keys):
                yield from _addresses(field.fields, inner, f"{prefix}{number}.")


def _is_nothing(node: Node) -> bool:
    """Whether a form shows no row for it, because nothing is filled in."""
    if isinstance(node, Text):
        return not node.value.strip()
    if isinstance(node, Items):
        return all(_is_nothing(inner) for inner in node.nodes)
    return not isinstance(node, Lost) and all(_is_nothing(entry.node) for entry in node.entries.values())
