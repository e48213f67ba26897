"""Promises that name a date: which are still to come, which are past without an outcome, which are resolved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.core.catalog import Catalog
from registry.core.conduct import bearing
from registry.core.dates import PartialDate
from registry.core.history import Tenure
from registry.core.records import Conduct, Lab


class Standing(StrEnum):
    """How a deadline stands. `overdue` only says that the date is past and no outcome is on record."""

    OVERDUE = "overdue"
    DUE = "due"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A promise with a date.

    `outcome` is the conduct on record about it; `dropped` the day it ceased to bind.
    """

    lab: Lab
    tenure: Tenure
    due: PartialDate
    standing: Standing
    outcome: tuple[Conduct, ...]
    dropped: date | None


def deadlines(catalog: Catalog, on: date) -> tuple[Deadline, ...]:
    """Every dated promise held on or before the day, soonest first."""
    found = [item for lab in catalog.labs.values() for item in _of_lab(catalog, lab, on)]
    return tuple(sorted(found, key=lambda item: (item.due, item.lab.slug, item.tenure.reference)))


def _of_lab(catalog: Catalog, lab: Lab, on: date) -> Iterator[Deadline]:
    latest: dict[tuple[str, str], Tenure] = {}
    for tenure in catalog.tenures[lab.slug]:
        key = tenure.document.path, tenure.clause.id
        if tenure.start <= on and (key not in latest or latest[key].start < tenure.start):
            latest[key] = tenure
    for tenure in latest.values():
        if tenure.clause.due is not None:
            yield _deadline(catalog, lab, tenure, tenure.clause.due, on)


def _deadline(catalog: Catalog, lab: Lab, tenure: Tenure, due: PartialDate, on: date) -> Deadline:
    # An entry about the whole topic does not say how this one promise ended.
    names = catalog.links[lab.slug].names(tenure, on) - {tenure.clause.topic}
    entries = bearing(tenure, links=catalog.links[lab.slug], on=on)
    outcome = tuple(entry for entry in entries if not names.isdisjoint(entry.about))
    dropped = None if tenure.covers(on) else tenure.end
    if dropped or any(entry.verdict.resolved for entry in outcome):
        standing = Standing.RESOLVED
    else:
        standing = Standing.OVERDUE if due.last < on else Standing.DUE
    return Deadline(lab, tenure, due, standing, outcome, dropped)
