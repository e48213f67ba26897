"""What follows from putting one catalogue in another's place: changes, scores and states of topics that differ.

An impact has two sides, and says nothing of what is the same on both: one catalogue has no impact on itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from registry.core import compare
from registry.core.catalog import Catalog
from registry.core.compare import Change
from registry.core.records import Direction, Document
from registry.core.scoring import CriterionScore, Scorecard, score
from registry.core.topics import Status, TopicRecord, topic_record

K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ChangeShift:
    """A clause's change between two versions as it was told before and as it is told after.

    None on the side on which nothing happened to the clause there.
    """

    before: Change | None
    after: Change | None

    @property
    def change(self) -> Change:
        """The change as it is told after, or else as it was told before."""
        return _either(self.before, self.after)


@dataclass(frozen=True, slots=True)
class CriterionShift:
    """One criterion's result on either side; None where the standard, the criterion or the lab is not there."""

    before: CriterionScore | None
    after: CriterionScore | None

    @property
    def id(self) -> str:
        """The criterion's id."""
        return _either(self.before, self.after).criterion.id

    @property
    def moves(self) -> bool:
        """Whether its points differ, and not only the text that decides them."""
        return _points(self.before) != _points(self.after)


@dataclass(frozen=True, slots=True)
class ScoreShift:
    """One lab's scorecard under one standard on either side, and the criteria whose results differ.

    None on the side on which the standard or the lab is not there.
    """

    standard: str
    lab: str
    before: Scorecard | None
    after: Scorecard | None
    criteria: tuple[CriterionShift, ...]

    @property
    def moves(self) -> bool:
        """Whether any number or the grade differs, and not only the texts that decide them."""
        return _totals(self.before) != _totals(self.after) or any(shift.moves for shift in self.criteria)


@dataclass(frozen=True, slots=True)
class TopicShift:
    """What is on record about a lab and a topic on either side; None where the lab or the topic is not there.

    `gained` and `lost` are the references of clauses that the lab holds on one side alone.
    """

    lab: str
    topic: str
    before: TopicRecord | None
    after: TopicRecord | None
    gained: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def status(self) -> tuple[Status, Status]:
        """The plain state before and after."""
        return _status(self.before), _status(self.after)


