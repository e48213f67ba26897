"""Two states of a document against each other: what happened to its clauses, and what that alone did to scores."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.history import version_on
from registry.core.memo import Memo, memo
from registry.core.records import Act, Direction, Document, Judgement, Kind, Signatory, Verdict, Withdrawal
from registry.core.scoring import score
from registry.core.standard import Practice
from registry.publish.machine import scorecard_json
from tests import builders as make
from tests.builders import clause, day, document, version
from tests.core import strategies

FLIPPED = {
    Direction.ADDED: Direction.REMOVED,
    Direction.REMOVED: Direction.ADDED,
    Direction.STRENGTHENED: Direction.WEAKENED,
    Direction.WEAKENED: Direction.STRENGTHENED,
}
FIRM = make.standard(make.criterion(make.level(80, strength="firm"), make.level(30)))


def recorded(*documents: Document, **given: Any) -> Catalog:
    """A catalogue of one lab with those documents and one standard that wants firm promises."""
    return make.catalog(make.lab(*documents, **given), standards=(FIRM,))


def totals(found: Memo) -> list[tuple[Any, ...]]:
    """Each holder's practice total in the one state and in the other."""
    return [
        (shift.lab, *(card.practice if card else None for card in (shift.before, shift.after)))
        for shift in found.scores
    ]


def test_counts_what_happened_and_scores_both_states() -> None:
    """One clause weakened, one removed, one added: counted without the unchanged, and the score falls."""
    policy = document(
        version("1", "2024-01-01", clause("a"), clause("b"), clause("c", topic="audit")),
        version(
            "2",
            "2024-06-01",
            clause("a", strength="intent"),
            clause("c", topic="audit"),
            clause("d", act=Act.STATEMENT),
        ),
    )
    found = memo(recorded(policy), policy, *policy.versions)
    assert found.counts == ((Direction.ADDED, 1), (Direction.REMOVED, 1), (Direction.WEAKENED, 1))
    assert (found.on, totals(found)) == (day("2024-06-01"), [("acme", 80.0, 30.0)])
    assert found.moved == found.scores


def test_what_else_happened_that_day_moves_nothing() -> None:
    """Another document that came on the same day, and conduct on the way, stand on both sides."""
    policy = document(
        version("1", "2024-01-01", clause("a", strength="intent")),
        version("2", "2024-06-01", clause("a", strength="intent", text="It intends to.")),
    )
    other = document(version("1", "2024-06-01", clause("x")), slug="other")
    broken = make.conduct("2024-03-01", Verdict.BROKEN, "policy/a")
    found = memo(recorded(policy, other, conduct=(broken,)), policy, *policy.versions)
    assert totals(found) == [("acme", 80.0, 80.0)]
    assert found.moved == ()


def test_a_document_comes_and_goes() -> None:
    """A first version is set against the document not being there, and a withdrawal likewise."""
    policy = document(
        version("1", "2024-01-01", clause("a")), withdrawn=Withdrawal(PartialDate.parse("2025-01-01"), "Old.")
    )
    catalog, (first,) = recorded(policy), policy.versions
    came, went = memo(catalog, policy, None, first), memo(catalog, policy, first, None)
    assert (came.counts, totals(came)) == (((Direction.ADDED, 1),), [("acme", 0.0, 80.0)])
    assert (went.counts, totals(went)) == (((Direction.REMOVED, 1),), [("acme", 80.0, 0.0)])
    assert (came.on, went.on) == (day("2024-01-01"), day("2025-01-01"))


def test_a_document_that_was_there_is_not_set_against_nothing() -> None:
    """Nothing stands before the first version and after a withdrawal only."""
    policy = document(version("1", "2024-01-01", clause("a")), version("2", "2024-02-01", clause("a")))
    for pair in ((None, policy.versions[1]), (policy.versions[1], None)):
        with pytest.raises(ValueError, match="was there"):
            memo(recorded(policy), policy, *pair)


def test_judgements_count_in_a_row_and_stand_apart_otherwise() -> None:
    """A judged change is one from version to version; of versions apart, either way, it is told beside."""
    judged = Judgement(Direction.WEAKENED, "the threshold was raised")
    policy = document(
        version("1", "2024-01-01", clause("a")),
        version("2", "2024-02-01", clause("a", text="It may.", judged=judged)),
        version("3", "2024-03-01", clause("a", text="It may.")),
    )
    one, two, three = policy.versions
    catalog = recorded(policy)
    for pair, counted, apart in (
        ((one, two), Direction.WEAKENED, 0),
        ((two, one), Direction.REWORDED, 1),
        ((one, three), Direction.REWORDED, 1),
        ((three, one), Direction.REWORDED, 1),
    ):
        found = memo(catalog, policy, *pair)
        assert found.counts == ((counted, 1),)
        assert [change.judged for change in found.on_the_way] == [judged] * apart
        assert found.in_a_row is (apart == 0)


