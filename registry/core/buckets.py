"""How many tries are allowed: a bucket that each try fills by one and that leaks at a steady rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Bucket:
    """`holds` tries at once, and `per_hour` of them leak away: at most the sum of both in any hour."""

    holds: float
    per_hour: float

    def leaked(self, level: float, *, after: timedelta) -> float:
        """How full it is some time after it was that full. A clock that went back leaks nothing."""
        return max(0.0, level - self.per_hour * max(after, timedelta()) / _HOUR)

    def wait(self, level: float) -> timedelta | None:
        """How long until another try fits; None where it fits now."""
        over = level + 1 - self.holds
        return _HOUR * (over / self.per_hour) if over > 0 else None
