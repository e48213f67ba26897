"""A lab's totals under a standard over time: exact steps, each with what moved the totals on its day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import MINYEAR, date

from registry.core.catalog import Catalog
from registry.core.movers import Cause, Why, begun, merged, moved_by
from registry.core.scoring import grade_of, rounded, total_of
from registry.core.standard import Criterion, Standard
from registry.core.stretches import State, Stretch, states, stretches


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals of a scorecard, as `score` gives them."""

    promise: float
    practice: float
    low: float
    high: float
    coverage: float
    grade: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """Totals from a day on, until the next step, and what moved them there: never nothing."""

    on: date
    totals: Totals
    causes: tuple[Cause, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Trajectory:
    """One lab's totals under one standard from the first day on which it held a clause, or was founded, oldest first.

    On every day they are those that `score` gives; it knows days to come as far as anything dated decides them.
    """

    standard: Standard
    lab: str
    steps: tuple[Step, ...]

    def at(self, on: date) -> Step | None:
        """The step that holds on a day, or None before the first."""
        return next((step for step in reversed(self.steps) if step.on <= on), None)

    @property
    def moves(self) -> tuple[tuple[int, Step], ...]:
        """The steps at which practice or promise moved, with their places among all, from 1: others move the range."""
        found: list[tuple[int, Step]] = []
        last: tuple[float, float] | None = None
        for place, step in enumerate(self.steps, start=1):
            here = step.totals.practice, step.totals.promise
            if here != last:
                found.append((place, step))
            last = here
        return tuple(found)

    def until(self, on: date) -> Trajectory:
        """The same as far as it had come on a day."""
        return Trajectory(self.standard, self.lab, tuple(step for step in self.steps if step.on <= on))


def trajectory(catalog: Catalog, standard: Standard, lab: str) -> Trajectory:
    """Follow a lab's totals under a standard through all days. Raises NotFound for an unknown lab."""
    founded = catalog.lab(lab).founded
    held = [tenure.start for tenure in catalog.tenures[lab]]
    if not held:
        return Trajectory(standard, lab, ())
    opens = max(min(held), date(founded or MINYEAR, 1, 1))
    lanes = [
        _Lane(criterion, _turning(found), states(catalog, criterion, lab, found))
        for criterion, found in zip(standard.criteria, stretches(catalog, standard, lab), strict=True)
    ]
    return Trajectory(standard, lab, tuple(_steps(catalog, standard, lab, lanes, opens)))


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class _Lane:
    """One criterion through time: its clauses' stretches by the days on which they begin or end, and its states."""

    criterion: Criterion
    turning: Mapping[date, Sequence[Stretch]]
    states: Mapping[date, State]


def _turning(found: Iterable[Stretch]) -> Mapping[date, Sequence[Stretch]]:
    turning: dict[date, list[Stretch]] = {}
    for stretch in found:
        for day in (stretch.start, stretch.end):
            turning.setdefault(day, []).append(stretch)
    return turning


def _steps(
    catalog: Catalog, standard: Standard, lab: str, lanes: Sequence[_Lane], opens: date
) -> Iterator[Step]:
    standing = [lane.states[date.min] for lane in lanes]
    last: Totals | None = None
    for day in sorted({opens}.union(*(lane.states for lane in lanes))):
        before = standing
        standing = [lane.states.get(day, state) for lane, state in zip(lanes, before, strict=True)]
        if day < opens or (totals := _totals(standard, standing)) == last:
            continue
        if last is None:
            why = _opening(catalog, lab, opens)
        else:
            moves = zip(lanes, before, standing, strict=True)
            why = (
                cause
                for lane, old, new in moves
                if old is not new
                for cause in moved_by(
                    catalog, lab, lane.criterion, lane.turning.get(day, ()), before=old, after=new, on=day
                )
            )
        yield Step(day, totals, merged(why))
        last = totals


def _opening(catalog: Catalog, lab: str, opens: date) -> Iterable[Cause]:
    held = catalog.tenures[lab]
    return begun(held, opens) if min(tenure.start for tenure in held) == opens else [Cause(Why.FOUNDED)]


def _totals(standard: Standard, standing: Sequence[State]) -> Totals:
    pairs = [(criterion, state) for criterion, state in zip(standard.criteria, standing, strict=True)]
    practice = total_of(standard, {criterion.id: state.practice for criterion, state in pairs})
    assessed = sum(criterion.weight for criterion, state in pairs if state.assessed)
    coverage = rounded(assessed / standard.total_weight, places=4)
    best = {criterion.id: state.practice if state.assessed else 100.0 for criterion, state in pairs}
    return Totals(
        promise=total_of(standard, {criterion.id: state.promise for criterion, state in pairs}),
        practice=practice,
        low=total_of(standard, {criterion.id: state.undisputed for criterion, state in pairs}),
        high=total_of(standard, best),
        coverage=coverage,
        grade=grade_of(standard, practice) if coverage > 0 else None,
    )
