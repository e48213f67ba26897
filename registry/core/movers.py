"""What moved a criterion on a day: the versions, signatures, conduct and stretches of time behind a step of totals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from registry.core.catalog import Catalog
from registry.core.endings import Ending, ending
from registry.core.history import Tenure, version_on
from registry.core.records import Clause, Conduct, Document, Version
from registry.core.standard import Criterion
from registry.core.stretches import State, Stretch


class Why(StrEnum):
    """The sort of thing that moves totals."""

    FOUNDED = "founded"
    VERSION = "version"
    WITHDRAWN = "withdrawn"
    JOINED = "joined"
    LEFT = "left"
    ENDED = "ended"
    CONDUCT = "conduct"
    LINKED = "linked"
    AGED = "aged"
    STOOD = "stood"
    DISPUTED = "disputed"


_ENDINGS = {Ending.WITHDRAWN: Why.WITHDRAWN, Ending.RUN_OUT: Why.ENDED, Ending.LEFT: Why.LEFT}
"""What ended a clause where no version did."""


@dataclass(frozen=True, eq=False, slots=True)
class Cause:
    """One thing that moved totals.

    `LEFT`: the lab left a joint document or fell out of its scope; `ENDED`: a clause was fulfilled or ran out;
    `AGED`: a conduct entry became older than the standard looks back; `STOOD`: a promise has stood for as long as a
    level asks; `LINKED`: an entry came to bear on a clause that continues another; `DISPUTED`: whether the document is
    in force. `judged` are the clauses of the version about which an editor's judgement took part.
    """

    why: Why
    document: Document | None = None
    version: Version | None = None
    entry: Conduct | None = None
    judged: tuple[Clause, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """Tells one cause from another."""
        return self.why, *(item.path if item else "" for item in (self.document, self.version, self.entry))


def moved_by(
    catalog: Catalog,
    lab: str,
    criterion: Criterion,
    found: Iterable[Stretch],
    *,
    before: State,
    after: State,
    on: date,
) -> Iterator[Cause]:
    """What took a criterion on a day from one state to the other; `found` are the stretches that begin or end then."""
    ended = {stretch.scored.tenure: stretch for stretch in found if stretch.end == on}
    started = {stretch.scored.tenure: stretch for stretch in found if stretch.start == on}
    for tenure in ended | started:
        old, new = ended.get(tenure), started.get(tenure)
        if _exceeds(old, after) or _exceeds(new, before):
            yield from _between(old, new, started, on)
    if before.assessed is not after.assessed:
        topics = criterion.topics
        begins = (held for held in catalog.tenures[lab] if held.start == on)
        yield from begun((held for held in begins if held.clause.topic in topics), on)


def begun(tenures: Iterable[Tenure], on: date) -> Iterator[Cause]:
    """What brought clauses that a lab holds from a day on."""
    yield from (_start(tenure, on) for tenure in tenures if tenure.start == on)


def merged(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Each cause once, with all that was judged: versions first, in the order of Why, then by paths."""
    found: dict[tuple[str, ...], Cause] = {}
    for cause in causes:
        known = found.setdefault(cause.key, cause)
        more = tuple(clause for clause in cause.judged if clause not in known.judged)
        if more:
            found[cause.key] = replace(known, judged=(*known.judged, *more))
    return tuple(sorted(found.values(), key=lambda cause: (list(Why).index(cause.why), cause.key)))


def _exceeds(stretch: Stretch | None, state: State) -> bool:
    """Whether a clause is worth more than its criterion stood at: then its coming or going was what counted."""
    if stretch is None:
        return False
    promise, practice, undisputed = stretch.worth
    return promise > state.promise or practice > state.practice or undisputed > state.undisputed


def _between(
    old: Stretch | None, new: Stretch | None, started: Collection[Tenure], on: date
) -> Iterator[Cause]:
    """Why a clause is worth something else from a day on: it came, it went, or what bears on it changed."""
    if old and new:
        yield from _bearing(old, new, on)
    elif new:
        yield _start(new.scored.tenure, on)
    elif old:
        yield _end(old.scored.tenure, started, on)


def _start(tenure: Tenure, on: date) -> Cause:
    holder = tenure.standing.holder
    if holder.date.first != on:
        return Cause(Why.JOINED, tenure.document)
    judged = (tenure.clause,) if tenure.clause.judged else ()
    return Cause(Why.VERSION, tenure.document, holder, judged=judged)


def _end(tenure: Tenure, started: Collection[Tenure], on: date) -> Cause:
    document, why = tenure.document, _ENDINGS.get(ending(tenure, started))
    if why is not None:
        return Cause(why, document)
    judged = (
        item.clause for item in started if item.standing.before is tenure.standing and item.clause.judged
    )
    return Cause(Why.VERSION, document, version_on(document, on), judged=tuple(judged))


def _bearing(old: Stretch, new: Stretch, on: date) -> Iterator[Cause]:
    document = new.scored.tenure.document
    for entry in new.scored.conduct:
        if entry not in old.scored.conduct:
            yield Cause(Why.CONDUCT if entry.date.last == on else Why.LINKED, entry=entry)
    yield from (
        Cause(Why.AGED, entry=entry) for entry in old.scored.conduct if entry not in new.scored.conduct
    )
    if old.scored.level is not new.scored.level:
        yield Cause(Why.STOOD, document)
    if old.disputed is not new.disputed:
        yield Cause(Why.DISPUTED, document)
