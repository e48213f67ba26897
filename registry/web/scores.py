"""Scorecards that several pages show, each worked out once."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from registry.core.catalog import Catalog
from registry.core.scoring import Scorecard, score


@lru_cache(maxsize=1000)
def scorecard(catalog: Catalog, standard: str, lab: str, on: date) -> Scorecard:
    """One lab against one standard on one day. Raises NotFound for an unknown lab or standard."""
    return score(catalog, catalog.standard(standard), lab, on)
