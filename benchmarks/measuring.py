"""Taking times: several runs, what is compared taking turns; a figure is their median with the least and the most."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """The same thing measured several times."""

    values: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.values)

    def over(self, other: Figure) -> float:
        """How many times the other's median this one's is."""
        return self.middle / other.middle

    def times(self, factor: float) -> Figure:
        """The same in another unit."""
        return Figure(tuple(value * factor for value in self.values))

    def percentile(self, percent: float) -> float:
        """The value that so many in a hundred do not exceed, by nearest rank."""
        ranked = sorted(self.values)
        return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]

    def __str__(self) -> str:
        least, most = digits(min(self.values)), digits(max(self.values))
        spread = f" ({least}–{most})" if least != most else ""
        return digits(self.middle) + spread


def digits(value: float) -> str:
    """A number with three digits that count."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{2 - math.floor(math.log10(abs(value)))}f}"


def seconds(call: Callable[[], object], *, tidy: bool = True) -> float:
    """How long one call takes. Tidied memory before it spares it the collection of what others left."""
    if tidy:
        gc.collect()
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def in_turns(calls: Sequence[Callable[[], object]], *, runs: int) -> tuple[Figure, ...]:
    """The seconds of each call. They take turns, so that what else the machine does falls on all of them alike."""
    taken = [[seconds(call) for call in calls] for _ in range(runs)]
    return tuple(Figure(values) for values in zip(*taken, strict=True))
