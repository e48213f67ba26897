"""How firm an order of labs is: ranks, intervals and groups, against the plain definitions, on generated scores."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.records import NothingFound
from registry.core.robustness import Ranking, ranking
from registry.core.scoring import score
from registry.core.standard import Aggregate, Robustness, Standard
from tests import builders
from tests.builders import clause, criterion, day, document, lab, level, version

ON = day("2025-06-01")
DRAWS = 40

few = settings(max_examples=25)

STRENGTHS = ("aspiration", "intent", "conditional", "firm")


def asked(weights: tuple[float, ...], aggregate: Aggregate, concentration: float = 10.0) -> Standard:
    """A standard whose criteria each ask about one id-like aspect, with a level for every strength."""
    levels = tuple(
        level(score, strength=name) for score, name in zip((100, 60, 30, 10), STRENGTHS[::-1], strict=True)
    )
    pairs = [("pause", "stop-training"), ("pause", "stop-deployment"), ("audit", "inside")]
    return builders.standard(
        *(
            criterion(*levels, name=f"c{number}", topics=(topic,), aspects=(aspect,), weight=weight)
            for number, (weight, (topic, aspect)) in enumerate(zip(weights, pairs, strict=False))
        ),
        aggregate=aggregate,
        robustness=Robustness(DRAWS, concentration),
    )


def labs(strengths: Sequence[tuple[str | None, ...]], wanted: Standard) -> Catalog:
    """A lab for each row, with one clause of the strength named for each criterion, or none."""
    found = []
    for number, row in enumerate(strengths):
        clauses = [
            clause(f"k{place}", topic=item.topics[0], aspects=item.aspects, strength=strength)
            for place, (item, strength) in enumerate(zip(wanted.criteria, row, strict=False))
            if strength
        ]
        slug = f"lab-{number}"
        nothing = tuple(
            NothingFound(topic, PartialDate.parse("2024-01-01"), "its site") for topic in ("pause", "audit")
        )
        found.append(
            lab(document(version("1", "2024-01-01", *clauses), owner=slug), slug=slug, nothing_found=nothing)
        )
    return builders.catalog(*found, standards=(wanted,))


def ranked(catalog: Catalog, wanted: Standard) -> Ranking:
    """The ranking of all labs of a catalogue."""
    return ranking(wanted, [score(catalog, wanted, slug, ON) for slug in catalog.labs])


@st.composite
def cases(draw: st.DrawFn) -> tuple[Catalog, Standard]:
    """Up to five labs under a standard of one to three criteria."""
    weights = tuple(draw(st.lists(st.floats(0.5, 9), min_size=1, max_size=3)))
    wanted = asked(weights, draw(st.sampled_from(list(Aggregate))), draw(st.sampled_from([2.0, 50.0])))
    row = st.tuples(*(st.sampled_from([None, *STRENGTHS]) for _ in range(3)))
    return labs(draw(st.lists(row, min_size=1, max_size=5)), wanted), wanted


def by_definition(catalog: Catalog, wanted: Standard) -> dict[str, list[int]]:
    """Each lab's rank in every draw, worked out one draw at a time as the format's page says it."""
    seed = int.from_bytes(hashlib.sha256(f"{wanted.id}@{wanted.version}".encode()).digest()[:8], "big")
    generator = np.random.Generator(np.random.PCG64(seed))
    shares = [item.weight / wanted.total_weight for item in wanted.criteria]
    drawn = generator.dirichlet(np.array(shares) * wanted.robustness.concentration, size=DRAWS)
    ranks: dict[str, list[int]] = {slug: [] for slug in catalog.labs}
    for weights in drawn:
        totals = {}
        for slug in catalog.labs:
            points = np.array([item.practice for item in score(catalog, wanted, slug, ON).criteria])
            if wanted.aggregate is Aggregate.GEOMETRIC:
                totals[slug] = round(float(np.exp(np.sum(weights * np.log(points + 1))) - 1), 9)
            else:
                totals[slug] = round(float(np.sum(weights * points)), 9)
        for slug, total in totals.items():
            ranks[slug].append(1 + sum(other > total for other in totals.values()))
    return ranks


MIXED = asked((5.0, 1.0, 1.0), Aggregate.ARITHMETIC, 5.0)
WAVERING = labs(
    [("firm", None, "intent"), ("intent", "firm", None), (None, "conditional", "firm"), ("conditional",) * 3],
    MIXED,
)
"""Labs that are good at different things, under weights that may be almost anything."""


@few
@given(cases())
@example((WAVERING, MIXED))
def test_intervals_and_probabilities_are_those_of_the_definition(case: tuple[Catalog, Standard]) -> None:
    """Ranks share the better place, the interval is the 5th to 95th percentile by nearest rank, P counts draws."""
    catalog, wanted = case
    found, ranks = ranked(catalog, wanted), by_definition(*case)
    for place in found.places:
        ordered = sorted(ranks[place.lab])
        assert place.best == ordered[-(-5 * DRAWS // 100) - 1]
        assert place.worst == ordered[-(-95 * DRAWS // 100) - 1]
        for other in found.places:
            pairs = zip(ranks[place.lab], ranks[other.lab], strict=True)
            assert found.above(place, other) == pytest.approx(sum(a < b for a, b in pairs) / DRAWS)


@few
@given(cases())
@example((WAVERING, MIXED))
def test_groups_follow_the_order_of_scores(case: tuple[Catalog, Standard]) -> None:
    """Every lab is in one group; a group ends where its first is above the next lab in nine draws of ten."""
    found = ranked(*case)
    assert [place for group in found.groups for place in group] == list(found.places)
    totals = [place.card.practice or 0 for place in found.places]
    assert totals == sorted(totals, reverse=True)
    for group, following in zip(found.groups, found.groups[1:], strict=False):
        assert found.above(group[0], following[0]) >= 0.9
    for group in found.groups:
        assert all(found.above(group[0], place) < 0.9 for place in group)


@few
@given(cases())
def test_leaving_a_criterion_out_is_scoring_without_it(case: tuple[Catalog, Standard]) -> None:
    """The ranks without a criterion are those of the standard that never had it."""
    catalog, wanted = case
    found = ranked(catalog, wanted)
    assert len(found.without) == (len(wanted.criteria) if len(wanted.criteria) > 1 else 0)
    for index, ranks in enumerate(found.without):
        rest = replace(wanted, criteria=wanted.criteria[:index] + wanted.criteria[index + 1 :])
        totals = [score(catalog, rest, place.lab, ON).practice or 0 for place in found.places]
        for rank, total in zip(ranks, totals, strict=True):
            above = sum(other > total for other in totals)
            equal = sum(other == total for other in totals)
            assert above < rank <= above + equal  # totals are shown to one place, ranks know more
    for index, place in enumerate(found.places):
        moved = [ranks[index] for ranks in found.without] or [place.rank]
        assert (place.upmost, place.lowest) == (min(moved), max(moved))


def test_the_same_cards_give_the_same_ranking() -> None:
    """The standard's id and version seed the generator: in whatever order labs come, nothing moves by itself."""
    wanted = asked((3, 2, 1), Aggregate.ARITHMETIC)
    catalog = labs([("firm", None, "intent"), ("intent", "firm", None), (None, None, "firm")], wanted)
    cards = [score(catalog, wanted, slug, ON) for slug in catalog.labs]
    told = [(place.lab, place.best, place.worst) for place in ranking(wanted, cards).places]
    assert told == [(place.lab, place.best, place.worst) for place in ranking(wanted, cards[::-1]).places]


