"""Whether an entry was in force on a day, since when, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry.publish.search.entries import Ending, Entry, EntryKind, Span


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
_ENDED = {
    Ending.FULFILLED: State.FULFILLED,
    Ending.REPLACED: State.REPLACED,
    Ending.REMOVED: State.REMOVED,
    Ending.WITHDRAWN: State.REMOVED,
}


@dataclass(frozen=True, slots=True)
class Life:
    """How an entry stands on a day: in force since, or until when it was, both dates as the sources have them."""

    state: State
    since: str
    until: str = ""
    ending: Ending = Ending.OPEN


def life_on(entry: Entry, day: str) -> Life | None:
    """How an entry stands on an ISO day; None for one that is not a document, version or clause."""
    if entry.kind not in _WITH_STATE or not entry.spans:
        return None
    begun = [span for span in entry.spans if span.start <= day]
    if not begun:
        return Life(State.NOT_YET, entry.spans[0].shown_start)
    last = begun[-1]
    if last.covers(day):
        return Life(State.IN_FORCE, last.shown_start)
    ending = Ending(last.ending)
    return Life(_ENDED.get(ending, State.REMOVED), last.shown_start, last.shown_end, ending)


def stood_on(entry: Entry, day: str, *, lab: str | None = None) -> bool:
    """Whether an entry was in force, or had happened, by an ISO day; with a lab, whether that lab held it."""
    if lab is not None and entry.held:
        return _covered(dict(entry.held).get(lab, ()), day)
    return not entry.spans or _covered(entry.spans, day)


def _covered(spans: Sequence[Span], day: str) -> bool:
    return any(span.covers(day) for span in spans)
