"""Totals over time: they are those of `score` on every day, and each step says what took them there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate, months_after, months_before
from registry.core.movers import Why
from registry.core.records import (
    Direction,
    Dispute,
    Judgement,
    NothingFound,
    OutOfScope,
    Signatory,
    Verdict,
    Withdrawal,
)
from registry.core.scoring import score
from registry.core.standard import Practice, Standard
from registry.core.trajectory import Totals, Trajectory, trajectory
from registry.errors import NotFound
from tests import builders
from tests.builders import clause, conduct, criterion, day, document, lab, level, standard, version
from tests.core import strategies


@st.composite
def turbulent(draw: st.DrawFn) -> Catalog:
    """A catalogue in which also clauses run out, documents are disputed, and the lab is founded on the way."""
    found = draw(strategies.catalogs())
    acme, pledge = found.labs["acme"], found.joint["pledge"]
    when = strategies.days.map(PartialDate.of)
    policy = acme.documents[0]
    first = policy.versions[0]
    ending = tuple(replace(item, ends=draw(st.none() | when)) for item in first.clauses)
    policy = replace(
        policy,
        versions=(replace(first, clauses=ending), *policy.versions[1:]),
        disputed=draw(st.none() | when.map(lambda on: Dispute(on, "unclear"))),
        withdrawn=draw(st.none() | when.map(lambda on: Withdrawal(on, "over"))),
    )
    linked = tuple(replace(item, continues="policy/a") for item in pledge.versions[0].clauses)
    signed = replace(pledge.signatories[0], left=draw(st.none() | when))
    pledge = replace(pledge, versions=(replace(pledge.versions[0], clauses=linked),), signatories=(signed,))
    acme = replace(
        acme,
        documents=(policy,),
        founded=draw(st.sampled_from([None, 2024])),
        nothing_found=draw(
            st.sampled_from([(), (NothingFound("audit", PartialDate.parse("2025"), "here"),)])
        ),
    )
    return Catalog(found.vocabulary, {"acme": acme}, {"pledge": pledge}, found.standards)


def scored(catalog: Catalog, on: date) -> Totals | None:
    """What `score` says of the day; None where there is no scorecard."""
    card = score(catalog, catalog.standards["test"], "acme", on)
    if card.promise is None or card.practice is None or card.low is None or card.high is None:
        return None
    return Totals(card.promise, card.practice, card.low, card.high, card.coverage, card.grade)


def followed(catalog: Catalog) -> Trajectory:
    """The only lab's totals under the only standard."""
    return trajectory(catalog, catalog.standards["test"], "acme")


@settings(max_examples=60)
@given(turbulent(), st.lists(st.integers(0, 1600), min_size=12, max_size=12))
def test_on_every_day_the_totals_are_those_of_the_scorecard(catalog: Catalog, offsets: list[int]) -> None:
    """At each step, on the day before it and on any other day, the totals are what `score` gives for that day.

    Each step differs from the one before, and none is without a cause of its very day.
    """
    found = followed(catalog)
    assert all(
        before.on < after.on and before.totals != after.totals for before, after in pairwise(found.steps)
    )
    for each in found.steps:
        assert each.causes
        assert len({cause.key for cause in each.causes}) == len(each.causes)
        assert all(cause.version is None or cause.version.date.first == each.on for cause in each.causes)
    days = {step.on for step in found.steps} | {strategies.START + timedelta(days=item) for item in offsets}
    for on in sorted(days | {step.on - timedelta(days=1) for step in found.steps}):
        step = found.at(on)
        if step is not None:
            assert step.totals == scored(catalog, on)
        elif scored(catalog, on) is not None:
            assert catalog.holdings("acme", on) == ()


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 60))
def test_months_after_is_the_first_day_that_looks_back_so_far(on: date, months: int) -> None:
    """`months_after` turns `months_before` round: the day before its day still looks back further."""
    after = months_after(on, months)
    assert months_before(after, months) >= on
    assert months_before(after - timedelta(days=1), months) < on
    assert months_after(date(9999, 6, 1), 12) == date.max


# -- what moved it ---------------------------------------------------------------------------------------------

RULER = standard(
    criterion(level(100, strength="firm", held_days=180), level(60, strength="firm"), level(20), name="stop"),
    practice=Practice(window_months=12, values={"kept": 1.0, "broken": 0.5}),
)


def told(*documents: object, ruler: Standard = RULER, **given: object) -> list[tuple[str, float, list[str]]]:
    """Each step of a lab with those documents: its day, its practice, and the sorts of causes."""
    joint = given.pop("joint", ())
    catalog = builders.catalog(lab(*documents, **given), joint=joint, standards=(ruler,))  # type: ignore[arg-type]
    return [
        (step.on.isoformat(), step.totals.practice, [cause.why.value for cause in step.causes])
        for step in followed(catalog).steps
    ]


