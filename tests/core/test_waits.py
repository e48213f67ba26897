"""Figures on how long people wait for us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from registry.core.waits import Waits, days_between, waits

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_days_are_whole_and_never_below_none() -> None:
    """A day is over after 24 hours; a clock that was set back makes nobody answer before being asked."""
    assert [days_between(NOON, NOON + wait) for wait in (-DAY, 0 * DAY, DAY * 0.99, DAY, DAY * 7.5)] == [
        0,
        0,
        0,
        1,
        7,
    ]


def test_the_figures() -> None:
    """The median of what was answered, the age of the oldest that waits; none where there is nothing to tell."""
    spans = [(NOON, NOON + DAY * days) for days in (1, 2, 9)]
    assert waits(spans, [NOON - DAY * 3, NOON], now=NOON) == Waits(3, 2, 2, 3)
    assert waits(spans[:2], [], now=NOON) == Waits(2, 1.5, 0, None)
    assert waits([], [], now=NOON) == Waits(0, None, 0, None)
