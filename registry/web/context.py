"""The request's view of the catalogue: which revision it sees, on which day, and how its links stay there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from flask import Flask, current_app, g, request

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.desk.catalogue import CatalogueSource, Edition
from registry.errors import BadValue, ProblemsFound
from registry.web.building import builder
from registry.web.queries import values

Clock = Callable[[], date]
"""Says which day it is, in UTC."""

_EXTENSION = "registry"

_MAIN_PAGES = (
    ("Labs", "labs.index"),
    ("Topics", "topics.index"),
    ("Changes", "changes.index"),
    ("Decisions", "decisions.index"),
    ("Standards", "standards.index"),
    ("Compare", "compare.show"),
)

_MORE_PAGES = (
    ("About", "pages.about"),
    ("Why trust this site", "pages.trust"),
    ("Methods", "pages.methods"),
    ("Glossary", "pages.glossary"),
    ("Search", "search.show"),
    ("For labs", "pages.for_labs"),
    ("People", "people.index"),
    ("Joint documents", "joint.index"),
    ("Deadlines", "deadlines.index"),
    ("Revisions of this record", "revisions.index"),
    ("Corrections", "corrections.index"),
    ("The public log", "log.index"),
    ("API", "reference.show"),
    ("The whole data", "data.index"),
    ("Check a file", "verify.show"),
    ("Contact", "pages.contact"),
    ("Privacy", "pages.privacy"),
    ("Licences", "pages.licences"),
)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The catalogue at one revision, with the revision's hash in the chain and the time it was recorded.

    `state` changes also where a text that was once recorded is removed by law.
    """

    catalog: Catalog
    revision: int
    hash: str
    time: datetime | None = None
    state: str = ""


class Source(Protocol):
    """Where the site's catalogue comes from."""

    def current(self) -> Snapshot:
        """The catalogue at the newest revision."""

    def at(self, revision: int) -> Snapshot:
        """The catalogue at a revision. Raises NotFound for one that is not on record."""


class LedgerSource:
    """The catalogue that the ledger holds."""

    def __init__(self, editions: CatalogueSource) -> None:
        self.editions = editions
        self._last: tuple[Edition, Snapshot] | None = None

    def current(self) -> Snapshot:
        """The catalogue at the ledger's head."""
        edition, last = self.editions.current(), self._last
        if last is None or last[0] is not edition:
            self._last = last = (edition, _snapshot(edition))
        return last[1]

    def at(self, revision: int) -> Snapshot:
        """The catalogue at a revision. Raises NotFound for one not on record, BadValue for one that is not whole."""
        try:
            return _snapshot(self.editions.at(revision))
        except ProblemsFound as error:
            raise BadValue(
                f"The record as it stood at revision {revision} can no longer be read as a whole: a text was removed "
                f"by law, or the rules have changed since; what that revision changed stands at /revisions/{revision}/"
            ) from error


@dataclass(frozen=True)
class View:
    """What one request sees: the catalogue at a revision, the day it asks about, and today."""

    snapshot: Snapshot
    head: int
    as_of: date
    today: date

    @property
    def catalog(self) -> Catalog:
        """The catalogue at the revision asked for."""
        return self.snapshot.catalog

    @property
    def is_past(self) -> bool:
        """Whether the day asked about is not today."""
        return self.as_of != self.today

    @property
    def is_old_revision(self) -> bool:
        """Whether a newer revision than the one asked for is on record."""
        return self.snapshot.revision != self.head

    @property
    def parameters(self) -> Mapping[str, str]:
        """What a link must carry to stay on the same day and revision."""
        kept: dict[str, str] = {}
        if self.is_past:
            kept["as_of"] = self.as_of.isoformat()
        if self.is_old_revision:
            kept["revision"] = str(self.snapshot.revision)
        return kept


@dataclass(frozen=True, eq=False)
class Stage:
    """Where a page of a proposal is shown: what it takes for the newest catalogue, and where such pages stand.

    The pages of these blueprints stand below `under`; everything else is the site's own.
    """

    snapshot: Snapshot
    under: str
    blueprints: frozenset[str]

    def placed(self, endpoint: str, address: str) -> str:
        """The address of a page as it is met from here."""
        is_page = address.partition("?")[0].endswith("/")
        return self.under + address if is_page and endpoint.partition(".")[0] in self.blueprints else address


