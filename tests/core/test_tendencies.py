"""Which way changes point, taken together."""

from __future__ import annotations

import pytest

from registry.core.records import Direction
from registry.core.tendencies import Tendency, tendency

D = Direction


@pytest.mark.parametrize(
    ("directions", "expected"),
    [
        ((), Tendency.NEITHER),
        ((D.ALTERED, D.REWORDED, D.UNCHANGED), Tendency.NEITHER),
        ((D.ADDED,), Tendency.STRONGER),
        ((D.STRENGTHENED, D.REWORDED), Tendency.STRONGER),
        ((D.REMOVED,), Tendency.WEAKER),
        ((D.WEAKENED, D.ALTERED), Tendency.WEAKER),
        ((D.STRENGTHENED, D.REMOVED), Tendency.BOTH),
        ((D.MIXED,), Tendency.BOTH),
    ],
)
def test_directions_point_together(directions: tuple[Direction, ...], expected: Tendency) -> None:
    """Upwards, downwards, both ways, or neither."""
    assert tendency(directions) is expected
