"""What totals over time are made of: the stretches of days in which a held clause is worth the same for a criterion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from operator import attrgetter

from registry.core.catalog import Catalog
from registry.core.conduct import bearing, factor
from registry.core.dates import months_after
from registry.core.history import Tenure
from registry.core.levels import counts_for, level_of
from registry.core.links import Links
from registry.core.records import Conduct
from registry.core.scoring import ClauseScore, is_disputed
from registry.core.standard import Criterion, Standard
from registry.core.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Stretch:
    """What a clause is worth for a criterion from `start` until before `end`; `date.max` where no end is known."""

    start: date
    end: date
    scored: ClauseScore
    disputed: bool

    @property
    def undisputed(self) -> float:
        """Its practice where its document's standing is settled, else 0."""
        return 0.0 if self.disputed else self.scored.practice


@dataclass(frozen=True, slots=True)
class State:
    """How a criterion stands on a day, as `score` has it; `undisputed` is the practice that enters `low`."""

    promise: float = 0.0
    practice: float = 0.0
    undisputed: float = 0.0
    assessed: bool = False


def stretches(catalog: Catalog, standard: Standard, lab: str) -> tuple[tuple[Stretch, ...], ...]:
    """For each criterion of a standard, in their order, the stretches of every clause of a lab that ever counted."""
    asking: dict[str, list[Criterion]] = {}
    for criterion in standard.criteria:
        for topic in dict.fromkeys(criterion.topics):
            asking.setdefault(topic, []).append(criterion)
    found: dict[str, list[Stretch]] = {criterion.id: [] for criterion in standard.criteria}
    for tenure in catalog.tenures[lab]:
        counting = [each for each in asking.get(tenure.clause.topic, ()) if counts_for(tenure.clause, each)]
        weights = _weights(tenure, standard, catalog.links[lab]) if counting else {}
        for criterion in counting:
            found[criterion.id].extend(_stretches(tenure, criterion, weights, catalog.vocabulary))
    return tuple(tuple(found[criterion.id]) for criterion in standard.criteria)


def states(
    catalog: Catalog, criterion: Criterion, lab: str, found: tuple[Stretch, ...]
) -> Mapping[date, State]:
    """How a criterion stands from the first of all days on and from each on which that changes, oldest first.

    `found` are its stretches.
    """
    days = {stretch.start for stretch in found} | {stretch.end for stretch in found}
    days |= {catalog.first_held.get((lab, topic), date.max) for topic in criterion.topics}
    turned: dict[date, State] = {}
    last: State | None = None
    upcoming = sorted(found, key=attrgetter("start"), reverse=True)
    running: list[Stretch] = []
    for day in sorted(days - {date.max} | {date.min}):
        running = [stretch for stretch in running if stretch.end > day]
        while upcoming and upcoming[-1].start <= day:
            running.append(upcoming.pop())
        state = State(
            promise=max((stretch.scored.promise for stretch in running), default=0.0),
            practice=max((stretch.scored.practice for stretch in running), default=0.0),
            undisputed=max((stretch.undisputed for stretch in running), default=0.0),
            assessed=any(catalog.is_assessed(lab, topic, day) for topic in criterion.topics),
        )
        if state != last:
            last = turned[day] = state
    return turned


@dataclass(frozen=True, slots=True)
class _Weight:
    """What bears on a clause, whichever criterion it counts for."""

    conduct: tuple[Conduct, ...]
    factor: float
    disputed: bool


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
    for level in criterion.levels:
        if 0 < level.needs.held_days <= (date.max - tenure.since).days:
            yield tenure.since + timedelta(days=level.needs.held_days)


def _weights(tenure: Tenure, standard: Standard, links: Links) -> Mapping[date, _Weight]:
    """What bears on a clause from its first day on and from each day on which that may change."""
    entries = _about(tenure, links)
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
