"""Scorecards that several pages show, each worked out once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar
from weakref import WeakKeyDictionary

from registry.core.catalog import Catalog
from registry.core.holders import Holder
from registry.core.robustness import Ranking
from registry.core.robustness import ranking as rank
from registry.core.scoring import Scorecard, score

KEPT = 40
"""How many scorecards are kept of one lab."""

KEPT_RANKINGS = 30
"""How many orders of all labs are kept of one catalogue; each holds thousands of draws."""

K = TypeVar("K")
T = TypeVar("T")

# No longer than they are in use: what was only proposed leaves nothing behind. A scorecard hangs on its lab's records
# and its standard alone, so it outlives a catalogue whose successor has the same ones.
_kept: WeakKeyDictionary[Holder, dict[tuple[str, date], Scorecard]] = WeakKeyDictionary()
_ranked: WeakKeyDictionary[Catalog, dict[tuple[str, date], Ranking]] = WeakKeyDictionary()


def scorecard(catalog: Catalog, standard: str, lab: str, on: date) -> Scorecard:
    """One lab against one standard on one day. Raises NotFound for an unknown lab or standard."""
    asked = catalog.standard(standard)
    catalog.lab(lab)
    kept = _kept.setdefault(catalog.holders[lab], {})
    if (known := kept.get((standard, on))) is not None and known.standard is not asked:
        kept.clear()
    return _worked_out(kept, (standard, on), lambda: score(catalog, asked, lab, on), most=KEPT)


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
