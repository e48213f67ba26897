"""A lab's own clause that counted for a criterion until it went, where only joint ones, or none, count now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from registry.core.catalog import Catalog
from registry.core.endings import Ending, ending
from registry.core.history import Tenure
from registry.core.levels import counts_for
from registry.core.scoring import CriterionScore


@dataclass(frozen=True, slots=True)
class Departure:
    """The own clause that counted last, the day from which it did not, and why."""

    tenure: Tenure
    on: date
    why: Ending


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
    return Departure(last, end, ending(last, catalog.tenures[lab]))
