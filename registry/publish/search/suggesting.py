"""What a reader may be about to type: labs, topics, documents and clauses by how their names begin."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from registry.publish.search.entries import Entry, EntryKind
from registry.publish.search.words import STOP_WORDS, folded

LEAST = 2
"""So many letters are needed."""
MOST = 8
"""So many suggestions are made."""

_OF_A_KIND = {EntryKind.LAB: 3, EntryKind.TOPIC: 2, EntryKind.DOCUMENT: 3, EntryKind.CLAUSE: MOST}
"""The kinds that are suggested, in this order, and how many of each."""
_LOOKED_AT = 200
_MOST_STARTS = 6


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that is called as was typed, or will be: what it is, what it belongs to, and where it stands."""

    kind: EntryKind
    title: str
    context: str
    path: str


class _Row(NamedTuple):
    """A name from one of its words on. `late` says at which word it begins, `past` whether the thing is over."""

    start: str
    late: int
    past: bool
    size: int
    place: int


class Suggestions:
    """The sorted tables of one edition, a kind each. Immutable; threads may share it."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._tables = {kind: sorted(_rows(entries, kind)) for kind in _OF_A_KIND}

    def beginning(self, typed: str) -> tuple[Suggestion, ...]:
        """What is called as was typed so far: names that begin so before those in which a later word does."""
        start = folded(typed)
        if len(start) < LEAST:
            return ()
        found = [place for kind in _OF_A_KIND for place in self._of_kind(kind, start)]
        return tuple(_suggestion(self._entries[place]) for place in found[:MOST])

    def _of_kind(self, kind: EntryKind, start: str) -> Iterable[int]:
        table = self._tables[kind]
        first = bisect_left(table, (start,))
        last = bisect_left(table, (start + "\U0010ffff",), first)
        near = sorted(islice(table, first, min(last, first + _LOOKED_AT)), key=lambda row: row[1:])
        return islice(dict.fromkeys(row.place for row in near), _OF_A_KIND[kind])


def _rows(entries: Sequence[Entry], kind: EntryKind) -> Iterator[_Row]:
    for place, entry in enumerate(entries):
        if entry.kind is not kind:
            continue
        past = bool(entry.spans) and bool(entry.spans[-1].end)
        # Names are folded already; those that are not, with hyphens in them, are there for addresses.
        for name in (name for name in entry.names if "-" not in name):
            yield from (_Row(start, late, past, len(name), place) for late, start in _starts(name))


def _starts(name: str) -> Iterator[tuple[int, str]]:
    """A name from its beginning and from each of its first telling words on."""
    words = name.split()
    for late in range(min(len(words), _MOST_STARTS)):
        if late == 0 or words[late] not in STOP_WORDS:
            yield late, " ".join(words[late:])


def _suggestion(entry: Entry) -> Suggestion:
    return Suggestion(entry.kind, entry.title, " · ".join(entry.context), entry.path)
