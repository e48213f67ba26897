"""Topics: what is promised about each, and all labs' clauses about one of them side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template

from registry.core.catalog import Catalog, promises
from registry.core.topics import Status, TopicRecord, topic_records
from registry.core.vocabulary import Term, Topic
from registry.errors import NoSuchPage
from registry.web.access import public
from registry.web.context import view
from registry.web.forms import choice, page_number
from registry.web.holding import topic_page
from registry.web.queries import reads

blueprint = Blueprint("topics", __name__)


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


def topic_groups(catalog: Catalog, on: date) -> tuple[TopicGroup, ...]:
    """All topics by the decision they bear on, in the vocabulary's order."""
    records = zip(*(topic_records(catalog, slug, on) for slug in catalog.labs), strict=True)
    across = tuple(records) or ((),) * len(catalog.vocabulary.topics)
    summaries = [
        _summary(topic, found) for topic, found in zip(catalog.vocabulary.topics, across, strict=True)
    ]
    groups = (
        TopicGroup(decision, tuple(item for item in summaries if item.topic.decision == decision.id))
        for decision in catalog.vocabulary.decisions
    )
    return tuple(group for group in groups if group.topics)


def _summary(topic: Topic, records: Sequence[TopicRecord]) -> TopicSummary:
    return TopicSummary(
        topic=topic,
        states=Counter(record.status for record in records),
        promising=sum(any(promises(record.held)) for record in records),
        clauses=sum(len(record.held) for record in records),
    )


@blueprint.get("/topics/")
@public
def index() -> str:
    """Every topic, by the decision that it bears on."""
    seen = view()
    page = TopicsPage(topic_groups(seen.catalog, seen.as_of), len(seen.catalog.labs))
    return render_template("topics/index.html", page=page)


@blueprint.get("/topics/<topic>/")
@public
@reads("strength", "aspect", "page")
def show(topic: str) -> str:
    """All labs' clauses of one topic side by side, and the labs without any."""
    seen = view()
    found = seen.catalog.topic(topic)
    strength = choice("strength", [term.id for term in seen.catalog.vocabulary.facets["strength"]])
    aspect = choice("aspect", [term.id for term in found.aspects])
    page = topic_page(seen.catalog, found, seen.as_of, strength=strength, aspect=aspect, number=page_number())
    if page.number > page.pages:
        raise NoSuchPage(page.number, pages=page.pages)
    return render_template("topics/show.html", page=page)
