"""A standard: criteria with weights and levels, against which labs are scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

FILLABLE = ("where", "scope", "trigger", "due", "decided_by")
"""The properties of a clause that a level's `has` may ask for."""


class Aggregate(StrEnum):
    """How criterion scores become a total."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"


class Combine(StrEnum):
    """How the conduct entries about one clause become its factor."""

    MEAN = "mean"
    WORST = "worst"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Needs:
    """What a clause must have to meet a level.

    `facets` maps a facet to the least value; `disclosure` is always among them, `published` where a level names none.
    """

    facets: Mapping[str, str] = field(default_factory=dict)
    has: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    own: bool = False
    held_days: int = 0


@dataclass(frozen=True, slots=True)
class Level:
    """A score within 0-100 and what a clause needs for it."""

    score: float
    label: str
    needs: Needs


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of a standard; `levels` best first. Without `aspects` every clause of its topics may count."""

    id: str
    title: str
    question: str
    topics: tuple[str, ...]
    aspects: tuple[str, ...]
    weight: float
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Practice:
    """How conduct on record turns a promise into practice. `values` maps the verdicts that enter to 0-1."""

    window_months: int = 36
    combine: Combine = Combine.MEAN
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Robustness:
    """How weights are drawn around the standard's own."""

    draws: int = 5000
    concentration: float = 50.0


@dataclass(frozen=True)
class Standard:
    """Criteria with weights and levels. `grades` maps a grade to its cut-off."""

    path: str
    id: str
    version: str
    title: str
    about: str
    aggregate: Aggregate
    grades: Mapping[str, float]
    criteria: tuple[Criterion, ...]
    practice: Practice = Practice()
    robustness: Robustness = Robustness()

    def criterion(self, name: str) -> Criterion | None:
        """The criterion of that id, or None."""
        return next((criterion for criterion in self.criteria if criterion.id == name), None)

    @property
    def total_weight(self) -> float:
        """The sum of all criteria's weights."""
        return sum(criterion.weight for criterion in self.criteria)
