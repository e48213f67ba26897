"""Scorecards that several pages show, each worked out once."""

from __future__ import annotations

from datetime import date
from weakref import WeakKeyDictionary

from registry.core.catalog import Catalog
from registry.core.scoring import Scorecard, score

KEPT = 1000
"""How many scorecards are kept of one catalogue."""

# By catalogue, and no longer than that is in use: one that was only proposed leaves nothing behind.
_kept: WeakKeyDictionary[Catalog, dict[tuple[str, str, date], Scorecard]] = WeakKeyDictionary()


def scorecard(catalog: Catalog, standard: str, lab: str, on: date) -> Scorecard:
    """One lab against one standard on one day. Raises NotFound for an unknown lab or standard."""
    kept = _kept.setdefault(catalog, {})
    key = standard, lab, on
    found = kept.get(key)
    if found is None:
        if len(kept) >= KEPT:
            kept.clear()
        found = kept[key] = score(catalog, catalog.standard(standard), lab, on)
    return found
