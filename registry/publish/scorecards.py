"""A scorecard laid out for readers of pages and reports: the sum line by line, every criterion explained."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from registry.core.catalog import Catalog
from registry.core.departures import Departure, departure
from registry.core.evidence import Evidence, conduct_that_counted, evidence, promised_weight
from registry.core.precedents import Precedent, precedents
from registry.core.records import Conduct, Lab
from registry.core.scoring import ClauseScore, CriterionScore, Scorecard, rounded
from registry.core.standard import Aggregate, Criterion, Level, Standard
from registry.core.vocabulary import Vocabulary
from registry.publish.explain import gone_in_words, missing_in_words, needs_in_words


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sum: a criterion's weight times its scores (geometric: times their logarithms)."""

    result: CriterionScore
    share: float
    promise_points: float
    practice_points: float


@dataclass(frozen=True, slots=True)
class Sum:
    """The whole sum.

    The points over the weight are the totals (for a geometric mean, after the exponential).
    """

    lines: tuple[Line, ...]
    weight: float
    promise_points: float
    practice_points: float
    geometric: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One level of a criterion: what it asks for in words, whether the promise meets it or a better one."""

    level: Level
    needs: tuple[str, ...]
    met: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """One criterion with all that explains its score.

    `carrier` is the clause that the practice score rests on where it is not the deciding one. `missing` is what the
    closest clause lacks for the next level, `precedents` who meets that level already. `dropped` is the lab's own
    clause that counted last, where only joint ones, or none, do now; `gone` says what became of it.
    """

    line: Line
    ladder: tuple[Step, ...]
    missing: tuple[str, ...]
    precedents: tuple[Precedent, ...]
    carrier: ClauseScore | None
    dropped: Departure | None
    gone: str
    evidence: Evidence

    @property
    def result(self) -> CriterionScore:
        """The criterion's result."""
        return self.line.result

    @property
    def runner_up(self) -> ClauseScore | None:
        """The clause that would decide if the deciding one were not there."""
        return self.result.counting[1] if len(self.result.counting) > 1 else None

    @property
    def others(self) -> tuple[ClauseScore, ...]:
        """The clauses that count besides the deciding one and the runner-up."""
        return self.result.counting[2:]


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The next better grade, where it begins, and how many points are lacking to it."""

    grade: str
    at: float
    lacking: float


@dataclass(frozen=True, slots=True)
class Gain:
    """What a criterion's next level would add to the promise total, with all else as it is."""

    item: Explained
    points: float


@dataclass(frozen=True, slots=True)
class Shares:
    """How the whole weight divides, 0-1, by whose clause decides: the lab's own, a joint one, or none."""

    own: float
    joint: float
    none: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """A scorecard, its sum, its criteria explained and the way to the next grade.

    `conduct` are the entries that counted, each with the criteria it counted for; `promised` says how the weight that
    is promised divides by what is on record.
    """

    card: Scorecard
    lab: Lab
    sum: Sum
    criteria: tuple[Explained, ...]
    carried_by: Shares
    conduct: tuple[tuple[Conduct, tuple[CriterionScore, ...]], ...]
    promised: Mapping[Evidence, float]
    next_grade: Cutoff | None

    @property
    def too_early(self) -> bool:
        """Whether the day lies before the year in which the lab was founded: no scorecard then."""
        return self.card.practice is None

    @property
    def above_grade(self) -> float | None:
        """How many points the practice total lies above where its grade begins; None without a grade."""
        if self.card.practice is None or self.card.grade is None:
            return None
        return round(self.card.practice - self.card.standard.grades[self.card.grade], 1)

    @property
    def too_new(self) -> tuple[Explained, ...]:
        """The criteria whose promise is too new for its silence to tell anything."""
        return tuple(item for item in self.criteria if item.evidence is Evidence.TOO_NEW)


Peers = Callable[[], Iterable[Scorecard]]
"""Gives the scorecards of all labs under the same standard on the same day."""


