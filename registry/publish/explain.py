"""Results in plain words, the same on pages, in reports and in feeds: what is missing, what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from registry.core.catalog import Catalog
from registry.core.compare import Change
from registry.core.conduct import Record
from registry.core.departures import Departure
from registry.core.endings import Ending
from registry.core.impact import ScoreShift
from registry.core.levels import Missing
from registry.core.memo import Memo
from registry.core.records import Direction
from registry.core.standard import Needs
from registry.core.vocabulary import Vocabulary
from registry.publish.writing import day, number

LABS_IN_LINE = 3
"""Of a joint document's holders so many are named for one standard; the others are counted."""

_FILLED = {
    "where": "it says where in the document it stands",
    "scope": "it says which models or situations it covers",
    "trigger": "it says what sets it off",
    "due": "it names a date by which it is done",
    "decided_by": "it names the person or body that decides",
}
_EMPTY = {"waiver": "it leaves no way out"}
_GONE = {
    Ending.REMOVED: "was removed on {day}",
    Ending.WITHDRAWN: "was withdrawn with its document on {day}",
    Ending.RUN_OUT: "ran out or was fulfilled on {day}",
    Ending.CHANGED: "was changed on {day} so that it no longer counts here",
}
LOSSES_FIRST = (
    Direction.WEAKENED,
    Direction.REMOVED,
    Direction.MIXED,
    Direction.STRENGTHENED,
    Direction.ADDED,
    Direction.ALTERED,
    Direction.REWORDED,
    Direction.UNCHANGED,
)
"""The order in which changes are told."""


def needs_in_words(needs: Needs, *, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What a level asks of a clause, one plain part of a sentence a need; empty where any clause will do."""
    return missing_in_words(Missing.all_of(needs), vocabulary=vocabulary)


def missing_in_words(missing: Missing, *, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What a clause lacks for a level, one plain sentence part for each single thing."""
    found = [
        _facet_in_words(facet, least, vocabulary)
        for facet, least in missing.facets.items()
        if vocabulary.rank(facet, least) > 0  # the lowest value asks for nothing
    ]
    found.extend(_FILLED[name] for name in missing.has)
    found.extend(_EMPTY[name] for name in missing.without)
    if missing.own:
        found.append("it stands in a document of the lab's own, not only in one signed with others")
    if missing.held_days:
        found.append(f"it has been in force for {missing.held_days} days")
    return tuple(found)


def gone_in_words(departed: Departure) -> str:
    """What became of a clause that counted, and when: `was removed on 1 January 2025`."""
    return _GONE[departed.why].format(day=day(departed.on))


def record_text(record: Record) -> str:
    """The conduct on record in words, with its denominator; empty where there is none."""
    resolved = f"{record.kept} of {record.resolved} resolved kept" if record.resolved else ""
    counted = (
        (record.partly_kept, "partly kept"), (record.broken, "broken"),
        (record.disputed, "disputed"), (record.pending, "not yet decided"),
    )  # fmt: skip
    return ", ".join(filter(None, (resolved, *(f"{count} {name}" for count, name in counted if count))))


def memo(changes: Iterable[Change]) -> str:
    """Changes counted in one line, losses first: `3 weakened, 1 removed, 2 added`, or `nothing changed`."""
    counts = Counter(change.direction for change in changes)
    parts = [f"{counts[direction]} {direction.value}" for direction in LOSSES_FIRST if counts[direction]]
    return ", ".join(parts) or "nothing changed"


def memo_line(found: Memo, *, catalog: Catalog) -> str:
    """A memo in one line: `3 weakened, 1 removed, 2 added; buying-time 61.0 → 54.2`. Totals are those of practice.

    Where several labs hold the document each is named; where no score moved, or nobody is scored, that is said.
    """
    counted = memo(change for change in found.changes if change.direction is not Direction.UNCHANGED)
    if not found.scores:
        return counted
    moved: dict[str, list[ScoreShift]] = {}
    for shift in found.moved:
        moved.setdefault(shift.standard, []).append(shift)
    named = len(found.labs) > 1
    parts = [_totals_in_words(standard, shifts, catalog, named) for standard, shifts in moved.items()]
    return f"{counted}; {', '.join(parts) or 'no score moved'}"


def _totals_in_words(standard: str, shifts: list[ScoreShift], catalog: Catalog, named: bool) -> str:
    parts = [
        f"{catalog.labs[shift.lab].name + ' ' if named else ''}{_total_in_words(shift)}"
        for shift in shifts[:LABS_IN_LINE]
    ]
    more = len(shifts) - LABS_IN_LINE
    if more > 0:
        parts.append(f"and {more} more {'lab' if more == 1 else 'labs'}")
    return f"{standard}{':' if named else ''} {', '.join(parts)}"


def _total_in_words(shift: ScoreShift) -> str:
    old, new = (
        (card.practice, card.promise) if card else (None, None) for card in (shift.before, shift.after)
    )
    if old[0] == new[0]:
        return f"{number(new[0])} (its promise {number(old[1])} → {number(new[1])})"
    return f"{number(old[0])} → {number(new[0])}"


def _facet_in_words(facet: str, least: str, vocabulary: Vocabulary) -> str:
    title = vocabulary.facet_term(facet, least).title
    top = vocabulary.rank(facet, least) == len(vocabulary.facets[facet]) - 1
    if facet == "strength":
        return f"its strength is “{title.lower()}”{'' if top else ' or higher'}"
    if facet == "verification":
        return f"{title[0].lower()}{title[1:]}{'' if top else ', or outsiders can check'}"
    return "the text of the rule is public"
