"""Labs side by side in a report: where they differ at a glance, and who earns something under each criterion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registry.core.records import Lab
from registry.core.standard import Criterion
from registry.publish.comparisons import ComparedCriterion, Comparison
from registry.publish.scorecards import Explained
from registry.publish.writing import points

MOST_APART = 3
"""How many of the criteria that set the labs furthest apart are named at a glance."""


@dataclass(frozen=True, slots=True)
class Apart:
    """A criterion on which the labs differ: their practice scores in words, the highest first, each with its labs."""

    criterion: Criterion
    standings: tuple[tuple[str, tuple[Lab, ...]], ...]


@dataclass(frozen=True, slots=True)
class Glance:
    """What a table of totals does not show at once.

    `apart` are the criteria that set the labs furthest apart, weighed; `barren` those under which none earns anything;
    `unassessed` the labs of which something was not assessed, with how many criteria.
    """

    apart: tuple[Apart, ...]
    barren: tuple[Criterion, ...]
    unassessed: tuple[tuple[Lab, int], ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """Labs for which no clause counts under a criterion, and that would need the same: assessed or none of them.

    `first` are the points that `missing` would earn.
    """

    labs: tuple[Lab, ...]
    assessed: bool
    first: float
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One criterion with what explains each lab's score, in the labs' order.

    `shown` are the labs with a clause that counts; `rest` the others. `gone` are those whose own clause no longer
    counts and has nothing in its place.
    """

    number: int
    cells: tuple[Explained, ...]
    shown: tuple[tuple[Lab, Explained], ...]
    rest: tuple[Rest, ...]
    gone: tuple[tuple[Lab, Explained], ...]


def glance(found: Comparison) -> Glance:
    """What a comparison shows at a glance."""
    cards = zip(found.labs, found.cards, strict=True)
    unassessed = ((lab, sum(not result.assessed for result in card.criteria)) for lab, card in cards)
    barren = {row.criterion.id for row in found.criteria if not any(each.practice for each in row.results)}
    return Glance(
        apart=tuple(_apart(row, found.labs) for row in found.criteria[:MOST_APART] if row.spread),
        barren=tuple(criterion for criterion in found.standard.criteria if criterion.id in barren),
        unassessed=tuple((lab, count) for lab, count in unassessed if count),
    )


def compared_rows(
    labs: Sequence[Lab], explanations: Iterable[tuple[Explained, ...]]
) -> tuple[ComparedRow, ...]:
    """The criteria, numbered in the standard's order, from each lab's explained criteria in the labs' order."""
    return tuple(
        _row(number, labs, cells) for number, cells in enumerate(zip(*explanations, strict=True), start=1)
    )


def _row(number: int, labs: Sequence[Lab], cells: tuple[Explained, ...]) -> ComparedRow:
    pairs = tuple(zip(labs, cells, strict=True))
    without = tuple(pair for pair in pairs if not pair[1].result.counting)
    return ComparedRow(
        number=number,
        cells=cells,
        shown=tuple(pair for pair in pairs if pair[1].result.counting),
        rest=_rest(without),
        gone=tuple(pair for pair in without if pair[1].dropped),
    )


def _rest(pairs: Iterable[tuple[Lab, Explained]]) -> tuple[Rest, ...]:
    """Those that lack the same together; without a clause that counts there always is a next level."""
    alike: dict[tuple[bool, float, tuple[str, ...]], list[Lab]] = {}
    for lab, cell in pairs:
        after = cell.result.next
        key = (cell.result.assessed, after.level.score if after else 0.0, cell.missing)
        alike.setdefault(key, []).append(lab)
    return tuple(Rest(tuple(found), *key) for key, found in alike.items())


def _apart(row: ComparedCriterion, labs: Sequence[Lab]) -> Apart:
    alike: dict[tuple[bool, float], list[Lab]] = {}
    for lab, result in zip(labs, row.results, strict=True):
        alike.setdefault((not result.assessed, -result.practice), []).append(lab)
    return Apart(
        row.criterion,
        tuple(
            ("not assessed" if unknown else points(-practice), tuple(alike[unknown, practice]))
            for unknown, practice in sorted(alike)
        ),
    )
