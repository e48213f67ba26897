"""What a lab was committed to, from when to when: its holdings on any date, and which topics were looked into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from registry.core.compare import Standing, standings
from registry.core.records import Clause, Document, Kind, Lab, Signatory, Version


@dataclass(frozen=True, eq=False, repr=False)
class Tenure:
    """One lab holding one clause, as one version of a document has it, from `start` until before `end`.

    `since` is the day from which the lab has been bound by the promise in this document without a break, earlier
    forms of the clause included.
    """

    lab: str
    document: Document
    standing: Standing
    start: date
    end: date | None
    since: date

    @property
    def clause(self) -> Clause:
        """The clause that is held."""
        return self.standing.clause

    @property
    def version(self) -> Version:
        """The version that holds the clause's text."""
        return self.standing.version

    @property
    def own(self) -> bool:
        """Whether it stands in a document of the lab's own, not a joint one."""
        return not self.document.is_joint

    @cached_property
    def reference(self) -> str:
        """The clause's reference: `<document>/<clause id>`, or `joint/<document>/<clause id>`."""
        return f"{self.document.reference}/{self.clause.id}"

    @cached_property
    def names(self) -> frozenset[str]:
        """The references of the clause under every id that it has had in the document."""
        return frozenset(f"{self.document.reference}/{name}" for name in self.standing.ids)

    def covers(self, on: date) -> bool:
        """Whether the clause is held on that day."""
        return self.start <= on and (self.end is None or on < self.end)


def tenures(lab: Lab, joint: Mapping[str, Document]) -> tuple[Tenure, ...]:
    """Every span in which a lab held a clause, of its own documents and of those joint ones it signed."""
    found: list[Tenure] = []
    for document in lab.documents:
        found.extend(_spans(lab.slug, document, None))
    for document in joint.values():
        for signatory in document.signatories:
            if signatory.lab == lab.slug and document.kind is not Kind.LAW:
                found.extend(_spans(lab.slug, document, signatory))
    return tuple(found)


def version_on(document: Document, on: date) -> Version | None:
    """The newest version dated not after the day, or None before the first."""
    return next((version for version in reversed(document.versions) if version.date.first <= on), None)


def coming_versions(document: Document, on: date) -> tuple[Version, ...]:
    """The versions that were published by that day and count only from a later one, the nearest first."""
    later = (version for version in document.versions if version.date.first > on)
    return tuple(version for version in later if version.published and version.published.first <= on)


def in_force(document: Document, on: date) -> bool:
    """Whether the document has a version by that day and is not withdrawn by then."""
    withdrawn = document.withdrawn is not None and document.withdrawn.date.first <= on
    return version_on(document, on) is not None and not withdrawn


def _spans(lab: str, document: Document, signatory: Signatory | None) -> Iterator[Tenure]:
    opens = signatory.since.first if signatory else date.min
    closes = _earliest(_closing_days(document, signatory))
    following = [version.date.first for version in document.versions[1:]]
    for index, present in enumerate(standings(document)):
        version = document.versions[index]
        start = max(version.date.first, opens)
        next_version = following[index] if index < len(following) else None
        for standing in present:
            if signatory and signatory.clauses and not standing.ids & set(signatory.clauses):
                continue
            ends = standing.clause.ends.first if standing.clause.ends else None
            end = _earliest((closes, next_version, ends))
            if end is None or start < end:
                yield Tenure(lab, document, standing, start, end, max(standing.since, opens))


def _closing_days(document: Document, signatory: Signatory | None) -> Iterator[date]:
    if document.withdrawn:
        yield document.withdrawn.date.first
    if signatory and signatory.left:
        yield signatory.left.first
    if signatory and signatory.out_of_scope:
        yield signatory.out_of_scope.since.first


def _earliest(days: Iterator[date] | tuple[date | None, ...]) -> date | None:
    return min((day for day in days if day is not None), default=None)