@dataclass(frozen=True, eq=False, repr=False)
class Impact:
    """All that differs between two catalogues on a day. Each part is in the order of what it names."""

    on: date
    changes: tuple[ChangeShift, ...]
    scores: tuple[ScoreShift, ...]
    topics: tuple[TopicShift, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing that is derived differs."""
        return not (self.changes or self.scores or self.topics)

    @cached_property
    def labs(self) -> tuple[str, ...]:
        """The labs whose scores or topics differ."""
        return tuple(sorted({shift.lab for shift in self.scores} | {shift.lab for shift in self.topics}))


def impact(before: Catalog, after: Catalog, *, on: date) -> Impact:
    """What differs between two catalogues, with scores and topics as they are on a day.

    Only what can differ is worked out: documents, labs and standards that are the same on both sides are passed over.
    """
    labs = _labs_in_question(before, after)
    return Impact(
        on=on,
        changes=tuple(_change_shifts(before, after)),
        scores=tuple(_score_shifts(before, after, labs, on)),
        topics=tuple(_topic_shifts(before, after, labs, on)),
    )


def score_shift(standard: str, lab: str, before: Scorecard | None, after: Scorecard | None) -> ScoreShift:
    """One lab's two scorecards under one standard against each other."""
    return ScoreShift(standard, lab, before, after, tuple(_criterion_shifts(before, after)))


def _change_shifts(before: Catalog, after: Catalog) -> Iterator[ChangeShift]:
    same_words = before.vocabulary == after.vocabulary
    old, new = _documents(before), _documents(after)
    for name in sorted(old.keys() | new.keys()):
        documents = old.get(name), new.get(name)
        if same_words and documents[0] == documents[1]:
            continue
        told = (_told(document, where) for document, where in zip(documents, (before, after), strict=True))
        shifts = (ChangeShift(*pair) for pair in _pairs(*told) if _retelling(pair[0]) != _retelling(pair[1]))
        yield from sorted(shifts, key=lambda shift: shift.change.date)


def _documents(catalog: Catalog) -> Mapping[tuple[str, str], Document]:
    return {(document.owner, document.slug): document for document in catalog.documents}


def _told(document: Document | None, catalog: Catalog) -> Mapping[tuple[str | None, str, bool], Change]:
    """What happened to each clause, by version, clause and whether it went; a clause left as it was has no change."""
    if document is None:
        return {}
    return {
        (
            change.to_version.label if change.to_version else None,
            change.clause.id,
            change.after is None,
        ): change
        for change in compare.changes(document, vocabulary=catalog.vocabulary)
        if change.direction is not Direction.UNCHANGED
    }


def _retelling(change: Change | None) -> object:
    """All that a reader is told of a change, apart from the clause's own words."""
    if change is None:
        return None
    facts = (change.date.text, change.clause.topic, change.derived, change.judged, change.moves)
    return (*facts, change.note, change.before is None)


def _labs_in_question(before: Catalog, after: Catalog) -> frozenset[str]:
    """The labs whose holdings or conduct may differ; a joint document may bear on any lab, by a link to it."""
    every = before.labs.keys() | after.labs.keys()
    if before.joint != after.joint or before.vocabulary != after.vocabulary:
        return frozenset(every)
    return frozenset(slug for slug in every if before.labs.get(slug) != after.labs.get(slug))


def _score_shifts(before: Catalog, after: Catalog, labs: frozenset[str], on: date) -> Iterator[ScoreShift]:
    for name in sorted(before.standards.keys() | after.standards.keys()):
        same = before.standards.get(name) == after.standards.get(name)
        every = before.labs.keys() | after.labs.keys()
        for lab in sorted(labs if same else every):
            cards = (_scorecard(catalog, name, lab, on) for catalog in (before, after))
            shift = score_shift(name, lab, *cards)
            if shift.criteria or shift.moves:
                yield shift


def _scorecard(catalog: Catalog, standard: str, lab: str, on: date) -> Scorecard | None:
    if standard not in catalog.standards or lab not in catalog.labs:
        return None
    return score(catalog, catalog.standards[standard], lab, on)


def _criterion_shifts(before: Scorecard | None, after: Scorecard | None) -> Iterator[CriterionShift]:
    old, new = (
        {result.criterion.id: result for result in card.criteria} if card else {} for card in (before, after)
    )
    for pair in _pairs(old, new):
        if _result(pair[0]) != _result(pair[1]):
            yield CriterionShift(*pair)


def _result(found: CriterionScore | None) -> object:
    """What a reader is told of a criterion: its scores, the level met and which clause decides."""
    if found is None:
        return None
    deciding = found.deciding.tenure.reference if found.deciding else None
    level = found.level.label if found.level else None
    return (found.promise, found.practice, found.assessed, found.criterion.weight, level, deciding)


def _topic_shifts(before: Catalog, after: Catalog, labs: frozenset[str], on: date) -> Iterator[TopicShift]:
    topics = before.vocabulary.topic_by_id.keys() | after.vocabulary.topic_by_id.keys()
    for lab in sorted(labs):
        for topic in sorted(topics):
            old, new = _topic_record(before, lab, topic, on), _topic_record(after, lab, topic, on)
            held, holds = _held(old), _held(new)
            if held != holds or _status(old) is not _status(new):
                yield TopicShift(
                    lab, topic, old, new, tuple(sorted(holds - held)), tuple(sorted(held - holds))
                )


def _topic_record(catalog: Catalog, lab: str, topic: str, on: date) -> TopicRecord | None:
    if lab not in catalog.labs or topic not in catalog.vocabulary.topic_by_id:
        return None
    return topic_record(catalog, lab, topic, on)


def _held(record: TopicRecord | None) -> set[str]:
    return {tenure.reference for tenure in record.held} if record else set()


def _status(record: TopicRecord | None) -> Status:
    """The plain state; of a lab or topic that is not there, nothing has been assessed."""
    return record.status if record else Status.NOT_ASSESSED


def _pairs(before: Mapping[K, T], after: Mapping[K, T]) -> Iterator[tuple[T | None, T | None]]:
    """What stands under each key on either side, in the later side's order; then what stands on the earlier alone."""
    gone: Iterable[K] = (key for key in before if key not in after)
    for key in (*after, *gone):
        yield before.get(key), after.get(key)


def _either(before: T | None, after: T | None) -> T:
    found = after if after is not None else before
    if found is None:
        raise ValueError("a shift has two sides, one of which may be empty")
    return found


def _points(result: CriterionScore | None) -> tuple[float, float] | None:
    return (result.promise, result.practice) if result else None


def _totals(card: Scorecard | None) -> tuple[object, ...] | None:
    return (card.promise, card.practice, card.low, card.high, card.coverage, card.grade) if card else None
