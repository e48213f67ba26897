"""What `field:value` means: the entries that meet it, and what the reader is told where a value is not known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from registry.core.dates import PartialDate
from registry.core.records import JOINT, Direction
from registry.publish.search.corpus import Corpus
from registry.publish.search.entries import Entry, EntryKind
from registry.publish.search.life import State, life_on, stood_on
from registry.publish.search.tree import All, AnyOf, Everything, Field, FieldName, Node, Not, Only
from registry.publish.search.words import folded, split

_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")
_SHOWN_VALUES = 12

Test = Callable[[Entry], bool]


@dataclass
class Conditions:
    """Turns the Field nodes of one query into the entries that meet them; gathers notes for the reader."""

    entries: Mapping[str, Entry]
    corpus: Corpus
    today: date
    notes: list[str] = field(default_factory=list)

    def resolved(self, node: Node) -> Node:
        """The tree without Field nodes."""
        match node:
            case Field():
                return self._only(node)
            case All(parts):
                return All(tuple(self.resolved(part) for part in parts))
            case AnyOf(parts):
                return AnyOf(tuple(self.resolved(part) for part in parts))
            case Not(part):
                return Not(self.resolved(part))
            case _:
                return node

    def _only(self, asked: Field) -> Node:
        if not asked.value.strip():
            self.notes.append(f"“{asked.name}:” without a value was passed over.")
            return Everything()
        test = self._test(asked.name, asked.value)
        return Only(frozenset(key for key, entry in self.entries.items() if test(entry)))

    def _test(self, name: FieldName, value: str) -> Test:
        tests: dict[FieldName, Callable[[str], Test]] = {
            FieldName.LAB: self._lab,
            FieldName.TOPIC: self._topic,
            FieldName.DOCUMENT: self._document,
            FieldName.VERSION: self._version,
            FieldName.KIND: self._kind,
            FieldName.DECIDER: self._decider,
            FieldName.REMOVED: self._removed,
            FieldName.CHANGED: self._changed,
            FieldName.AS_OF: self._as_of,
            FieldName.SINCE: self._since,
            FieldName.UNTIL: self._until,
        }
        return tests[name](value) if name in tests else self._facet(name, value)

    def _lab(self, value: str) -> Test:
        if folded(value) == JOINT:
            return lambda entry: entry.document.startswith(f"{JOINT}/")
        slug = self._known("lab", value, self.corpus.lab_names)
        return lambda entry: slug in entry.labs

    def _topic(self, value: str) -> Test:
        topic = self._known("topic", value, self.corpus.topic_names)
        return lambda entry: topic in entry.topics

    def _document(self, value: str) -> Test:
        name, path = folded(value), value.strip().lower()
        found = {
            entry.document
            for entry in self.entries.values()
            if entry.kind is EntryKind.DOCUMENT and {path, name} & {entry.document, *entry.names}
        }
        if not found:
            self.notes.append(f"No document is called “{value}”.")
        return lambda entry: entry.document in found

    def _version(self, value: str) -> Test:
        label = folded(value)
        return lambda entry: bool(entry.label) and folded(entry.label) == label

    def _kind(self, value: str) -> Test:
        kinds = {name: kind for kind in EntryKind for name in (kind.value, f"{kind.value}s")}
        kind = self._known("kind", value, kinds)
        return lambda entry: entry.kind == kind

    def _facet(self, name: FieldName, value: str) -> Test:
        values = {folded(item): item for item in self.corpus.facets[name]}
        wanted = self._known(name, value, values)
        return lambda entry: wanted is not None and getattr(entry, name) == wanted

    def _decider(self, value: str) -> Test:
        wanted = split(value)

        def test(entry: Entry) -> bool:
            named = split(entry.decider)
            return bool(wanted) and all(any(word.startswith(start) for word in named) for start in wanted)

        return test

    def _removed(self, value: str) -> Test:
        answer, today = self._yes_or_no("removed", value), self.today.isoformat()

        def test(entry: Entry) -> bool:
            life = life_on(entry, today)
            return life is not None and (life.state is State.REMOVED) is answer

        return test

    def _changed(self, value: str) -> Test:
        if value.lower() in _YES:
            return lambda entry: len(entry.events) > 1
        wanted = self._known("changed", value, {direction.value: direction.value for direction in Direction})
        return lambda entry: any(event.direction == wanted for event in entry.events)

    def _as_of(self, value: str) -> Test:
        day = self._day(FieldName.AS_OF, value)
        return lambda entry: day is None or stood_on(entry, day.first.isoformat())

    def _since(self, value: str) -> Test:
        day = self._day(FieldName.SINCE, value)
        return lambda entry: (
            day is None or (bool(entry.date) and PartialDate.parse(entry.date).first >= day.first)
        )

    def _until(self, value: str) -> Test:
        day = self._day(FieldName.UNTIL, value)
        return lambda entry: (
            day is None or (bool(entry.date) and PartialDate.parse(entry.date).first <= day.last)
        )

    def _day(self, name: FieldName, value: str) -> PartialDate | None:
        try:
            return PartialDate.parse(value)
        except ValueError:
            self.notes.append(
                f"“{name}:{value}” was passed over: write a date as YYYY-MM-DD, YYYY-MM or YYYY."
            )
            return None

    def _yes_or_no(self, name: str, value: str) -> bool | None:
        if value.lower() in (*_YES, *_NO):
            return value.lower() in _YES
        self.notes.append(f"“{name}:” is answered by yes or no.")
        return None

    def _known(self, name: str, value: str, values: Mapping[str, str]) -> str | None:
        """The value that a folded name stands for; where there is none, a note that names the nearest."""
        for spoken in (folded(value), value.strip().lower()):
            if spoken in values:
                return values[spoken]
        self.notes.append(f"No {name} is called “{value}”; {_nearest(value, values)}.")
        return None


def _nearest(value: str, values: Collection[str]) -> str:
    nearest = get_close_matches(folded(value), values, n=1, cutoff=0.5)
    if nearest:
        return f"did you mean “{nearest[0]}”?"
    listed = ", ".join(list(values)[:_SHOWN_VALUES])
    return f"there are {listed}" + (" and others" if len(values) > _SHOWN_VALUES else "")
