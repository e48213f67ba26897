"""YAML text → a tree of strings with line numbers. The only place that speaks to the YAML library.

Nothing is built by tag and nothing is guessed: every scalar stays the string that was written. Nothing is expanded:
anchors, aliases and merge keys are flaws, and reading goes on. Only deep nesting and too many values end it at once.
"""

from __future__ import annotations

from collections.abc import Collection
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

from registry.content.report import MAX_PROBLEMS

MAX_DEPTH = 20
MAX_NODES = 10_000
REPLACEMENT = "\ufffd"
"""Stands where bytes were not UTF-8."""

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
    """A mapping, in the order written. `lost` are the lines of keys that could not be taken, each one a flaw."""

    line: int
    entries: dict[str, Entry] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Lost:
    """A value that could not be taken, which is a flaw: nothing more is to be said of it."""

    line: int


Node = Text | Items | Keys | Lost


@dataclass(frozen=True, slots=True)
class Flaw:
    """A mistake in the YAML itself."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Tree:
    """What a YAML text holds. `root` is None where it is empty, or could not be read to its end.

    `whole` says that no value or key of it is lost.
    """

    root: Node | None
    flaws: tuple[Flaw, ...]
    whole: bool = True


def parse(text: str, *, first_line: int = 1, mended: Collection[int] = ()) -> Tree:
    """Read one YAML document; its first line has the number `first_line`. Never raises for what a text holds.

    The text must be free of control characters and lone surrogates. What is empty or holds a replacement character
    on a line in `mended`, from which such characters were taken, is lost.
    """
    grower = _Grower(first_line, mended)
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
    return Tree(grower.root, tuple(grower.flaws), grower.whole)


def comment_lines(text: str) -> tuple[int, ...]:
    """The numbers of the lines, from 1 on, of a text without flaws that hold a comment."""
    lines = text.split("\n")
    kept = [list(line) for line in lines]
    headers: set[int] = set()
    for token in yaml.scan(text, Loader=yaml.CBaseLoader):
        if isinstance(token, yaml.ScalarToken):
            start, end = token.start_mark, token.end_mark
            if token.style in ("|", ">") and "#" in lines[start.line][start.column :]:
                headers.add(start.line)
            for number in range(start.line, end.line + 1):
                first = start.column if number == start.line else 0
                last = end.column if number == end.line else None
                kept[number][first:last] = "x" * len(kept[number][first:last])
    marked = (number for number, line in enumerate(kept) if "#" in line or number in headers)
    return tuple(number + 1 for number in marked)


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

    def __init__(self, first_line: int, mended: Collection[int]) -> None:
        self.root: Node | None = None
        self.flaws: list[Flaw] = []
        self.whole = True
        self._first_line = first_line
        self._mended = mended
        self._open: list[Items | Keys] = []
        self._keys: list[Text | Lost | None] = []
        self._nodes = 0
        self._ended = False

    def take(self, event: Event) -> None:
        line = self._line(event)
        if isinstance(event, ScalarEvent):
            self._guard(event, line)
            self._place(self._lose(line) if self._is_lost(event, line) else Text(line, event.value))
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._descend(event, line)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, AliasEvent):
            self._count(line)
            self._flaw(line, f"aliases (`*{event.anchor}`) are not allowed; write the value out")
            self._place(self._lose(line))
        elif isinstance(event, DocumentStartEvent):
            self._begin(event, line)
        elif isinstance(event, DocumentEndEvent) and event.explicit:
            self._end(line, "`...` is not allowed; it would end the YAML")

    def _line(self, event: Event) -> int:
        mark = event.start_mark
        return self._first_line + (mark.line if mark is not None else 0)

    def _flaw(self, line: int, message: str) -> None:
        if len(self.flaws) > MAX_PROBLEMS:
            raise _Stop(line, message)  # no more would be listed
        self.flaws.append(Flaw(line, message))

    def _lose(self, line: int) -> Lost:
        self.whole = False
        return Lost(line)

    def _is_lost(self, event: ScalarEvent, line: int) -> bool:
        if event.value and REPLACEMENT not in event.value:
            return False
        last = line if event.end_mark is None else self._first_line + event.end_mark.line
        return any(number in self._mended for number in range(line, last + 1))

    def _begin(self, event: DocumentStartEvent, line: int) -> None:
        if event.version or event.tags:
            self._flaw(line, "YAML directives (`%…`) are not allowed; leave the line out")
        if self.root is not None:
            self._end(line, "a second YAML document begins here; a file holds one")

    def _end(self, line: int, message: str) -> None:
        """Note once that what follows is not read; the keys missing above may stand in it."""
        if not self._ended:
            self._flaw(line, message)
        self._ended = True
        if isinstance(self.root, Keys):
            self._lose_key(self.root, line)

    def _count(self, line: int) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _Stop(line, f"more than {MAX_NODES:,} values in one file; split it")

    def _guard(self, event: ScalarEvent | CollectionStartEvent, line: int) -> None:
        self._count(line)
        if event.anchor is not None:
            self._flaw(
                line,
                f"anchors (`&{event.anchor}`) are not allowed; write the value out where it is needed",
            )
        if event.tag is not None:
            self._flaw(line, f"tags (`{event.tag[:60]}`) are not allowed; every value is read as text")

    def _descend(self, event: MappingStartEvent | SequenceStartEvent, line: int) -> None:
        self._guard(event, line)
        if len(self._open) >= MAX_DEPTH:
            raise _Stop(line, f"nested more than {MAX_DEPTH} deep")
        node: Items | Keys = Keys(line) if isinstance(event, MappingStartEvent) else Items(line)
        self._place(node)
        self._open.append(node)
        self._keys.append(None)

    def _place(self, node: Node) -> None:
        """Hang the node under the innermost open one, or take it as that one's next key."""
        if not self._open:
            self.root = self.root or node
            return
        parent = self._open[-1]
        if isinstance(parent, Items):
            parent.nodes.append(node)
            return
        key = self._keys[-1]
        if key is None:
            self._keys[-1] = self._as_key(node)
            return
        self._keys[-1] = None
        if isinstance(key, Text):
            self._enter(parent, key, node)
        else:
            self._lose_key(parent, key.line)

    def _as_key(self, node: Node) -> Text | Lost:
        if isinstance(node, Text | Lost):
            return node
        self._flaw(node.line, "a key must be a plain word, not a list or mapping")
        return self._lose(node.line)

    def _enter(self, parent: Keys, key: Text, node: Node) -> None:
        earlier = parent.entries.get(key.value)
        if key.value == "<<":
            self._flaw(key.line, "merge keys (`<<`) are not allowed; write the keys out")
            self._lose_key(parent, key.line)
        elif earlier is None:
            parent.entries[key.value] = Entry(key.line, node)
        else:
            self._flaw(key.line, f"key `{key.value[:60]}` stands twice, first on line {earlier.line}")

    def _lose_key(self, parent: Keys, line: int) -> None:
        self.whole = False
        parent.lost.append(line)
