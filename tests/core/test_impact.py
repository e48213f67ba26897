"""What follows from putting one catalogue in another's place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.impact import Impact, impact
from registry.core.records import (
    Direction,
    Dispute,
    Judgement,
    NothingFound,
    Removal,
    Signatory,
    Version,
    Withdrawal,
)
from registry.core.scoring import Scorecard, score
from registry.core.topics import Status, topic_record
from registry.publish.machine import scorecard_json
from tests import builders
from tests.builders import clause, day, document, joint, lab, version
from tests.core import strategies
from tests.core.test_properties import stronger_forms, with_newest

ON = day("2025-06-01")

few = settings(max_examples=15)
"""Two catalogues to an example take their time."""


def told(found: Impact) -> set[object]:
    """Everything that an impact says, in a form that can be compared."""
    changes = {
        tuple(
            (change.direction, change.derived, change.clause.id, change.moves, change.note)
            if change
            else None
            for change in (shift.before, shift.after)
        )
        for shift in found.changes
    }
    scores = {
        (shift.standard, shift.lab, totals(shift.before), totals(shift.after)) for shift in found.scores
    }
    criteria = {
        (
            shift.standard,
            shift.lab,
            part.id,
            *(result and result.promise for result in (part.before, part.after)),
        )
        for shift in found.scores
        for part in shift.criteria
    }
    topics = {(shift.lab, shift.topic, *shift.status, shift.gained, shift.lost) for shift in found.topics}
    return changes | scores | criteria | topics


def totals(card: Scorecard | None) -> object:
    """A scorecard's totals."""
    return card and (card.promise, card.practice, card.low, card.high, card.coverage, card.grade)


def turned(found: Impact) -> Impact:
    """The same impact seen from its other side."""
    return Impact(
        found.on,
        tuple(replace(shift, before=shift.after, after=shift.before) for shift in found.changes),
        tuple(
            replace(
                shift,
                before=shift.after,
                after=shift.before,
                criteria=tuple(
                    replace(part, before=part.after, after=part.before) for part in shift.criteria
                ),
            )
            for shift in found.scores
        ),
        tuple(
            replace(shift, before=shift.after, after=shift.before, gained=shift.lost, lost=shift.gained)
            for shift in found.topics
        ),
    )


def copied(catalog: Catalog) -> Catalog:
    """The same catalogue in records of its own, as another reading of the same texts makes it."""
    labs = {slug: replace(item) for slug, item in catalog.labs.items()}
    documents = {slug: replace(item) for slug, item in catalog.joint.items()}
    standards = {name: replace(item) for name, item in catalog.standards.items()}
    return Catalog(replace(catalog.vocabulary), labs, documents, standards)


# -- whatever the catalogues say ------------------------------------------------------------------------------


@few
@given(strategies.catalogs(), strategies.days)
def test_a_catalogue_has_no_impact_on_itself(catalog: Catalog, on: date) -> None:
    """Nothing differs between two readings of one text."""
    assert impact(catalog, catalog, on=on).is_empty
    assert impact(catalog, copied(catalog), on=on).is_empty


@few
@given(strategies.catalogs(), strategies.catalogs(), strategies.days)
def test_the_other_way_round_is_the_mirror(one: Catalog, other: Catalog, on: date) -> None:
    """Swapping the two sides swaps before and after in everything told, and adds and loses nothing."""
    assert told(impact(other, one, on=on)) == told(turned(impact(one, other, on=on)))


@few
@given(strategies.catalogs(), strategies.catalogs(), strategies.days)
def test_told_scores_are_those_of_scoring(one: Catalog, other: Catalog, on: date) -> None:
    """Every scorecard told equals scoring directly, and one is told exactly where the two differ."""
    found = impact(one, other, on=on)
    direct = [score(catalog, catalog.standards["test"], "acme", on) for catalog in (one, other)]
    printed = [scorecard_json(card) for card in direct]
    for shift in found.scores:
        assert shift.before and shift.after
        assert [scorecard_json(card) for card in (shift.before, shift.after)] == printed
        assert printed[0] != printed[1]
    if not found.scores:
        assert totals(direct[0]) == totals(direct[1])
        levels = [[result.promise for result in card.criteria] for card in direct]
        assert levels[0] == levels[1]


@few
@given(strategies.catalogs(), strategies.catalogs(), strategies.days)
def test_told_states_are_those_of_the_record(one: Catalog, other: Catalog, on: date) -> None:
    """A topic is told of exactly where its state, or which clauses are held, differs."""
    shifted = {shift.topic: shift.status for shift in impact(one, other, on=on).topics}
    for topic in ("pause", "audit"):
        old, new = (topic_record(catalog, "acme", topic, on) for catalog in (one, other))
        held = [{tenure.reference for tenure in record.held} for record in (old, new)]
        assert (topic in shifted) == (old.status is not new.status or held[0] != held[1])
        assert shifted.get(topic, (old.status, new.status)) == (old.status, new.status)


