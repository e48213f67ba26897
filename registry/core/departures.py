"""A lab's own clause that counted for a criterion until it went, where only joint ones, or none, count now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.core.catalog import Catalog
from registry.core.history import Tenure
from registry.core.levels import counts_for
from registry.core.scoring import CriterionScore


class Why(StrEnum):
    """Why a clause counts no longer."""

    REMOVED = "removed"
    WITHDRAWN = "withdrawn"
    RUN_OUT = "run-out"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Departure:
    """The own clause that counted last, the day from which it did not, and why."""

    tenure: Tenure
    on: date
    why: Why


def departure(catalog: Catalog, lab: str, result: CriterionScore, on: date) -> Departure | None:
    """What became of the lab's own clause; None while one counts, or where none ever did by that day."""
    if any(scored.tenure.own for scored in result.counting):
        return None
    past = [
        (tenure.end, tenure.reference, tenure)
        for tenure in catalog.tenures[lab]
        if tenure.own
        and tenure.end is not None
        and tenure.end <= on
        and counts_for(tenure.clause, result.criterion)
    ]
    if not past:
        return None
    end, _, last = max(past, key=lambda item: item[:2])
    return Departure(last, end, _why(catalog, lab, last, end))


def _why(catalog: Catalog, lab: str, tenure: Tenure, end: date) -> Why:
    ends, withdrawn = tenure.clause.ends, tenure.document.withdrawn
    if withdrawn is not None and withdrawn.date.first == end:
        return Why.WITHDRAWN
    if ends is not None and ends.first == end:
        return Why.RUN_OUT
    goes_on = any(later.standing.before is tenure.standing for later in catalog.tenures[lab])
    return Why.CHANGED if goes_on else Why.REMOVED