def test_only_holders_are_scored() -> None:
    """Of a joint document's signatories those bound on the day are scored; a law scores nobody."""
    signed = (Signatory(lab="acme", joined=PartialDate.parse("2024-01-01")),
              Signatory(lab="late", joined=PartialDate.parse("2025-01-01")))  # fmt: skip
    pledge = make.joint(
        version("1", "2024-01-01", clause("a", strength="intent")),
        version("2", "2024-06-01", clause("a")),
        signatories=signed,
    )
    labs = make.lab(), make.lab(slug="late")
    catalog = make.catalog(*labs, joint=(pledge,), standards=(FIRM,))
    assert totals(memo(catalog, pledge, *pledge.versions)) == [("acme", 30.0, 80.0)]
    law = replace(pledge, kind=Kind.LAW)
    assert memo(make.catalog(*labs, joint=(law,), standards=(FIRM,)), law, *law.versions).scores == ()


few = settings(max_examples=25)


@few
@given(strategies.catalogs(), st.data())
def test_the_other_order_is_the_mirror(catalog: Catalog, data: st.DataObject) -> None:
    """Turned round, added and strengthened become removed and weakened, and each score runs the other way."""
    policy = catalog.labs["acme"].documents[0]
    first, second = (data.draw(st.sampled_from(policy.versions)) for _ in range(2))
    forth, back = memo(catalog, policy, first, second), memo(catalog, policy, second, first)
    assert forth.on == back.on
    assert totals(back) == [(lab, after, before) for lab, before, after in totals(forth)]
    turned = {change.clause.id: FLIPPED.get(change.derived, change.derived) for change in forth.changes}
    assert {change.clause.id: change.derived for change in back.changes} == turned


@few
@given(strategies.catalogs())
def test_a_version_against_itself_is_nothing(catalog: Catalog) -> None:
    """No clause counted, no score moved, nothing on the way."""
    policy = catalog.labs["acme"].documents[0]
    for each in policy.versions:
        found = memo(catalog, policy, each, each)
        assert (found.counts, found.moved, found.on_the_way) == ((), (), ())


@few
@given(strategies.catalogs())
def test_the_newer_state_scores_what_the_lab_scored(catalog: Catalog) -> None:
    """On the day of a version the side on which it stands is the lab's own scorecard of that day."""
    policy = catalog.labs["acme"].documents[0]
    standard = catalog.standards["test"]
    for earlier, later in pairwise(policy.versions):
        if version_on(policy, later.date.first) is later:
            found = memo(catalog, policy, earlier, later)
            actual = score(catalog, standard, "acme", found.on)
            assert [shift.after and shift.after.practice for shift in found.scores] in ([actual.practice], [])


@few
@given(strategies.catalogs())
def test_the_older_state_scores_what_the_lab_would_have_scored(catalog: Catalog) -> None:
    """The other side is the scorecard of a catalogue in which the later version never came."""
    lab = catalog.labs["acme"]
    policy = lab.documents[0]
    for count, (earlier, later) in enumerate(pairwise(policy.versions), start=1):
        found = memo(catalog, policy, earlier, later)
        without = replace(lab, documents=(replace(policy, versions=policy.versions[:count]),))
        card = score(replace(catalog, labs={"acme": without}), catalog.standards["test"], "acme", found.on)
        assert [shift.before and scorecard_json(shift.before) for shift in found.scores] in (
            [scorecard_json(card)],
            [],
        )


def test_a_link_to_another_document_counts() -> None:
    """Conduct about a clause bears on one elsewhere from the version on that says it continues that one."""
    policy = document(
        version("1", "2024-01-01", clause("a", topic="audit")),
        version("2", "2024-06-01", clause("a", topic="audit", continues="other/x")),
    )
    other = document(version("1", "2023-01-01", clause("x")), slug="other")
    practice = Practice(values={"broken": 0.5})
    catalog = make.catalog(
        make.lab(policy, other, conduct=(make.conduct("2024-03-01", Verdict.BROKEN, "policy/a"),)),
        standards=(replace(FIRM, practice=practice),),
    )
    assert totals(memo(catalog, policy, *policy.versions)) == [("acme", 80.0, 40.0)]
