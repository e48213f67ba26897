"""Topics: what is promised about each, and all labs' clauses about one of them side by side."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template

from registry.core.catalog import Catalog, promises
from registry.core.history import Tenure
from registry.core.records import Lab, NothingFound
from registry.core.topics import Status, TopicRecord, topic_record
from registry.core.vocabulary import Term, Topic
from registry.web.access import public
from registry.web.context import view
from registry.web.forms import choice
from registry.web.grouping import reading_order
from registry.web.spread import Spread, spread

blueprint = Blueprint("topics", __name__)

LEADING = 3
"""So many of a lab's own clauses stand open where nothing is filtered for; the others can be unfolded."""


@dataclass(frozen=True, slots=True)
class TopicSummary:
    """One topic: how many labs stand in each plain state, and how many clauses are held."""

    topic: Topic
    states: Mapping[Status, int]
    promising: int
    clauses: int


@dataclass(frozen=True, slots=True)
class TopicGroup:
    """The topics that bear on one decision."""

    decision: Term
    topics: tuple[TopicSummary, ...]


@dataclass(frozen=True, slots=True)
class TopicsPage:
    """All topics by decision, and how many labs there are."""

    groups: tuple[TopicGroup, ...]
    labs: int


@dataclass(frozen=True, slots=True)
class Holder:
    """A lab with its clauses of a topic that pass the filters, in reading order; `hidden` do not pass.

    `leading` of its own stand open.
    """

    lab: Lab
    record: TopicRecord
    clauses: tuple[Tenure, ...]
    leading: int

    @property
    def own(self) -> tuple[Tenure, ...]:
        """The clauses that stand in the lab's own documents."""
        return tuple(tenure for tenure in self.clauses if tenure.own)

    @property
    def first(self) -> tuple[Tenure, ...]:
        """Those of its own that stand open: one more rather than a single one folded away."""
        return self.own if len(self.own) <= self.leading + 1 else self.own[: self.leading]

    @property
    def more(self) -> tuple[Tenure, ...]:
        """Those of its own that can be unfolded."""
        return self.own[len(self.first) :]

    @property
    def joint(self) -> int:
        """How many stand in joint documents."""
        return len(self.clauses) - len(self.own)

    @property
    def hidden(self) -> int:
        """How many clauses do not pass the filters."""
        return len(self.record.held) - len(self.clauses)


@dataclass(frozen=True, slots=True)
class JointClause:
    """A clause of a joint document, once for all who hold it, with those labs by the day since which they do."""

    tenure: Tenure
    holders: tuple[tuple[date, tuple[Lab, ...]], ...]


