"""Search: hits with what became of them, counts that narrow, what else may have been meant, and how to ask."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, current_app, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.records import JOINT
from registry.errors import BadValue
from registry.publish.search import (
    EntryKind,
    Filters,
    Life,
    Order,
    Result,
    SearchIndex,
    State,
    search_json,
)
from registry.publish.search import Hit as Found
from registry.publish.writing import day
from registry.web.access import public
from registry.web.context import View, head, parameter, source, to, view
from registry.web.examples import Teaching, teaching
from registry.web.forms import choice, page_number, pages_of
from registry.web.queries import reads

blueprint = Blueprint("search", __name__)

HITS_A_PAGE = 20
MOST_HITS = 1000
"""How many hits can be paged to; who wants more narrows the search."""

ASKED = ("q", "lab", "topic", "kind", "state", "year", "order", "page")
"""The parameters that say what is searched for."""

_EXTENSION = "registry.search"
KIND_TITLES = {
    EntryKind.LAB: "Lab",
    EntryKind.DOCUMENT: "Document",
    EntryKind.VERSION: "Version",
    EntryKind.CLAUSE: "Clause",
    EntryKind.CONDUCT: "Conduct",
    EntryKind.DISCLOSURE: "Disclosure",
    EntryKind.STANDARD: "Standard",
    EntryKind.TOPIC: "Topic",
    EntryKind.PAGE: "Page",
}


@dataclass(frozen=True)
class Asked:
    """What a reader asked for. `page` counts from 1."""

    text: str
    filters: Filters
    order: Order
    page: int

    @property
    def query(self) -> Mapping[str, str]:
        """The parameters that are set, without the day, which every link carries."""
        filters = self.filters
        values = {
            "q": self.text,
            "lab": filters.lab,
            "topic": filters.topic,
            "kind": filters.kind.value if filters.kind else None,
            "state": filters.state.value if filters.state else None,
            "year": filters.year,
            "order": self.order.value if self.order is not Order.RELEVANCE else None,
        }
        return {name: value for name, value in values.items() if value}

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked."""
        return not self.text and self.filters == Filters()


@dataclass(frozen=True)
class Hit:
    """One hit as its line shows it: where it leads, its kind, and in words how it stands."""

    found: Found
    address: str
    kind: str
    standing: str
    happened: str


@dataclass(frozen=True)
class SearchPage:
    """The answer to one search; where nothing was asked, how to ask."""

    asked: Asked
    result: Result
    hits: tuple[Hit, ...]
    pages: int
    teaching: Teaching | None

    def link(self, **changed: str | int | None) -> str:
        """This search with parameters set anew, or left out where None; from the first page unless one is given."""
        values = {**self.asked.query, **changed}
        return to("search.show", **{name: value for name, value in values.items() if value})


def connect_index(app: Flask, index: SearchIndex) -> None:
    """Give an application its search index."""
    app.extensions[_EXTENSION] = index


@blueprint.get("/search/")
@public
@reads(*ASKED)
def show() -> str | AnyResponse:
    """Search, and how to."""
    here = view()
    asked = asked_for(here)
    if here.is_old_revision:
        return redirect(url_for("search.show", **dict[str, Any](asked.query)))
    return render_template("search/show.html", page=_page(asked, here))


@blueprint.get("/search.json")
@public
@reads(*ASKED)
def as_json() -> Response:
    """The same hits for programs."""
    here = view()
    return jsonify(search_json(answer(asked_for(here), here)))


@blueprint.get("/search/help/")
@public
def how_to() -> str:
    """How to ask, with examples that can be followed."""
    return render_template("search/help.html", page=teaching(view().catalog))


