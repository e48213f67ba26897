"""Labs and how they stand on topics, as other programs read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypedDict

from registry.core.adoption import Adopter, Span
from registry.core.catalog import Catalog
from registry.core.conduct import tally
from registry.core.endings import Ending
from registry.core.history import Tenure
from registry.core.records import Kind, Lab
from registry.core.scoring import Scorecard
from registry.core.topics import Status, TopicRecord, topic_records
from registry.core.vocabulary import Topic
from registry.publish.comparisons import Comparison
from registry.publish.machine.conduct import RecordJson, ReplyJson, record_json, reply_json
from registry.publish.machine.documents import DocumentJson, document_json
from registry.publish.machine.scores import (
    ScorecardJson,
    TotalsJson,
    scorecard_json,
    totals_json,
)
from registry.publish.machine.standards import TopicJson, topic_json
from registry.publish.machine.values import Day, Number, Written, iso, whole


class LabJson(TypedDict):
    """An organisation that develops AI models: what it holds on the day asked about, and how its conduct stands."""

    lab: str
    name: str
    legal_name: str | None
    country: str | None
    founded: int | None
    website: str | None
    aliases: list[str]
    formerly: list[str]
    held_own: int
    held_joint: int
    conduct: RecordJson
    path: str


class LookedJson(TypedDict):
    """On that day nothing of the lab's own was found, having looked where `looked` says."""

    date: Written
    looked: str


class StandingJson(TypedDict):
    """A lab and a topic on a day: its plain state, and how many clauses it holds, `own` of them in its own documents.

    `nothing-found` is when somebody looked (`looked`), `not-assessed` when nobody has; neither says that there is none.
    Where nothing is held any more, `ended_on` is since when and `ending` why; `removed_on` is that day only where the
    last was taken back, not where it was fulfilled, ran out or no longer binds.
    """

    lab: str
    topic: str
    status: Status
    held: int
    own: int
    removed_on: Day | None
    ended_on: Day | None
    ending: Ending | None
    looked: LookedJson | None
    conduct: RecordJson


class WholeLabJson(LabJson):
    """A lab with its documents, those joint ones that it signed, its topics, its totals and its replies."""

    about: str
    documents: list[DocumentJson]
    topics: list[StandingJson]
    scores: list[TotalsJson]
    replies: list[ReplyJson]
    open_questions: str | None


class SpanJson(TypedDict):
    """A stretch of days, from `start` until before `end`; without an end it lasts."""

    start: Day
    end: Day | None


class PromiseJson(TypedDict):
    """Names a clause in the version of its document with which a lab began to hold it."""

    lab: str
    document: str
    version: str
    clause: str
    date: Day


class AdopterJson(TypedDict):
    """A lab that has held a promise about a topic: when in its own documents, when in joint ones.

    `ended_on` is since when it holds none and `ending` why; `dropped` is that day only where it took the last back.
    """

    holder: str
    own: list[SpanJson]
    joint: list[SpanJson]
    first: PromiseJson
    first_own: PromiseJson | None
    dropped: Day | None
    ended_on: Day | None
    ending: Ending | None


class WholeTopicJson(TopicJson):
    """A topic with how every lab stands on it, and who promised it, in the order in which they began."""

    labs: list[StandingJson]
    adopters: list[AdopterJson]


class ComparedCriterionJson(TypedDict):
    """A criterion across the labs: the highest practice less the lowest, and whether they differ in anything."""

    criterion: str
    spread: Number
    differs: bool


class ComparedTopicJson(TypedDict):
    """A topic across the labs, in their order."""

    topic: str
    differs: bool
    labs: list[StandingJson]


class ComparisonJson(TypedDict):
    """Labs side by side under one standard; of criteria and topics, what differs most comes first."""

    standard: str
    version: str
    scores: list[ScorecardJson]
    criteria: list[ComparedCriterionJson]
    topics: list[ComparedTopicJson]


