"""Changes: what labs changed in their documents, grouped by version; as a page and as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from flask import Blueprint, Response, jsonify, render_template

from registry.core.catalog import Catalog, select_changes
from registry.core.compare import Change
from registry.core.records import JOINT, Announced, Direction, Document
from registry.core.vocabulary import Topic
from registry.publish.explain import memo
from registry.publish.machine import change_json
from registry.publish.writing import day
from registry.web import forms
from registry.web.access import public
from registry.web.context import view
from registry.web.forms import Option, lab_options
from registry.web.grouping import VersionChanges, by_version
from registry.web.queries import reads

blueprint = Blueprint("changes", __name__)

GROUPS_A_PAGE = 12
OPEN = 8
"""So many changes of a version stand open, the losses first; the others can be unfolded."""

ANNOUNCED = {
    Announced.NO: "lost, and not announced",
    Announced.PARTLY: "lost, and partly announced",
    Announced.YES: "lost, and announced",
}
_DIRECTIONS = tuple(item for item in Direction if item is not Direction.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which changes are asked for; None where a filter is not set. `document` is `<owner>/<slug>`."""

    lab: str | None = None
    document: str | None = None
    topic: str | None = None
    direction: Direction | None = None
    announced: Announced | None = None
    since: date | None = None
    until: date | None = None

    @property
    def query(self) -> dict[str, str]:
        """The filters that are set, as an address carries them."""
        values = {
            "lab": self.lab,
            "document": self.document,
            "topic": self.topic,
            "direction": self.direction.value if self.direction else None,
            "announced": self.announced.value if self.announced else None,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
        }
        return {name: value for name, value in values.items() if value}


FILTERED = tuple(field.name for field in fields(Filters))
"""The parameters that set them."""


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """One page of the stream, and what can be filtered for. `total` and `memo` are about all pages.

    `described` says in words what is filtered for. `bound_jointly` counts the joint documents that bind the lab
    filtered for, whose changes are not among its own.
    """

    filters: Filters
    groups: tuple[VersionChanges, ...]
    number: int
    pages: int
    versions: int
    total: int
    memo: str
    described: str
    bound_jointly: int

    labs: tuple[Option, ...]
    documents: tuple[Option, ...]
    topics: tuple[Topic, ...]
    directions: tuple[Option, ...]
    announcements: tuple[Option, ...]
    open: int = OPEN


def selected(catalog: Catalog, filters: Filters, *, on: date) -> tuple[Change, ...]:
    """The changes asked for, newest first.

    Without an `until`, those dated after the day `on` are left out.
    """
    bounded = replace(filters, until=filters.until or on)
    return tuple(
        select_changes(
            catalog.changes,
            lab=bounded.lab,
            document=bounded.document,
            topic=bounded.topic,
            direction=bounded.direction,
            announced=bounded.announced,
            since=bounded.since,
            until=bounded.until,
        )
    )


def changes_page(
    catalog: Catalog, changes: Sequence[Change], filters: Filters, *, on: date, number: int
) -> ChangesPage:
    """One page of those changes. Raises NoSuchPage for a number past the last."""
    groups = tuple(by_version(changes))
    pages = forms.pages_of(len(groups), size=GROUPS_A_PAGE, number=number)
    return ChangesPage(
        filters=filters,
        groups=groups[(number - 1) * GROUPS_A_PAGE : number * GROUPS_A_PAGE],
        number=number,
        pages=pages,
        versions=len(groups),
        total=len(changes),
        memo=memo(changes),
        described=described(catalog, filters),
        bound_jointly=_bound_jointly(catalog, filters, on),
        labs=(*lab_options(catalog.labs.values()), Option(JOINT, "Joint documents")),
        documents=tuple(_document_option(catalog, document) for document in catalog.documents),
        topics=catalog.vocabulary.topics,
        directions=tuple(Option(item.value, item.value) for item in _DIRECTIONS),
        announcements=tuple(Option(item.value, title) for item, title in ANNOUNCED.items()),
    )


def described(catalog: Catalog, filters: Filters) -> str:
    """The filters in words, for the page's title."""
    lab = catalog.labs.get(filters.lab or "")
    parts = (
        "joint documents" if filters.lab == JOINT else lab.name if lab else "",
        _title(catalog, filters.document) if filters.document else "",
        catalog.topic(filters.topic).title if filters.topic else "",
        filters.direction.value if filters.direction else "",
        ANNOUNCED[filters.announced] if filters.announced else "",
        f"from {day(filters.since)}" if filters.since else "",
        f"until {day(filters.until)}" if filters.until else "",
    )
    return ", ".join(filter(None, parts))


def _title(catalog: Catalog, reference: str) -> str:
    owner, slug = reference.split("/")
    return catalog.document(owner, slug).title


def _bound_jointly(catalog: Catalog, filters: Filters, on: date) -> int:
    if filters.lab in (None, JOINT) or filters.document:
        return 0
    holdings = catalog.holdings(filters.lab or "", on)
    return len({tenure.document.path for tenure in holdings if not tenure.own})


def _document_option(catalog: Catalog, document: Document) -> Option:
    owner = "Joint" if document.is_joint else catalog.lab(document.owner).name
    return Option(f"{document.owner}/{document.slug}", f"{owner}: {document.title}")


@blueprint.get("/changes/")
@public
@reads(*FILTERED, "page")
def index() -> str:
    """The stream of changes, filtered and in pages."""
    filters = filters_asked()
    seen = view()
    page = changes_page(seen.catalog, asked(filters), filters, on=seen.as_of, number=forms.page_number())
    return render_template("changes/index.html", page=page)


@blueprint.get("/changes.json")
@public
@reads(*FILTERED)
def as_json() -> Response:
    """The changes asked for as other programs read them."""
    return jsonify([change_json(change) for change in asked(filters_asked())])


def asked(filters: Filters) -> tuple[Change, ...]:
    """The changes that pass the filters on the day asked about, newest first."""
    seen = view()
    return selected(seen.catalog, filters, on=seen.as_of)


def filters_asked() -> Filters:
    """The filters that the address sets. Raises BadValue for a value without meaning."""
    catalog = view().catalog
    direction = forms.choice("direction", [item.value for item in _DIRECTIONS])
    announced = forms.choice("announced", list(Announced))
    return Filters(
        lab=forms.choice("lab", [*catalog.labs, JOINT]),
        document=forms.choice("document", [f"{item.owner}/{item.slug}" for item in catalog.documents]),
        topic=forms.choice("topic", catalog.vocabulary.topic_by_id),
        direction=Direction(direction) if direction else None,
        announced=Announced(announced) if announced else None,
        since=forms.day("since"),
        until=forms.day("until", end=True),
    )
