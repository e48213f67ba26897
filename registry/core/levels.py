"""Which level of a criterion one clause meets, and what it lacks for another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from registry.core.compare import Standing
from registry.core.history import Tenure
from registry.core.records import Act, Clause, Direction
from registry.core.standard import Criterion, Level, Needs
from registry.core.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Missing:
    """What a clause lacks for a level; `own` and `held_days` where those are lacking."""

    facets: Mapping[str, str] = field(default_factory=dict)
    has: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    own: bool = False
    held_days: int = 0

    @classmethod
    def all_of(cls, needs: Needs) -> Missing:
        """Everything that a level needs."""
        return cls(dict(needs.facets), needs.has, needs.without, needs.own, needs.held_days)

    @property
    def count(self) -> int:
        """How many single things are lacking."""
        return len(self.facets) + len(self.has) + len(self.without) + self.own + bool(self.held_days)


@dataclass(frozen=True, slots=True)
class Bearing:
    """What a level asks beside a clause's text: whose document it is, since when, and the day asked about."""

    own: bool
    since: date
    on: date


def counts_for(clause: Clause, criterion: Criterion) -> bool:
    """Whether a clause counts: a promise, of one of the criterion's topics, with one of its aspects if it names any."""
    return (
        clause.act is Act.PROMISE
        and clause.topic in criterion.topics
        and (not criterion.aspects or not set(criterion.aspects).isdisjoint(clause.aspects))
    )


def missing(clause: Clause, needs: Needs, *, bearing: Bearing, vocabulary: Vocabulary) -> Missing:
    """What a clause lacks of a level's needs."""
    facets = {
        facet: least
        for facet, least in needs.facets.items()
        if vocabulary.rank(facet, clause.facet(facet)) < vocabulary.rank(facet, least)
    }
    stood = (bearing.on - bearing.since).days
    return Missing(
        facets=facets,
        has=tuple(name for name in needs.has if not getattr(clause, name)),
        without=tuple(name for name in needs.without if getattr(clause, name)),
        own=needs.own and not bearing.own,
        held_days=needs.held_days if stood < needs.held_days else 0,
    )


def meets(clause: Clause, needs: Needs, *, bearing: Bearing, vocabulary: Vocabulary) -> bool:
    """Whether a clause lacks nothing of a level's needs: what `missing` finds, found sooner."""
    if needs.own and not bearing.own:
        return False
    for name in needs.has:
        if not getattr(clause, name):
            return False
    for name in needs.without:
        if getattr(clause, name):
            return False
    rank = vocabulary.rank
    for facet, least in needs.facets.items():
        if rank(facet, clause.facet(facet)) < rank(facet, least):
            return False
    return not needs.held_days or (bearing.on - bearing.since).days >= needs.held_days


def level_of(tenure: Tenure, criterion: Criterion, *, on: date, vocabulary: Vocabulary) -> Level | None:
    """The best level whose needs a held clause meets on a day, or None.

    A clause judged weakened has at most the level of the clause it continues, one judged strengthened at least that,
    where that one counts for the criterion.
    """
    opened = tenure.since

    def level(standing: Standing) -> Level | None:
        # Each earlier form is asked as if it were still held: the promise has stood since the same first day.
        bearing = Bearing(tenure.own, max(standing.since, opened), on)
        own = _best(standing.clause, criterion, bearing, vocabulary)
        before, judged = standing.before, standing.clause.judged
        if judged is None or before is None or not counts_for(before.clause, criterion):
            return own
        if judged.change is Direction.WEAKENED:
            return min(own, level(before), key=_score)
        if judged.change is Direction.STRENGTHENED:
            return max(own, level(before), key=_score)
        return own

    return level(tenure.standing)


def _best(clause: Clause, criterion: Criterion, bearing: Bearing, vocabulary: Vocabulary) -> Level | None:
    for level in criterion.levels:
        if meets(clause, level.needs, bearing=bearing, vocabulary=vocabulary):
            return level
    return None


def _score(level: Level | None) -> float:
    """Meeting a level of score 0 is more than meeting none."""
    return level.score if level else -1.0
