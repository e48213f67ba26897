"""The tables of scores: the totals of labs, and what they got for each criterion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from registry.core.robustness import Place, Ranking
from registry.core.scoring import CriterionScore, Scorecard
from registry.publish.comparisons import Comparison
from registry.publish.tables.table import Column, Kind, Table


@dataclass(frozen=True, slots=True)
class Total:
    """A lab's totals and its place among all labs, None where it has none."""

    card: Scorecard
    place: Place | None


@dataclass(frozen=True, slots=True)
class Result:
    """What one lab got for one criterion. `spread` is how far the labs of a comparison lie apart in it."""

    card: Scorecard
    score: CriterionScore
    spread: float | None = None


def totals(cards: Iterable[Scorecard], ranking: Ranking) -> Iterator[Total]:
    """The labs' totals under one standard, with their places."""
    places = {place.lab: place for place in ranking.places}
    return (Total(card, places.get(card.lab)) for card in cards)


def results(cards: Iterable[Scorecard]) -> Iterator[Result]:
    """What each lab got for each criterion, lab by lab, in the standard's order; nothing before it was founded."""
    return (Result(card, score) for card in cards if card.practice is not None for score in card.criteria)


def compared(found: Comparison) -> Iterator[Result]:
    """What each lab of a comparison got, by criterion in the comparison's order; nothing before it was founded."""
    return (
        Result(card, result, row.spread)
        for row in found.criteria
        for card, result in zip(found.cards, row.results, strict=True)
        if card.practice is not None
    )


def _deciding(row: Result) -> str | None:
    return row.score.deciding.tenure.reference if row.score.deciding else None


def _version(row: Result) -> str | None:
    return row.score.deciding.tenure.version.label if row.score.deciding else None


SCORES: Table[Total] = Table(
    "scores",
    "A lab's totals under a standard on the day, 0 to 100; they are empty before the lab was founded.",
    (
        Column("standard", "the standard's id", lambda row: row.card.standard.id),
        Column("standard_version", "its version", lambda row: row.card.standard.version),
        Column("lab", "the lab", lambda row: row.card.lab),
        Column("day", "the day scored", lambda row: row.card.on, Kind.DAY),
        Column("practice", "the total with conduct counted", lambda row: row.card.practice, Kind.NUMBER),
        Column("grade", "the grade for it", lambda row: row.card.grade),
        Column("promise", "the total of what is promised", lambda row: row.card.promise, Kind.NUMBER),
        Column(
            "low", "practice without documents of disputed standing", lambda row: row.card.low, Kind.NUMBER
        ),
        Column(
            "high",
            "practice with all that nobody has assessed counted 100",
            lambda row: row.card.high,
            Kind.NUMBER,
        ),
        Column(
            "coverage",
            "share of the weight that was assessed, 0 to 1",
            lambda row: row.card.coverage,
            Kind.NUMBER,
        ),
        Column("rank", "place by practice", lambda row: row.place.rank if row.place else None, Kind.WHOLE),
        Column(
            "best_rank",
            "best place in 90 % of drawn weights",
            lambda row: row.place.best if row.place else None,
            Kind.WHOLE,
        ),
        Column(
            "worst_rank",
            "worst place in them",
            lambda row: row.place.worst if row.place else None,
            Kind.WHOLE,
        ),
    ),
)

_RESULT: tuple[Column[Result], ...] = (
    Column("standard", "the standard's id", lambda row: row.card.standard.id),
    Column("standard_version", "its version", lambda row: row.card.standard.version),
    Column("criterion", "the criterion's id", lambda row: row.score.criterion.id),
    Column("title", "the criterion's title", lambda row: row.score.criterion.title),
    Column("weight", "its weight", lambda row: row.score.criterion.weight, Kind.NUMBER),
    Column("lab", "the lab", lambda row: row.card.lab),
    Column("day", "the day scored", lambda row: row.card.on, Kind.DAY),
    Column("practice", "0 to 100, with conduct counted", lambda row: row.score.practice, Kind.NUMBER),
    Column("promise", "0 to 100, as promised", lambda row: row.score.promise, Kind.NUMBER),
    Column(
        "level",
        "label of the level met; empty for none",
        lambda row: row.score.level.label if row.score.level else None,
    ),
    Column(
        "assessed",
        "whether somebody has looked; if not, 0 says nothing",
        lambda row: row.score.assessed,
        Kind.YES_NO,
    ),
    Column("clause", "the clause that decides the promise", _deciding),
    Column("version", "label of the version that has its text", _version),
    Column(
        "conduct",
        "entries that entered the practice, by space",
        lambda row: " ".join(c.path for c in row.score.conduct),
    ),
)

CRITERIA: Table[Result] = Table(
    "criteria", "What a lab got for one criterion of a standard on the day.", _RESULT
)

COMPARISON: Table[Result] = Table(
    "comparison",
    "What each of the labs compared got for one criterion on the day; the criteria that differ most come first.",
    (
        *_RESULT,
        Column(
            "spread", "highest practice of these labs less the lowest", lambda row: row.spread, Kind.NUMBER
        ),
    ),
)
