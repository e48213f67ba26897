"""A lab as the holder of promises: its own documents with the joint ones that bear on it, and what it held on a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Generic, TypeVar

from registry.core.history import Tenure, tenures
from registry.core.links import Links
from registry.core.records import Document, Lab

DAYS_KEPT = 4
"""For how many days what was worked out about a lab is kept: today and those asked about last."""

T = TypeVar("T")


class Days(Generic[T]):
    """Something of a lab on the days asked about last, worked out once for each. Threads may share it."""

    def __init__(self) -> None:
        self._kept: dict[date, T] = {}

    def on(self, day: date, work_out: Callable[[], T]) -> T:
        """What it is on that day."""
        found = self._kept.get(day)
        if found is None:
            found = work_out()
            if len(self._kept) >= DAYS_KEPT:
                self._kept = {}
            self._kept[day] = found
        return found


@dataclass(frozen=True, eq=False, repr=False)
class Holder:
    """One lab and the joint documents that it signed or whose clauses continue others, by slug.

    All that is worked out here comes from these records alone, so it is true in every catalogue that has them.
    """

    lab: Lab
    joint: Mapping[str, Document]
    _held: Days[tuple[Tenure, ...]] = field(default_factory=Days)

    @cached_property
    def tenures(self) -> tuple[Tenure, ...]:
        """Every span in which the lab held a clause."""
        return tenures(self.lab, self.joint)

    @cached_property
    def links(self) -> Links:
        """Which clauses are one promise."""
        return Links(self.lab, self.joint, self.tenures)

    @cached_property
    def first_held(self) -> Mapping[str, date]:
        """The first day on which the lab held a clause of a topic, where it ever did."""
        first: dict[str, date] = {}
        for tenure in self.tenures:
            topic = tenure.clause.topic
            first[topic] = min(first.get(topic, date.max), tenure.start)
        return first

    def holdings(self, on: date) -> tuple[Tenure, ...]:
        """What the lab is committed to on a day."""
        return self._held.on(on, lambda: tuple(tenure for tenure in self.tenures if tenure.covers(on)))

    def is_made_of(self, lab: Lab, joint: Mapping[str, Document]) -> bool:
        """Whether it stands for these very records."""
        return (
            self.lab is lab
            and len(self.joint) == len(joint)
            and all(self.joint.get(slug) is document for slug, document in joint.items())
        )


def holders(
    labs: Mapping[str, Lab], joint: Mapping[str, Document], known: Mapping[str, Holder]
) -> dict[str, Holder]:
    """Every lab as a holder, by slug; a known one where it is made of the same records."""
    bearing: dict[str, dict[str, Document]] = {slug: {} for slug in labs}
    for document in joint.values():
        continues = any(clause.continues for version in document.versions for clause in version.clauses)
        for owner in labs if continues else {signatory.lab for signatory in document.signatories}:
            if owner in bearing:
                bearing[owner][document.slug] = document
    found = {}
    for slug, lab in labs.items():
        earlier = known.get(slug)
        is_same = earlier is not None and earlier.is_made_of(lab, bearing[slug])
        found[slug] = earlier if earlier and is_same else Holder(lab, bearing[slug])
    return found
