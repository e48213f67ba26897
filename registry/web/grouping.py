"""Records put together as pages show them: changes by version and direction, clauses by topic and in reading order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from registry.core.compare import Change, Standing
from registry.core.dates import PartialDate
from registry.core.history import Tenure
from registry.core.records import Act, Direction, Document, Version
from registry.core.vocabulary import Topic, Vocabulary
from registry.publish.explain import LOSSES_FIRST, memo


@dataclass(frozen=True)
class VersionChanges:
    """What one version (or the withdrawal of its document) changed, by direction."""

    document: Document
    version: Version | None
    before: Version | None
    date: PartialDate
    changes: tuple[Change, ...]

    @property
    def counts(self) -> tuple[tuple[Direction, int], ...]:
        """How many changes of each direction, in the order of Direction, without the empty ones."""
        return count_directions(self.changes)

    @property
    def memo(self) -> str:
        """The changes counted in one line of plain words."""
        return memo(self.changes)

    @property
    def losses_first(self) -> tuple[Change, ...]:
        """The changes in the order in which the line tells them."""
        return tuple(sorted(self.changes, key=lambda change: LOSSES_FIRST.index(change.direction)))

    @property
    def key(self) -> str:
        """Names the group for good: the path of the version's text, or for a withdrawal the document's."""
        return self.version.path if self.version else f"{self.document.path}#withdrawn"


def by_version(changes: Iterable[Change]) -> Iterable[VersionChanges]:
    """Changes grouped by the version that made them, in the order given."""
    for _, group in groupby(changes, key=lambda change: (change.document.path, change.to_version)):
        members = tuple(group)
        first = members[0]
        yield VersionChanges(first.document, first.to_version, first.from_version, first.date, members)


def count_directions(changes: Iterable[Change]) -> tuple[tuple[Direction, int], ...]:
    """How many changes of each direction, in the order of Direction, without the empty ones."""
    found = [change.direction for change in changes]
    return tuple((direction, found.count(direction)) for direction in Direction if direction in found)


@dataclass(frozen=True)
class TopicClauses:
    """The clauses of a version that are about one topic, in the order of the document."""

    topic: Topic
    clauses: tuple[Standing, ...]


def by_topic(clauses: Iterable[Standing], words: Vocabulary) -> tuple[TopicClauses, ...]:
    """Clauses grouped by their topic, in the vocabulary's order, without the empty ones."""
    present = tuple(clauses)
    groups = (
        TopicClauses(topic, tuple(standing for standing in present if standing.clause.topic == topic.id))
        for topic in words.topics
    )
    return tuple(group for group in groups if group.clauses)


def reading_order(tenures: Iterable[Tenure], words: Vocabulary) -> tuple[Tenure, ...]:
    """Promises before other acts, the lab's own before joint ones, the strongest first."""

    def place(tenure: Tenure) -> tuple[bool, bool, int, str]:
        clause = tenure.clause
        strongest_first = -words.rank("strength", clause.strength)
        return clause.act is not Act.PROMISE, not tenure.own, strongest_first, tenure.reference

    return tuple(sorted(tenures, key=place))
