"""Which replies stand beside what."""

from __future__ import annotations

from dataclasses import replace

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.records import Reply, Signatory, Verdict
from registry.core.replies import replies_to_clause, replies_to_conduct, replies_to_criterion
from tests import builders
from tests.builders import clause, conduct, criterion, day, document, lab, level, standard, version

DAY = PartialDate.parse("2025-01-01")


def reply(on: str, *about: str, by: str = "acme") -> Reply:
    """A reply of a lab on a day."""
    return Reply(
        f"labs/{by}/replies/{on}-x.md", by, f"{on}-x", PartialDate.parse(on), "J. Doe", about, "We disagree."
    )


def answered(*replies: Reply) -> Catalog:
    """Two labs that signed a pledge, one with a policy and conduct, and these replies; a standard is called `test`."""
    policy = document(version("1", "2024-01-01", clause("a"), clause("b")))
    pledge = builders.joint(
        version("1", "2024-01-01", clause("a")),
        signatories=(Signatory("acme", joined=DAY), Signatory("bolt", joined=DAY)),
    )
    own = lab(
        policy,
        conduct=(conduct("2024-02-01", Verdict.BROKEN, "policy/a"),),
        replies=tuple(item for item in replies if item.lab == "acme"),
    )
    other = lab(slug="bolt", replies=tuple(item for item in replies if item.lab == "bolt"))
    return builders.catalog(own, other, joint=(pledge,), standards=(standard(criterion(level(100))),))


def found(replies: tuple[Reply, ...]) -> list[str]:
    return [f"{item.lab} {item.date}" for item in replies]


def test_a_reply_stands_beside_what_it_is_about() -> None:
    """Beside its conduct entry, its clause under any of its names, its criterion; and beside nothing else."""
    catalog = answered(
        reply("2025-01-01", "2024-02-01-event"), reply("2025-01-02", "policy/a"), reply("2025-01-03", "test/one"),
    )  # fmt: skip
    acme, on = catalog.labs["acme"], day("2026-01-01")
    assert found(replies_to_conduct(catalog, acme.conduct[0], on)) == ["acme 2025-01-01"]
    assert found(replies_to_clause(catalog, acme.documents[0], {"a", "old"}, on)) == ["acme 2025-01-02"]
    assert found(replies_to_clause(catalog, acme.documents[0], {"b"}, on)) == []
    assert found(replies_to_criterion(catalog, "acme", "test", "one", on)) == ["acme 2025-01-03"]
    assert found(replies_to_criterion(catalog, "bolt", "test", "one", on)) == []


def test_replies_stand_newest_first_and_not_before_their_day() -> None:
    """On the day of a reply it is there, on the day before it is not."""
    catalog = answered(reply("2025-01-01", "policy/a"), reply("2025-02-01", "policy/b", "policy/a"))
    policy = catalog.labs["acme"].documents[0]
    assert found(replies_to_clause(catalog, policy, {"a"}, day("2025-01-31"))) == ["acme 2025-01-01"]
    assert found(replies_to_clause(catalog, policy, {"a"}, day("2025-02-01"))) == [
        "acme 2025-02-01",
        "acme 2025-01-01",
    ]


def test_every_signatory_can_answer_about_a_joint_clause() -> None:
    """Each in its own words; about a clause of one lab's own document no other lab's reference counts."""
    catalog = answered(
        reply("2025-01-01", "joint/pledge/a"), reply("2025-01-02", "joint/pledge/a", by="bolt"),
        reply("2025-01-03", "policy/a", by="bolt"),
    )  # fmt: skip
    on = day("2026-01-01")
    assert found(replies_to_clause(catalog, catalog.joint["pledge"], {"a"}, on)) == [
        "bolt 2025-01-02",
        "acme 2025-01-01",
    ]
    assert found(replies_to_clause(catalog, catalog.labs["acme"].documents[0], {"a"}, on)) == []


def test_a_document_goes_before_a_standard_of_its_name() -> None:
    """Where a lab has a document that is called as a standard is, what it names is the clause."""
    catalog = answered(reply("2025-01-01", "test/one"))
    own = catalog.labs["acme"]
    named = replace(own, documents=(document(version("1", "2024-01-01", clause("one")), slug="test"),))
    both = Catalog(catalog.vocabulary, {**catalog.labs, "acme": named}, catalog.joint, catalog.standards)
    on = day("2026-01-01")
    assert found(replies_to_criterion(both, "acme", "test", "one", on)) == []
    assert found(replies_to_clause(both, named.documents[0], {"one"}, on)) == ["acme 2025-01-01"]
