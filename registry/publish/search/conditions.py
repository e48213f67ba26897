"""What `field:value` means: the entries that meet it, and what the reader is told where a value is not known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import reduce

import numpy as np

from registry.core.dates import PartialDate
from registry.core.records import JOINT, Direction
from registry.publish.search.columns import Columns, Mask
from registry.publish.search.corpus import Corpus
from registry.publish.search.entries import EntryKind
from registry.publish.search.life import State
from registry.publish.search.tree import (
    All,
    AnyOf,
    Best,
    Everything,
    Field,
    FieldName,
    Mostly,
    Node,
    Not,
    Only,
    Prefer,
    Weighted,
)
from registry.publish.search.words import folded, split

_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")
_SHOWN_VALUES = 12


@dataclass
class Conditions:
    """Turns the Field nodes of one query into the entries that meet them; gathers notes for the reader."""

    columns: Columns
    corpus: Corpus
    today: date
    notes: list[str] = field(default_factory=list)

    def resolved(self, node: Node) -> Node:
        """The tree without Field nodes."""
        match node:
            case Field():
                return self._only(node)
            case All(parts) | AnyOf(parts) | Best(parts):
                return type(node)(tuple(self.resolved(part) for part in parts))
            case Not(part) | Weighted(part):
                return replace(node, part=self.resolved(part))
            case Prefer(part, better):
                return Prefer(self.resolved(part), self.resolved(better))
            case Mostly(whole, partly):
                return Mostly(self.resolved(whole), self.resolved(partly))
            case _:
                return node

    def _only(self, asked: Field) -> Node:
        if not asked.value.strip():
            self.notes.append(f"“{asked.name}:” without a value was passed over.")
            return Everything()
        return Only(self._meeting(asked.name, asked.value), asked.worth)

    def _meeting(self, name: FieldName, value: str) -> Mask:
        found: dict[FieldName, Callable[[str], Mask]] = {
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
        return found[name](value) if name in found else self._facet(name, value)

    def _lab(self, value: str) -> Mask:
        joint = folded(value) == JOINT
        return self.columns.having(
            "lab", JOINT if joint else self._known("lab", value, self.corpus.lab_names)
        )

    def _topic(self, value: str) -> Mask:
        return self.columns.having("topic", self._known("topic", value, self.corpus.topic_names))

    def _document(self, value: str) -> Mask:
        name, path = folded(value), value.strip().lower()
        called = self.columns.documents
        found = {path, *called.get(name, ()), *called.get(path, ())}
        mask = self.columns.having_any("document", lambda document: document in found)
        if not mask.any():
            self.notes.append(f"No document is called “{value}”.")
        return mask

    def _version(self, value: str) -> Mask:
        wanted = folded(value)
        return self.columns.having_any("version", lambda label: folded(label) == wanted)

    def _kind(self, value: str) -> Mask:
        kinds = {name: kind.value for kind in EntryKind for name in (kind.value, f"{kind.value}s")}
        return self.columns.having("kind", self._known("kind", value, kinds))

    def _facet(self, name: FieldName, value: str) -> Mask:
        values = {folded(item): item for item in self.corpus.facets[name]}
        return self.columns.having(name.value, self._known(name, value, values))

    def _decider(self, value: str) -> Mask:
        wanted = split(value)

        def decides(decider: str) -> bool:
            named = split(decider)
            return bool(wanted) and all(any(word.startswith(start) for word in named) for start in wanted)

        return self.columns.having_any("decider", decides)

    def _removed(self, value: str) -> Mask:
        states = self.columns.states(self.today)
        removed = states[State.REMOVED.value]
        match self._yes_or_no("removed", value):
            case None:
                return self.columns.none()
            case True:
                return removed
            case False:
                return reduce(np.logical_or, states.values()) & ~removed

    def _changed(self, value: str) -> Mask:
        if value.lower() in _YES:
            return self.columns.changed
        directions = {direction.value: direction.value for direction in Direction}
        return self.columns.having("changed", self._known("changed", value, directions))

    def _as_of(self, value: str) -> Mask:
        day = self._day(FieldName.AS_OF, value)
        return self.columns.stood(day.first) if day else self.columns.all()

    def _since(self, value: str) -> Mask:
        day = self._day(FieldName.SINCE, value)
        return self.columns.within(day.first, None) if day else self.columns.all()

    def _until(self, value: str) -> Mask:
        day = self._day(FieldName.UNTIL, value)
        return self.columns.within(None, day.last) if day else self.columns.all()

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
