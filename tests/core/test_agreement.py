"""Agreement between coders: against another implementation, against a published example, and what must always hold."""

from __future__ import annotations

from dataclasses import astuple

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from registry.core.agreement import Agreement, agreement

LEVELS = 4

codings = st.lists(st.lists(st.integers(0, LEVELS - 1), min_size=1, max_size=4), min_size=2, max_size=40)
"""Units with one to four codes each."""

WORKED = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
"""Krippendorff 2011, part D: four observers, twelve units, values missing. Its ordinal alpha is 0.815."""


def theirs(units: list[list[int]]) -> float:
    """Ordinal alpha by the package `krippendorff`, which wants a row for each coder."""
    longest = max(len(codes) for codes in units)
    table = np.array([[*codes, *[np.nan] * (longest - len(codes))] for codes in units], dtype=float).T
    return float(krippendorff.alpha(table, level_of_measurement="ordinal", value_domain=list(range(LEVELS))))


@given(codings)
def test_alpha_is_what_another_implementation_says(units: list[list[int]]) -> None:
    """On any codes, of any number of coders, with any gaps."""
    compared = [codes for codes in units if len(codes) > 1]
    assume(len(compared) > 1 and len({code for codes in compared for code in codes}) > 1)
    found = agreement(units, levels=LEVELS)
    assert found.alpha == pytest.approx(theirs(compared), abs=1e-9)


def test_alpha_of_the_published_example() -> None:
    """The example in the description of the method comes out as printed there."""
    units = [[code - 1 for code in codes if code is not None] for codes in zip(*WORKED, strict=True)]
    found = agreement(units, levels=5)
    assert found.alpha == pytest.approx(0.815, abs=0.0005)
    assert (found.units, found.pairs) == (11, 6 * 8 + 3 * 2 + 1)
    assert found.low is not None and found.high is not None
    assert found.low < 0.815 < found.high


@given(codings)
@example([[0, 3], [1, 1], [2, 1], [0, 0]] * 5)
def test_neither_the_order_of_units_nor_of_coders_matters(units: list[list[int]]) -> None:
    """Shuffled in every way, the same codes give the same figures, interval included."""
    shuffled = [codes[::-1] for codes in reversed(units)]
    assert agreement(shuffled, levels=LEVELS) == agreement(units, levels=LEVELS)


@given(codings)
def test_bounds_and_counts(units: list[list[int]]) -> None:
    """Alpha is at most 1, at 1 exactly where every pair is equal; the interval lies around what was drawn, in order."""
    found = agreement(units, levels=LEVELS)
    assert 0 <= found.equal <= found.pairs
    if found.alpha is not None:
        assert (found.alpha == 1) == (found.equal == found.pairs)
        assert found.alpha <= 1
    if found.low is not None and found.high is not None:
        assert found.low <= found.high <= 1


def test_perfect_agreement_is_one_without_doubt() -> None:
    """Where all agree, and on more than one value, alpha and both bounds are 1."""
    assert astuple(agreement([[0, 0], [1, 1], [2, 2], [3, 3]] * 10, levels=4)) == (40, 40, 40, 1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    "units", [[], [[1, 2]], [[2, 2]] * 30, [[1, 2], [3], [3]]], ids=["none", "one", "all alike", "one pair"]
)
def test_what_cannot_be_computed_is_not_given(units: list[list[int]]) -> None:
    """Without two units, or without any variation, there is no figure: neither 0 nor 1 would be true."""
    found = agreement(units, levels=4)
    assert (found.alpha, found.low, found.high) == (None, None, None)


def test_few_deviations_give_no_interval() -> None:
    """Where one unit alone varies, many draws would not hold it: alpha is given, an interval is not."""
    found = agreement([[2, 2]] * 40 + [[1, 2]], levels=4)
    assert found.alpha is not None
    assert (found.low, found.high) == (None, None)


def test_far_apart_is_worse_than_side_by_side() -> None:
    """The order of values counts: as many disagreements weigh less between neighbours."""
    agreed = [[0, 0], [1, 1], [2, 2], [3, 3]] * 5

    def alpha(pair: list[int]) -> float:
        found: Agreement = agreement([*agreed, pair, pair], levels=4)
        assert found.alpha is not None
        return found.alpha

    assert alpha([0, 3]) < alpha([0, 2]) < alpha([0, 1]) < 1


def test_more_units_make_the_interval_narrower() -> None:
    """Ten times the same units say the same with less doubt."""
    few = [[0, 0], [1, 1], [2, 2], [3, 3], [0, 1], [3, 2]] * 3
    small, large = agreement(few, levels=4), agreement(few * 10, levels=4)
    assert small.low is not None and small.high is not None
    assert large.low is not None and large.high is not None
    assert large.high - large.low < (small.high - small.low) / 2
