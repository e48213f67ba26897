"""Whether an entry was in force on a day, since when, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registry.publish.search.entries import Ending, Entry, EntryKind


class State(StrEnum):
    """How a document, version or clause stands on a day."""

    IN_FORCE = "in-force"
    REMOVED = "removed"
    FULFILLED = "fulfilled"
    REPLACED = "replaced"
    NOT_YET = "not-yet"


STATE_TITLES = {
    State.IN_FORCE: "In force",
    State.REMOVED: "Removed or withdrawn",
    State.FULFILLED: "Fulfilled or run out",
    State.REPLACED: "Replaced by a later version",
    State.NOT_YET: "Not yet in force",
}

_WITH_STATE = (EntryKind.DOCUMENT, EntryKind.VERSION, EntryKind.CLAUSE)
ENDED = {
    Ending.FULFILLED: State.FULFILLED,
    Ending.REPLACED: State.REPLACED,
    Ending.REMOVED: State.REMOVED,
    Ending.WITHDRAWN: State.REMOVED,
}
"""How an entry stands after a span that ended so."""


@dataclass(frozen=True, slots=True)
class Life:
    """How an entry stands on a day: in force since, or until when it was, both dates as the sources have them."""

    state: State
    since: str
    until: str = ""
    ending: Ending = Ending.OPEN


def has_state(entry: Entry) -> bool:
    """Whether an entry is a document, version or clause that was ever in force, or is to be."""
    return entry.kind in _WITH_STATE and bool(entry.spans)


def life_on(entry: Entry, day: str) -> Life | None:
    """How an entry stands on an ISO day; None for one that is not a document, version or clause."""
    if not has_state(entry):
        return None
    begun = [span for span in entry.spans if span.start <= day]
    if not begun:
        return Life(State.NOT_YET, entry.spans[0].shown_start)
    last = begun[-1]
    if last.covers(day):
        return Life(State.IN_FORCE, last.shown_start)
    ending = Ending(last.ending)
    return Life(ENDED.get(ending, State.REMOVED), last.shown_start, last.shown_end, ending)