def lab_json(catalog: Catalog, lab: Lab, on: date) -> LabJson:
    """A lab on a day."""
    held = catalog.holdings(lab.slug, on)
    return {
        "lab": lab.slug,
        "name": lab.name,
        "legal_name": lab.legal_name,
        "country": lab.country,
        "founded": lab.founded,
        "website": lab.website,
        "aliases": list(lab.aliases),
        "formerly": list(lab.formerly),
        "held_own": sum(tenure.own for tenure in held),
        "held_joint": sum(not tenure.own for tenure in held),
        "conduct": record_json(tally(entry for entry in lab.conduct if entry.date.last <= on)),
        "path": lab.path,
    }


def whole_lab_json(catalog: Catalog, lab: Lab, cards: Iterable[Scorecard], on: date) -> WholeLabJson:
    """A lab with all that hangs on it; `cards` are its scorecards of that day."""
    signed = (
        document
        for document in catalog.joint.values()
        if document.kind is not Kind.LAW and any(each.lab == lab.slug for each in document.signatories)
    )
    return {
        **lab_json(catalog, lab, on),
        "about": lab.about,
        "documents": [document_json(document, on) for document in (*lab.documents, *signed)],
        "topics": [standing_json(record) for record in topic_records(catalog, lab.slug, on)],
        "scores": [totals_json(card) for card in cards],
        "replies": [reply_json(reply) for reply in lab.replies if reply.date.last <= on],
        "open_questions": lab.open_questions,
    }


def standing_json(record: TopicRecord) -> StandingJson:
    """How a lab stands on a topic."""
    looked = record.looked
    return {
        "lab": record.lab,
        "topic": record.topic,
        "status": record.status,
        "held": len(record.held),
        "own": record.own,
        "removed_on": iso(record.removed_on),
        "ended_on": iso(record.ended.on if record.ended else None),
        "ending": record.ended.why if record.ended else None,
        "looked": {"date": str(looked.date), "looked": looked.looked} if looked else None,
        "conduct": record_json(record.record),
    }


def whole_topic_json(
    topic: Topic, records: Iterable[TopicRecord], adopters: Iterable[Adopter]
) -> WholeTopicJson:
    """A topic with the labs."""
    return {
        **topic_json(topic),
        "labs": [standing_json(record) for record in records],
        "adopters": [adopter_json(adopter) for adopter in adopters],
    }


def adopter_json(adopter: Adopter) -> AdopterJson:
    """When a lab held such a promise."""
    return {
        "holder": adopter.lab,
        "own": [_span_json(span) for span in adopter.own],
        "joint": [_span_json(span) for span in adopter.joint],
        "first": _promise_json(adopter.first),
        "first_own": _promise_json(adopter.first_own) if adopter.first_own else None,
        "dropped": iso(adopter.dropped),
        "ended_on": iso(adopter.ended.on if adopter.ended else None),
        "ending": adopter.ended.why if adopter.ended else None,
    }


def comparison_json(found: Comparison) -> ComparisonJson:
    """Labs side by side."""
    return {
        "standard": found.standard.id,
        "version": found.standard.version,
        "scores": [scorecard_json(card) for card in found.cards],
        "criteria": [
            {"criterion": row.criterion.id, "spread": whole(row.spread), "differs": row.differs}
            for row in found.criteria
        ],
        "topics": [
            {
                "topic": row.topic.id,
                "differs": row.differs,
                "labs": [standing_json(record) for record in row.records],
            }
            for row in found.topics
        ],
    }


def _span_json(span: Span) -> SpanJson:
    return {"start": span.start.isoformat(), "end": iso(span.end)}


def _promise_json(tenure: Tenure) -> PromiseJson:
    return {
        "lab": tenure.document.owner,
        "document": tenure.document.slug,
        "version": tenure.version.label,
        "clause": tenure.clause.id,
        "date": tenure.start.isoformat(),
    }
