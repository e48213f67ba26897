"""Standards: what each measures, how all labs stand, and the scorecard of one lab."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from weakref import WeakKeyDictionary

from flask import Blueprint, Response, jsonify, render_template
from markupsafe import Markup

from registry.core.catalog import Catalog
from registry.core.records import Lab
from registry.core.replies import replies_to_criterion
from registry.core.robustness import Place, Ranking
from registry.core.scoring import Scorecard
from registry.core.standard import Criterion, Standard
from registry.publish.intervals import Row as Interval
from registry.publish.intervals import intervals
from registry.publish.machine import scorecard_json
from registry.publish.scorecards import Step, explained, ladder
from registry.web import scores
from registry.web.access import public
from registry.web.context import view
from registry.web.forms import choice
from registry.web.queries import reads
from registry.web.replies import shown

blueprint = Blueprint("standards", __name__)

# By the order of labs that they tell of, and no longer than that is kept itself.
_kept: WeakKeyDictionary[Ranking, Groups] = WeakKeyDictionary()


class Order(StrEnum):
    """How the labs of a table are ordered. Ties keep the order of names."""

    NAME = "name"
    PRACTICE = "practice"
    PROMISE = "promise"
    COVERAGE = "coverage"


@dataclass(frozen=True, slots=True)
class Row:
    """One lab's totals under one standard."""

    lab: Lab
    card: Scorecard


@dataclass(frozen=True, slots=True)
class Table:
    """All labs under one standard on one day. `absent` were not founded by then and have no scorecard."""

    standard: Standard
    rows: tuple[Row, ...]
    absent: tuple[Lab, ...]
    order: Order


