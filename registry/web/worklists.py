"""What is to be done at the desk: what the record leaves open, what people wait for, and where coders differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, render_template

from registry.core.concerns import labs_concerned
from registry.core.people import STAFF
from registry.core.records import JOINT
from registry.core.waits import days_between
from registry.core.worklists import Unarchived, WorkLists, work_lists
from registry.desk.agreeing import Disagreement, disagreements
from registry.desk.pacing import Pace, pace
from registry.store import codings, submissions, tickets
from registry.store.submissions import Heading
from registry.web.access import requires
from registry.web.backstage import backstage, now
from registry.web.context import head, view
from registry.web.naming import record_title, records_title
from registry.web.paces import tendencies
from registry.web.tickets import TicketLine, lines
from registry.web.visible import somebody

blueprint = Blueprint("worklists", __name__)


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A submission that waits for a reviewer: what it is about, the labs that it concerns, and for how many days."""

    heading: Heading
    title: str
    labs: tuple[str, ...]
    days: int


@dataclass(frozen=True, slots=True)
class DifferingLine:
    """The codes of one submission in which its coders differ."""

    title: str
    found: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class BareGroup:
    """An owner's records with sources of which no archived copy is known."""

    owner: str
    records: tuple[Unarchived, ...]


@dataclass(frozen=True, slots=True)
class WorkPage:
    """Everything to be done. `coded` are codings that were asked for and are not finished."""

    record: WorkLists
    bare: tuple[BareGroup, ...]
    tickets: tuple[TicketLine, ...]
    tickets_waiting: int
    waiting: tuple[WaitingLine, ...]
    differing: tuple[DifferingLine, ...]
    coded: int
    pace: Pace


@blueprint.get("/desk/work/")
@requires(*STAFF)
def index() -> str:
    """The work lists, each with what has waited longest first."""
    seen = view()
    found = work_lists(seen.catalog, seen.as_of)
    with backstage().database.reading() as session:
        page = WorkPage(
            record=found,
            bare=_by_owner(found.unarchived),
            tickets=lines(tickets.waiting(session)),
            tickets_waiting=len(tickets.waiting_since(session)),
            waiting=_waiting(submissions.queue(session)),
            differing=_differing(disagreements(session, somebody().handle)),
            coded=sum(item.done is None for item in codings.every(session)),
            pace=pace(session, head().catalog, tendencies(), now=now()),
        )
    return render_template("worklists/index.html", page=page)


def _waiting(queued: Iterable[Heading]) -> tuple[WaitingLine, ...]:
    catalog = head().catalog
    return tuple(
        WaitingLine(
            heading,
            records_title(heading.paths, catalog),
            tuple(sorted(labs_concerned(heading.paths, catalog) & catalog.labs.keys())),
            days_between(heading.submitted or heading.created, now()),
        )
        for heading in queued
    )


def _differing(found: Iterable[Disagreement]) -> tuple[DifferingLine, ...]:
    catalog = head().catalog
    groups = groupby(found, key=lambda item: (item.coding.id, item.code.path))
    return tuple(DifferingLine(record_title(path, catalog), tuple(items)) for (_, path), items in groups)


def _by_owner(found: Iterable[Unarchived]) -> tuple[BareGroup, ...]:
    """Labs in the order of their slugs, joint documents last."""
    ordered = sorted(found, key=lambda item: (item.owner == JOINT, item.owner, item.path))
    return tuple(
        BareGroup(owner, tuple(items)) for owner, items in groupby(ordered, key=lambda item: item.owner)
    )
