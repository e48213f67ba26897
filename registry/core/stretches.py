"""What totals over time are made of: the stretches of days in which a held clause is worth the same for a criterion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from operator import attrgetter

from registry.core.catalog import Catalog, promises
from registry.core.conduct import bearing, factor
from registry.core.dates import months_after
from registry.core.history import Tenure
from registry.core.levels import counts_for, level_of
from registry.core.links import Links
from registry.core.records import Conduct
from registry.core.scoring import ClauseScore, is_disputed
from registry.core.standard import Criterion, Standard
from registry.core.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False, repr=False)
class Stretch:
    """What a clause is worth for a criterion from `start` until before `end`; `date.max` where no end is known."""

    start: date
    end: date
    scored: ClauseScore
    disputed: bool

    @cached_property
    def worth(self) -> tuple[float, float, float]:
        """Its promise, its practice, and that where its document's standing is settled, else 0."""
        practice = self.scored.practice
        return self.scored.promise, practice, 0.0 if self.disputed else practice


@dataclass(frozen=True, slots=True)
class State:
    """How a criterion stands on a day, as `score` has it; `undisputed` is the practice that enters `low`."""

    promise: float = 0.0
    practice: float = 0.0
    undisputed: float = 0.0
    assessed: bool = False


_NOTHING = (0.0, 0.0, 0.0)
"""What a criterion is worth on a day on which no clause counts."""


def stretches(catalog: Catalog, standard: Standard, lab: str) -> tuple[tuple[Stretch, ...], ...]:
    """For each criterion of a standard, in their order, the stretches of every clause of a lab that ever counted."""
    asking: dict[str, list[Criterion]] = {}
    for criterion in standard.criteria:
        for topic in dict.fromkeys(criterion.topics):
            asking.setdefault(topic, []).append(criterion)
    found: dict[str, list[Stretch]] = {criterion.id: [] for criterion in standard.criteria}
    links, vocabulary = catalog.links[lab], catalog.vocabulary
    for tenure in promises(catalog.tenures[lab]):
        clause = tenure.clause
        counting = [each for each in asking.get(clause.topic, ()) if counts_for(clause, each)]
        weights = _weights(tenure, standard, links) if counting else {}
        for criterion in counting:
            found[criterion.id].extend(_stretches(tenure, criterion, weights, vocabulary))
    return tuple(tuple(found[criterion.id]) for criterion in standard.criteria)


def states(
    catalog: Catalog, criterion: Criterion, lab: str, found: tuple[Stretch, ...]
) -> Mapping[date, State]:
    """How a criterion stands from the first of all days on and from each on which that changes, oldest first.

    `found` are its stretches.
    """
    days = {stretch.start for stretch in found} | {stretch.end for stretch in found}
    assessed_from = min(catalog.assessed_from(lab, topic) for topic in criterion.topics)
    days.add(assessed_from)
    turned: dict[date, State] = {}
    last: tuple[float, float, float, bool] | None = None
    upcoming = sorted(found, key=attrgetter("start"), reverse=True)
    running: list[Stretch] = []
    for day in sorted(days - {date.max} | {date.min}):
        running = [stretch for stretch in running if stretch.end > day]
        while upcoming and upcoming[-1].start <= day:
            running.append(upcoming.pop())
        promise, practice, undisputed = map(
            max, zip(_NOTHING, *(each.worth for each in running), strict=True)
        )
        state = promise, practice, undisputed, assessed_from <= day
        if state != last:
            last = state
            turned[day] = State(*state)
    return turned


@dataclass(frozen=True, slots=True)
class _Weight:
    """What bears on a clause, whichever criterion it counts for."""

    conduct: tuple[Conduct, ...]
    factor: float
    disputed: bool


_UNTOUCHED = _Weight((), 1.0, disputed=False)
"""Nothing on record bears on the clause: so it is with most."""


def _stretches(
    tenure: Tenure, criterion: Criterion, weights: Mapping[date, _Weight], vocabulary: Vocabulary
) -> Iterator[Stretch]:
    end = tenure.end or date.max
    stood = {day for day in _stood(tenure, criterion) if tenure.start < day < end}
    weight, level = weights[tenure.start], level_of(tenure, criterion, on=tenure.start, vocabulary=vocabulary)
    for day, until in pairwise((*sorted(stood | weights.keys()), end)):
        weight = weights.get(day, weight)
        if day in stood:
            level = level_of(tenure, criterion, on=day, vocabulary=vocabulary)
        yield Stretch(day, until, ClauseScore(tenure, level, weight.conduct, weight.factor), weight.disputed)


def _stood(tenure: Tenure, criterion: Criterion) -> Iterator[date]:
    """The days on which a promise has stood for as long as a level of the criterion asks."""
    spans = [level.needs.held_days for level in criterion.levels if level.needs.held_days > 0]
    for days in spans:
        if days <= (date.max - tenure.since).days:
            yield tenure.since + timedelta(days=days)


def _weights(tenure: Tenure, standard: Standard, links: Links) -> Mapping[date, _Weight]:
    """What bears on a clause from its first day on and from each day on which that may change."""
    entries = _about(tenure, links)
    if not entries and not tenure.document.disputed:
        return {tenure.start: _UNTOUCHED}
    turns = {day for day in _turns(tenure, entries, standard, links) if tenure.covers(day)}
    found = {}
    for day in turns | {tenure.start}:
        counted = bearing(tenure, links=links, on=day, practice=standard.practice) if entries else ()
        found[day] = _Weight(counted, factor(counted, practice=standard.practice), is_disputed(tenure, day))
    return found


def _about(tenure: Tenure, links: Links) -> tuple[Conduct, ...]:
    """The entries that bear on a clause on some day."""
    if not links.conduct or links.about.isdisjoint(names := links.names(tenure, date.max)):
        return ()
    return tuple(entry for entry in links.conduct if not names.isdisjoint(entry.about))


def _turns(tenure: Tenure, entries: tuple[Conduct, ...], standard: Standard, links: Links) -> Iterator[date]:
    """The days on which conduct about a clause is recorded or grows too old, a link or a dispute begins."""
    for entry in entries:
        yield entry.date.last
        yield months_after(entry.date.last, standard.practice.window_months)
    if entries:
        yield from links.days
    if tenure.document.disputed:
        yield tenure.document.disputed.since.first
