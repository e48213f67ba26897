"""Scores as other programs read them: scorecards, totals of a day and over time, places among the labs."""

from __future__ import annotations

from typing import Literal, TypedDict, cast

from registry.core.levels import Missing
from registry.core.movers import Cause, Why
from registry.core.robustness import Place, Ranking
from registry.core.scoring import CriterionScore, NextLevel, Scorecard
from registry.core.standard import Needs
from registry.core.trajectory import Step, Trajectory
from registry.publish.machine.values import Day, Number, whole, whole_or_none


class NeedsJson(TypedDict, total=False):
    """What a level asks of a clause, or what one lacks for it: facets at or above a value, and properties."""

    strength: str
    verification: str
    disclosure: str
    has: list[str]
    without: list[str]
    own: Literal["yes"]
    held_days: int


class NextJson(TypedDict):
    """The lowest level above the promise, the clause that lacks least for it, and what that one lacks."""

    label: str
    score: Number
    clause: str | None
    missing: NeedsJson


class CriterionScoreJson(TypedDict):
    """One criterion's result: the level met, whose clause decides, the conduct that counted, the next level."""

    id: str
    weight: Number
    promise: Number
    practice: Number
    level: str | None
    clause: str | None
    version: str | None
    conduct: list[str]
    assessed: bool
    next: NextJson | None


class TotalsJson(TypedDict):
    """A lab's totals under a standard on a day; null before it was founded.

    `low` leaves out documents of disputed standing, `high` counts what nobody has assessed as 100.
    """

    standard: str
    version: str
    lab: str
    as_of: Day
    promise: Number | None
    practice: Number | None
    low: Number | None
    high: Number | None
    coverage: Number
    grade: str | None


class ScorecardJson(TotalsJson):
    """A lab against a standard on a day, every point with the clause and the conduct that made it."""

    criteria: list[CriterionScoreJson]


class PlaceJson(TypedDict):
    """Where a lab stands. `best` and `worst` bound its rank when weights are drawn around the standard's own.

    `upmost` and `lowest` bound it with one criterion left out.
    """

    lab: str
    rank: int
    best: int
    worst: int
    upmost: int
    lowest: int


class RankingJson(TypedDict):
    """All labs in groups rather than ranks; of the unassessed ones nobody knows enough."""

    groups: list[list[PlaceJson]]
    unassessed: list[str]


class CauseJson(TypedDict):
    """One thing that moved totals: its sort, and the paths of the records in which it happened."""

    why: Why
    records: list[str]


class TotalsStepJson(TypedDict):
    """Totals from a day on until the next step, and what moved them there."""

    date: Day
    promise: Number
    practice: Number
    low: Number
    high: Number
    coverage: Number
    grade: str | None
    causes: list[CauseJson]


class TrajectoryJson(TypedDict):
    """A lab's totals under a standard from the first day on, up to the day asked about, oldest step first."""

    standard: str
    version: str
    lab: str
    steps: list[TotalsStepJson]


def totals_json(card: Scorecard) -> TotalsJson:
    """A scorecard without its criteria."""
    return {
        "standard": card.standard.id,
        "version": card.standard.version,
        "lab": card.lab,
        "as_of": card.on.isoformat(),
        "promise": whole_or_none(card.promise),
        "practice": whole_or_none(card.practice),
        "low": whole_or_none(card.low),
        "high": whole_or_none(card.high),
        "coverage": whole(card.coverage),
        "grade": card.grade,
    }


def scorecard_json(card: Scorecard) -> ScorecardJson:
    """A scorecard with its criteria in the standard's order; without any before the lab was founded."""
    criteria = card.criteria if card.practice is not None else ()
    return {**totals_json(card), "criteria": [criterion_json(result) for result in criteria]}


def criterion_json(result: CriterionScore) -> CriterionScoreJson:
    """One criterion's result."""
    deciding = result.deciding.tenure if result.deciding else None
    return {
        "id": result.criterion.id,
        "weight": whole(result.criterion.weight),
        "promise": whole(result.promise),
        "practice": whole(result.practice),
        "level": result.level.label if result.level else None,
        "clause": deciding.reference if deciding else None,
        "version": deciding.version.label if deciding else None,
        "conduct": [entry.path for entry in result.conduct],
        "assessed": result.assessed,
        "next": _next_json(result.next),
    }


def needs_json(needs: Needs | Missing) -> NeedsJson:
    """Only what is asked for or lacking, under the keys that a level's `needs` uses."""
    found: dict[str, object] = dict(needs.facets)
    if needs.has:
        found["has"] = list(needs.has)
    if needs.without:
        found["without"] = list(needs.without)
    if needs.own:
        found["own"] = "yes"
    if needs.held_days:
        found["held_days"] = needs.held_days
    return cast(NeedsJson, found)


def ranking_json(ranking: Ranking) -> RankingJson:
    """How firm the order of all labs is."""
    return {
        "groups": [[_place_json(place) for place in group] for group in ranking.groups],
        "unassessed": list(ranking.unassessed),
    }


def trajectory_json(found: Trajectory) -> TrajectoryJson:
    """A lab's totals over time."""
    return {
        "standard": found.standard.id,
        "version": found.standard.version,
        "lab": found.lab,
        "steps": [_step_json(step) for step in found.steps],
    }


def _next_json(upcoming: NextLevel | None) -> NextJson | None:
    if upcoming is None:
        return None
    return {
        "label": upcoming.level.label,
        "score": whole(upcoming.level.score),
        "clause": upcoming.closest.reference if upcoming.closest else None,
        "missing": needs_json(upcoming.missing),
    }


def _place_json(place: Place) -> PlaceJson:
    return {
        "lab": place.lab,
        "rank": place.rank,
        "best": place.best,
        "worst": place.worst,
        "upmost": place.upmost,
        "lowest": place.lowest,
    }


def _step_json(step: Step) -> TotalsStepJson:
    totals = step.totals
    return {
        "date": step.on.isoformat(),
        "promise": whole(totals.promise),
        "practice": whole(totals.practice),
        "low": whole(totals.low),
        "high": whole(totals.high),
        "coverage": whole(totals.coverage),
        "grade": totals.grade,
        "causes": [_cause_json(cause) for cause in step.causes],
    }


def _cause_json(cause: Cause) -> CauseJson:
    records = (cause.document, cause.version, cause.entry)
    return {"why": cause.why, "records": [record.path for record in records if record]}
