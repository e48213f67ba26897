"""How firm a standard's order of labs is: what becomes of it when the weights are drawn around the standard's own."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from registry.core.scoring import Scorecard
from registry.core.standard import Aggregate, Standard

FIRM = 0.9
"""From this probability on one lab stands above another: a group ends there."""

LOW, HIGH = 5, 95
"""The percentiles between which a lab's rank is said to lie."""

_AT_A_TIME = 250
"""So many draws are gone through at a time, whose tables stay in the processor's cache."""

_Numbers = NDArray[np.float64]
_Ranks = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one lab stands: its total and rank, and how far the rank moves.

    `best` and `worst` bound it over the draws of weights, `upmost` and `lowest` with one criterion left out.
    """

    card: Scorecard
    rank: int
    best: int
    worst: int
    upmost: int
    lowest: int

    @property
    def lab(self) -> str:
        """The lab's slug."""
        return self.card.lab


@dataclass(frozen=True, eq=False, repr=False)
class Ranking:
    """All labs that can be scored, in the order of their practice totals, as groups rather than ranks.

    `without` holds, for each criterion, every lab's rank with that criterion left out, in the places' order; it is
    empty where a standard has one criterion. `unassessed` are labs of which nothing has been assessed: they have no
    place.
    """

    standard: Standard
    places: tuple[Place, ...]
    groups: tuple[tuple[Place, ...], ...]
    without: tuple[tuple[int, ...], ...]
    unassessed: tuple[str, ...]
    drawn: _Ranks

    def above(self, first: Place, second: Place) -> float:
        """The share of draws in which the first lab stands above the second; equal totals count for neither."""
        return _above(self.drawn, self._columns[first.lab], self._columns[second.lab])

    @cached_property
    def _columns(self) -> Mapping[str, int]:
        return {place.lab: index for index, place in enumerate(self.places)}


def ranking(standard: Standard, cards: Iterable[Scorecard]) -> Ranking:
    """Rank the labs of one day's scorecards under a standard, and see how firm the ranks are.

    The draws come from a generator that the standard's id and version seed, so the same cards give the same ranking.
    """
    known = [card for card in cards if card.practice is not None]
    scored = sorted(
        (card for card in known if card.coverage > 0), key=lambda card: (-(card.practice or 0), card.lab)
    )
    points = np.array([[result.practice for result in card.criteria] for card in scored])
    points = points.reshape(len(scored), len(standard.criteria))
    drawn = _drawn(standard, points)
    without = tuple(_left_out(standard, points))
    places = tuple(_places(scored, drawn, without))
    return Ranking(
        standard=standard,
        places=places,
        groups=_groups(places, drawn),
        without=without,
        unassessed=tuple(card.lab for card in known if card.coverage == 0),
        drawn=drawn,
    )


def _drawn(standard: Standard, points: _Numbers) -> _Ranks:
    """Every lab's rank in each draw of weights. In memory lab by lab: only whole columns are asked for."""
    weights = _weights(standard)
    columns = np.empty((len(points), len(weights)), dtype=np.int32)
    for start in range(0, len(weights), _AT_A_TIME):
        some = slice(start, start + _AT_A_TIME)
        columns[:, some] = _ranks(_totals(standard, points, weights[some])).T
    return columns.T


def _weights(standard: Standard) -> _Numbers:
    """Draws of weights around the standard's own, one a row; each adds up to 1."""
    seed = hashlib.sha256(f"{standard.id}@{standard.version}".encode()).digest()[:8]
    generator = np.random.Generator(np.random.PCG64(int.from_bytes(seed, "big")))
    shares = np.array([criterion.weight / standard.total_weight for criterion in standard.criteria])
    return generator.dirichlet(standard.robustness.concentration * shares, size=standard.robustness.draws)


def _totals(standard: Standard, points: _Numbers, weights: _Numbers) -> _Numbers:
    """Every lab's total for each row of weights that add up to 1, to nine places."""
    # Summed one by one: a product of matrices this small costs more for its threads than it saves.
    geometric = standard.aggregate is Aggregate.GEOMETRIC
    scored = np.ascontiguousarray((np.log(points + 1) if geometric else points).T)
    means: _Numbers = np.einsum("dc,cl->dl", weights, scored)
    return np.round(np.exp(means) - 1 if geometric else means, 9)


def _ranks(totals: _Numbers) -> _Ranks:
    """The rank of each total in its row, 1 the highest; equal ones share the better rank."""
    # Stable, for it is the fastest in rows that are nearly in order already; then one index into all rows at once.
    order = np.argsort(-totals, axis=1, kind="stable")
    places = (order + np.arange(len(totals))[:, np.newaxis] * totals.shape[1]).ravel()
    ordered = totals.ravel()[places].reshape(totals.shape)
    opens = np.ones(totals.shape, dtype=bool)
    opens[:, 1:] = ordered[:, 1:] < ordered[:, :-1]
    numbers = np.where(opens, np.arange(1, totals.shape[1] + 1, dtype=np.int32), np.int32(0))
    shared = np.maximum.accumulate(numbers, axis=1)
    ranks = np.empty(totals.size, dtype=np.int32)
    ranks[places] = shared.ravel()
    return ranks.reshape(totals.shape)


def _left_out(standard: Standard, points: _Numbers) -> Iterable[tuple[int, ...]]:
    """The labs' ranks by the standard's own weights, with each criterion left out in turn."""
    count = len(standard.criteria)
    if count < 2:
        return
    weights = np.array([[criterion.weight for criterion in standard.criteria]] * count, dtype=np.float64)
    np.fill_diagonal(weights, 0)
    weights /= weights.sum(axis=1, keepdims=True)
    for row in _ranks(_totals(standard, points, weights)):
        yield tuple(int(rank) for rank in row)


def _places(cards: Sequence[Scorecard], drawn: _Ranks, without: Sequence[tuple[int, ...]]) -> Iterable[Place]:
    bounds = [_nearest(percent, len(drawn)) for percent in (LOW, HIGH)]
    best, worst = np.partition(drawn, bounds, axis=0)[bounds]
    for index, card in enumerate(cards):
        rank = 1 + sum((other.practice or 0) > (card.practice or 0) for other in cards[:index])
        moved = [ranks[index] for ranks in without] or [rank]
        yield Place(card, rank, int(best[index]), int(worst[index]), min(moved), max(moved))


def _nearest(percent: int, count: int) -> int:
    """The place, from 0, of a percentile among so many values in order, by nearest rank."""
    return math.ceil(percent * count / 100) - 1


def _groups(places: tuple[Place, ...], drawn: _Ranks) -> tuple[tuple[Place, ...], ...]:
    """Labs in order of score; one opens a new group when the first of the group is above it almost for sure."""
    groups: list[list[Place]] = []
    first = 0
    for index, place in enumerate(places):
        if not groups or _above(drawn, first, index) >= FIRM:
            groups.append([])
            first = index
        groups[-1].append(place)
    return tuple(tuple(group) for group in groups)


def _above(drawn: _Ranks, first: int, second: int) -> float:
    return float(np.mean(drawn[:, first] < drawn[:, second]))
