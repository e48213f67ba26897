"""YAML text → a tree of strings with line numbers. The only place that speaks to the YAML library.

Nothing is built by tag and nothing is guessed: every scalar stays the string that was written. What lets a
short text stand for a huge one (anchors, aliases, merge keys, deep nesting) ends the reading at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

MAX_DEPTH = 20
MAX_NODES = 10_000
MAX_FLAWS = 100

_HINTS = {
    "mapping values are not allowed in this context": "a value that holds `: ` must stand in quotes",
    "found character that cannot start any token": "quote a value that begins with `@` or a backtick; indent by spaces",
    "did not find expected key": "check the indentation, and quotes inside a value in quotes",
    "could not find expected ':'": "a key is followed by `: ` and its value",
    "found unexpected end of stream": "a quote, bracket or brace is not closed",
    "did not find expected ',' or ']'": "a list in brackets is not closed, or lacks a comma",
    "did not find expected ',' or '}'": "a mapping in braces is not closed, or lacks a comma",
    "did not find expected '-' indicator": "the entries of a list must begin in the same column",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, as the string that was written."""

    line: int
    value: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    line: int
    nodes: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entry:
    """A key's value, with the key's line."""

    line: int
    node: Node


@dataclass(frozen=True, slots=True)
class Keys:
    """A mapping, in the order written."""

    line: int
    entries: dict[str, Entry] = field(default_factory=dict)


Node = Text | Items | Keys


@dataclass(frozen=True, slots=True)
class Flaw:
    """A mistake in the YAML itself."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Tree:
    """What a YAML text holds. `root` is None where it is empty, or could not be read to its end."""

    root: Node | None
    flaws: tuple[Flaw, ...]


def parse(text: str, *, first_line: int = 1) -> Tree:
    """Read one YAML document; its first line has the number `first_line`. Never raises for what a text holds.

    The text must be free of control characters and lone surrogates.
    """
    grower = _Grower(first_line)
    try:
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            grower.take(event)
    except _Stop as stop:
        return Tree(None, (*grower.flaws, stop.flaw))
    except yaml.MarkedYAMLError as error:
        opened = "flow" in str(error.context) or "quoted" in str(error.context)
        mark = (error.context_mark if opened else error.problem_mark) or error.problem_mark
        line = mark.line + first_line if mark is not None else first_line
        return Tree(None, (*grower.flaws, Flaw(line, _explain(error))))
    except yaml.YAMLError as error:
        return Tree(None, (*grower.flaws, Flaw(first_line, f"not readable as YAML: {error}")))
    return Tree(grower.root, tuple(grower.flaws))


def _explain(error: yaml.MarkedYAMLError) -> str:
    problem = str(error.problem or error.context or "a mistake of form")
    hint = _HINTS.get(problem)
    return f"not readable as YAML: {problem}" + (f"; {hint}" if hint else "")


class _Stop(Exception):
    """The rest of the text is not worth reading."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.flaw = Flaw(line, message)


class _Grower:
    """Builds the tree from parser events, without recursion."""

    def __init__(self, first_line: int) -> None:
        self.root: Node | None = None
        self.flaws: list[Flaw] = []
        self._first_line = first_line
        self._open: list[Items | Keys] = []
        self._keys: list[Text | None] = []
        self._nodes = 0

    def take(self, event: Event) -> None:
        if isinstance(event, ScalarEvent):
            line = self._line(event)
            self._guard(event, line)
            self._place(Text(line, event.value), line)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._descend(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, AliasEvent):
            raise _Stop(
                self._line(event), f"aliases (`*{event.anchor}`) are not allowed; write the value out"
            )
        elif isinstance(event, DocumentStartEvent):
            self._begin(event)
        elif isinstance(event, DocumentEndEvent) and event.explicit:
            raise _Stop(self._line(event), "`...` is not allowed; it would end the YAML")

    def _line(self, event: Event) -> int:
        mark = event.start_mark
        return self._first_line + (mark.line if mark is not None else 0)

    def _begin(self, event: DocumentStartEvent) -> None:
        if event.version or event.tags:
            raise _Stop(self._line(event), "YAML directives (`%…`) are not allowed; leave the line out")
        if self._nodes:
            raise _Stop(self._line(event), "a second YAML document begins here; a file holds one")

    def _guard(self, event: ScalarEvent | CollectionStartEvent, line: int) -> None:
        if event.anchor is not None:
            raise _Stop(
                line, f"anchors (`&{event.anchor}`) are not allowed; write the value out where it is needed"
            )
        if event.tag is not None:
            raise _Stop(line, f"tags (`{event.tag[:60]}`) are not allowed; every value is read as text")
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _Stop(line, f"more than {MAX_NODES:,} values in one file; split it")

    def _descend(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        line = self._line(event)
        self._guard(event, line)
        if len(self._open) >= MAX_DEPTH:
            raise _Stop(line, f"nested more than {MAX_DEPTH} deep")
        node: Items | Keys = Keys(line) if isinstance(event, MappingStartEvent) else Items(line)
        self._place(node, line)
        self._open.append(node)
        self._keys.append(None)

    def _place(self, node: Node, line: int) -> None:
        """Hang the node under the innermost open one, or take it as that one's next key."""
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent, Items):
            parent.nodes.append(node)
            return
        key = self._keys[-1]
        if key is None:
            if not isinstance(node, Text):
                raise _Stop(line, "a key must be a plain word, not a list or mapping")
            self._keys[-1] = node
            return
        self._keys[-1] = None
        self._enter(parent, key, node)

    def _enter(self, parent: Keys, key: Text, node: Node) -> None:
        if key.value == "<<":
            raise _Stop(key.line, "merge keys (`<<`) are not allowed; write the keys out")
        earlier = parent.entries.get(key.value)
        if earlier is None:
            parent.entries[key.value] = Entry(key.line, node)
        elif len(self.flaws) >= MAX_FLAWS:
            raise _Stop(key.line, f"more than {MAX_FLAWS} keys stand twice; the rest is not read")
        else:
            self.flaws.append(
                Flaw(key.line, f"key `{key.value[:60]}` stands twice, first on line {earlier.line}")
            )
