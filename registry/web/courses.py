"""How totals came about, as pages show it: each lab's trajectory worked out once, its chart, its steps in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from markupsafe import Markup

from registry.core.catalog import Catalog
from registry.core.holders import Holder
from registry.core.standard import Standard
from registry.core.trajectory import Totals, Trajectory, trajectory
from registry.publish.reasons import TracedStep, traced
from registry.publish.score_chart import score_chart

LATEST = 3
"""How many of the steps that moved the line are named beside a chart; its table has all."""


@dataclass(frozen=True, eq=False, repr=False)
class Course:
    """How a lab's totals came about up to a day: a chart, every step, and the latest ones that moved it.

    `totals` are those of the day. They and the chart are None before the lab held a clause or was founded.
    """

    standard: Standard
    totals: Totals | None
    chart: Markup | None
    steps: tuple[TracedStep, ...]
    latest: tuple[TracedStep, ...]


# By lab and its records, as long as a catalogue has them. A trajectory goes through all days: the day asked about cuts
# it off.
_followed: WeakKeyDictionary[Holder, dict[str, Trajectory]] = WeakKeyDictionary()


def followed(catalog: Catalog, standard: str, lab: str) -> Trajectory:
    """A lab's totals under a standard through all days. Raises NotFound for an unknown lab or standard."""
    asked = catalog.standard(standard)
    catalog.lab(lab)
    kept = _followed.setdefault(catalog.holders[lab], {})
    found = kept.get(standard)
    if found is None or found.standard is not asked:
        found = kept[standard] = trajectory(catalog, asked, lab)
    return found


def course(catalog: Catalog, standard: str, lab: str, on: date) -> Course:
    """How a lab's totals under a standard came about, up to a day. Raises NotFound for an unknown lab or standard."""
    known = followed(catalog, standard, lab).until(on)
    steps = traced(known)
    moved = {place for place, _ in known.moves}
    return Course(
        standard=known.standard,
        totals=known.steps[-1].totals if known.steps else None,
        chart=score_chart(known, name=catalog.lab(lab).name, until=on) if known.steps else None,
        steps=steps,
        latest=tuple(item for item in reversed(steps) if item.place in moved)[:LATEST],
    )