def test_a_certain_order_is_one_of_groups_and_an_uncertain_one_is_not() -> None:
    """A lab better at everything stands alone; two that are good at different things share a group."""
    wanted = asked((1, 1, 1), Aggregate.ARITHMETIC)
    rows = [("firm", "firm", "firm"), ("intent", None, "firm"), ("intent", "firm", None)]
    found = ranked(labs(rows, wanted), wanted)
    assert [[place.lab for place in group] for group in found.groups] == [["lab-0"], ["lab-1", "lab-2"]]
    assert (found.places[0].best, found.places[0].worst) == (1, 1)
    assert (found.places[1].best, found.places[1].worst) == (2, 3)


def test_a_lab_that_nobody_has_looked_at_has_no_place() -> None:
    """Not assessed is no score of nought; a lab not founded yet is not there at all; no lab, no groups."""
    wanted = asked((1, 1), Aggregate.ARITHMETIC)
    known = labs([("firm", None)], wanted)
    young = lab(slug="young", founded=2030)
    found = ranked(
        builders.catalog(*known.labs.values(), lab(slug="blank"), young, standards=(wanted,)), wanted
    )
    assert [place.lab for place in found.places] == ["lab-0"]
    assert found.unassessed == ("blank",)
    assert ranking(wanted, []).groups == ()
