"""Changes from one version to another as readers are told them: by what happened, each text compared word by word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registry.core.compare import Change
from registry.core.records import Direction
from registry.core.vocabulary import Vocabulary
from registry.publish.wording import Run, word_runs

ORDER = (
    Direction.REMOVED,
    Direction.WEAKENED,
    Direction.MIXED,
    Direction.ADDED,
    Direction.STRENGTHENED,
    Direction.ALTERED,
    Direction.REWORDED,
)
"""The order of groups: what a reader would miss first."""


@dataclass(frozen=True, slots=True)
class ClauseDiff:
    """One clause's change with its texts compared word by word."""

    change: Change
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The clauses to which the same happened, topic by topic, and how many of them a person judged."""

    direction: Direction
    diffs: tuple[ClauseDiff, ...]
    judged: int


def topic_order(changes: Iterable[Change], words: Vocabulary) -> tuple[Change, ...]:
    """Changes about one topic beside each other, the topics in the vocabulary's order."""
    places = {topic.id: place for place, topic in enumerate(words.topics)}
    return tuple(sorted(changes, key=lambda change: places.get(change.clause.topic, len(places))))


def groups(changes: tuple[Change, ...], words: Vocabulary) -> tuple[Group, ...]:
    """The clauses that changed, by what happened to them, what a reader would miss first."""
    listed = topic_order(changes, words)
    found = (
        _group(direction, [change for change in listed if change.direction is direction])
        for direction in ORDER
    )
    return tuple(group for group in found if group.diffs)


def _group(direction: Direction, changes: list[Change]) -> Group:
    judged = sum(change.judged is not None for change in changes)
    return Group(direction, tuple(_diff(change) for change in changes), judged)


def _diff(change: Change) -> ClauseDiff:
    if change.before and change.after:
        return ClauseDiff(change, word_runs(change.before.text, change.after.text))
    return ClauseDiff(change, ())
