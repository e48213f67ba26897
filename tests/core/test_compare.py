"""Comparing versions: which clause continues which, and what the comparison makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from registry.core import compare
from registry.core.compare import Change
from registry.core.dates import PartialDate
from registry.core.records import Act, Clause, Direction, Document, Judgement, Removal, Withdrawal
from tests.builders import clause, document, version, vocabulary


def step(before: Clause, after: Clause) -> Change:
    """The change between two texts of one clause."""
    policy = document(version("1", "2024-01-01", before), version("2", "2024-02-01", after))
    return compare.changes(policy, vocabulary=vocabulary())[-1]


def history(policy: Document) -> list[tuple[str, str, str]]:
    """Every change of a document as (label it came with, clause, direction)."""
    return [
        (change.to_version.label if change.to_version else "-", change.clause.id, change.direction.value)
        for change in compare.changes(policy, vocabulary=vocabulary())
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {}, Direction.UNCHANGED),
        ({"text": "It  will\nstop."}, {"text": "It will stop."}, Direction.UNCHANGED),
        ({"text": "It will stop."}, {"text": "It will halt."}, Direction.REWORDED),
        ({"strength": "intent"}, {"strength": "firm"}, Direction.STRENGTHENED),
        ({"verification": "external"}, {"verification": "none"}, Direction.WEAKENED),
        ({"disclosure": "claimed"}, {"disclosure": "published"}, Direction.STRENGTHENED),
        ({}, {"due": "2024-06"}, Direction.STRENGTHENED),
        ({"due": "2024-06"}, {"due": "2024-05-31"}, Direction.STRENGTHENED),
        ({"due": "2024-06"}, {"due": "2024-06-02"}, Direction.WEAKENED),
        ({"due": "2024-06"}, {"due": "2024-06-01"}, Direction.UNCHANGED),
        ({"due": "2024-06"}, {}, Direction.WEAKENED),
        ({}, {"decided_by": "the board"}, Direction.STRENGTHENED),
        ({"decided_by": "the board"}, {}, Direction.WEAKENED),
        ({"decided_by": "the board"}, {"decided_by": "the chief executive"}, Direction.ALTERED),
        ({}, {"waiver": "in an emergency"}, Direction.WEAKENED),
        ({"waiver": "in an emergency"}, {}, Direction.STRENGTHENED),
        ({"waiver": "in an emergency"}, {"waiver": "as appropriate"}, Direction.ALTERED),
        ({"strength": "intent"}, {"strength": "firm", "waiver": "as appropriate"}, Direction.MIXED),
        ({"topic": "pause"}, {"topic": "audit"}, Direction.ALTERED),
        ({"aspects": ("stop-training", "stop-deployment")}, {"aspects": ("stop-deployment", "stop-training")},
         Direction.UNCHANGED),
        ({"aspects": ("stop-training",)}, {"aspects": ()}, Direction.ALTERED),
        ({}, {"act": Act.PERMISSION}, Direction.ALTERED),
        ({}, {"ends": "2025-01-01"}, Direction.ALTERED),
        ({"scope": "all models"}, {"scope": "the largest models", "text": "It halts."}, Direction.ALTERED),
        ({"trigger": "a sign"}, {}, Direction.ALTERED),
        ({"where": "section 1"}, {"where": "section 2"}, Direction.UNCHANGED),
        ({"trigger": "a sign"}, {"strength": "aspiration", "text": "It may."}, Direction.WEAKENED),
    ],
)  # fmt: skip
def test_the_direction_follows_from_the_properties(
    before: dict[str, Any], after: dict[str, Any], expected: Direction
) -> None:
    """Facets, due date, decider and waiver make a direction; other properties alter; the rest rewords."""
    assert step(clause(**before), clause(**after)).derived is expected


def test_a_judgement_is_shown_beside_what_was_derived_and_counts() -> None:
    """A threshold raised inside a text: comparison sees a rewording, the judgement makes it a weakening."""
    judged = Judgement(Direction.WEAKENED, "the threshold was raised")
    change = step(clause(), clause(text="It will stop at ten.", judged=judged))
    assert (change.derived, change.direction, change.judged) == (
        Direction.REWORDED,
        Direction.WEAKENED,
        judged,
    )


def test_an_addition_cannot_be_judged() -> None:
    """A judgement compares with the form before; where there is none, the clause is simply added."""
    judged = Judgement(Direction.WEAKENED, "nothing to compare with")
    policy = document(version("1", "2024-01-01"), version("2", "2024-02-01", clause(judged=judged)))
    (change,) = compare.changes(policy, vocabulary=vocabulary())
    assert (change.direction, change.judged) == (Direction.ADDED, None)


def test_a_clause_continues_by_id_or_by_was() -> None:
    """`was` wins over the id, several may continue one, and what nobody continues is removed."""
    policy = document(
        version("1", "2024-01-01", clause("a"), clause("b"), clause("c")),
        version("2", "2024-02-01", clause("a", was="b"), clause("b2", was="b")),
    )
    assert history(policy)[3:] == [
        ("2", "a", "reworded"),
        ("2", "b2", "reworded"),
        ("2", "a", "removed"),
        ("2", "c", "removed"),
    ]


def test_the_first_versions_clauses_are_added() -> None:
    """A document begins with additions, from no version."""
    change = compare.changes(document(version("1", "2024-01-01", clause())), vocabulary=vocabulary())[0]
    assert (change.from_version, change.derived) == (None, Direction.ADDED)


def test_an_unconfirmed_clause_is_neither_removed_nor_added_when_it_returns() -> None:
    """What could not be read stays as it was: version 3 is compared with the text of version 1."""
    policy = document(
        version("1", "2024-01-01", clause("a")),
        version("2", "2024-02-01", unconfirmed=("a",)),
        version("3", "2024-03-01", clause("a", strength="intent")),
    )
    assert history(policy) == [("1", "a", "added"), ("3", "a", "weakened")]


def test_a_withdrawal_removes_every_clause_on_its_date() -> None:
    """The last version's clauses go, to no version, on the day of the withdrawal."""
    gone = Withdrawal(PartialDate.parse("2025-03"), "replaced")
    policy = document(version("1", "2024-01-01", clause("a")), withdrawn=gone)
    change = compare.changes(policy, vocabulary=vocabulary())[-1]
    assert (change.to_version, str(change.date), change.derived, change.note) == (
        None, "2025-03", Direction.REMOVED, "replaced",
    )  # fmt: skip


def test_a_removed_clause_carries_its_note() -> None:
    """An editor's note on a removal stands beside the derived change."""
    policy = document(
        version("1", "2024-01-01", clause("a")),
        version("2", "2024-02-01", removed=(Removal("a", "replaced by a pledge"),)),
    )
    assert compare.changes(policy, vocabulary=vocabulary())[-1].note == "replaced by a pledge"


def test_versions_apart_are_compared_along_their_chain() -> None:
    """From the first to the third version a renamed clause is followed, and judgements in between are left out."""
    judged = Judgement(Direction.WEAKENED, "narrower")
    one, three = (
        version("1", "2024-01-01", clause("a")),
        version("3", "2024-03-01", clause("c", was="b", judged=judged)),
    )
    policy = document(one, version("2", "2024-02-01", clause("b", was="a")), three)
    (change,) = compare.difference(policy, one, three, vocabulary=vocabulary())
    assert change.before is not None and change.after is not None
    assert (change.before.id, change.after.id, change.direction) == ("a", "c", Direction.REWORDED)
