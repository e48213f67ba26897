"""Scorecards that several pages show, each worked out once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar
from weakref import WeakKeyDictionary

from registry.core.catalog import Catalog
from registry.core.robustness import Ranking
from registry.core.robustness import ranking as rank
from registry.core.scoring import Scorecard, score

KEPT = 1000
"""How many scorecards are kept of one catalogue."""

KEPT_RANKINGS = 30
"""How many orders of all labs are kept of one catalogue; each holds thousands of draws."""

K = TypeVar("K")
T = TypeVar("T")

# By catalogue, and no longer than that is in use: one that was only proposed leaves nothing behind.
_kept: WeakKeyDictionary[Catalog, dict[tuple[str, str, date], Scorecard]] = WeakKeyDictionary()
_ranked: WeakKeyDictionary[Catalog, dict[tuple[str, date], Ranking]] = WeakKeyDictionary()


def scorecard(catalog: Catalog, standard: str, lab: str, on: date) -> Scorecard:
    """One lab against one standard on one day. Raises NotFound for an unknown lab or standard."""
    return _worked_out(
        _kept.setdefault(catalog, {}),
        (standard, lab, on),
        lambda: score(catalog, catalog.standard(standard), lab, on),
        most=KEPT,
    )


def scorecards(catalog: Catalog, standard: str, on: date) -> tuple[Scorecard, ...]:
    """Every lab against one standard on one day, in the labs' order. Raises NotFound for an unknown standard."""
    return tuple(scorecard(catalog, standard, slug, on) for slug in catalog.labs)


def ranking(catalog: Catalog, standard: str, on: date) -> Ranking:
    """How firm the order of all labs is under one standard on one day. Raises NotFound for an unknown standard."""
    return _worked_out(
        _ranked.setdefault(catalog, {}),
        (standard, on),
        lambda: rank(catalog.standard(standard), scorecards(catalog, standard, on)),
        most=KEPT_RANKINGS,
    )


def _worked_out(kept: dict[K, T], key: K, work_out: Callable[[], T], *, most: int) -> T:
    found = kept.get(key)
    if found is None:
        if len(kept) >= most:
            kept.clear()
        found = kept[key] = work_out()
    return found
