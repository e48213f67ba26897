"""Adoption: which labs have held a promise about something, from when until when, in documents of whose making."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from registry.core.endings import Ended, last_ended
from registry.core.history import Tenure
from registry.core.records import Act


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, from `start` until before `end`; without an end it lasts."""

    start: date
    end: date | None

    def covers(self, on: date) -> bool:
        """Whether the day lies in it."""
        return self.start <= on and (self.end is None or on < self.end)


@dataclass(frozen=True, eq=False, repr=False)
class Adopter:
    """A lab that has held such a promise: when in documents of its own, when in joint ones that it had joined.

    `first` is the promise with which it began, the lab's own where both began on one day; `first_own` the one of its
    own, None where it never had one. `ended` is since when it holds none, and why; None while it holds one.
    """

    lab: str
    own: tuple[Span, ...]
    joint: tuple[Span, ...]
    first: Tenure
    first_own: Tenure | None
    ended: Ended | None

    @property
    def dropped(self) -> date | None:
        """The day on which it took back the last; None while it holds one, and where that ended in another way."""
        return self.ended.dropped_on if self.ended else None

    @property
    def own_ended(self) -> date | None:
        """The day since which it holds none of its own; None while it does, and where it never did."""
        return _ended(self.own)

    def holds(self, on: date) -> bool:
        """Whether it held such a promise on a day."""
        return any(span.covers(on) for span in (*self.own, *self.joint))


def adopters(
    tenures: Mapping[str, Collection[Tenure]], *, topic: str, aspect: str | None = None, until: date
) -> tuple[Adopter, ...]:
    """The labs that had held a promise about a topic, or one aspect of it, by a day: in the order in which they began.

    Only promises count. A clause of a joint document counts from the day on which the lab had joined. What is dated
    after `until` does not show: a promise that ends later lasts. Labs that began on one day stand by whether they began
    with a promise of their own, then by slug.
    """
    found = (
        _adopter(lab, [item for item in held if _is_meant(item, topic, aspect, until)], held, until)
        for lab, held in tenures.items()
    )
    return tuple(sorted((item for item in found if item), key=_beginning))


def _is_meant(tenure: Tenure, topic: str, aspect: str | None, until: date) -> bool:
    clause = tenure.clause
    about = clause.topic == topic and (aspect is None or aspect in clause.aspects)
    return about and clause.act is Act.PROMISE and tenure.start <= until


def _adopter(lab: str, meant: list[Tenure], held: Collection[Tenure], until: date) -> Adopter | None:
    if not meant:
        return None
    ordered = sorted(meant, key=lambda tenure: (tenure.start, not tenure.own, tenure.reference))
    own = [tenure for tenure in ordered if tenure.own]
    joint = [tenure for tenure in ordered if not tenure.own]
    return Adopter(
        lab,
        tuple(_joined(own, until)),
        tuple(_joined(joint, until)),
        first=ordered[0],
        first_own=own[0] if own else None,
        ended=None if any(tenure.covers(until) for tenure in meant) else last_ended(meant, held, until),
    )


def _joined(ordered: list[Tenure], until: date) -> Iterator[Span]:
    """The days that those tenures cover, as stretches that do not touch."""
    start: date | None = None
    end: date | None = None
    for tenure in ordered:
        ends = tenure.end if tenure.end is not None and tenure.end <= until else None
        if start is None:
            start, end = tenure.start, ends
        elif end is None or tenure.start <= end:
            end = None if end is None or ends is None else max(end, ends)
        else:
            yield Span(start, end)
            start, end = tenure.start, ends
    if start is not None:
        yield Span(start, end)


def _ended(spans: tuple[Span, ...]) -> date | None:
    ends = [span.end for span in spans]
    days = [end for end in ends if end is not None]
    return max(days) if days and len(days) == len(ends) else None


def _beginning(adopter: Adopter) -> tuple[date, bool, str]:
    return adopter.first.start, not adopter.first.own, adopter.lab
