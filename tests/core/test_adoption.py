"""Adoption: who had a promise first, who followed, who dropped it; own and joint ones told apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.core.adoption import Adopter, Span, adopters
from registry.core.catalog import Catalog, promises
from registry.core.dates import PartialDate
from registry.core.endings import Ended, Ending
from registry.core.records import Act, Signatory, Withdrawal
from tests import builders
from tests.builders import clause, day, document, lab, version
from tests.core.strategies import ASPECTS, START, catalogs

WITHIN = st.integers(-10, 1000).map(lambda offset: START + timedelta(days=offset))
WHAT = st.sampled_from([(topic, aspect) for topic, aspects in ASPECTS.items() for aspect in (None, *aspects)])


def of(catalog: Catalog, *, aspect: str | None = None, until: str = "2026-01-01") -> tuple[Adopter, ...]:
    """Who had adopted a promise about pausing by a day."""
    return adopters(catalog.tenures, topic="pause", aspect=aspect, until=day(until))


@settings(max_examples=25)
@given(catalogs(), WHAT, WITHIN)
def test_it_agrees_with_what_is_held(catalog: Catalog, what: tuple[str, str | None], on: date) -> None:
    """A lab is among the adopters, and holds on a day, exactly as its holdings say, own and joint ones apart."""
    topic, aspect = what
    found = {item.lab: item for item in adopters(catalog.tenures, topic=topic, aspect=aspect, until=on)}
    for slug in catalog.labs:
        held = [
            tenure
            for tenure in promises(catalog.holdings(slug, on))
            if tenure.clause.topic == topic and aspect in (None, *tenure.clause.aspects)
        ]
        item = found.get(slug)
        assert bool(held) == bool(item and item.holds(on))
        if item:
            assert any(tenure.own for tenure in held) == any(span.covers(on) for span in item.own)
            assert any(not tenure.own for tenure in held) == any(span.covers(on) for span in item.joint)
            assert (item.ended is None) == bool(held)
            assert not item.dropped or item.dropped == max(
                span.end or on for span in (*item.own, *item.joint)
            )


@settings(max_examples=25)
@given(catalogs(), WHAT, WITHIN)
def test_spans_never_touch_and_end_by_the_day(
    catalog: Catalog, what: tuple[str, str | None], on: date
) -> None:
    """Stretches stand in order with days between them; nothing dated after the day shows."""
    for item in adopters(catalog.tenures, topic=what[0], aspect=what[1], until=on):
        for spans in (item.own, item.joint):
            assert all(earlier.end and earlier.end < later.start for earlier, later in pairwise(spans))
            assert all(
                span.start <= on and (span.end is None or span.start < span.end <= on) for span in spans
            )
        assert item.first.start == min(span.start for span in (*item.own, *item.joint))


@settings(max_examples=20)
@given(catalogs(), WHAT, WITHIN, st.randoms())
def test_the_order_of_records_never_matters(
    catalog: Catalog, what: tuple[str, str | None], on: date, shuffling: Random
) -> None:
    """Labs and tenures in any order give the same adopters."""

    def told(items: tuple[Adopter, ...]) -> list[object]:
        return [(item.lab, item.own, item.joint, item.first.start, item.first.own) for item in items]

    mixed = {
        slug: sorted(held, key=lambda _: shuffling.random())
        for slug, held in reversed(list(catalog.tenures.items()))
    }
    topic, aspect = what
    assert told(adopters(mixed, topic=topic, aspect=aspect, until=on)) == told(
        adopters(catalog.tenures, topic=topic, aspect=aspect, until=on)
    )


def test_a_joint_promise_counts_from_the_day_of_joining() -> None:
    """Who signed later began later, whatever the document's date; who left holds it no more."""
    pledge = builders.joint(
        version("1", "2024-01-01", clause("j")),
        signatories=(
            Signatory(lab="early", joined=PartialDate.parse("2024-01-01")),
            Signatory(
                lab="late", joined=PartialDate.parse("2024-09-01"), left=PartialDate.parse("2025-02-01")
            ),
        ),
    )
    early, late = of(builders.catalog(lab(slug="early"), lab(slug="late"), joint=(pledge,)))
    assert (early.lab, early.own, early.joint) == ("early", (), (Span(day("2024-01-01"), None),))
    assert late.joint == (Span(day("2024-09-01"), day("2025-02-01")),)
    assert (early.ended, late.ended) == (None, Ended(day("2025-02-01"), Ending.LEFT))
    assert late.dropped is None
    assert early.first_own is None


def test_own_and_joint_promises_are_told_apart() -> None:
    """A lab whose own promise went while a joint one stays has dropped its own, and still holds one."""
    pledge = builders.joint(
        version("1", "2024-06-01", clause("j")),
        signatories=(Signatory(lab="acme", joined=PartialDate.parse("2024-06-01")),),
    )
    own = document(version("1", "2024-01-01", clause("a")), version("2", "2025-01-01"))
    (item,) = of(builders.catalog(lab(own), joint=(pledge,)))
    assert (item.first.own, item.dropped, item.own_ended) == (True, None, day("2025-01-01"))
    assert item.joint == (Span(day("2024-06-01"), None),)


def test_a_promise_taken_up_again_shows_the_gap() -> None:
    """Dropped and promised anew: two stretches, and not dropped."""
    own = document(
        version("1", "2024-01-01", clause("a")),
        version("2", "2024-05-01"),
        version("3", "2025-01-01", clause("b")),
    )
    (item,) = of(builders.catalog(lab(own)))
    assert item.own == (Span(day("2024-01-01"), day("2024-05-01")), Span(day("2025-01-01"), None))
    assert item.dropped is None
    assert of(builders.catalog(lab(own)), until="2024-06-01")[0].dropped == day("2024-05-01")


def test_an_aspect_counts_from_when_the_clause_had_it() -> None:
    """A clause that gains an aspect later adopts it then; a permission adopts nothing; ties stand by slug."""
    own = document(
        version("1", "2024-01-01", clause("a"), clause("b", act=Act.PERMISSION, aspects=("stop-training",))),
        version("2", "2024-05-01", clause("a", aspects=("stop-training",))),
    )
    catalog = builders.catalog(lab(own), lab(own, slug="other"))
    assert [item.first.start for item in of(catalog)] == [day("2024-01-01")] * 2
    assert [item.lab for item in of(catalog)] == ["acme", "other"]
    assert [item.first.start for item in of(catalog, aspect="stop-training")] == [day("2024-05-01")] * 2
    assert of(catalog, aspect="stop-deployment") == ()


def test_a_promise_that_ran_out_was_not_dropped() -> None:
    """Nor one whose document was withdrawn on the day on which its time was over; a withdrawal before it drops it."""
    own = document(
        version("1", "2024-01-01", clause("a", ends="2025-02-01")),
        withdrawn=Withdrawal(PartialDate.parse("2025-02-01"), "Done."),
    )
    (kept,) = of(builders.catalog(lab(own)))
    assert (kept.ended, kept.dropped) == (Ended(day("2025-02-01"), Ending.RUN_OUT), None)
    early = replace(own, withdrawn=Withdrawal(PartialDate.parse("2025-01-01"), "Given up."))
    assert of(builders.catalog(lab(early)))[0].dropped == day("2025-01-01")
