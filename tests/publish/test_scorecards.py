"""Scorecards laid out: the lines add up to the totals, and each criterion says why and what next."""

from __future__ import annotations

import math

import pytest

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.records import Signatory, Verdict
from registry.core.scoring import rounded, score
from registry.core.standard import Aggregate, Practice, Standard
from registry.publish.scorecards import Shares, explained, next_cutoff
from tests import builders
from tests.builders import clause, criterion, day, level, standard, version

ON = day("2026-01-01")


def two_criteria(aggregate: Aggregate = Aggregate.ARITHMETIC) -> Standard:
    """A standard on pausing and on auditing, with weights 3 and 1."""
    return standard(
        criterion(
            level(100, strength="firm", has=("decided_by",), without=("waiver",), own=True, held_days=180),
            level(35, strength="conditional"),
            name="stop",
            weight=3.0,
        ),
        criterion(level(60, strength="intent"), name="check", topics=("audit",), weight=1.0),
        aggregate=aggregate,
        practice=Practice(values={"kept": 1.0, "broken": 0.5}),
    )


def acme(*conduct: object) -> Catalog:
    """A lab with a firm promise to pause, with a way out, and an aim to audit."""
    policy = builders.document(
        version(
            "1",
            "2025-12-01",
            clause("a", waiver="as appropriate"),
            clause("b", strength="conditional"),
            clause("c", topic="audit", strength="intent"),
        )
    )
    return builders.catalog(builders.lab(policy, conduct=conduct), standards=(two_criteria(),))


@pytest.mark.parametrize("aggregate", list(Aggregate))
def test_the_lines_add_up_to_the_totals(aggregate: Aggregate) -> None:
    """The sum of the lines over the weight is the total shown, for either mean, promise and practice."""
    catalog = acme(builders.conduct("2025-12-20", Verdict.BROKEN, "policy/a"))
    card = score(catalog, two_criteria(aggregate), "acme", ON)
    total = explained(catalog, card).sum
    for points, shown in ((total.promise_points, card.promise), (total.practice_points, card.practice)):
        mean = points / total.weight
        assert rounded(math.exp(mean) - 1 if total.geometric else mean) == shown
    assert sum(line.share for line in total.lines) == pytest.approx(1)


def test_what_is_missing_is_said_in_words() -> None:
    """The next level names what its closest clause lacks, and nothing that it has."""
    catalog = acme()
    first, second = explained(catalog, score(catalog, two_criteria(), "acme", ON)).criteria
    assert first.missing == (
        "it names the person or body that decides",
        "it leaves no way out",
        "it has been in force for 180 days",
    )
    assert second.missing == ()
    assert [step.met for step in first.ladder] == [False, True]
    assert first.runner_up is not None
    assert first.runner_up.tenure.clause.id == "b"


def test_a_clause_that_carries_practice_is_named_where_conduct_makes_it_another() -> None:
    """When the deciding clause was broken, practice may rest on a clause of a lower level."""
    catalog = acme(builders.conduct("2025-12-20", Verdict.BROKEN, "policy/a"))
    first = explained(catalog, score(catalog, two_criteria(), "acme", ON)).criteria[0]
    assert first.result.deciding is not None
    assert first.result.deciding.tenure.clause.id == "a"
    assert first.carrier is not None
    assert first.carrier.tenure.clause.id == "b"


def test_the_labs_own_clause_that_is_gone_is_named() -> None:
    """Where no own clause counts any more, the one that counted last is shown with its last day."""
    policy = builders.document(version("1", "2024-01-01", clause("a")), version("2", "2025-01-01"))
    catalog = builders.catalog(builders.lab(policy))
    first = explained(catalog, score(catalog, two_criteria(), "acme", ON)).criteria[0]
    assert first.dropped is not None
    assert first.dropped.tenure.clause.id == "a"
    assert first.gone == "was removed on 1 January 2025"


def test_whose_clauses_carry_the_weight_and_how_far_the_grade_is() -> None:
    """Own, joint and no clause make up the whole weight; both cut-offs are told, and what is too new for a verdict."""
    pledge = builders.joint(
        version("p", "2024-01-01", clause("j", topic="audit")),
        signatories=(Signatory(lab="acme", joined=PartialDate.parse("2024-01-01")),),
    )
    policy = builders.document(version("1", "2025-12-01", clause("b", strength="conditional")))
    catalog = builders.catalog(builders.lab(policy), joint=(pledge,), standards=(two_criteria(),))
    card = score(catalog, two_criteria(), "acme", ON)
    found = explained(catalog, card)
    assert found.carried_by == Shares(own=0.75, joint=0.25, none=0.0)
    assert [item.result.criterion.id for item in found.too_new] == ["stop"]
    assert (card.grade, found.above_grade) == ("D", 6.3)
    assert found.next_grade is not None
    assert (found.next_grade.grade, found.next_grade.lacking) == ("C", 8.7)


def test_peers_are_asked_only_where_something_is_left_to_reach() -> None:
    """Who meets the next level is named with each criterion; at the top nobody is asked."""
    catalog = acme()
    card = score(catalog, two_criteria(), "acme", ON)
    better = builders.document(version("1", "2024-01-01", clause("z", decided_by="the board")), owner="bolt")
    both = builders.catalog(
        catalog.labs["acme"], builders.lab(better, slug="bolt"), standards=(two_criteria(),)
    )
    found = explained(
        catalog, card, peers=lambda: [score(both, two_criteria(), slug, ON) for slug in both.labs]
    )
    assert [(item.lab, item.tenure.clause.id) for item in found.criteria[0].precedents] == [("bolt", "z")]
    top = score(catalog, standard(criterion(level(60, strength="intent"))), "acme", ON)
    assert (
        not explained(catalog, top, peers=lambda: pytest.fail("nobody need be asked")).criteria[0].precedents
    )


def test_the_way_to_the_next_grade() -> None:
    """The next cut-off is the lowest above the total; none at the top or without a total."""
    cutoff = next_cutoff(two_criteria(), 48.8)
    assert cutoff is not None
    assert (cutoff.grade, cutoff.at, cutoff.lacking) == ("C", 50.0, 1.2)
    assert next_cutoff(two_criteria(), 80.0) is None
    assert next_cutoff(two_criteria(), None) is None