@few
@given(strategies.catalogs(), strategies.days, st.data())
def test_strengthening_a_clause_alone_shows_no_lower_promise(
    catalog: Catalog, on: date, data: st.DataObject
) -> None:
    """Where one clause of the newest version moves up and nothing else, no promise told is lower afterwards."""
    newest = catalog.labs["acme"].documents[0].versions[-1]
    chosen = data.draw(st.sampled_from(newest.clauses))
    forms = stronger_forms(catalog, chosen)
    assume(forms)
    stronger = data.draw(st.sampled_from(forms))
    after = with_newest(catalog, (stronger if item is chosen else item for item in newest.clauses))
    for shift in impact(catalog, after, on=on).scores:
        assert shift.before and shift.after
        assert shift.before.promise is not None and shift.after.promise is not None
        assert shift.after.promise >= shift.before.promise
        for part in shift.criteria:
            assert part.before and part.after
            assert part.after.promise >= part.before.promise


# -- in cases a reviewer meets --------------------------------------------------------------------------------

RULE = builders.standard(
    builders.criterion(builders.level(100, strength="firm"), builders.level(40, strength="intent"))
)


def site(*versions: Version, **given: Any) -> Catalog:
    """A catalogue of one lab with one policy."""
    return builders.catalog(lab(document(*versions), **given), standards=(RULE,))


def directions(found: Impact) -> list[tuple[str, Direction | None, Direction | None]]:
    """What is told of each clause's changes, before and after."""
    return [
        (
            shift.change.clause.id,
            shift.before.direction if shift.before else None,
            shift.after.direction if shift.after else None,
        )
        for shift in found.changes
    ]


FIRST = version("1.0", "2024-01-01", clause("a", strength="intent"), clause("b"), clause("c"))
SECOND = version(
    "2.0", "2025-01-01", clause("a"), clause("b"), clause("d"), removed=(Removal("c", "no longer needed"),)
)


def test_a_new_version_tells_its_changes_clause_by_clause() -> None:
    """Added, removed with its note, and strengthened clauses are told; one left as it was is not."""
    found = impact(site(FIRST), site(FIRST, SECOND), on=ON)
    assert directions(found) == [
        ("a", None, Direction.STRENGTHENED),
        ("d", None, Direction.ADDED),
        ("c", None, Direction.REMOVED),
    ]
    assert found.changes[-1].change.note == "no longer needed"
    (move,) = found.changes[0].change.moves
    assert (move.before, move.after) == ("intent", "firm")


def test_a_correction_tells_what_it_makes_of_the_changes_on_either_side() -> None:
    """A facet set right in a version in the middle changes how that version and the next one are read."""
    wrong = version("2.0", "2024-06-01", clause("a", strength="firm"))
    right = version("2.0", "2024-06-01", clause("a", strength="intent"))
    last = version("3.0", "2025-01-01", clause("a", strength="firm"))
    first = version("1.0", "2024-01-01", clause("a", strength="intent"))
    found = impact(site(first, wrong, last), site(first, right, last), on=ON)
    assert directions(found) == [
        ("a", Direction.STRENGTHENED, None),
        ("a", None, Direction.STRENGTHENED),
    ]
    assert found.scores == ()


def test_a_judgement_is_told_beside_what_was_derived() -> None:
    """Judging a reworded clause weakened shows both sides, and the score that it takes."""
    before = version("2.0", "2025-01-01", clause("a", text="It may stop."))
    judged = Judgement(Direction.WEAKENED, "will became may")
    after = version("2.0", "2025-01-01", clause("a", text="It may stop.", judged=judged))
    first = version("1.0", "2024-01-01", clause("a", strength="intent"))
    (shift,) = impact(site(first, before), site(first, after), on=ON).changes
    assert shift.before and shift.after
    assert shift.before.judged is None
    assert shift.after.judged == judged
    assert shift.before.derived is shift.after.derived is Direction.STRENGTHENED
    (moved,) = impact(site(first, before), site(first, after), on=ON).scores
    assert moved.before and moved.after
    assert (moved.before.promise, moved.after.promise) == (100, 40)


def test_a_criterion_that_moves_names_its_deciding_clauses() -> None:
    """The criterion's two results say which clause decided before and which decides now."""
    (shift,) = impact(
        site(version("1.0", "2024-01-01", clause("old", strength="intent"))),
        site(version("1.0", "2024-01-01", clause("new"))),
        on=ON,
    ).scores
    (part,) = shift.criteria
    assert part.before and part.after and part.before.deciding and part.after.deciding
    assert part.before.deciding.tenure.clause.id == "old"
    assert part.after.deciding.tenure.clause.id == "new"
    assert (part.before.promise, part.after.promise) == (40, 100)
    assert shift.before and shift.after
    assert (shift.before.grade, shift.after.grade) == ("D", "A")


