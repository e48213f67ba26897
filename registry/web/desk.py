"""The desk: what a person has begun, what waits for a reviewer, and where one begins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, Flask, render_template

from registry.core.people import STAFF, Person, Role
from registry.desk.reviewing import why_not
from registry.store import codings, submissions
from registry.store.submissions import Heading, State
from registry.web.access import requires
from registry.web.backstage import backstage, is_open, now
from registry.web.context import head
from registry.web.naming import records_title
from registry.web.visible import somebody

blueprint = Blueprint("desk", __name__)


@dataclass(frozen=True, slots=True)
class Row:
    """A submission in a list: what it is about, how long it has waited, and in the queue why one may not review it.

    `reason` is the author's, empty where the reader is to code it without knowing what they thought.
    """

    heading: Heading
    title: str
    reason: str
    days: int
    obstacle: str | None = None


@dataclass(frozen=True, slots=True)
class HomePage:
    """What a person finds at the desk: their own open work, how much waits for review, and what was decided lately."""

    person: Person
    open: tuple[Row, ...]
    closed: tuple[Row, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """What waits for a reviewer, oldest first: what this person may review, and what they may not with the reason."""

    mine: tuple[Row, ...]
    others: tuple[Row, ...]


_DESK_PAGES: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("Desk", "desk.home", frozenset(Role)),
    ("Queue", "desk.queue", STAFF),
    ("Work lists", "worklists.index", STAFF),
    ("Tickets", "tickets.index", STAFF),
    ("Codings", "codings.index", STAFF),
    ("People", "accounts.index", frozenset((Role.ADMINISTRATOR,))),
    ("My account", "account.show", frozenset(Role)),
)


def add_desk_pages(app: Flask) -> None:
    """Let the templates ask which pages of the desk there are, and whether there is a desk at all."""
    app.add_template_global(desk_pages)
    app.add_template_global(is_open, "has_desk")


def desk_pages(person: Person) -> tuple[tuple[str, str], ...]:
    """The pages of the desk that a person may open: name and endpoint."""
    return tuple((name, endpoint) for name, endpoint, roles in _DESK_PAGES if person.has(*roles))


@blueprint.get("/desk/")
@requires(*Role)
def home() -> str:
    """What is mine, what waits, and where to begin."""
    person = somebody()
    with backstage().database.reading() as session:
        own = submissions.of_author(session, person.handle)
        waiting = submissions.counts(session)[State.SUBMITTED]
    rows = tuple(_row(heading) for heading in own)
    page = HomePage(
        person,
        open=tuple(row for row in rows if row.heading.state.is_open),
        closed=tuple(row for row in rows if not row.heading.state.is_open)[:20],
        waiting=waiting,
    )
    return render_template("desk/home.html", page=page)


@blueprint.get("/desk/queue/")
@requires(*STAFF)
def queue() -> str:
    """What waits for a reviewer, oldest first."""
    person = somebody()
    with backstage().database.reading() as session:
        waiting = submissions.queue(session)
        blind = {item.submission for item in codings.of_coder(session, person.handle) if item.done is None}
        rows = tuple(
            replace(
                _row(heading, is_blind=heading.id in blind),
                obstacle=why_not(session, person, heading, head().catalog),
            )
            for heading in waiting
        )
    page = QueuePage(
        mine=tuple(row for row in rows if row.obstacle is None),
        others=tuple(row for row in rows if row.obstacle is not None),
    )
    return render_template("desk/queue.html", page=page)


def _row(heading: Heading, *, is_blind: bool = False) -> Row:
    return Row(
        heading=heading,
        title=records_title(heading.paths, head().catalog),
        reason="" if is_blind else heading.reason,
        days=_days(heading.submitted or heading.created),
    )


def _days(since: datetime) -> int:
    return max(0, (now() - since).days)