@dataclass(frozen=True, slots=True)
class StandardsPage:
    """All labs under every standard."""

    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class CriterionColumn:
    """One criterion of a standard with its levels in words."""

    criterion: Criterion
    number: int
    share: float
    aspects: tuple[str, ...]
    ladder: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A lab's place in a group, and the shares of draws in which it stands above and below the lab after it.

    They are None for the last lab.
    """

    lab: Lab
    place: Place
    above_next: float | None
    below_next: float | None

    @property
    def equals_next(self) -> bool:
        """Whether no weights tell it from the lab after it."""
        return self.above_next == self.below_next == 0


@dataclass(frozen=True, slots=True)
class Upset:
    """A criterion without which labs stand two places or more from where they do, each with the rank it would have."""

    criterion: Criterion
    moved: tuple[tuple[Lab, Place, int], ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """All labs in groups rather than ranks, the chart of them, and what hangs on a single criterion."""

    groups: tuple[tuple[Standing, ...], ...]
    unassessed: tuple[Lab, ...]
    upsets: tuple[Upset, ...]
    chart: Markup


@dataclass(frozen=True, slots=True)
class StandardPage:
    """One standard: all labs in groups and in a table, and its criteria."""

    table: Table
    columns: tuple[CriterionColumn, ...]
    grouped: Groups


def table(catalog: Catalog, standard: Standard, on: date, *, order: Order = Order.NAME) -> Table:
    """Score every lab and order the rows: by name, or by a number with the highest first."""
    cards = [Row(lab, scores.scorecard(catalog, standard.id, lab.slug, on)) for lab in catalog.labs.values()]
    rows = [row for row in cards if row.card.practice is not None]
    return Table(
        standard=standard,
        rows=tuple(_ordered(rows, order)),
        absent=tuple(row.lab for row in cards if row.card.practice is None),
        order=order,
    )


def standard_page(
    catalog: Catalog, standard: Standard, on: date, *, order: Order = Order.NAME
) -> StandardPage:
    """One standard with its criteria and every lab."""
    found = table(catalog, standard, on, order=order)
    columns = tuple(
        CriterionColumn(
            criterion=criterion,
            number=index + 1,
            share=criterion.weight / standard.total_weight,
            aspects=_aspect_titles(catalog, criterion),
            ladder=ladder(criterion, vocabulary=catalog.vocabulary),
        )
        for index, criterion in enumerate(standard.criteria)
    )
    return StandardPage(found, columns, _grouped(catalog, scores.ranking(catalog, standard.id, on)))


def _grouped(catalog: Catalog, ranking: Ranking) -> Groups:
    found = _kept.get(ranking)
    if found is None:
        found = _kept[ranking] = _groups(catalog, ranking)
    return found


def _groups(catalog: Catalog, ranking: Ranking) -> Groups:
    following = {place.lab: after for place, after in pairwise(ranking.places)}
    groups = tuple(
        tuple(_standing(catalog, ranking, place, following.get(place.lab)) for place in group)
        for group in ranking.groups
    )
    return Groups(
        groups=groups,
        unassessed=tuple(catalog.lab(slug) for slug in ranking.unassessed),
        upsets=tuple(_upsets(catalog, ranking)),
        chart=intervals([[_charted(item) for item in group] for group in groups]),
    )


def _standing(catalog: Catalog, ranking: Ranking, place: Place, after: Place | None) -> Standing:
    above, below = (ranking.above(place, after), ranking.above(after, place)) if after else (None, None)
    return Standing(catalog.lab(place.lab), place, above, below)


def _charted(item: Standing) -> Interval:
    place, card = item.place, item.place.card
    return Interval(
        item.lab.name, card.practice or 0, card.low or 0, card.high or 0, place.rank, place.best, place.worst
    )


def _upsets(catalog: Catalog, ranking: Ranking) -> Iterator[Upset]:
    # Not every criterion is left out where there is but one.
    for criterion, ranks in zip(ranking.standard.criteria, ranking.without, strict=False):
        moved = tuple(
            (catalog.lab(place.lab), place, rank)
            for place, rank in zip(ranking.places, ranks, strict=True)
            if abs(place.rank - rank) > 1
        )
        if moved:
            yield Upset(criterion, moved)


def _aspect_titles(catalog: Catalog, criterion: Criterion) -> tuple[str, ...]:
    topics = [catalog.topic(name) for name in criterion.topics]
    found = (topic.aspect(name) for name in criterion.aspects for topic in topics)
    return tuple(term.title for term in found if term)


def _ordered(rows: Iterable[Row], order: Order) -> list[Row]:
    by_name = sorted(rows, key=lambda row: row.lab.name.casefold())
    if order is Order.NAME:
        return by_name
    return sorted(by_name, key=lambda row: -getattr(row.card, order.value))


@blueprint.get("/standards/")
@public
@reads("sort")
def index() -> str:
    """Every standard and how all labs stand under it."""
    seen = view()
    order = Order(choice("sort", tuple(Order)) or Order.NAME)
    tables = (
        table(seen.catalog, standard, seen.as_of, order=order) for standard in seen.catalog.standards.values()
    )
    return render_template("standards/index.html", page=StandardsPage(tuple(tables)))


@blueprint.get("/standards/<standard>/")
@public
@reads("sort")
def show(standard: str) -> str:
    """One standard: its own words, its criteria, and the labs by criteria."""
    seen = view()
    order = Order(choice("sort", tuple(Order)) or Order.NAME)
    page = standard_page(seen.catalog, seen.catalog.standard(standard), seen.as_of, order=order)
    return render_template("standards/show.html", page=page)


@blueprint.get("/standards/<standard>/<lab>/")
@public
def scorecard(standard: str, lab: str) -> str:
    """One lab against one standard, every point explained."""
    seen = view()
    card = scores.scorecard(seen.catalog, standard, lab, seen.as_of)
    replies = {
        result.criterion.id: shown(
            replies_to_criterion(seen.catalog, lab, standard, result.criterion.id, seen.as_of)
        )
        for result in card.criteria
    }
    page = explained(seen.catalog, card, peers=lambda: scores.scorecards(seen.catalog, standard, seen.as_of))
    return render_template("standards/scorecard.html", page=page, replies=replies)


@blueprint.get("/standards/<standard>/<name:lab>.json")
@public
def scorecard_data(standard: str, lab: str) -> Response:
    """The scorecard as other programs read it."""
    seen = view()
    card = scores.scorecard(seen.catalog, standard, lab, seen.as_of)
    return jsonify(scorecard_json(card))
