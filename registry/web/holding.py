"""One topic on one day as its page shows it: who holds which clauses, who dropped them, of whom none was found."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from registry.core.catalog import Catalog, promises
from registry.core.endings import Ended
from registry.core.history import Tenure
from registry.core.records import Lab, NothingFound
from registry.core.topics import Status, TopicRecord, topic_record
from registry.core.vocabulary import Term, Topic
from registry.web.grouping import reading_order
from registry.web.spread import Line, Spread, spread

LABS_A_PAGE, JOINT_A_PAGE = 30, 60
"""So many labs with clauses, and clauses of joint documents, stand on one page."""

LEADING = 3
"""So many of a lab's own clauses stand open where nothing is filtered for; the others can be unfolded."""


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
class Gone:
    """A lab that holds no clause of a topic any more: since when and why, and those that went last."""

    lab: Lab
    ended: Ended
    clauses: tuple[Tenure, ...]


@dataclass(frozen=True, slots=True)
class TopicPage:
    """One topic on one day, filtered. `passed_over` are labs with clauses of which none passes the filters.

    `spread` is about all clauses, whatever the filters. Of many labs with clauses a page holds some, of the others all.
    """

    topic: Topic
    decision: Term
    strengths: tuple[Term, ...]
    strength: str | None
    aspect: str | None
    spread: Spread
    every: tuple[Holder, ...]
    number: int
    every_joint: tuple[JointClause, ...]
    passed_over: tuple[Lab, ...]
    dropped: tuple[Gone, ...]
    ended: tuple[Gone, ...]
    nothing_found: tuple[Searched, ...]
    not_assessed: tuple[Lab, ...]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-len(self.every) // LABS_A_PAGE), -(-len(self.every_joint) // JOINT_A_PAGE))

    @property
    def holders(self) -> tuple[Holder, ...]:
        """The labs with clauses on this page."""
        return self.every[(self.number - 1) * LABS_A_PAGE : self.number * LABS_A_PAGE]

    @property
    def joint(self) -> tuple[JointClause, ...]:
        """The clauses of joint documents on this page."""
        return self.every_joint[(self.number - 1) * JOINT_A_PAGE : self.number * JOINT_A_PAGE]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the overview: where there are pages, those of this page's labs."""
        here = {holder.lab.slug for holder in self.holders}
        return tuple(line for line in self.spread.lines if self.pages == 1 or line.lab.slug in here)

    @property
    def query(self) -> dict[str, str]:
        """The filters, as parameters of an address."""
        return {
            name: value for name, value in (("strength", self.strength), ("aspect", self.aspect)) if value
        }

    @property
    def shown(self) -> int:
        """How many clauses pass the filters."""
        return sum(len(holder.clauses) for holder in self.every)

    @property
    def own(self) -> int:
        """How many of them stand in labs' own documents."""
        return sum(len(holder.own) for holder in self.every)

    @property
    def folded(self) -> bool:
        """Whether any lab's clauses are folded away."""
        return any(holder.more for holder in self.holders)

    @property
    def promising(self) -> int:
        """How many of the labs with clauses hold a promise."""
        return sum(any(promises(holder.clauses)) for holder in self.every)


def topic_page(
    catalog: Catalog,
    topic: Topic,
    on: date,
    *,
    strength: str | None = None,
    aspect: str | None = None,
    number: int = 1,
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
        every=tuple(holder for holder in holders if holder.clauses),
        number=number,
        every_joint=_joint(catalog, holders),
        passed_over=tuple(holder.lab for holder in holders if not holder.clauses),
        dropped=tuple(_gone(catalog, records[lab.slug], lab) for lab in labs[Status.REMOVED]),
        ended=tuple(_gone(catalog, records[lab.slug], lab) for lab in labs[Status.ENDED]),
        nothing_found=tuple(Searched(lab, _looked(lab, topic)) for lab in labs[Status.NOTHING_FOUND]),
        not_assessed=tuple(labs[Status.NOT_ASSESSED]),
    )


def _passing(
    catalog: Catalog, record: TopicRecord, *, strength: str | None, aspect: str | None
) -> tuple[Tenure, ...]:
    words = catalog.vocabulary
    found = [
        tenure
        for tenure in record.held
        if words.reaches("strength", tenure.clause.strength, strength)
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


def _gone(catalog: Catalog, record: TopicRecord, lab: Lab) -> Gone:
    if record.ended is None:
        raise ValueError(f"{lab.slug} has no past clause alone on {record.topic}")
    past = catalog.tenures[lab.slug]
    last = (item for item in past if item.clause.topic == record.topic and item.end == record.ended.on)
    return Gone(lab, record.ended, tuple(last))


def _looked(lab: Lab, topic: Topic) -> tuple[NothingFound, ...]:
    return tuple(entry for entry in lab.nothing_found if entry.topic == topic.id)