def test_a_life_of_steps() -> None:
    """A version begins it, standing raises it, conduct halves it until it is too old, a withdrawal ends it."""
    policy = document(
        version("1", "2024-01-01", clause("a")), withdrawn=Withdrawal(PartialDate.parse("2026-03-01"), "over")
    )
    assert told(policy, conduct=(conduct("2024-09", Verdict.BROKEN, "policy/a"),)) == [
        ("2024-01-01", 60.0, ["version"]),
        ("2024-06-29", 100.0, ["stood"]),
        ("2024-09-30", 50.0, ["conduct"]),
        ("2025-09-30", 100.0, ["aged"]),
        ("2026-03-01", 0.0, ["withdrawn"]),
    ]


def test_signatures_and_their_end() -> None:
    """Joining a joint document raises the totals and falling out of its scope lowers them; its text is older."""
    gone = OutOfScope(PartialDate.parse("2025-01-01"), "no such model")
    pledge = builders.joint(
        version("1", "2023-01-01", clause("a")),
        signatories=(Signatory(lab="acme", joined=PartialDate.parse("2024-12-01"), out_of_scope=gone),),
    )
    found = [(on, practice, why) for on, practice, why in told(joint=(pledge,))]
    assert found == [("2024-12-01", 60.0, ["joined"]), ("2025-01-01", 0.0, ["left"])]


def test_a_clause_that_runs_out_and_a_dispute() -> None:
    """The day on which a clause ends and the day from which its document is disputed are told as what they are."""
    policy = document(
        version("1", "2024-01-01", clause("a", ends="2024-05-01")),
        disputed=Dispute(PartialDate.parse("2024-02-01"), "unclear"),
    )
    assert told(policy) == [
        ("2024-01-01", 60.0, ["version"]),
        ("2024-02-01", 60.0, ["disputed"]),
        ("2024-05-01", 0.0, ["ended"]),
    ]


def test_a_link_brings_conduct_along() -> None:
    """From the day on which another document continues a clause, what is on record about that one bears on it, too."""
    pledge = builders.joint(
        version("1", "2023-02-01", clause("p", topic="audit")),
        version("2", "2024-02-01", clause("p", topic="audit", continues="policy/a")),
        signatories=(Signatory(lab="acme", joined=PartialDate.parse("2023-02-01")),),
    )
    entry = conduct("2024-01-15", Verdict.BROKEN, "joint/pledge/p")
    assert told(document(version("1", "2024-01-01", clause("a"))), joint=(pledge,), conduct=(entry,))[
        1:3
    ] == [
        ("2024-01-01", 60.0, ["version"]),
        ("2024-02-01", 30.0, ["linked"]),
    ]


def test_founding_opens_the_line() -> None:
    """Before the year of its founding a lab has no totals, whatever it held."""
    assert told(document(version("1", "2023-06-01", clause("a"))), founded=2024) == [
        ("2024-01-01", 100.0, ["founded"])
    ]


def test_only_what_counted_is_named() -> None:
    """Of two versions of one day, the one whose clause was outdone by another all along moved nothing."""
    weak = document(version("9", "2024-03-01", clause("w", strength="intent")), slug="weak")
    strong = document(
        version("1", "2024-01-01", clause("a")), version("2", "2024-03-01", clause("b", strength="intent"))
    )
    catalog = builders.catalog(lab(strong, weak), standards=(RULER,))
    causes = followed(catalog).steps[-1].causes
    assert [
        (cause.document.slug, cause.version.label) for cause in causes if cause.document and cause.version
    ] == [("policy", "2")]


def test_a_judgement_that_took_part_is_named() -> None:
    """Where a judged clause takes the place of the one that counted, the step names the judgement."""
    judged = clause("a", strength="intent", judged=Judgement(Direction.WEAKENED, "the threshold was raised"))
    policy = document(version("1", "2024-01-01", clause("a")), version("2", "2024-02-01", judged))
    steps = followed(builders.catalog(lab(policy), standards=(RULER,))).steps
    assert [[item.id for cause in step.causes for item in cause.judged] for step in steps] == [[], ["a"]]


def test_the_past_is_cut_off_and_nothing_held_has_no_line() -> None:
    """Up to a day the line ends with what held then; without a clause there is none; an unknown lab is an error."""
    policy = document(
        version("1", "2024-01-01", clause("a")), version("2", "2025-01-01", clause("b", topic="audit"))
    )
    catalog = builders.catalog(lab(policy), lab(slug="silent"), standards=(RULER,))
    found = followed(catalog)
    assert [step.on.isoformat() for step in found.until(day("2024-12-31")).steps] == [
        "2024-01-01",
        "2024-06-29",
    ]
    assert found.at(day("2023-12-31")) is None
    assert trajectory(catalog, RULER, "silent").steps == ()
    with pytest.raises(NotFound):
        trajectory(catalog, RULER, "nobody")
    assert found.steps[-1].causes[0].why is Why.VERSION
