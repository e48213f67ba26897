"""The home page: what this is, the latest changes, labs × topics, and the standards in brief."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, islice

from flask import Blueprint, render_template

from registry.core.catalog import Catalog, select_changes
from registry.core.compare import Change
from registry.core.dates import PartialDate
from registry.core.records import Direction, Document, Lab, Version
from registry.core.scoring import Scorecard, score
from registry.core.standard import Standard
from registry.core.topics import TopicRecord, topic_record
from registry.core.vocabulary import Topic
from registry.web.context import View, view

LATEST = 8
"""How many versions with changes the home page names."""

blueprint = Blueprint("home", __name__)


@dataclass(frozen=True)
class VersionChanges:
    """What one version (or the withdrawal of its document) changed, by direction."""

    document: Document
    version: Version | None
    before: Version | None
    date: PartialDate
    changes: tuple[Change, ...]

    @property
    def counts(self) -> tuple[tuple[Direction, int], ...]:
        """How many changes of each direction, in the order of Direction, without the empty ones."""
        return count_directions(self.changes)


@dataclass(frozen=True)
class GridRow:
    """One lab's states, a topic each, in the vocabulary's order."""

    lab: Lab
    cells: tuple[TopicRecord, ...]


@dataclass(frozen=True)
class StandardBrief:
    """A standard and how many labs have each grade under it."""

    standard: Standard
    grades: tuple[tuple[str, tuple[Scorecard, ...]], ...]
    unscored: int


@dataclass(frozen=True)
class HomePage:
    """Everything that the home page shows."""

    latest: tuple[VersionChanges, ...]
    topics: tuple[Topic, ...]
    rows: tuple[GridRow, ...]
    standards: tuple[StandardBrief, ...]
    clauses: int


@blueprint.get("/")
def show() -> str:
    """The home page."""
    return render_template("home/show.html", page=_page(view()))


def by_version(changes: Iterable[Change]) -> Iterable[VersionChanges]:
    """Changes grouped by the version that made them, in the order given."""
    for _, group in groupby(changes, key=lambda change: (change.document.path, change.to_version)):
        members = tuple(group)
        first = members[0]
        yield VersionChanges(first.document, first.to_version, first.from_version, first.date, members)


def count_directions(changes: Iterable[Change]) -> tuple[tuple[Direction, int], ...]:
    """How many changes of each direction, in the order of Direction, without the empty ones."""
    found = [change.direction for change in changes]
    return tuple((direction, found.count(direction)) for direction in Direction if direction in found)


def grid_rows(catalog: Catalog, here: View) -> tuple[GridRow, ...]:
    """Every lab with its state for every topic."""
    topics = catalog.vocabulary.topics
    return tuple(
        GridRow(lab, tuple(topic_record(catalog, slug, topic.id, here.as_of) for topic in topics))
        for slug, lab in catalog.labs.items()
    )


def _page(here: View) -> HomePage:
    catalog = here.catalog
    changes = select_changes(catalog.changes, until=here.as_of)
    return HomePage(
        latest=tuple(islice(by_version(changes), LATEST)),
        topics=catalog.vocabulary.topics,
        rows=grid_rows(catalog, here),
        standards=tuple(_brief(catalog, standard, here) for standard in catalog.standards.values()),
        clauses=sum(len(catalog.holdings(slug, here.as_of)) for slug in catalog.labs),
    )


def _brief(catalog: Catalog, standard: Standard, here: View) -> StandardBrief:
    cards = [score(catalog, standard, slug, here.as_of) for slug in catalog.labs]
    grades = tuple((grade, tuple(card for card in cards if card.grade == grade)) for grade in standard.grades)
    return StandardBrief(standard, grades, sum(card.grade is None for card in cards))
