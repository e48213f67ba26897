"""Who meets a level already: the clauses that other labs' promises show to be possible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registry.core.history import Tenure
from registry.core.scoring import NextLevel, Scorecard
from registry.core.standard import Criterion, Level


@dataclass(frozen=True, slots=True)
class Precedent:
    """A lab that meets a level of a criterion, or a better one, with the clause that decides and the level it meets."""

    lab: str
    tenure: Tenure
    level: Level


def precedents(
    cards: Iterable[Scorecard], criterion: Criterion, upcoming: NextLevel
) -> tuple[Precedent, ...]:
    """The labs whose promise reaches the level that is next for another: those just at it first, then by slug."""
    reached = (
        Precedent(card.lab, result.deciding.tenure, result.level)
        for card in cards
        for result in card.criteria
        if result.criterion.id == criterion.id and result.deciding and result.level
    )
    met = (found for found in reached if found.level.score >= upcoming.level.score)
    return tuple(sorted(met, key=lambda found: (found.level.score, found.lab)))
