"""The home page: what this is, the latest changes, labs × topics, and the standards in brief."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import islice, takewhile

from flask import Blueprint, render_template

from registry.core.catalog import Catalog, select_changes
from registry.core.compare import Change
from registry.core.conduct import Record, tally
from registry.core.dates import months_before
from registry.core.records import Direction, Lab
from registry.core.scoring import Scorecard
from registry.core.standard import Standard
from registry.core.topics import TopicRecord, topic_records
from registry.core.vocabulary import Topic
from registry.web.access import public
from registry.web.context import View, view
from registry.web.grouping import VersionChanges, by_version
from registry.web.scores import scorecard

LATEST = 8
"""How many versions with changes the home page names."""

blueprint = Blueprint("home", __name__)


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
    """Everything that the home page shows.

    `removed` counts the clauses dropped in the year up to the day; `record` is all conduct of all labs.
    """

    latest: tuple[VersionChanges, ...]
    topics: tuple[Topic, ...]
    rows: tuple[GridRow, ...]
    standards: tuple[StandardBrief, ...]
    clauses: int
    removed: int
    record: Record


@blueprint.get("/")
@public
def show() -> str:
    """The home page."""
    return render_template("home/show.html", page=_page(view()))


def grid_rows(catalog: Catalog, here: View) -> tuple[GridRow, ...]:
    """Every lab with its state for every topic."""
    return tuple(GridRow(lab, topic_records(catalog, slug, here.as_of)) for slug, lab in catalog.labs.items())


def _page(here: View) -> HomePage:
    catalog, on = here.catalog, here.as_of
    year = months_before(on, 12)
    changes = (change for change in select_changes(catalog.changes, until=on) if _is_dated(change))
    recent = takewhile(lambda change: change.date.first >= year, catalog.changes)  # they come newest first
    held = {
        (tenure.document.path, tenure.clause.id)
        for slug in catalog.labs
        for tenure in catalog.holdings(slug, here.as_of)
    }
    return HomePage(
        latest=tuple(islice(by_version(changes), LATEST)),
        topics=catalog.vocabulary.topics,
        rows=grid_rows(catalog, here),
        standards=tuple(_brief(catalog, standard, here) for standard in catalog.standards.values()),
        clauses=len(held),
        removed=sum(1 for _ in select_changes(recent, direction=Direction.REMOVED, until=on)),
        record=_together(
            tally(entry for entry in lab.conduct if entry.date.last <= on) for lab in catalog.labs.values()
        ),
    )


def _together(records: Iterable[Record]) -> Record:
    """Records of different labs, whose clauses have nothing to do with one another, as one."""
    found = tuple(records)
    return Record(
        **{field.name: sum(getattr(each, field.name) for each in found) for field in fields(Record)}
    )


def _is_dated(change: Change) -> bool:
    """Whether the lab's source dates the change; the day on which we first read an undated page is no news."""
    version = change.to_version
    return version is None or bool(version.published or version.effective)


def _brief(catalog: Catalog, standard: Standard, here: View) -> StandardBrief:
    cards = [scorecard(catalog, standard.id, slug, here.as_of) for slug in catalog.labs]
    cards.sort(key=lambda card: -(card.practice or 0))
    grades = tuple((grade, tuple(card for card in cards if card.grade == grade)) for grade in standard.grades)
    return StandardBrief(standard, grades, sum(card.grade is None for card in cards))
