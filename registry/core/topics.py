"""What is on record about one lab and one topic on a date, in the plain states that a reader is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from weakref import WeakKeyDictionary

from registry.core.catalog import Catalog, TopicState, promises
from registry.core.conduct import Record, bearing, tally
from registry.core.endings import Ended, last_ended
from registry.core.history import Tenure
from registry.core.holders import Days, Holder
from registry.core.records import Conduct, NothingFound


class Status(StrEnum):
    """The plain state of a lab and a topic. A broken promise is a promise that was broken, never less than silence.

    `REMOVED` is only what somebody took back; what was fulfilled, ran out or no longer binds the lab has `ENDED`.
    """

    KEPT = "kept"
    PROMISED = "promised"
    DISPUTED = "disputed"
    BROKEN = "broken"
    POSITION = "position"
    REMOVED = "removed"
    ENDED = "ended"
    NOTHING_FOUND = "nothing-found"
    NOT_ASSESSED = "not-assessed"


@dataclass(frozen=True, eq=False, repr=False)
class TopicRecord:
    """A lab and a topic on a day: its state, the clauses held, the conduct about its promises, and what is missing.

    `ended` is when the last clause ended, and why, where none is held any more; `looked` is the last search that found
    nothing.
    """

    lab: str
    topic: str
    status: Status
    held: tuple[Tenure, ...]
    conduct: tuple[Conduct, ...]
    record: Record
    ended: Ended | None
    looked: NothingFound | None

    @property
    def own(self) -> int:
        """How many of the held clauses stand in the lab's own documents."""
        return sum(tenure.own for tenure in self.held)

    @property
    def removed_on(self) -> date | None:
        """The day on which the last clause was taken back, where none is held any more for that reason."""
        return self.ended.dropped_on if self.ended else None

    @property
    def strongest(self) -> tuple[Tenure, ...]:
        """The promises among the held clauses; all of them where none is a promise."""
        return tuple(promises(self.held)) or self.held


# By holder, and no longer than a catalogue has it: most labs stay the same from one catalogue to the next.
_known: WeakKeyDictionary[Holder, Days[tuple[TopicRecord, ...]]] = WeakKeyDictionary()


def topic_record(catalog: Catalog, lab: str, topic: str, on: date) -> TopicRecord:
    """What is on record about a lab and a topic on a day. Raises NotFound for an unknown lab."""
    held = (tenure for tenure in catalog.holdings(lab, on) if tenure.clause.topic == topic)
    return _record(catalog, lab, topic, tuple(held), on)


def topic_records(catalog: Catalog, lab: str, on: date) -> tuple[TopicRecord, ...]:
    """The same for every topic, in the vocabulary's order."""
    catalog.lab(lab)
    known = _known.setdefault(catalog.holders[lab], Days())
    return known.on(on, lambda: tuple(_records(catalog, lab, on)))


def _records(catalog: Catalog, lab: str, on: date) -> Iterator[TopicRecord]:
    held: dict[str, list[Tenure]] = {topic.id: [] for topic in catalog.vocabulary.topics}
    for tenure in catalog.holdings(lab, on):
        held[tenure.clause.topic].append(tenure)
    for topic, clauses in held.items():
        yield _record(catalog, lab, topic, tuple(clauses), on)


def _record(catalog: Catalog, lab: str, topic: str, held: tuple[Tenure, ...], on: date) -> TopicRecord:
    state = TopicState.HELD if held else catalog.unheld_state(lab, topic, on)
    links = catalog.links[lab]
    entries = {
        entry.path: entry for tenure in promises(held) for entry in bearing(tenure, links=links, on=on)
    }
    ended = _last_ended(catalog, lab, topic, on) if state is TopicState.PAST else None
    record = tally(entries.values())
    return TopicRecord(
        lab=lab,
        topic=topic,
        status=_status(state, any(promises(held)), record, ended),
        held=held,
        conduct=tuple(sorted(entries.values(), key=lambda entry: (entry.date, entry.path), reverse=True)),
        record=record,
        ended=ended,
        looked=_last_search(catalog, lab, topic),
    )


def _status(state: TopicState, promised: bool, record: Record, ended: Ended | None) -> Status:
    if state is TopicState.HELD:
        return _held_status(record) if promised else Status.POSITION
    if ended is not None:
        return Status.REMOVED if ended.why.is_drop else Status.ENDED
    return Status.NOTHING_FOUND if state is TopicState.NOTHING_FOUND else Status.NOT_ASSESSED


def _held_status(record: Record) -> Status:
    if record.broken:
        return Status.BROKEN
    if record.kept_so_far:
        return Status.KEPT
    return Status.DISPUTED if record.disputed else Status.PROMISED


def _last_ended(catalog: Catalog, lab: str, topic: str, on: date) -> Ended | None:
    held = catalog.tenures[lab]
    return last_ended((tenure for tenure in held if tenure.clause.topic == topic), held, on)


def _last_search(catalog: Catalog, lab: str, topic: str) -> NothingFound | None:
    entries = [entry for entry in catalog.lab(lab).nothing_found if entry.topic == topic]
    return max(entries, key=lambda entry: entry.date) if entries else None
