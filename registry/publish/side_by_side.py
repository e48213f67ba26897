"""Labs side by side in a report: where they differ at a glance, and who earns something under each criterion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registry.core.records import Lab
from registry.core.scoring import CriterionScore
from registry.core.standard import Criterion
from registry.publish.comparisons import ComparedCriterion, Comparison
from registry.publish.scorecards import Explained
from registry.publish.writing import points

MOST_DIFFERENCES = 3
"""How many of the criteria that set the labs furthest apart are named at a glance."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A criterion on which the labs differ: their practice scores in words, the highest first, each with its labs."""

    criterion: Criterion
    standings: tuple[tuple[str, tuple[Lab, ...]], ...]


@dataclass(frozen=True, slots=True)
class Glance:
    """What a table of totals does not show at once, of labs that had been founded.

    `differences` are on the criteria that set the labs furthest apart, by weight; `unearned` the criteria that were
    assessed, and under which none earns anything; `unassessed` the labs of which something was not assessed, with how
    many criteria.
    """

    differences: tuple[Difference, ...]
    unearned: tuple[Criterion, ...]
    unassessed: tuple[tuple[Lab, int], ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Labs for which no clause counts under a criterion, and that would need the same, assessed or none of them.

    `first` are the points that `missing` would earn.
    """

    labs: tuple[Lab, ...]
    assessed: bool
    first: float
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Upward:
    """Labs whose best clause lacks the same for the next level, worth `score`; None where it meets the best."""

    labs: tuple[Lab, ...]
    score: float | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One criterion with what explains each lab's score, in the labs' order, None where the lab was not founded.

    `shown` are the labs with a clause that counts, `upward` what these lack; `without` the others. `dropped` are those
    of the others whose own clause counts no longer and has nothing in its place.
    """

    number: int
    criterion: Criterion
    share: float
    cells: tuple[Explained | None, ...]
    shown: tuple[tuple[Lab, Explained], ...]
    upward: tuple[Upward, ...]
    without: tuple[Without, ...]
    dropped: tuple[tuple[Lab, Explained], ...]


def glance(found: Comparison) -> Glance:
    """What a comparison shows at a glance."""
    founded = [place for place, card in enumerate(found.cards) if card.practice is not None]
    labs = tuple(found.labs[place] for place in founded)
    rows = [
        ComparedCriterion(row.criterion, tuple(row.results[place] for place in founded))
        for row in found.criteria
    ]
    apart = sorted(rows, key=lambda row: -_spread(row.results) * row.criterion.weight)
    unearned = {
        row.criterion.id
        for row in rows
        if any(each.assessed for each in row.results) and not any(each.practice for each in row.results)
    }
    missing = (sum(not row.results[place].assessed for row in rows) for place in range(len(labs)))
    return Glance(
        differences=tuple(_difference(row, labs) for row in apart[:MOST_DIFFERENCES] if _spread(row.results)),
        unearned=tuple(criterion for criterion in found.standard.criteria if criterion.id in unearned),
        unassessed=tuple((lab, count) for lab, count in zip(labs, missing, strict=True) if count),
    )


def compared_rows(
    found: Comparison, explanations: Iterable[tuple[Explained, ...]]
) -> tuple[ComparedRow, ...]:
    """A comparison's criteria, numbered in the standard's order, from each lab's explained criteria."""
    known = [
        explained if card.practice is not None else (None,) * len(explained)
        for card, explained in zip(found.cards, explanations, strict=True)
    ]
    total = found.standard.total_weight
    return tuple(
        _row(number, criterion, criterion.weight / total, found.labs, cells)
        for number, (criterion, *cells) in enumerate(
            zip(found.standard.criteria, *known, strict=True), start=1
        )
    )


def _row(
    number: int, criterion: Criterion, share: float, labs: Sequence[Lab], cells: Sequence[Explained | None]
) -> ComparedRow:
    founded = tuple((lab, cell) for lab, cell in zip(labs, cells, strict=True) if cell)
    shown = tuple(pair for pair in founded if pair[1].result.counting)
    others = tuple(pair for pair in founded if not pair[1].result.counting)
    return ComparedRow(
        number=number,
        criterion=criterion,
        share=share,
        cells=tuple(cells),
        shown=shown,
        upward=_upward(shown),
        without=_without(others),
        dropped=tuple(pair for pair in others if pair[1].dropped),
    )


def _upward(pairs: Iterable[tuple[Lab, Explained]]) -> tuple[Upward, ...]:
    """Those that lack the same together, in the labs' order."""
    alike: dict[tuple[float | None, tuple[str, ...]], list[Lab]] = {}
    for lab, cell in pairs:
        after = cell.result.next
        alike.setdefault((after.level.score if after else None, cell.missing), []).append(lab)
    return tuple(Upward(tuple(found), *key) for key, found in alike.items())


def _without(pairs: Iterable[tuple[Lab, Explained]]) -> tuple[Without, ...]:
    """Those that lack the same together: without a clause that counts it is the lowest level that comes next."""
    alike: dict[tuple[bool, float, tuple[str, ...]], list[Lab]] = {}
    for lab, cell in pairs:
        key = (cell.result.assessed, cell.ladder[-1].level.score, cell.missing)
        alike.setdefault(key, []).append(lab)
    return tuple(Without(tuple(found), *key) for key, found in alike.items())


def _spread(results: Iterable[CriterionScore]) -> float:
    """How far apart those lie that were assessed: of the others nothing is known."""
    scores = [result.practice for result in results if result.assessed]
    return max(scores) - min(scores) if scores else 0.0


def _difference(row: ComparedCriterion, labs: Sequence[Lab]) -> Difference:
    alike: dict[tuple[bool, float], list[Lab]] = {}
    for lab, result in zip(labs, row.results, strict=True):
        alike.setdefault((not result.assessed, -result.practice), []).append(lab)
    return Difference(
        row.criterion,
        tuple(
            ("not assessed" if unknown else points(-practice), tuple(alike[unknown, practice]))
            for unknown, practice in sorted(alike)
        ),
    )
