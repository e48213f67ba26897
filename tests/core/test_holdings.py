"""What a lab is committed to on a day, and what is on record about a topic."""

from __future__ import annotations

import pytest

from registry.core.catalog import Catalog, TopicState
from registry.core.dates import PartialDate
from registry.core.history import in_force, version_on
from registry.core.records import Document, Kind, NothingFound, OutOfScope, Signatory, Withdrawal
from tests.builders import catalog, clause, day, document, joint, lab, version


def held(found: Catalog, on: str) -> list[str]:
    """The references of what the lab holds on a day."""
    return [tenure.reference for tenure in found.holdings("acme", day(on))]


def signed(**given: object) -> Catalog:
    """A catalogue with one pledge of 2024-01-01 that the lab signed as said."""
    dates = {
        name: PartialDate.parse(value)
        for name, value in given.items()
        if name in ("joined", "seen", "left") and isinstance(value, str)
    }
    signatory = Signatory(lab="acme", **{**given, **dates})  # type: ignore[arg-type]
    pledge = joint(version("1", "2024-01-01", clause("a"), clause("b")), signatories=(signatory,))
    return catalog(lab(), joint=(pledge,))


def test_the_newest_version_by_the_day_is_held() -> None:
    """Each day has the clauses of the newest version dated not after it."""
    found = catalog(
        lab(document(version("1", "2024-01-01", clause("a")), version("2", "2024-02", clause("b"))))
    )
    assert [held(found, on) for on in ("2023-12-31", "2024-01-01", "2024-01-31", "2024-02-01")] == [
        [], ["policy/a"], ["policy/a"], ["policy/b"],
    ]  # fmt: skip


def test_of_two_versions_of_one_day_the_later_label_is_held() -> None:
    """Labels are read in natural order: 1.10 comes after 1.9."""
    found = catalog(
        lab(document(version("1.10", "2024-01-01", clause("b")), version("1.9", "2024-01-01", clause("a"))))
    )
    assert held(found, "2024-01-01") == ["policy/b"]


def test_a_withdrawn_document_is_not_held_from_that_day() -> None:
    """On the day of the withdrawal nothing of it binds."""
    gone = Withdrawal(PartialDate.parse("2024-03-01"), "replaced")
    found = catalog(lab(document(version("1", "2024-01-01", clause("a")), withdrawn=gone)))
    assert (held(found, "2024-02-29"), held(found, "2024-03-01")) == (["policy/a"], [])


def test_a_document_stands_from_its_first_version_until_it_is_withdrawn() -> None:
    """Each version is the newest from its own day on; on the day of the withdrawal the document stands no more."""
    gone = Withdrawal(PartialDate.parse("2024-03-01"), "replaced")
    policy = document(version("1", "2024-01-01"), version("2", "2024-02-01"), withdrawn=gone)
    days = ("2023-12-31", "2024-01-01", "2024-01-31", "2024-02-01", "2024-02-29", "2024-03-01")
    newest = [version_on(policy, day(on)) for on in days]
    assert [found.label if found else None for found in newest] == [None, "1", "1", "2", "2", "2"]
    assert [in_force(policy, day(on)) for on in days] == [False, True, True, True, True, False]


def test_a_clause_that_ended_is_not_held_from_that_day() -> None:
    """`ends` is the first day on which it no longer binds."""
    found = catalog(lab(document(version("1", "2024-01-01", clause("a", ends="2024-03-01")))))
    assert (held(found, "2024-02-29"), held(found, "2024-03-01")) == (["policy/a"], [])


def test_what_ended_before_it_began_was_never_held() -> None:
    """A clause that ended by the day it was published, and a pledge left by the day it was made, leave no trace."""
    ended = document(version("1", "2024-03-01", clause("a", ends="2024-03-01")))
    found = catalog(lab(ended))
    assert found.tenures["acme"] == ()
    assert found.topic_state("acme", "pause", day("2024-04-01")) is not TopicState.PAST
    assert signed(joined="2023-05-01", left="2024-01-01").tenures["acme"] == ()


def test_an_unconfirmed_clause_is_held_as_it_was() -> None:
    """What the version before promised stays held and is marked as carried."""
    found = catalog(
        lab(document(version("1", "2024-01-01", clause("a")), version("2", "2024-02-01", unconfirmed=("a",))))
    )
    (tenure,) = found.holdings("acme", day("2024-02-02"))
    assert (tenure.standing.carried, tenure.version.label, tenure.since) == (True, "1", day("2024-01-01"))


@pytest.mark.parametrize(
    ("given", "on", "expected"),
    [
        ({"joined": "2024-05-01"}, "2024-04-30", []),
        ({"joined": "2024-05-01"}, "2024-05-01", ["joint/pledge/a", "joint/pledge/b"]),
        ({"seen": "2024-05"}, "2024-05-01", ["joint/pledge/a", "joint/pledge/b"]),
        ({"joined": "2023-05-01"}, "2023-12-31", []),
        ({"joined": "2024-05-01", "left": "2024-06-01"}, "2024-06-01", []),
        ({"joined": "2024-05-01", "clauses": ("b",)}, "2024-06-01", ["joint/pledge/b"]),
        (
            {
                "joined": "2024-05-01",
                "out_of_scope": OutOfScope(PartialDate.parse("2024-07-01"), "no such model"),
            },
            "2024-07-01",
            [],
        ),
    ],
)
def test_a_joint_document_binds_from_joining_until_leaving(
    given: dict[str, object], on: str, expected: list[str]
) -> None:
    """A signatory holds the clauses it joined while it is a member within the document's scope."""
    assert held(signed(**given), on) == expected


def test_a_promise_stands_for_a_lab_only_since_it_joined() -> None:
    """An old pledge signed yesterday is a young promise of that lab."""
    assert signed(joined="2024-05-01").holdings("acme", day("2024-06-01"))[0].since == day("2024-05-01")


def test_laws_are_not_held() -> None:
    """A law binds no score, whoever is named under it."""
    law = Document(
        "labs/joint/act/document.md", "joint", "act", "Act", Kind.LAW,
        versions=(version("1", "2024-01-01", clause("a")),),
        signatories=(Signatory(lab="acme", joined=PartialDate.parse("2024-01-01")),),
    )  # fmt: skip
    assert held(catalog(lab(), joint=(law,)), "2024-06-01") == []


def test_a_topic_has_one_of_four_states() -> None:
    """Held, removed, nothing found having looked, and not assessed are told apart; holding wins over looking."""
    looked = tuple(
        NothingFound(topic, PartialDate.parse("2026-01-01"), "its site") for topic in ("pause", "audit")
    )
    policy = document(version("1", "2024-01-01", clause("a")), version("2", "2024-02-01"))
    found = catalog(lab(policy, nothing_found=looked), lab(slug="other"))
    states = [
        found.topic_state("acme", "pause", day(on)) for on in ("2023-12-31", "2024-01-01", "2024-02-01")
    ]
    assert states == [TopicState.NOTHING_FOUND, TopicState.HELD, TopicState.PAST]
    assert found.topic_state("acme", "audit", day("2020-01-01")) is TopicState.NOTHING_FOUND
    assert found.topic_state("other", "audit", day("2026-02-01")) is TopicState.NOT_ASSESSED