@dataclass(frozen=True, slots=True)
class Searched:
    """A lab of which nothing was found, with each entry that says when and where it was looked for."""

    lab: Lab
    entries: tuple[NothingFound, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A lab whose last clauses of a topic are gone: since when, and those that went last."""

    lab: Lab
    since: date
    clauses: tuple[Tenure, ...]


@dataclass(frozen=True, slots=True)
class TopicPage:
    """One topic on one day, filtered. `passed_over` are labs with clauses of which none passes the filters.

    `spread` is about all clauses, whatever the filters.
    """

    topic: Topic
    decision: Term
    strengths: tuple[Term, ...]
    strength: str | None
    aspect: str | None
    spread: Spread
    holders: tuple[Holder, ...]
    joint: tuple[JointClause, ...]
    passed_over: tuple[Lab, ...]
    dropped: tuple[Dropped, ...]
    nothing_found: tuple[Searched, ...]
    not_assessed: tuple[Lab, ...]

    @property
    def shown(self) -> int:
        """How many clauses pass the filters."""
        return sum(len(holder.clauses) for holder in self.holders)

    @property
    def own(self) -> int:
        """How many of them stand in labs' own documents."""
        return sum(len(holder.own) for holder in self.holders)

    @property
    def folded(self) -> bool:
        """Whether any lab's clauses are folded away."""
        return any(holder.more for holder in self.holders)

    @property
    def promising(self) -> int:
        """How many of the labs shown hold a promise."""
        return sum(any(promises(holder.clauses)) for holder in self.holders)


def topic_groups(catalog: Catalog, on: date) -> tuple[TopicGroup, ...]:
    """All topics by the decision they bear on, in the vocabulary's order."""
    summaries = [_summary(catalog, topic, on) for topic in catalog.vocabulary.topics]
    groups = (
        TopicGroup(decision, tuple(item for item in summaries if item.topic.decision == decision.id))
        for decision in catalog.vocabulary.decisions
    )
    return tuple(group for group in groups if group.topics)


def topic_page(
    catalog: Catalog, topic: Topic, on: date, *, strength: str | None = None, aspect: str | None = None
) -> TopicPage:
    """One topic: every lab's clauses at least that strong and with that aspect, and the labs without any."""
    records = {slug: topic_record(catalog, slug, topic.id, on) for slug in catalog.labs}
    leading = LEADING if strength is None and aspect is None else sys.maxsize
    holders = tuple(
        Holder(
            catalog.labs[slug], record, _passing(catalog, record, strength=strength, aspect=aspect), leading
        )
        for slug, record in records.items()
        if record.held
    )
    labs = {
        status: [catalog.labs[slug] for slug, record in records.items() if record.status is status]
        for status in Status
    }
    return TopicPage(
        topic=topic,
        decision=catalog.vocabulary.decision_by_id[topic.decision],
        strengths=catalog.vocabulary.facets["strength"],
        strength=strength,
        aspect=aspect,
        spread=spread(topic, records, catalog.labs, catalog.vocabulary),
        holders=tuple(holder for holder in holders if holder.clauses),
        joint=_joint(catalog, holders),
        passed_over=tuple(holder.lab for holder in holders if not holder.clauses),
        dropped=tuple(_dropped(catalog, records[lab.slug], lab) for lab in labs[Status.REMOVED]),
        nothing_found=tuple(Searched(lab, _looked(lab, topic)) for lab in labs[Status.NOTHING_FOUND]),
        not_assessed=tuple(labs[Status.NOT_ASSESSED]),
    )


def _summary(catalog: Catalog, topic: Topic, on: date) -> TopicSummary:
    records = [topic_record(catalog, slug, topic.id, on) for slug in catalog.labs]
    return TopicSummary(
        topic=topic,
        states=Counter(record.status for record in records),
        promising=sum(any(promises(record.held)) for record in records),
        clauses=sum(len(record.held) for record in records),
    )


def _passing(
    catalog: Catalog, record: TopicRecord, *, strength: str | None, aspect: str | None
) -> tuple[Tenure, ...]:
    words = catalog.vocabulary
    least = words.rank("strength", strength) if strength else 0
    found = [
        tenure
        for tenure in record.held
        if words.rank("strength", tenure.clause.strength) >= least
        and (aspect is None or aspect in tenure.clause.aspects)
    ]
    return reading_order(found, words)


def _joint(catalog: Catalog, holders: Iterable[Holder]) -> tuple[JointClause, ...]:
    """Every clause of a joint document that a lab holds, by document, promises and the strongest first."""
    held: dict[tuple[str, str], list[Tenure]] = {}
    for tenure in (tenure for holder in holders for tenure in holder.clauses if not tenure.own):
        held.setdefault((tenure.reference, tenure.version.label), []).append(tenure)
    firsts = reading_order((same[0] for same in held.values()), catalog.vocabulary)
    return tuple(
        JointClause(first, _by_day(catalog, held[first.reference, first.version.label]))
        for first in sorted(firsts, key=lambda first: first.document.slug)
    )


def _by_day(catalog: Catalog, tenures: list[Tenure]) -> tuple[tuple[date, tuple[Lab, ...]], ...]:
    days = sorted({tenure.since for tenure in tenures})
    return tuple(
        (day, tuple(catalog.labs[tenure.lab] for tenure in tenures if tenure.since == day)) for day in days
    )


def _dropped(catalog: Catalog, record: TopicRecord, lab: Lab) -> Dropped:
    if record.removed_on is None:
        raise ValueError(f"{lab.slug} has not dropped {record.topic}")
    past = catalog.tenures[lab.slug]
    last = (item for item in past if item.clause.topic == record.topic and item.end == record.removed_on)
    return Dropped(lab, record.removed_on, tuple(last))


def _looked(lab: Lab, topic: Topic) -> tuple[NothingFound, ...]:
    return tuple(entry for entry in lab.nothing_found if entry.topic == topic.id)


@blueprint.get("/topics/")
@public
def index() -> str:
    """Every topic, by the decision that it bears on."""
    seen = view()
    page = TopicsPage(topic_groups(seen.catalog, seen.as_of), len(seen.catalog.labs))
    return render_template("topics/index.html", page=page)


@blueprint.get("/topics/<topic>/")
@public
def show(topic: str) -> str:
    """All labs' clauses of one topic side by side, and the labs without any."""
    seen = view()
    found = seen.catalog.topic(topic)
    strength = choice("strength", [term.id for term in seen.catalog.vocabulary.facets["strength"]])
    aspect = choice("aspect", [term.id for term in found.aspects])
    page = topic_page(seen.catalog, found, seen.as_of, strength=strength, aspect=aspect)
    return render_template("topics/show.html", page=page)
