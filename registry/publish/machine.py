"""The JSON that other programs read: scorecards, changes and problems, exactly as docs/content-format.md lays down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from registry.core.compare import Change
from registry.core.levels import Missing
from registry.core.records import Judgement
from registry.core.scoring import CriterionScore, NextLevel, Scorecard
from registry.errors import Problem

Json = dict[str, Any]


def scorecard_json(card: Scorecard) -> Json:
    """A scorecard with its criteria in the standard's order."""
    return {
        "standard": card.standard.id,
        "version": card.standard.version,
        "lab": card.lab,
        "as_of": card.on.isoformat(),
        "promise": _number(card.promise),
        "practice": _number(card.practice),
        "low": _number(card.low),
        "high": _number(card.high),
        "coverage": _number(card.coverage),
        "grade": card.grade,
        "criteria": [_criterion_json(result) for result in card.criteria],
    }


def change_json(change: Change) -> Json:
    """One change: what was derived, what was judged, and the direction that counts."""
    return {
        "lab": change.document.owner,
        "document": change.document.slug,
        "from": change.from_version.label if change.from_version else None,
        "to": change.to_version.label if change.to_version else None,
        "date": str(change.date),
        "clause": change.clause.id,
        "topic": change.clause.topic,
        "change": change.derived.value,
        "judged": _judgement_json(change.judged),
        "direction": change.direction.value,
    }


def problems_json(problems: Iterable[Problem]) -> list[Json]:
    """Problems by path and line."""
    return [{"path": item.path, "line": item.line, "message": item.message} for item in problems]


def missing_json(lacks: Missing) -> Json:
    """Only what is lacking, under the keys that a level's `needs` uses."""
    found: Json = dict(lacks.facets)
    if lacks.has:
        found["has"] = list(lacks.has)
    if lacks.without:
        found["without"] = list(lacks.without)
    if lacks.own:
        found["own"] = "yes"
    if lacks.held_days:
        found["held_days"] = lacks.held_days
    return found


def _criterion_json(result: CriterionScore) -> Json:
    deciding = result.deciding.tenure if result.deciding else None
    return {
        "id": result.criterion.id,
        "weight": _number(result.criterion.weight),
        "promise": _number(result.promise),
        "practice": _number(result.practice),
        "level": result.level.label if result.level else None,
        "clause": deciding.reference if deciding else None,
        "version": deciding.version.label if deciding else None,
        "conduct": [entry.path for entry in result.conduct],
        "assessed": result.assessed,
        "next": _next_json(result.next),
    }


def _next_json(upcoming: NextLevel | None) -> Json | None:
    if upcoming is None:
        return None
    return {
        "label": upcoming.level.label,
        "score": _number(upcoming.level.score),
        "clause": upcoming.closest.reference if upcoming.closest else None,
        "missing": missing_json(upcoming.missing),
    }


def _judgement_json(judged: Judgement | None) -> Json | None:
    return {"change": judged.change.value, "why": judged.why} if judged else None


def _number(value: float | None) -> float | int | None:
    """Whole numbers without a decimal point."""
    return int(value) if value is not None and value == int(value) else value