def explained(catalog: Catalog, card: Scorecard, *, peers: Peers = tuple) -> Explanation:
    """Lay out a scorecard that was made from this catalogue.

    `peers` is asked only where a criterion has a next level, to find who meets it already.
    """
    total = _sum(card)
    others = tuple(peers()) if any(result.next for result in card.criteria) else ()
    return Explanation(
        card=card,
        lab=catalog.lab(card.lab),
        sum=total,
        criteria=tuple(_explained(catalog, card, line, others) for line in total.lines),
        carried_by=_shares(total.lines),
        conduct=conduct_that_counted(card),
        promised=promised_weight(card),
        next_grade=next_cutoff(card.standard, card.practice),
    )


def ladder(criterion: Criterion, *, vocabulary: Vocabulary, promise: float = 0.0) -> tuple[Step, ...]:
    """The levels of a criterion, best first, with what each asks for; a promise meets those not above it."""
    return tuple(
        Step(level, needs_in_words(level.needs, vocabulary=vocabulary), 0 < level.score <= promise)
        for level in criterion.levels
    )


def next_cutoff(standard: Standard, practice: float | None) -> Cutoff | None:
    """The lowest grade that begins above a practice total; None at the top, or without a total."""
    if practice is None:
        return None
    above = [(at, grade) for grade, at in standard.grades.items() if at > practice]
    if not above:
        return None
    at, grade = min(above)
    return Cutoff(grade, at, round(at - practice, 1))


def gains(explanation: Explanation) -> tuple[Gain, ...]:
    """What each criterion's next level would add to the promise total, the most first, then in their order."""
    found = (
        Gain(item, _gain(explanation.sum, item.result, item.result.next.level))
        for item in explanation.criteria
        if item.result.next
    )
    return tuple(sorted(found, key=lambda gain: -gain.points))


def _gain(total: Sum, result: CriterionScore, level: Level) -> float:
    """The promise total with a criterion at a level, less the one that is, to one place."""
    weight, before = result.criterion.weight, result.promise
    if not total.geometric:
        return rounded(weight * (level.score - before) / total.weight)
    step = weight * (math.log(level.score + 1) - math.log(before + 1))
    mean = total.promise_points / total.weight
    return rounded(math.exp(mean + step / total.weight) - math.exp(mean))


def _sum(card: Scorecard) -> Sum:
    geometric = card.standard.aggregate is Aggregate.GEOMETRIC
    weight = card.standard.total_weight

    def points(result: CriterionScore, score: float) -> float:
        return result.criterion.weight * (math.log(score + 1) if geometric else score)

    lines = tuple(
        Line(
            result,
            result.criterion.weight / weight,
            points(result, result.promise),
            points(result, result.practice),
        )
        for result in card.criteria
    )
    promise, practice = (
        sum(line.promise_points for line in lines),
        sum(line.practice_points for line in lines),
    )
    return Sum(lines, weight, promise, practice, geometric)


def _shares(lines: Iterable[Line]) -> Shares:
    shares = {True: 0.0, False: 0.0, None: 0.0}
    for line in lines:
        decides = line.result.deciding if line.result.promise else None
        shares[decides.tenure.own if decides else None] += line.share
    return Shares(own=shares[True], joint=shares[False], none=shares[None])


def _explained(catalog: Catalog, card: Scorecard, line: Line, peers: Sequence[Scorecard]) -> Explained:
    result = line.result
    best = max(result.counting, key=lambda scored: scored.practice, default=None)
    deciding = result.deciding
    carried = best is not None and deciding is not None and best.practice > deciding.practice
    words = catalog.vocabulary
    dropped = departure(catalog, card.lab, result, card.on)
    return Explained(
        line=line,
        ladder=ladder(result.criterion, vocabulary=words, promise=result.promise),
        missing=missing_in_words(result.next.missing, vocabulary=words) if result.next else (),
        precedents=precedents(peers, result.criterion, result.next) if result.next else (),
        carrier=best if carried else None,
        dropped=dropped,
        gone=gone_in_words(dropped) if dropped else "",
        evidence=evidence(result, card.on),
    )