@dataclass(frozen=True)
class _Wiring:
    source: Source
    clock: Clock
    build: Callable[..., str]


def connect(app: Flask, *, source: Source, clock: Clock) -> None:
    """Give an application its catalogue and its clock."""
    app.extensions[_EXTENSION] = _Wiring(source, clock, builder(app.url_map.bind("registry")))
    app.add_template_global(to)
    app.add_template_global(here)
    app.add_template_global(main_pages)
    app.add_template_global(more_pages)
    app.context_processor(_template_values)


def source() -> Source:
    """The application's source of catalogues."""
    return _wiring().source


def head() -> Snapshot:
    """The catalogue at the newest revision, the same throughout a request."""
    if "head" not in g:
        g.head = source().current()
    found: Snapshot = g.head
    return found


def today() -> date:
    """Today, by the application's clock, the same throughout a request."""
    if "today" not in g:
        g.today = _wiring().clock()
    day: date = g.today
    return day


def view() -> View:
    """The request's view, from its `as_of` and `revision`. Raises BadValue or NotFound for ones without meaning."""
    if "view" not in g:
        g.view = _read_view()
    found: View = g.view
    return found


def parameter(name: str, default: str = "") -> str:
    """A query parameter's one value, stripped. Raises BadValue where it is given more than once."""
    found = values(request.args.getlist(name))
    if len(found) > 1:
        raise BadValue(f"{name!r} is given {len(found)} times; give it once")
    return found[0] if found else default


def to(endpoint: str, **values: Any) -> str:
    """The address of a page, on the same day and at the same revision as this one.

    It is a path: no host that a request names can enter it.
    """
    address = _wiring().build(endpoint, **{**_kept_parameters(), **values})
    stage: Stage | None = g.get("stage")
    return stage.placed(endpoint, address) if stage else address


def here() -> str:
    """The address of this page, without its parameters."""
    stage: Stage | None = g.get("stage")
    return stage.under + request.path if stage else request.path


def see(snapshot: Snapshot, *, today: date) -> None:
    """Let the request see what was found out before it as the newest catalogue and the day."""
    g.head, g.today = snapshot, today


def stand_on(stage: Stage, *, today: date) -> None:
    """Let the request see a proposal as the newest catalogue. Raises BadValue where it asks for a revision."""
    if parameter("revision"):
        raise BadValue("a proposal has no revision; leave `revision` out")
    g.stage, g.head, g.today = stage, stage.snapshot, today


def main_pages() -> tuple[tuple[str, str], ...]:
    """The pages in the masthead: name and endpoint."""
    return _MAIN_PAGES


def more_pages() -> tuple[tuple[str, str], ...]:
    """The pages in the footer: name and endpoint."""
    return _MORE_PAGES


def _kept_parameters() -> Mapping[str, Any]:
    # An error page is made without a view when the very parameters are at fault.
    found: View | None = g.get("view")
    return found.parameters if found else {}


def _template_values() -> dict[str, object]:
    return {name: g.get(name) for name in ("view", "stage") if name in g}


def _snapshot(edition: Edition) -> Snapshot:
    revision = edition.revision
    return Snapshot(edition.catalog, revision.n, revision.hash, revision.time, edition.state)


def _wiring() -> _Wiring:
    wiring: _Wiring = current_app.extensions[_EXTENSION]
    return wiring


def _read_view() -> View:
    asked, newest = parameter("revision"), head()
    snapshot = source().at(_revision_number(asked)) if asked else newest
    return View(snapshot, newest.revision, _day(parameter("as_of"), today()), today())


def _revision_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise BadValue(f"{text[:40]!r} is not a revision; write its number, such as revision=1")
    return int(text)


def _day(text: str, today: date) -> date:
    if not text:
        return today
    try:
        day = PartialDate.parse(text[:40])
    except ValueError as error:
        raise BadValue(str(error)) from None
    if day.first != day.last:
        raise BadValue(f"{text!r} is not a day; write it as YYYY-MM-DD, such as {today.isoformat()}")
    if day.first > today:
        raise BadValue(
            f"{text} lies in the future; the newest day that can be asked about is {today.isoformat()}"
        )
    return day.first
