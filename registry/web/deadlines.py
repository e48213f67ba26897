"""Deadlines: dates by which labs promised to have done something, as page and calendar, and matters still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import Blueprint, Response, render_template

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.deadlines import Deadline, Standing, deadlines
from registry.core.history import Tenure
from registry.core.records import Conduct, Lab, Verdict
from registry.core.vocabulary import Topic
from registry.publish.calendars import Event, calendar
from registry.publish.writing import brief, day
from registry.web.access import public
from registry.web.addresses import clause_url
from registry.web.context import view
from registry.web.forms import Option, choice, lab_options
from registry.web.heads import whole
from registry.web.queries import reads
from registry.web.words import owner_name, verdict_title

blueprint = Blueprint("deadlines", __name__)

_OPEN = {
    Standing.OVERDUE: "the date is past and no outcome is on record",
    Standing.DUE: "still to come",
    Standing.RESOLVED: "resolved",
}


@dataclass(frozen=True, slots=True)
class Pending:
    """A conduct entry that awaited its outcome, and the next entry about the same matter, if any."""

    lab: Lab
    entry: Conduct
    later: Conduct | None


@dataclass(frozen=True, slots=True)
class Dated:
    """One promise with a date and that standing, with each lab that holds or held it so."""

    due: PartialDate
    tenure: Tenure
    labs: tuple[Deadline, ...]

    @property
    def key(self) -> str:
        """Names it for good: the clause of the document, and its date."""
        return f"deadline {self.tenure.document.path} {self.tenure.clause.id} {self.due}"


@dataclass(frozen=True, slots=True)
class DeadlinesPage:
    """Deadlines and open matters on a day: all, or those of a lab, or on a topic."""

    on: date
    lab: str | None
    topic: str | None
    labs: tuple[Option, ...]
    topics: tuple[Topic, ...]
    deadlines: tuple[Deadline, ...]
    pending: tuple[Pending, ...]

    @property
    def query(self) -> dict[str, str]:
        """What is asked for, as parameters of an address."""
        return {name: value for name, value in (("lab", self.lab), ("topic", self.topic)) if value}

    def standing(self, name: Standing) -> tuple[Dated, ...]:
        """The promises that stand so: those to come with the next first, those past with the last first."""
        found = dated(item for item in self.deadlines if item.standing == name)
        return found if name == Standing.DUE else found[::-1]

    @property
    def open(self) -> tuple[Pending, ...]:
        """The matters whose outcome is not on record yet."""
        return tuple(item for item in self.pending if item.later is None)

    @property
    def closed(self) -> tuple[Pending, ...]:
        """The matters on which a later entry is on record."""
        return tuple(item for item in self.pending if item.later is not None)


def deadlines_page(
    catalog: Catalog, on: date, *, lab: str | None = None, topic: str | None = None
) -> DeadlinesPage:
    """Every dated promise held on or before the day, soonest first, and every matter pending by then."""
    pending = (
        item for slug, owner in catalog.labs.items() if lab in (None, slug) for item in _pending(owner, on)
    )
    return DeadlinesPage(
        on=on,
        lab=lab,
        topic=topic,
        labs=lab_options(catalog.labs.values()),
        topics=catalog.vocabulary.topics,
        deadlines=tuple(
            item
            for item in deadlines(catalog, on)
            if lab in (None, item.lab.slug) and topic in (None, item.tenure.clause.topic)
        ),
        pending=tuple(
            sorted(
                (item for item in pending if topic is None or _is_about(catalog, item, topic)),
                key=lambda item: item.entry.date,
                reverse=True,
            )
        ),
    )


def dated(items: Iterable[Deadline]) -> tuple[Dated, ...]:
    """Deadlines put together by promise and date, in the order given: a joint promise once, with all its labs."""
    same: dict[tuple[str, str, str], list[Deadline]] = {}
    for item in items:
        key = item.tenure.document.path, item.tenure.clause.id, item.due.text
        same.setdefault(key, []).append(item)
    return tuple(Dated(found[0].due, found[0].tenure, tuple(found)) for found in same.values())


def _is_about(catalog: Catalog, item: Pending, topic: str) -> bool:
    """Whether a matter is about a topic, by its name or by a clause that is about it."""
    found = (catalog.referenced(item.lab.slug, name) for name in item.entry.about if "/" in name)
    return topic in item.entry.about or any(named and named[1].topic == topic for named in found)


def _pending(lab: Lab, on: date) -> Iterator[Pending]:
    entries = sorted(
        (entry for entry in lab.conduct if entry.date.last <= on),
        key=lambda entry: (entry.date.last, entry.path),
    )
    for index, entry in enumerate(entries):
        if entry.verdict is Verdict.PENDING:
            after = (later for later in entries[index + 1 :] if not set(later.about).isdisjoint(entry.about))
            yield Pending(lab, entry, next(after, None))


@blueprint.get("/deadlines/")
@public
@reads("lab", "topic")
def index() -> str:
    """What is past due, what is due, and what came of it."""
    return render_template("deadlines/index.html", page=asked())


@blueprint.get("/deadlines.ics")
@public
@reads("lab", "topic")
def as_calendar() -> Response:
    """The dates as a calendar to subscribe to, a promise a day; the links are left out where no base is set."""
    page = asked()
    events = (_event(item) for item in dated(page.deadlines))
    named = [item.title for item in page.labs if item.id == page.lab]
    named += [item.title for item in page.topics if item.id == page.topic]
    title = f"AI labs’ deadlines{': ' if named else ''}{', '.join(named)}"
    # A catalogue without a ledger was recorded at no time; any will do, if it is always the same.
    made = view().snapshot.time or datetime(1970, 1, 1, tzinfo=UTC)
    return Response(calendar(title, events, made=made), mimetype="text/calendar")


def asked() -> DeadlinesPage:
    """The page with the filters that the address sets. Raises BadValue for a value without meaning."""
    seen = view()
    lab = choice("lab", seen.catalog.labs)
    topic = choice("topic", seen.catalog.vocabulary.topic_by_id)
    return deadlines_page(seen.catalog, seen.as_of, lab=lab, topic=topic)


def _event(item: Dated) -> Event:
    tenure = item.tenure
    names = [deadline.lab.name for deadline in item.labs]
    holders = names[0] if len(names) == 1 else f"{len(names)} labs"
    told = (
        f"Due {day(item.due)}. {tenure.clause.text}",
        f"{owner_name(tenure.document)}: {tenure.document.title}",
        *(f"{deadline.lab.name}: {_outcome(deadline)}" for deadline in item.labs),
    )
    return Event(
        key=item.key,
        on=item.due.last,
        title=f"{holders}: {brief(tenure.clause.text, 80)}",
        about="\n".join(told),
        url=whole(clause_url(tenure.document, tenure.clause.id)),
        category=" and ".join(sorted({deadline.standing.value for deadline in item.labs})),
    )


def _outcome(item: Deadline) -> str:
    """How a deadline stands at one lab, in words."""
    verdicts = ", ".join(
        f"{verdict_title(entry.verdict).lower()} ({day(entry.date)})" for entry in item.outcome
    )
    dropped = f"no longer binding since {day(item.dropped)}" if item.dropped else ""
    return "; ".join(filter(None, (verdicts, dropped))) or _OPEN[item.standing]
