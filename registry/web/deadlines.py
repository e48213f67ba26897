"""Deadlines: dates by which labs promised to have done something, and matters whose outcome is still open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template

from registry.core.catalog import Catalog
from registry.core.deadlines import Deadline, Standing, deadlines
from registry.core.records import Conduct, Lab, Verdict
from registry.web.access import public
from registry.web.context import view

blueprint = Blueprint("deadlines", __name__)


@dataclass(frozen=True, slots=True)
class Pending:
    """A conduct entry that awaited its outcome, and the next entry about the same matter, if any."""

    lab: Lab
    entry: Conduct
    later: Conduct | None


@dataclass(frozen=True, slots=True)
class DeadlinesPage:
    """All deadlines and open matters on a day."""

    on: date
    deadlines: tuple[Deadline, ...]
    pending: tuple[Pending, ...]

    def standing(self, name: Standing) -> tuple[Deadline, ...]:
        """The deadlines that stand so."""
        return tuple(item for item in self.deadlines if item.standing == name)

    @property
    def open(self) -> tuple[Pending, ...]:
        """The matters whose outcome is not on record yet."""
        return tuple(item for item in self.pending if item.later is None)

    @property
    def closed(self) -> tuple[Pending, ...]:
        """The matters on which a later entry is on record."""
        return tuple(item for item in self.pending if item.later is not None)


def deadlines_page(catalog: Catalog, on: date) -> DeadlinesPage:
    """Every dated promise held on or before the day, soonest first, and every matter pending by then."""
    pending = [item for lab in catalog.labs.values() for item in _pending(lab, on)]
    return DeadlinesPage(
        on=on,
        deadlines=deadlines(catalog, on),
        pending=tuple(sorted(pending, key=lambda item: item.entry.date, reverse=True)),
    )


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
def index() -> str:
    """What is past due, what is due, and what came of it."""
    seen = view()
    return render_template("deadlines/index.html", page=deadlines_page(seen.catalog, seen.as_of))
