"""Two versions of a document against each other, and what that did to scores, as other programs read it."""

from __future__ import annotations

from typing import TypedDict

from registry.core.classify import Effect
from registry.core.compare import Change
from registry.core.impact import CriterionShift, ScoreShift
from registry.core.memo import Memo
from registry.core.records import Direction, Version
from registry.core.scoring import Scorecard
from registry.publish.machine.changes import (
    ChangeJson,
    FromJson,
    JudgementJson,
    change_json,
    judgement_json,
)
from registry.publish.machine.clauses import ClauseJson, clause_json
from registry.publish.machine.scores import CriterionScoreJson, TotalsJson, criterion_json, totals_json
from registry.publish.machine.values import Day


class MoveJson(TypedDict):
    """A property of a clause before and after, and what that does to the promise; null where it is empty."""

    name: str
    before: str | None
    after: str | None
    effect: Effect


class ClauseDiffJson(TypedDict):
    """What happened to one clause: `before` is null where it was added, `after` where it was removed.

    `derived` comes from comparing alone, with the `moves` that make it; `direction` is the judged one where there is
    one.
    """

    clause: str
    derived: Direction
    judged: JudgementJson | None
    direction: Direction
    note: str | None
    moves: list[MoveJson]
    before: ClauseJson | None
    after: ClauseJson | None


class CriterionShiftJson(TypedDict):
    """A criterion's result with the one version in force and with the other, where they differ."""

    criterion: str
    before: CriterionScoreJson | None
    after: CriterionScoreJson | None


class ScoreShiftJson(TypedDict):
    """A lab's totals under a standard with the one version in force and with the other, all else the same."""

    standard: str
    lab: str
    before: TotalsJson | None
    after: TotalsJson | None
    criteria: list[CriterionShiftJson]


class DiffJson(FromJson):
    """Two versions of a document against each other, given in either order.

    Scores are those of `scored_on`, the day from which the newer one counts. `follows` says that one took the other's
    place; where versions stand between them, `judged_between` are the judgements made there, which do not count here.
    """

    lab: str
    document: str
    to: str
    scored_on: Day
    follows: bool
    changes: list[ClauseDiffJson]
    judged_between: list[ChangeJson]
    scores: list[ScoreShiftJson]


def diff_json(memo: Memo, earlier: Version, later: Version) -> DiffJson:
    """What became of a document between those two versions."""
    return {
        "lab": memo.document.owner,
        "document": memo.document.slug,
        "from": earlier.label,
        "to": later.label,
        "scored_on": memo.on.isoformat(),
        "follows": memo.in_a_row,
        "changes": [_clause_json(change) for change in memo.changes],
        "judged_between": [change_json(change) for change in memo.on_the_way],
        "scores": [_score_json(shift) for shift in memo.scores],
    }


def _clause_json(change: Change) -> ClauseDiffJson:
    return {
        "clause": change.clause.id,
        "derived": change.derived,
        "judged": judgement_json(change.judged),
        "direction": change.direction,
        "note": change.note,
        "moves": [
            {"name": move.name, "before": move.before, "after": move.after, "effect": move.effect}
            for move in change.moves
        ],
        "before": clause_json(change.before) if change.before else None,
        "after": clause_json(change.after) if change.after else None,
    }


def _score_json(shift: ScoreShift) -> ScoreShiftJson:
    return {
        "standard": shift.standard,
        "lab": shift.lab,
        "before": _totals(shift.before),
        "after": _totals(shift.after),
        "criteria": [_criterion_json(each) for each in shift.criteria],
    }


def _totals(card: Scorecard | None) -> TotalsJson | None:
    return totals_json(card) if card else None


def _criterion_json(shift: CriterionShift) -> CriterionShiftJson:
    return {
        "criterion": shift.id,
        "before": criterion_json(shift.before) if shift.before else None,
        "after": criterion_json(shift.after) if shift.after else None,
    }
