"""How a lab's totals under a standard came about: the days on which they could change, and the versions on the way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from registry.core.catalog import Catalog
from registry.core.scoring import score
from registry.core.standard import Standard
from registry.publish.charts import Mark, Moment

MOST = 120
"""At most so many days are scored for one line; among more, every second or third is left out."""


def moments(catalog: Catalog, standard: Standard, lab: str, on: date) -> tuple[Moment, ...]:
    """A lab's totals under a standard from the first day on which it held a clause; empty where there is none.

    Scored on each day that a clause began or ended or conduct was recorded, and on the first of each quarter, since
    levels and conduct may also depend on how much time has passed. Days that changed nothing are left out.
    """
    days = sorted(_turning_days(catalog, lab, on))
    found: list[Moment] = []
    for day in _thinned(days):
        card = score(catalog, standard, lab, day)
        if card.promise is None or card.practice is None:
            continue
        moment = Moment(day, card.promise, card.practice)
        if not found or (found[-1].promise, found[-1].practice) != (moment.promise, moment.practice):
            found.append(moment)
    return tuple(found)


def marks(catalog: Catalog, lab: str, on: date) -> tuple[Mark, ...]:
    """The versions of a lab's own documents up to a day."""
    return tuple(
        Mark(version.date.first, _short(version.label))
        for document in catalog.lab(lab).documents
        for version in document.versions
        if version.date.first <= on
    )


def _turning_days(catalog: Catalog, lab: str, on: date) -> set[date]:
    bounds = {day for tenure in catalog.tenures[lab] for day in (tenure.start, tenure.end) if day}
    if not bounds:
        return set()
    first = min(bounds)
    events = {entry.date.last for entry in catalog.lab(lab).conduct}
    quarters = {date(year, month, 1) for year in range(first.year, on.year + 1) for month in (1, 4, 7, 10)}
    return {day for day in (*bounds, *events, *quarters, on) if first <= day <= on}


def _thinned(days: list[date]) -> Iterable[date]:
    step = -(-len(days) // MOST) if days else 1
    return dict.fromkeys((*days[::step], *days[-1:]))


def _short(label: str) -> str:
    """A label that is only its date says nothing on an axis of dates."""
    return "" if label[:4].isdigit() and label[4:5] in ("-", "") else label
