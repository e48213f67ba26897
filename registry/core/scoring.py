"""One lab against one standard on one date: a scorecard in which every point is explained."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from registry.core.catalog import Catalog
from registry.core.conduct import bearing, factor
from registry.core.history import Tenure
from registry.core.levels import Bearing, Missing, counts_for, level_of, missing
from registry.core.links import Links
from registry.core.records import Conduct
from registry.core.standard import Aggregate, Criterion, Level, Standard
from registry.core.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False, slots=True)
class ClauseScore:
    """What one held clause is worth for a criterion: its level, and what conduct makes of it."""

    tenure: Tenure
    level: Level | None
    conduct: tuple[Conduct, ...]
    factor: float

    @property
    def promise(self) -> float:
        """The level's score, 0 without one."""
        return self.level.score if self.level else 0.0

    @property
    def practice(self) -> float:
        """The level's score times the factor, to nine places."""
        return round(self.promise * self.factor, 9)


@dataclass(frozen=True, slots=True)
class NextLevel:
    """The lowest level above the promise, the clause that lacks least for it, and what that one lacks."""

    level: Level
    closest: Tenure | None
    missing: Missing


@dataclass(frozen=True, eq=False, repr=False)
class CriterionScore:
    """One criterion's result on a day. `counting` are the clauses that count for it, the deciding one first."""

    criterion: Criterion
    counting: tuple[ClauseScore, ...]
    assessed: bool
    on: date
    vocabulary: Vocabulary

    @cached_property
    def next(self) -> NextLevel | None:
        """The next level, worked out when asked for: tables of totals have no use for it. None at the top."""
        return _next_level(self.criterion, self.counting, on=self.on, vocabulary=self.vocabulary)

    @property
    def deciding(self) -> ClauseScore | None:
        """The clause that decides the promise, or None where no clause counts."""
        return self.counting[0] if self.counting else None

    @property
    def level(self) -> Level | None:
        """The level that the promise meets, or None."""
        return self.deciding.level if self.deciding else None

    @cached_property
    def promise(self) -> float:
        """The highest level of a clause that counts, 0 without one."""
        return self.deciding.promise if self.deciding else 0.0

    @cached_property
    def practice(self) -> float:
        """The highest level times factor of a clause that counts, 0 without one."""
        return max((scored.practice for scored in self.counting), default=0.0)

    @property
    def conduct(self) -> tuple[Conduct, ...]:
        """The entries that entered the factor of any clause that counts, by path."""
        entries = {entry.path: entry for scored in self.counting for entry in scored.conduct}
        return tuple(entries[path] for path in sorted(entries))


@dataclass(frozen=True, eq=False, repr=False)
class Scorecard:
    """One lab against one standard on one date. Totals are 0-100 to one place; all None before the lab was founded.

    `low` leaves out documents of disputed standing; `high` counts every criterion that nobody has assessed as 100.
    """

    standard: Standard
    lab: str
    on: date
    criteria: tuple[CriterionScore, ...]
    promise: float | None
    practice: float | None
    low: float | None
    high: float | None
    coverage: float
    grade: str | None


def score(catalog: Catalog, standard: Standard, lab: str, on: date) -> Scorecard:
    """Score a lab against a standard on a day. Raises NotFound for an unknown lab."""
    return _card(catalog, standard, lab, on, tuple(_criterion_scores(catalog, standard, lab, on)))


def rescore(card: Scorecard, catalog: Catalog, *, topics: Set[str]) -> Scorecard:
    """A scorecard's lab, standard and day in another catalogue, which differs in what bears on those topics alone.

    What `score` gives there, for the price of the criteria that ask about one of them.
    """
    asked = tuple(each for each in card.standard.criteria if not topics.isdisjoint(each.topics))
    found = _criterion_scores(catalog, replace(card.standard, criteria=asked), card.lab, card.on)
    anew = {result.criterion.id: result for result in found}
    scored = tuple(anew.get(result.criterion.id, result) for result in card.criteria)
    return _card(catalog, card.standard, card.lab, card.on, scored)


def _card(
    catalog: Catalog, standard: Standard, lab: str, on: date, scored: tuple[CriterionScore, ...]
) -> Scorecard:
    founded = catalog.lab(lab).founded
    assessed = sum(result.criterion.weight for result in scored if result.assessed)
    coverage = rounded(assessed / standard.total_weight, places=4)
    if founded is not None and on.year < founded:
        return Scorecard(standard, lab, on, scored, None, None, None, None, coverage, None)
    practice = total_of(standard, {result.criterion.id: result.practice for result in scored})
    return Scorecard(
        standard=standard,
        lab=lab,
        on=on,
        criteria=scored,
        promise=total_of(standard, {result.criterion.id: result.promise for result in scored}),
        practice=practice,
        low=total_of(standard, {result.criterion.id: _undisputed_practice(result, on) for result in scored}),
        high=total_of(standard, {result.criterion.id: _best_case(result) for result in scored}),
        coverage=coverage,
        grade=grade_of(standard, practice) if coverage > 0 else None,
    )


