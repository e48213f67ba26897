"""Labs side by side under one standard: totals, criteria and topics, what differs most first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from registry.core.catalog import Catalog
from registry.core.records import Lab
from registry.core.scoring import CriterionScore, Scorecard, score
from registry.core.standard import Criterion, Standard
from registry.core.topics import TopicRecord, topic_records
from registry.core.vocabulary import Topic
from registry.errors import BadValue

FEWEST, MOST = 2, 6


@dataclass(frozen=True, slots=True)
class ComparedCriterion:
    """One criterion across the labs, in their order."""

    criterion: Criterion
    results: tuple[CriterionScore, ...]

    @property
    def spread(self) -> float:
        """The highest practice score less the lowest."""
        scores = [result.practice for result in self.results]
        return max(scores) - min(scores)

    @property
    def differs(self) -> bool:
        """Whether the labs differ in promise, practice, or in having been assessed."""
        return len({(result.promise, result.practice, result.assessed) for result in self.results}) > 1


@dataclass(frozen=True, slots=True)
class ComparedTopic:
    """One topic across the labs, in their order."""

    topic: Topic
    records: tuple[TopicRecord, ...]

    @property
    def differs(self) -> bool:
        """Whether the labs stand in different plain states."""
        return len({record.status for record in self.records}) > 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """Labs side by side under one standard on one day; what differs most comes first."""

    standard: Standard
    labs: tuple[Lab, ...]
    cards: tuple[Scorecard, ...]
    criteria: tuple[ComparedCriterion, ...]
    topics: tuple[ComparedTopic, ...]


def comparison(catalog: Catalog, labs: Sequence[str], standard: Standard, on: date) -> Comparison:
    """Set labs side by side.

    Raises BadValue unless there are two to six of them, NotFound for an unknown one.
    """
    check_labs(labs, fewest=FEWEST)
    cards = tuple(score(catalog, standard, slug, on) for slug in labs)
    criteria = (
        ComparedCriterion(criterion, tuple(card.criteria[index] for card in cards))
        for index, criterion in enumerate(standard.criteria)
    )
    records = zip(*(topic_records(catalog, slug, on) for slug in labs), strict=True)
    topics = (
        ComparedTopic(topic, across) for topic, across in zip(catalog.vocabulary.topics, records, strict=True)
    )
    return Comparison(
        standard=standard,
        labs=tuple(catalog.lab(slug) for slug in labs),
        cards=cards,
        criteria=tuple(
            sorted(criteria, key=lambda row: (not row.differs, -row.spread * row.criterion.weight))
        ),
        topics=tuple(sorted(topics, key=lambda row: not row.differs)),
    )


def check_labs(labs: Sequence[str], *, fewest: int) -> None:
    """Raise BadValue unless so many different labs, and at most six, are named."""
    if not fewest <= len(set(labs)) == len(labs) <= MOST:
        raise BadValue(f"choose {fewest} to {MOST} different labs, not {', '.join(labs) or 'none'}")
