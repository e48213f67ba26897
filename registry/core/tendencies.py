"""Which way a change of the record points: whether it shows promises as stronger, as weaker, as both or as neither."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from registry.core.records import Direction

_UP = frozenset((Direction.ADDED, Direction.STRENGTHENED))
_DOWN = frozenset((Direction.REMOVED, Direction.WEAKENED))


class Tendency(StrEnum):
    """Which way the clauses that something changes move, all taken together."""

    STRONGER = "stronger"
    WEAKER = "weaker"
    BOTH = "both"
    NEITHER = "neither"


def tendency(directions: Iterable[Direction]) -> Tendency:
    """Where directions of single clauses point together; a mixed one points both ways."""
    found = set(directions)
    up, down = not found.isdisjoint(_UP), not found.isdisjoint(_DOWN)
    if Direction.MIXED in found or (up and down):
        return Tendency.BOTH
    if up:
        return Tendency.STRONGER
    return Tendency.WEAKER if down else Tendency.NEITHER