def grade_of(standard: Standard, total: float) -> str | None:
    """The grade of the highest cut-off not above a rounded practice total; None where all are above."""
    met = [(cutoff, grade) for grade, cutoff in standard.grades.items() if cutoff <= total]
    return max(met)[1] if met else None


def rounded(value: float, *, places: int = 1) -> float:
    """A value rounded to nine places and then, half up, to `places`."""
    step = Decimal(1).scaleb(-places)
    return float(Decimal(repr(round(value, 9))).quantize(step, rounding=ROUND_HALF_UP))


def _criterion_scores(catalog: Catalog, standard: Standard, lab: str, on: date) -> Iterable[CriterionScore]:
    held: dict[str, list[Tenure]] = {}
    for tenure in catalog.holdings(lab, on):
        held.setdefault(tenure.clause.topic, []).append(tenure)
    links = catalog.links[lab]
    vocabulary = catalog.vocabulary
    for criterion in standard.criteria:
        counting = [
            _clause_score(tenure, criterion, standard=standard, links=links, on=on, vocabulary=vocabulary)
            for topic in dict.fromkeys(criterion.topics)
            for tenure in held.get(topic, ())
            if counts_for(tenure.clause, criterion)
        ]
        counting.sort(
            key=lambda scored: (
                -scored.promise,
                scored.level is None,
                *_preference(scored.tenure, vocabulary),
            )
        )
        assessed = any(catalog.is_assessed(lab, topic, on) for topic in criterion.topics)
        yield CriterionScore(criterion, tuple(counting), assessed, on, vocabulary)


def _clause_score(
    tenure: Tenure,
    criterion: Criterion,
    *,
    standard: Standard,
    links: Links,
    on: date,
    vocabulary: Vocabulary,
) -> ClauseScore:
    level = level_of(tenure, criterion, on=on, vocabulary=vocabulary)
    entries = bearing(tenure, links=links, on=on, practice=standard.practice)
    return ClauseScore(tenure, level, entries, factor(entries, practice=standard.practice))


def _preference(tenure: Tenure, vocabulary: Vocabulary) -> tuple[object, ...]:
    """The order among clauses of one level: own, then highest facets, then latest version, then smallest reference."""
    facets = tuple(-vocabulary.rank(facet, tenure.clause.facet(facet)) for facet in vocabulary.facets)
    return (not tenure.own, facets, -tenure.version.date.first.toordinal(), tenure.reference)


def _next_level(
    criterion: Criterion, counting: Sequence[ClauseScore], *, on: date, vocabulary: Vocabulary
) -> NextLevel | None:
    """The lowest level above the promise, with the counting clause that lacks fewest single needs for it."""
    promise = counting[0].promise if counting else 0.0
    above = [level for level in criterion.levels if level.score > promise]
    if not above:
        return None
    level = above[-1]
    lacking = [(_lacks(scored.tenure, level, on, vocabulary), scored.tenure) for scored in counting]
    if not lacking:
        return NextLevel(level, None, Missing.all_of(level.needs))
    lacks, closest = min(lacking, key=lambda pair: (pair[0].count, *_preference(pair[1], vocabulary)))
    return NextLevel(level, closest, lacks)


def _lacks(tenure: Tenure, level: Level, on: date, vocabulary: Vocabulary) -> Missing:
    asked = Bearing(tenure.own, tenure.since, on)
    return missing(tenure.clause, level.needs, bearing=asked, vocabulary=vocabulary)


def _undisputed_practice(result: CriterionScore, on: date) -> float:
    settled = (scored.practice for scored in result.counting if not is_disputed(scored.tenure, on))
    return max(settled, default=0.0)


def is_disputed(tenure: Tenure, on: date) -> bool:
    """Whether it cannot be settled on a day that the clause's document is in force."""
    dispute = tenure.document.disputed
    return dispute is not None and dispute.since.first <= on


def _best_case(result: CriterionScore) -> float:
    return result.practice if result.assessed else 100.0


def total_of(standard: Standard, scores: Mapping[str, float]) -> float:
    """The mean of criteria's scores, by their ids, as the standard takes it, to one place."""
    pairs = [(criterion.weight, scores[criterion.id]) for criterion in standard.criteria]
    if standard.aggregate is Aggregate.GEOMETRIC:
        logs = sum(weight * math.log(value + 1) for weight, value in pairs)
        return rounded(math.exp(logs / standard.total_weight) - 1)
    return rounded(sum(weight * value for weight, value in pairs) / standard.total_weight)
