"""Reads the keys of one mapping into values, noting every mistake with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from registry.content import values
from registry.content.report import Mentioned, Report, nearest, suggestion
from registry.content.tree import Items, Keys, Lost, Node, Text
from registry.core.dates import PartialDate
from registry.core.records import Read, Source

T = TypeVar("T")

_NO_DATE = PartialDate.parse("0001")
_SHOWN = 80


class Fields:
    """The keys of one mapping.

    A `need_…` whose key is missing or wrong notes that and gives a stand-in, so that reading goes on. No record
    with a stand-in leaves this package, because its text has a problem. The keys asked for are the keys known:
    all must be asked for before `finish`.
    """

    def __init__(self, keys: Keys, report: Report) -> None:
        self.report = report
        self.top_line = keys.line
        self._entries = keys.entries
        self._some_lost = bool(keys.lost)
        self._asked: dict[str, None] = {}
        self._missing: dict[str, None] = {}

    # -- what is there -------------------------------------------------------------------------------------

    def has(self, key: str) -> bool:
        """Whether the key stands here with a value that is not empty, be it one that was lost."""
        return self._node(key) is not None or self._is_lost(key)

    def holds(self, key: str) -> bool:
        """Whether the key stands here with a mapping as its value, be it an empty one."""
        entry = self._entries.get(key)
        return entry is not None and (isinstance(entry.node, Keys) or self.has(key))

    def line(self, key: str) -> int:
        """The line of the key, or of the mapping where the key is not there."""
        entry = self._entries.get(key)
        return entry.line if entry else self.top_line

    def names(self) -> tuple[str, ...]:
        """All keys as written, for a mapping whose keys are names."""
        return tuple(self._entries)

    def problem(self, key: str, message: str) -> None:
        """Note a mistake on the key's line. Of one that is not there, none where a key was lost: it may be that."""
        if key in self._entries or not self._some_lost:
            self.report.problem(self.line(key), message)

    def finish(self) -> None:
        """Note every key that was never asked for, and those missing, unless one of the former is meant for it."""
        for key, entry in self._entries.items():
            if key not in self._asked and not self.report.full:
                near = nearest(key, self._asked)
                self._missing.pop(near or "", None)
                self.report.problem(entry.line, f"unknown key `{key[:_SHOWN]}`{self._meant(key, near)}")
        for key in self._missing:
            self.problem(key, f"`{key}` is missing")

    # -- single values -------------------------------------------------------------------------------------

    def get(self, key: str, convert: Callable[[str], T]) -> T | None:
        """The value, or None where it is absent or wrong. `convert` raises ValueError."""
        node = self._node(key)
        if node is None:
            return None
        if not isinstance(node, Text):
            self.problem(key, f"`{key}` must be a single value, not {_name(node)}")
            return None
        return self._convert(key, node.value.strip(), self.line(key), convert)

    def need(self, key: str, convert: Callable[[str], T], stand_in: T) -> T:
        """The value of a key that must be there."""
        self._require(key)
        found = self.get(key, convert)
        return stand_in if found is None else found

    def need_id(self, seen: dict[str, int], what: str) -> str:
        """The `id`, a slug that must be there and that is not in `seen`; `what` is what an id names."""
        found = self.need("id", values.slug, "")
        if found in seen:
            self.problem(
                "id", f"the id `{found}` stands twice, first on line {seen[found]}; it names one {what}"
            )
        elif found:
            seen[found] = self.line("id")
        return found

    def text(self, key: str) -> str | None:
        """A text, or None."""
        return self.get(key, values.text)

    def need_text(self, key: str) -> str:
        """A text that must be there."""
        return self.need(key, values.text, "")

    def date(self, key: str) -> PartialDate | None:
        """A date, or None."""
        return self.get(key, PartialDate.parse)

    def need_date(self, key: str) -> PartialDate:
        """A date that must be there."""
        return self.need(key, PartialDate.parse, _NO_DATE)

    # -- lists and mappings --------------------------------------------------------------------------------

    def many(
        self, key: str, convert: Callable[[str], T], *, mention: Mentioned | None = None, needed: bool = False
    ) -> tuple[T, ...]:
        """A list of single values, each once; with `mention`, each is noted as naming something elsewhere."""
        if needed:
            self._require(key)
        found: dict[str, T] = {}
        for node in self._items(key):
            value = node.value.strip() if isinstance(node, Text) else ""
            if not value:
                self.report.problem(
                    node.line, f"an entry of `{key}` must be a single value, not {_name(node)}"
                )
            elif value in found:
                self.report.problem(node.line, f"{value[:_SHOWN]!r} stands twice in `{key}`")
            else:
                converted = self._convert(key, value, node.line, convert)
                if converted is not None:
                    found[value] = converted
                    if mention is not None:
                        self.report.mention(mention, node.line, value)
        return tuple(found.values())

    def lists(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts."""
        found = []
        for node in self._items(key):
            if isinstance(node, Items) and all(_is_word(word) for word in node.nodes):
                found.append(tuple(word.value.strip() for word in node.nodes if isinstance(word, Text)))
            else:
                self.report.problem(node.line, f"an entry of `{key}` must be a list of texts: [one, another]")
        return tuple(found)

    def rows(self, key: str, read: Callable[[Fields], T], *, needed: bool = False) -> tuple[T, ...]:
        """A list of mappings, each read by `read`."""
        if needed:
            self._require(key)
        found = []
        for node in self._items(key):
            if isinstance(node, Keys):
                found.append(self._read(node, read))
            else:
                self.report.problem(node.line, f"an entry of `{key}` must have keys, not be {_name(node)}")
        return tuple(found)

    def block(self, key: str, read: Callable[[Fields], T]) -> T | None:
        """A mapping, read by `read`, or None where it is absent."""
        node = self._node(key)
        if node is None:
            return None
        if not isinstance(node, Keys):
            self.problem(key, f"`{key}` must have keys of its own, not be {_name(node)}")
            return None
        return self._read(node, read)

    def need_block(self, key: str, read: Callable[[Fields], T], stand_in: T) -> T:
        """A mapping that must be there."""
        self._require(key)
        found = self.block(key, read)
        return stand_in if found is None else found

    # -- shared by several kinds of text ---------------------------------------------------------------------

    def need_source(self) -> Source:
        """The `source` that must be there."""
        return self.need_block("source", read_source, Source(url="", read=Read.PRIMARY))

    # -- inside --------------------------------------------------------------------------------------------

    def _meant(self, key: str, near: str | None) -> str:
        """What an unknown key was probably meant to be: `{why: slow, costly}` has the key `costly`, without value."""
        node = self._entries[key].node
        if isinstance(node, Text) and not node.value and near is None:
            return (
                "; if it belongs to the value before it, put that whole value in quotes, for it holds a comma"
            )
        return suggestion(near, self._asked)

    def _node(self, key: str) -> Node | None:
        """The key's value; an empty one is an absent one, and so is a lost one."""
        self._asked[key] = None
        entry = self._entries.get(key)
        if entry is None or isinstance(entry.node, Lost):
            return None
        node = entry.node
        filled = (
            node.value.strip()
            if isinstance(node, Text)
            else node.nodes
            if isinstance(node, Items)
            else node.entries
        )
        return node if filled else None

    def _require(self, key: str) -> None:
        if not self.has(key):
            self._missing[key] = None

    def _is_lost(self, key: str) -> bool:
        entry = self._entries.get(key)
        return entry is not None and isinstance(entry.node, Lost)

    def _items(self, key: str) -> Iterator[Node]:
        node = self._node(key)
        if isinstance(node, Items):
            yield from (inner for inner in node.nodes if not isinstance(inner, Lost))
        elif node is not None:
            self.problem(
                key,
                f"`{key}` must be a list, not {_name(node)}; write `[…]`, or entries that begin with `- `",
            )

    def _convert(self, key: str, value: str, line: int, convert: Callable[[str], T]) -> T | None:
        try:
            return convert(value)
        except ValueError as error:
            self.report.problem(line, f"`{key}`: {_shortened(str(error))}")
            return None

    def _read(self, node: Keys, read: Callable[[Fields], T]) -> T:
        inner = Fields(node, self.report)
        found = read(inner)
        inner.finish()
        return found


def read_source(fields: Fields) -> Source:
    """The keys of a `source`."""
    return Source(
        url=fields.need("url", values.url, ""),
        read=fields.need("read", values.one_of(Read), Read.PRIMARY),
        archive=fields.get("archive", values.url),
        read_from=fields.get("read_from", values.url),
    )


def _shortened(message: str) -> str:
    return message if len(message) <= 400 else f"{message[:200]} … {message[-190:]}"


def _is_word(node: Node) -> bool:
    return isinstance(node, Lost) or (isinstance(node, Text) and bool(node.value))


def _name(node: Node) -> str:
    if isinstance(node, Text):
        return "a single value" if node.value.strip() else "empty"
    return "a list" if isinstance(node, Items) else "keys and values"
