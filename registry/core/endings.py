"""Why a lab holds a clause no longer: dropped, or fulfilled, lapsed or left behind, which is no dropping."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.core.history import Tenure


class Ending(StrEnum):
    """Why a tenure ended. The worst for the lab comes first.

    `RUN_OUT`: the clause was fulfilled or its time was over; `LEFT`: the lab left a joint document or fell out of its
    scope; `CHANGED`: the clause goes on in other words, about another topic or as another act perhaps.
    """

    REMOVED = "removed"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"
    RUN_OUT = "run-out"
    LEFT = "left"

    @property
    def is_drop(self) -> bool:
        """Whether somebody took the promise back, rather than that it was fulfilled, lapsed or bound no longer."""
        return self not in (Ending.RUN_OUT, Ending.LEFT)


@dataclass(frozen=True, slots=True)
class Ended:
    """The day from which nothing is held any more, and why."""

    on: date
    why: Ending

    @property
    def dropped_on(self) -> date | None:
        """The day, where something was dropped on it."""
        return self.on if self.why.is_drop else None


def ending(tenure: Tenure, held: Iterable[Tenure]) -> Ending:
    """Why a tenure that ended did; `held` are those of the lab among which it may go on.

    A promise that had run its time by the day on which its document was withdrawn or said it no more has run out.
    """
    document, end, ends = tenure.document, tenure.end, tenure.clause.ends
    if any(later.standing.before is tenure.standing and later.start == end for later in held):
        return Ending.CHANGED
    if ends is not None and ends.first == end:
        return Ending.RUN_OUT
    if end in _leaving(tenure):
        return Ending.LEFT
    if document.withdrawn is not None and document.withdrawn.date.first == end:
        return Ending.WITHDRAWN
    return Ending.REMOVED


def last_ended(past: Iterable[Tenure], held: Collection[Tenure], on: date) -> Ended | None:
    """When the last of those tenures had ended by a day, and why; of several that ended together the worst counts."""
    ends = [(tenure.end, tenure) for tenure in past if tenure.end is not None and tenure.end <= on]
    if not ends:
        return None
    last = max(end for end, _ in ends)
    order = list(Ending)
    return Ended(last, min((ending(tenure, held) for end, tenure in ends if end == last), key=order.index))


def _leaving(tenure: Tenure) -> set[date]:
    """The days on which the lab left the document or fell out of its scope."""
    mine = [item for item in tenure.document.signatories if item.lab == tenure.lab]
    left = {item.left.first for item in mine if item.left}
    return left | {item.out_of_scope.since.first for item in mine if item.out_of_scope}
