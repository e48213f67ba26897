"""Search over a hundred thousand clauses: at which size which engine still answers at once."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.ground import Ground
from benchmarks.searching import measured
from benchmarks.tables import Table

GROWN = 140
"""So many times the catalogue is a hundred thousand clauses."""


def measure(ground: Ground) -> Iterator[Table]:
    """Milliseconds to build and to answer."""
    yield from measured(ground, GROWN)
