"""What entries are narrowed and counted by, in memory: for each value of a property, the entries that have it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from registry.core.dates import PartialDate
from registry.core.records import JOINT
from registry.publish.search.entries import Ending, Entry, EntryKind, Span
from registry.publish.search.life import ENDED, State, has_state
from registry.publish.search.ranking import KIND_WEIGHT

Mask = npt.NDArray[np.bool_]
"""For each entry, in their order, whether it is one of those meant."""

Days = npt.NDArray[np.int32]
"""Days as numbers that are in order as days are."""

States = Mapping[str, Mask]
"""How entries stand on a day: for each state those that are in it."""

Places = npt.NDArray[np.int32]
"""Entries by their place among all."""

_NEVER = 9999_99_99
_DAYS_KEPT = 8


class _Spans(NamedTuple):
    """Spans of entries, in order: whose, from when until before when, and how an entry stands after it."""

    places: Places
    starts: Days
    ends: Days
    after: Sequence[State]

    @classmethod
    def of(cls, given: Iterable[tuple[int, Sequence[Span]]]) -> Self:
        spans = [(place, span) for place, spans in given for span in spans]
        return cls(
            np.array([place for place, _ in spans], np.int32),
            np.array([_number(span.start) for _, span in spans], np.int32),
            np.array([_number(span.end) if span.end else _NEVER for _, span in spans], np.int32),
            [ENDED.get(Ending(span.ending), State.REMOVED) for _, span in spans],
        )

    def covering(self, day: int) -> Places:
        """The places of the entries that a span covers on a day."""
        return self.places[(self.starts <= day) & (day < self.ends)]


class Property(NamedTuple):
    """The values of a property, numbered, and in two columns which entry has which; ordered by value."""

    values: Mapping[str, int]
    places: Places
    numbers: npt.NDArray[np.int32]

    @classmethod
    def of(cls, given: Iterable[Iterable[str]]) -> Self:
        """The property of which each entry has these values; an empty one counts as none."""
        values: dict[str, int] = {}
        pairs = sorted(
            {
                (values.setdefault(value, len(values)), place)
                for place, each in enumerate(given)
                for value in each
                if value
            }
        )
        return cls(
            values,
            np.array([place for _, place in pairs], np.int32),
            np.array([number for number, _ in pairs], np.int32),
        )

    def having(self, wanted: Callable[[str], bool]) -> Places:
        """The entries that have one of the wanted values."""
        numbers = [number for value, number in self.values.items() if wanted(value)]
        return self.places[np.isin(self.numbers, numbers)]

    def having_one(self, value: str) -> Places:
        """The entries that have a value."""
        number = self.values.get(value, -1)
        start, end = np.searchsorted(self.numbers, (number, number + 1))
        return self.places[start:end]

    def counts(self, mask: Mask) -> Mapping[str, int]:
        """How many of some entries have each value; of those that have any."""
        found = np.bincount(self.numbers[mask[self.places]], minlength=len(self.values)).tolist()
        return {value: found[number] for value, number in self.values.items() if found[number]}


class Columns:
    """The properties of an edition's entries. Immutable; threads may share it."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.size = len(entries)
        self.properties: Mapping[str, Property] = {
            "lab": Property.of(_labs(entry) for entry in entries),
            "topic": Property.of(entry.topics for entry in entries),
            "kind": Property.of((entry.kind.value,) for entry in entries),
            "document": Property.of((entry.document,) for entry in entries),
            "version": Property.of((entry.label,) for entry in entries),
            "strength": Property.of((entry.strength,) for entry in entries),
            "verification": Property.of((entry.verification,) for entry in entries),
            "verdict": Property.of((entry.verdict,) for entry in entries),
            "decider": Property.of((entry.decider,) for entry in entries),
            "changed": Property.of([event.direction for event in entry.events] for entry in entries),
            "year": Property.of((entry.date[:4],) for entry in entries),
        }
        self.worth = np.array([KIND_WEIGHT.get(entry.kind, 1.0) for entry in entries])
        self.documents = _documents(entries)
        # The first day that an entry's date may mean; nought without any.
        self.dates: Days = np.array([_first(entry) for entry in entries], np.int32)
        self.changed = np.array([len(entry.events) > 1 for entry in entries], np.bool_)
        self._stateful = np.array([has_state(entry) for entry in entries], np.bool_)
        self._bound = np.array([bool(entry.spans) for entry in entries], np.bool_)
        self._spans = _Spans.of((place, entry.spans) for place, entry in enumerate(entries))
        self._split = np.array([bool(entry.held) for entry in entries], np.bool_)
        self._held = self._spans_by_lab(entries)
        self.states = lru_cache(_DAYS_KEPT)(self._states)

    def none(self) -> Mask:
        """No entry."""
        return np.zeros(self.size, np.bool_)

    def all(self) -> Mask:
        """Every entry."""
        return np.ones(self.size, np.bool_)

    def having(self, name: str, value: str | None) -> Mask:
        """The entries that have a value of a property."""
        mask = self.none()
        if value is not None:
            mask[self.properties[name].having_one(value)] = True
        return mask

    def having_any(self, name: str, wanted: Callable[[str], bool]) -> Mask:
        """The entries that have a wanted value of a property."""
        mask = self.none()
        mask[self.properties[name].having(wanted)] = True
        return mask

    def counts(self, name: str, mask: Mask) -> Mapping[str, int]:
        """How many of some entries have each value of a property; joint documents are no lab's."""
        counted = self.properties[name].counts(mask)
        return {value: count for value, count in counted.items() if value != JOINT}

    def within(self, first: date | None, last: date | None) -> Mask:
        """The entries with a date not before `first` and not after `last`."""
        mask = self.dates > 0
        if first is not None:
            mask &= self.dates >= _number(first)
        if last is not None:
            mask &= self.dates <= _number(last)
        return mask

    def stood(self, day: date, *, lab: str | None = None) -> Mask:
        """What was in force, or had happened, by a day; with a lab, what that lab held."""
        number = _number(day)
        mask = ~self._bound
        mask[self._spans.covering(number)] = True
        if lab is not None:
            mask &= ~self._split
            if lab in self._held:
                mask[self._held[lab].covering(number)] = True
        return mask

    def _states(self, day: date) -> States:
        """How documents, versions and clauses stand on a day: of the spans that have begun, the last one tells."""
        number, spans = _number(day), self._spans
        order = list(State)
        codes = np.where(self._stateful, order.index(State.NOT_YET), -1)
        begun = spans.starts <= number
        after = np.array([order.index(state) for state in spans.after], np.int64)
        told = np.where(number < spans.ends, order.index(State.IN_FORCE), after)
        codes[spans.places[begun]] = told[begun]
        codes[~self._stateful] = -1
        return {state.value: codes == code for code, state in enumerate(order)}

    @staticmethod
    def _spans_by_lab(entries: Sequence[Entry]) -> Mapping[str, _Spans]:
        held: dict[str, list[tuple[int, Sequence[Span]]]] = {}
        for place, entry in enumerate(entries):
            for lab, spans in entry.held:
                held.setdefault(lab, []).append((place, spans))
        return {lab: _Spans.of(spans) for lab, spans in held.items()}


def _documents(entries: Iterable[Entry]) -> Mapping[str, tuple[str, ...]]:
    """The paths of the documents by each of their names."""
    called: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        if entry.kind is EntryKind.DOCUMENT:
            for name in entry.names:
                called[name] = (*called.get(name, ()), entry.document)
    return called


def _labs(entry: Entry) -> tuple[str, ...]:
    """The labs of an entry; `joint` stands for all joint documents."""
    return (*entry.labs, JOINT) if entry.document.startswith(f"{JOINT}/") else entry.labs


def _first(entry: Entry) -> int:
    return _number(PartialDate.parse(entry.date).first) if entry.date else 0


def _number(day: date | str) -> int:
    return int(str(day).replace("-", "")) if day else 0
