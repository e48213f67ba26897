"""How long people wait for us: whole days to an answer, and how old what is unanswered has become."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median


@dataclass(frozen=True, slots=True)
class Waits:
    """How many were answered, in how many days at the median; how many wait, and for how many days the oldest."""

    answered: int
    median: float | None
    waiting: int
    oldest: int | None


def days_between(since: datetime, until: datetime) -> int:
    """The whole days from one moment to another; none where a clock was set back meanwhile."""
    return max(until - since, timedelta()).days


def waits(
    answered: Iterable[tuple[datetime, datetime]], waiting: Iterable[datetime], *, now: datetime
) -> Waits:
    """The figures for what came and was answered at those moments, and for what came and still waits."""
    took = [days_between(came, answer) for came, answer in answered]
    ages = [days_between(came, now) for came in waiting]
    return Waits(
        answered=len(took),
        median=median(took) if took else None,
        waiting=len(ages),
        oldest=max(ages, default=None),
    )
