"""Time in tests: how long they wait for what must happen, and what a bound on processor time means on this machine."""

from __future__ import annotations

import sys
import time
import timeit
from collections.abc import Callable

PATIENCE = 300
"""Seconds after which a test gives up on another process or thread. Nothing takes that long unless it hangs."""

_USUAL = 0.01
"""Seconds that the yardstick takes on a machine of 2024 with nothing else to do."""

_TRACED = 10
"""A tracer that counts the lines run makes everything many times slower."""


def processor_seconds(work: Callable[[], object], *, repeat: int = 1) -> float:
    """The seconds of processor time that work takes, as a usual machine would take them; the best of `repeat` runs.

    A slow or busy machine is measured by a yardstick before and after, so that it fails no test.
    """
    before = _yardstick()
    took = min(timeit.repeat(work, timer=time.thread_time, repeat=repeat, number=1))
    slowness = max(1.0, before / _USUAL, _yardstick() / _USUAL)
    return took / slowness / (1 if sys.gettrace() is None else _TRACED)


def _yardstick() -> float:
    return min(timeit.repeat(_some_work, timer=time.thread_time, repeat=3, number=1))


def _some_work() -> None:
    found: dict[str, int] = {}
    for number in range(60_000):
        found[str(number % 977)] = len(found) + number
