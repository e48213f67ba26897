"""What the record can say about the promises behind a scorecard: kept or not on record, silent, or too new to tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from registry.core.records import Conduct
from registry.core.scoring import CriterionScore, Scorecard

TOO_NEW = 180
"""For so many days a promise without conduct on record is too new to tell anything from the silence."""


class Evidence(StrEnum):
    """What is on record about the promise that decides a criterion. Only `on-record` can say that it was kept."""

    ON_RECORD = "on-record"
    SILENT = "silent"
    TOO_NEW = "too-new"
    NO_PROMISE = "no-promise"


def evidence(result: CriterionScore, on: date) -> Evidence:
    """What the record says about one criterion's promise on a day."""
    if result.deciding is None or result.promise == 0:
        return Evidence.NO_PROMISE
    if result.deciding.conduct:
        return Evidence.ON_RECORD
    stood = (on - result.deciding.tenure.since).days
    return Evidence.TOO_NEW if stood < TOO_NEW else Evidence.SILENT


def promised_weight(card: Scorecard) -> Mapping[Evidence, float]:
    """How the weight that is promised divides by what is on record, as shares of 0-1; all 0 without a promise."""
    weights = {kind: 0.0 for kind in Evidence if kind is not Evidence.NO_PROMISE}
    for result in card.criteria:
        kind = evidence(result, card.on)
        if kind in weights:
            weights[kind] += result.criterion.weight
    whole = sum(weights.values())
    return {kind: weight / whole if whole else 0.0 for kind, weight in weights.items()}


def conduct_that_counted(card: Scorecard) -> tuple[tuple[Conduct, tuple[CriterionScore, ...]], ...]:
    """Every entry that entered a factor, the newest first, each with the criteria that it entered."""
    found: dict[str, tuple[Conduct, list[CriterionScore]]] = {}
    for result in card.criteria:
        for entry in result.conduct:
            found.setdefault(entry.path, (entry, []))[1].append(result)
    newest = sorted(found.values(), key=lambda pair: (pair[0].date.last, pair[0].path), reverse=True)
    return tuple((entry, tuple(results)) for entry, results in newest)
