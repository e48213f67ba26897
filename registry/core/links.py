"""Which clauses of a lab are one promise: the same over time, or linked across documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from registry.core.history import Tenure
from registry.core.records import Conduct, Document, Lab


@dataclass(frozen=True, eq=False, repr=False)
class Links:
    """Which clause references of a lab's files name the same promise, by id over time or by `continues`."""

    lab: Lab
    joint: Mapping[str, Document]
    tenures: tuple[Tenure, ...]

    @cached_property
    def conduct(self) -> tuple[Conduct, ...]:
        """The lab's conduct entries, oldest first; a partial date counts from its last day."""
        return tuple(sorted(self.lab.conduct, key=lambda entry: (entry.date.last, entry.path)))

    @cached_property
    def about(self) -> frozenset[str]:
        """Everything that any conduct entry of the lab is about."""
        return frozenset(name for entry in self.conduct for name in entry.about)

    @cached_property
    def first_held(self) -> Mapping[tuple[str, str], date]:
        """The first day on which the lab held a clause of that document and id."""
        first: dict[tuple[str, str], date] = {}
        for tenure in self.tenures:
            key = tenure.document.reference, tenure.clause.id
            first[key] = min(first.get(key, date.max), tenure.start)
        return first

    @cached_property
    def _links(self) -> tuple[tuple[date, str, str], ...]:
        documents: list[Document] = [*self.lab.documents, *self.joint.values()]
        return tuple(
            (version.date.first, f"{document.reference}/{clause.id}", clause.continues)
            for document in documents
            for version in document.versions
            for clause in version.clauses
            if clause.continues
        )

    @cached_property
    def days(self) -> frozenset[date]:
        """The days from which one clause is linked with another."""
        return frozenset(since for since, _, _ in self._links)

    def held_since(self, tenure: Tenure) -> date:
        """The first day on which the lab held the clause under its id or one that it continues."""
        document = tenure.document.reference
        days = (self.first_held.get((document, name)) for name in tenure.standing.ids)
        return min((day for day in days if day), default=tenure.start)

    def names(self, tenure: Tenure, on: date) -> frozenset[str]:
        """What an entry's `about` may name to bear on the clause: its topic, its references, those linked with it."""
        own, linked = tenure.names, {tenure.clause.topic}
        for since, source, target in self._links:
            if since <= on:
                if source in own:
                    linked.add(target)
                if target in own:
                    linked.add(source)
        return own | linked