def test_another_deciding_clause_moves_no_score() -> None:
    """Where the same is promised under another id, it is told which clause decides, and that no number moves."""
    (shift,) = impact(
        site(version("1.0", "2024-01-01", clause("old"))),
        site(version("1.0", "2024-01-01", clause("new"))),
        on=ON,
    ).scores
    assert (shift.moves, [part.moves for part in shift.criteria]) == (False, [False])


def test_the_first_promise_on_a_topic_is_told_as_a_new_state() -> None:
    """No promise found becomes promised, and the clause now held is named; a topic left alone is not told."""
    looked = (NothingFound("pause", PartialDate.parse("2024-02"), "its site"),)
    before = builders.catalog(lab(nothing_found=looked), standards=(RULE,))
    after = site(version("1.0", "2025-01-01", clause("a")), nothing_found=looked)
    (shift,) = impact(before, after, on=ON).topics
    assert (shift.lab, shift.topic) == ("acme", "pause")
    assert shift.status == (Status.NOTHING_FOUND, Status.PROMISED)
    assert (shift.gained, shift.lost) == (("policy/a",), ())


def test_a_withdrawal_is_told() -> None:
    """Every clause of the last version is told as removed, and what is held is lost."""
    standing = builders.catalog(lab(document(FIRST)), standards=(RULE,))
    gone = document(FIRST, withdrawn=Withdrawal(PartialDate.parse("2025-02-01"), "replaced by nothing"))
    found = impact(standing, builders.catalog(lab(gone), standards=(RULE,)), on=ON)
    assert directions(found) == [(name, None, Direction.REMOVED) for name in "abc"]
    assert found.topics[0].lost == ("policy/a", "policy/b", "policy/c")


def test_a_new_lab_is_told_with_what_it_holds() -> None:
    """A lab that was not there has scorecards, and states only of topics that anything is known about."""
    other = lab(document(version("1.0", "2024-01-01", clause("a")), owner="bolt"), slug="bolt")
    found = impact(site(FIRST), builders.catalog(lab(document(FIRST)), other, standards=(RULE,)), on=ON)
    assert found.labs == ("bolt",)
    assert [(shift.before is None, shift.after is not None) for shift in found.scores] == [(True, True)]
    assert [(shift.topic, *shift.status) for shift in found.topics] == [
        ("pause", Status.NOT_ASSESSED, Status.PROMISED)
    ]


def test_another_standard_moves_every_lab() -> None:
    """Changed weights or levels are told for each lab whose score they move, and no change of policy is."""
    stricter = builders.standard(builders.criterion(builders.level(100, strength="firm", has=("due",))))
    labs = [
        lab(document(version("1.0", "2024-01-01", clause("a")), owner=slug), slug=slug) for slug in ("a", "b")
    ]
    found = impact(
        builders.catalog(*labs, standards=(RULE,)), builders.catalog(*labs, standards=(stricter,)), on=ON
    )
    assert found.labs == ("a", "b")
    assert (found.changes, found.topics) == ((), ())


def test_a_total_that_moves_alone_is_told() -> None:
    """A document whose standing is disputed takes from the lowest total only; other cut-offs from the grade only."""
    policy = document(version("1.0", "2024-01-01", clause("a")))
    disputed = replace(policy, disputed=Dispute(PartialDate.parse("2025-01-01"), "nobody answers"))
    lenient = replace(RULE, grades={"Fine": 0.0})
    before = builders.catalog(lab(policy), standards=(RULE,))
    for after, moved in (
        (builders.catalog(lab(disputed), standards=(RULE,)), "low"),
        (builders.catalog(lab(policy), standards=(lenient,)), "grade"),
    ):
        (shift,) = impact(before, after, on=ON).scores
        assert shift.criteria == ()
        assert shift.moves
        for name in ("promise", "practice", "low", "high", "coverage", "grade"):
            assert (getattr(shift.before, name) != getattr(shift.after, name)) == (name == moved)


def test_a_joint_document_moves_those_who_signed() -> None:
    """A clause added to a pledge raises the labs that signed it, and no others."""
    signed = (Signatory(lab="acme", joined=PartialDate.parse("2024-01-01")),)
    thin, full = (
        joint(version("1.0", "2024-01-01", *clauses), signatories=signed)
        for clauses in (
            (clause("p", strength="aspiration"),),
            (clause("p", strength="aspiration"), clause("q")),
        )
    )
    labs = (lab(), lab(slug="bolt"))
    found = impact(
        builders.catalog(*labs, joint=(thin,), standards=(RULE,)),
        builders.catalog(*labs, joint=(full,), standards=(RULE,)),
        on=ON,
    )
    assert [shift.lab for shift in found.scores] == ["acme"]
    assert [shift.gained for shift in found.topics] == [("joint/pledge/q",)]
