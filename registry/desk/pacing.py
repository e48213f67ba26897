"""How long people wait for us, and whether all labs wait alike: tickets, replies and reviews in figures. Reads only."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from registry.content.places import Sort, place_of
from registry.content.reader import read_text
from registry.content.words import Words
from registry.core import compare
from registry.core.catalog import Catalog
from registry.core.concerns import labs_concerned
from registry.core.records import JOINT, Direction, Document, Kind, Version, natural_key
from registry.core.tendencies import Tendency, tendency
from registry.core.waits import Waits, waits
from registry.store import ledger, submissions, tickets
from registry.store.engine import Session
from registry.store.submissions import Heading, Proposal
from registry.store.tickets import TicketState

PERIOD = timedelta(days=365)
"""How far back the figures on reviews and replies look."""

KEPT = 5000
"""Submissions whose tendency is remembered."""

_ANSWERED = (TicketState.CORRECTED, TicketState.NO_CHANGE)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long people waited: for answers to tickets and lab replies, and for reviews, in all and told apart.

    `labs` are the labs on record, by slug, that any submission concerned: a slug that somebody only proposed is not put
    on public record by counting it. A hidden ticket counts as none.
    """

    tickets: Waits
    replies: Waits
    reviews: Waits
    labs: tuple[tuple[str, Waits], ...]
    tendencies: tuple[tuple[Tendency, Waits], ...]


class Tendencies:
    """Which way submissions point, each worked out once for what it holds. Threads may share one."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], Tendency] = OrderedDict()
        self._lock = Lock()

    def of(self, session: Session, heading: Heading, catalog: Catalog) -> Tendency:
        """The tendency of a submission, each text held against the one that it was begun from."""
        key = heading.id, heading.content_hash
        with self._lock:
            if key in self._known:
                return self._known[key]
        found = tendency(_directions(session, submissions.submission(session, heading.id).proposals, catalog))
        with self._lock:
            self._known[key] = found
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return found


def pace(session: Session, catalog: Catalog, known: Tendencies, *, now: datetime) -> Pace:
    """The figures at a moment."""
    ended = submissions.decided(session, since=now - PERIOD)
    queued = submissions.queue(session)
    labs = {item.id: labs_concerned(item.paths, catalog) & catalog.labs.keys() for item in (*ended, *queued)}
    points = {item.id: known.of(session, item, catalog) for item in (*ended, *queued)}
    replies = {item.id for item in (*ended, *queued) if is_reply(item)}
    return Pace(
        tickets=waits(tickets.spans(session, _ANSWERED), tickets.waiting_since(session), now=now),
        replies=_waits(ended, queued, replies, now),
        reviews=_waits(ended, queued, labs, now),
        labs=tuple(
            (lab, _waits(ended, queued, {name for name, found in labs.items() if lab in found}, now))
            for lab in sorted(set().union(*labs.values()))
        ),
        tendencies=tuple(
            (point, _waits(ended, queued, {name for name, found in points.items() if found is point}, now))
            for point in Tendency
        ),
    )


def is_reply(heading: Heading) -> bool:
    """Whether a submission is a lab's reply."""
    return any(place_of(path).sort is Sort.REPLY for path in heading.paths)


def _waits(
    ended: Iterable[Heading], queued: Iterable[Heading], among: Collection[str], now: datetime
) -> Waits:
    """The figures for those of some ids. A submission waits since it was last handed in."""
    took = [
        (item.submitted, item.decided)
        for item in ended
        if item.id in among and item.submitted is not None and item.decided is not None
    ]
    waiting = [item.submitted for item in queued if item.id in among and item.submitted is not None]
    return waits(took, waiting, now=now)


def _directions(session: Session, proposals: Iterable[Proposal], catalog: Catalog) -> Iterator[Direction]:
    words = Words(catalog.vocabulary)
    for proposal in proposals:
        place = place_of(proposal.path)
        if place.sort is not Sort.VERSION:
            continue
        after = _version(proposal.path, proposal.text, words)
        before = _version(proposal.path, _base(session, proposal), words)
        if after is not None:
            if before is None:
                before = _before(catalog, place.owner, place.document, after)
            else:
                after = _on_its_own(after)
        yield from _between(before, after, catalog)


def _between(before: Version | None, after: Version | None, catalog: Catalog) -> Iterator[Direction]:
    """What happens to each clause from one version to another; one that is taken out shows fewer promises."""
    if after is None:
        yield from (Direction.REMOVED for _ in (before.clauses if before else ()))
        return
    pair = (before, after) if before else (after,)
    document = Document(after.path, JOINT, "pair", "Pair", Kind.POLICY, versions=pair)
    for change in compare.changes(document, vocabulary=catalog.vocabulary):
        if change.to_version is after:
            yield change.direction


def _on_its_own(version: Version) -> Version:
    """A version without what ties its clauses to the version before it: it is held against another text of its own."""
    return replace(version, clauses=tuple(replace(item, was=None, judged=None) for item in version.clauses))


def _version(path: str, text: str | None, words: Words) -> Version | None:
    if text is None:
        return None
    reading = read_text(place_of(path), text, words)
    return reading.record if isinstance(reading.record, Version) and not reading.problems else None


def _base(session: Session, proposal: Proposal) -> str | None:
    entries = ledger.history(session, proposal.path)
    return next((entry.text for entry in entries if entry.revision == proposal.base), None)


def _before(catalog: Catalog, owner: str, slug: str, after: Version) -> Version | None:
    """The version on record that one which is not comes after."""
    lab = catalog.labs.get(owner)
    document = catalog.joint.get(slug) if owner == JOINT else lab.document_by_slug.get(slug) if lab else None
    earlier = [
        version
        for version in (document.versions if document else ())
        if (version.date, natural_key(version.label)) < (after.date, natural_key(after.label))
        and version.path != after.path
    ]
    return earlier[-1] if earlier else None
