"""The life of each clause of a document: when it appeared, what became of it version by version, when it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from registry.core.compare import Change, Standing, changes, standings
from registry.core.dates import PartialDate
from registry.core.records import Clause, Direction, Document, Version
from registry.core.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False, repr=False)
class Step:
    """What became of a clause in one version; `version` is None where the document was withdrawn.

    `change` is None where the version only carries the clause, because its fate there could not be read.
    """

    version: Version | None
    date: PartialDate
    clause: Clause
    change: Change | None

    @property
    def direction(self) -> Direction | None:
        """What happened to it here; None where that could not be read."""
        return self.change.direction if self.change else None

    @property
    def renamed(self) -> bool:
        """Whether it goes on from here under another id."""
        change = self.change
        return bool(change and change.before and change.after and change.before.id != change.after.id)


@dataclass(frozen=True, eq=False, repr=False)
class Life:
    """One clause through the versions of its document, oldest step first.

    Where several clauses continue one, each has a life of its own that shares the early steps.
    """

    document: Document
    steps: tuple[Step, ...]

    @property
    def clause(self) -> Clause:
        """The clause's last text."""
        return self.steps[-1].clause

    @property
    def ids(self) -> frozenset[str]:
        """Every id that the clause has had."""
        return frozenset(step.clause.id for step in self.steps)

    @property
    def ended(self) -> Step | None:
        """The step in which it was removed, or None while it stands."""
        last = self.steps[-1]
        return last if last.direction is Direction.REMOVED else None

    def step_in(self, version: Version) -> Step | None:
        """Its step in a version, or None where it does not stand there."""
        return next((step for step in self.steps if step.version is version), None)

    def until(self, on: date) -> Life | None:
        """Its life as far as it had come on a day, or None where it had not begun."""
        steps = tuple(step for step in self.steps if step.date.first <= on)
        return Life(self.document, steps) if steps else None


def lives(document: Document, *, vocabulary: Vocabulary) -> tuple[Life, ...]:
    """The life of every clause that the document ever had, in the order in which they appeared."""
    found: list[list[Step]] = []
    standing: dict[int, list[Step]] = {}
    by_version = _by_version(changes(document, vocabulary=vocabulary))
    for version, present in zip(document.versions, standings(document), strict=True):
        standing = _advance(found, standing, by_version.get(version.label, ()), _carried(present), version)
    for change in by_version.get(None, ()):
        if change.before is not None:
            standing[id(change.before)].append(Step(None, change.date, change.before, change))
    return tuple(Life(document, tuple(steps)) for steps in found)


def _advance(
    found: list[list[Step]],
    standing: Mapping[int, list[Step]],
    happened: tuple[Change, ...],
    carried: tuple[Clause, ...],
    version: Version,
) -> dict[int, list[Step]]:
    """Add a version's steps to the lives that stand, and give those that stand after it."""
    after: dict[int, list[Step]] = {}
    grown: set[int] = set()
    earlier = {key: tuple(steps) for key, steps in standing.items()}
    for change in happened:
        step = Step(version, version.date, change.clause, change)
        key = id(change.before) if change.before else 0
        if key in standing and key not in grown:
            life = standing[key]
            grown.add(key)
        else:
            life = list(earlier.get(key, ()))
            found.append(life)
        life.append(step)
        if change.after is not None:
            after[id(change.after)] = life
    for clause in carried:
        life = standing[id(clause)]
        life.append(Step(version, version.date, clause, None))
        after[id(clause)] = life
    return after


def _carried(present: tuple[Standing, ...]) -> tuple[Clause, ...]:
    return tuple(standing.clause for standing in present if standing.carried)


def _by_version(happened: tuple[Change, ...]) -> Mapping[str | None, tuple[Change, ...]]:
    found: dict[str | None, tuple[Change, ...]] = {}
    for change in happened:
        label = change.to_version.label if change.to_version else None
        found[label] = (*found.get(label, ()), change)
    return found