def asked_for(here: View) -> Asked:
    """What the request asks for. Raises BadValue for a filter without meaning."""
    kind = choice("kind", [kind.value for kind in EntryKind])
    state = choice("state", [state.value for state in State])
    order = choice("order", [order.value for order in Order])
    filters = Filters(
        lab=choice("lab", (*here.catalog.labs, JOINT)),
        topic=choice("topic", here.catalog.vocabulary.topic_by_id),
        kind=EntryKind(kind) if kind else None,
        state=State(state) if state else None,
        year=_year(),
        as_of=here.as_of if here.is_past else None,
    )
    return Asked(parameter("q"), filters, Order(order) if order else Order.RELEVANCE, page_number())


def _year() -> str | None:
    """The year that hits are narrowed to. Raises BadValue for what is not one."""
    year = parameter("year")
    if year and not re.fullmatch(r"[0-9]{4}", year):
        raise BadValue(f"{year[:40]!r} is not a year in four digits")
    return year or None


def _page(asked: Asked, here: View) -> SearchPage:
    result = answer(asked, here)
    hits = () if asked.is_empty else tuple(_hit(found, here) for found in result.hits)
    return SearchPage(
        asked=replace(asked, text=result.query),
        result=result,
        hits=hits,
        pages=pages_of(min(result.total, MOST_HITS), size=HITS_A_PAGE, number=asked.page),
        teaching=teaching(here.catalog) if asked.is_empty else None,
    )


def answer(asked: Asked, here: View, *, limit: int = HITS_A_PAGE) -> Result:
    """The answer at the head's revision, a page of at most `limit` hits.

    Raises NoSuchPage for one past the last, and Unavailable while another process brings the index there.
    """
    index, revision = followed()
    start = (asked.page - 1) * limit
    found = index.search(
        asked.text,
        today=here.today,
        revision=revision,
        filters=asked.filters,
        order=asked.order,
        limit=limit,
        offset=start if start < MOST_HITS else 0,  # who asks for more is told how many pages there are
    )
    pages_of(min(found.total, MOST_HITS), size=limit, number=asked.page)
    return found


def followed() -> tuple[SearchIndex, str]:
    """The index, brought to the head's revision, and that revision. Raises Unavailable where it cannot be brought."""
    index: SearchIndex = current_app.extensions[_EXTENSION]
    revision = head().hash
    if index.revision != revision:
        index.follow(_newest)
        revision = source().current().hash
    return index, revision


def _newest() -> tuple[Catalog, str]:
    newest = source().current()
    return newest.catalog, newest.hash


def placed(path: str, here: View) -> str:
    """The address of an entry's page, on the day that is asked about."""
    path, _, anchor = path.partition("#")
    query = urlencode(here.parameters)
    return f"{path}{'?' if query else ''}{query}{'#' if anchor else ''}{anchor}"


def _hit(found: Found, here: View) -> Hit:
    entry = found.entry
    happened = [event for event in entry.events if event.date <= here.as_of.isoformat()][1:]
    latest = happened[-1] if happened else None
    last = f"{'judged ' if latest.judged else ''}{latest.direction} {_written(latest.date)}" if latest else ""
    return Hit(
        found=found,
        address=placed(entry.path, here),
        kind="Criterion" if entry.key.startswith("criterion:") else KIND_TITLES[entry.kind],
        standing=standing(found),
        happened=last if latest and latest.direction != "removed" else "",
    )


def standing(found: Found) -> str:
    """How what was found stands, in words; of what is not in force at any time, its date."""
    return _lived(found.life) if found.life else _written(found.entry.date)


def _lived(life: Life) -> str:
    since, until = _written(life.since), _written(life.until)
    match life.state:
        case State.IN_FORCE:
            return f"In force since {since}"
        case State.REMOVED:
            return (
                f"{'Withdrawn' if life.ending == 'withdrawn' else 'Removed'} {until}; in force from {since}"
            )
        case State.FULFILLED:
            return f"Fulfilled or run out {until}; in force from {since}"
        case State.REPLACED:
            return f"In force from {since} until {until}, then replaced"
        case State.NOT_YET:
            return f"Not yet in force; from {since}"


def _written(text: str) -> str:
    return day(PartialDate.parse(text)) if text else ""
