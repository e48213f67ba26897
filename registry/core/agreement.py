"""How far coders agree beyond chance: Krippendorff's alpha for ordered codes, with a bootstrap interval.

After K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), and chapter 12 of "Content Analysis: An
Introduction to Its Methodology", 4th edition (2019). A *unit* is something that several coders gave a code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
import numpy.typing as npt

DRAWS = 2000
"""How often the units are drawn anew for the interval."""

SEED = 2019
"""Where the drawing begins, always the same: the same codes have the same interval."""

MOST_WITHOUT = 0.05
"""The share of draws without any variation from which on no interval is given."""

_BOUNDS = (0.025, 0.975)

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agree: over how many units, pairs of codes, and how many of these pairs are equal.

    `alpha` is 1 where all agree, 0 where they do as by chance, and None where it cannot be computed: with fewer than
    two units, or where all codes are the same. `low` and `high` bound it in 95 of 100 draws of as many units;
    None where units are too few, or too much alike, to say.
    """

    units: int
    pairs: int
    equal: int
    alpha: float | None
    low: float | None
    high: float | None


def agreement(units: Iterable[Sequence[int]], *, levels: int) -> Agreement:
    """The agreement about an ordered property of so many values, 0 being the lowest.

    Each unit is the codes that it was given, whoever gave them: any number of coders, and not always the same ones. One
    with fewer than two codes compares nothing and is left out.
    """
    compared = Counter(tuple(sorted(codes)) for codes in units if len(codes) > 1)
    total = sum(compared.values())
    alpha, bounds = None, None
    if total > 1:
        patterns = sorted(compared)  # so that the same codes, in whatever order, are drawn alike
        tables = np.stack([_coincidences(codes, levels) for codes in patterns])
        counts = np.array([compared[codes] for codes in patterns], dtype=np.float64)
        alpha = _number(_alphas(np.tensordot(counts, tables, axes=1)[None])[0])
        bounds = _interval(tables, counts) if alpha is not None else None
    return Agreement(
        units=total,
        pairs=sum(count * comb(len(codes), 2) for codes, count in compared.items()),
        equal=sum(count * _equal_pairs(codes) for codes, count in compared.items()),
        alpha=alpha,
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
    )


def _equal_pairs(codes: Sequence[int]) -> int:
    return sum(comb(times, 2) for times in Counter(codes).values())


def _coincidences(codes: Sequence[int], levels: int) -> Numbers:
    """What one unit adds to the coincidence matrix: each ordered pair of its codes, over their number less one."""
    counts = np.bincount(codes, minlength=levels).astype(np.float64)
    pairs: Numbers = (np.outer(counts, counts) - np.diag(counts)) / (len(codes) - 1)
    return pairs


def _alphas(tables: Numbers) -> Numbers:
    """Alpha for each of several coincidence matrices: 1 − observed over expected disagreement; NaN without variation.

    The difference of two codes is the number of codes from the one to the other, these two counted half, squared.
    """
    marginals = tables.sum(axis=2)
    reached = np.cumsum(marginals, axis=1) - marginals / 2
    differences = (reached[:, :, None] - reached[:, None, :]) ** 2
    total = marginals.sum(axis=1)
    observed = (tables * differences).sum(axis=(1, 2))
    expected = np.einsum("di,dj,dij->d", marginals, marginals, differences) / np.maximum(total - 1, 1)
    alphas = np.full(len(tables), np.nan)
    np.divide(observed, expected, out=alphas, where=expected > 0)
    result: Numbers = 1 - alphas
    return result


def _interval(tables: Numbers, counts: Numbers) -> tuple[float, float] | None:
    """The percentile interval: units drawn with replacement, which is to draw how often each pattern of codes comes."""
    total = int(counts.sum())
    generator = np.random.Generator(np.random.PCG64(SEED))
    drawn = generator.multinomial(total, counts / total, size=DRAWS).astype(np.float64)
    alphas = _alphas(np.tensordot(drawn, tables, axes=1))
    computed = alphas[~np.isnan(alphas)]
    if len(computed) < DRAWS * (1 - MOST_WITHOUT):
        return None
    low, high = np.quantile(computed, _BOUNDS)
    return float(low), float(high)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
