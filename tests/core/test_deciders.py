"""Deciders: who is named, whether one person, since when, and when that changed."""

from __future__ import annotations

from hypothesis import given, settings

from registry.core.catalog import Catalog, promises
from registry.core.deciders import deciders, is_one_person, named_since, renamed, waived_by_one
from tests import builders
from tests.builders import clause, day, document, lab, version
from tests.core.strategies import catalogs

ONE = """CEO or designee
Chief Scientist, by delegation from the CEO
Leadership (CEO or designee), Board may overrule
business unit leader
Director of Alignment and Risk
Chief AI Officer or Director of Alignment and Risk
Responsible Scaling Officer (marks whether each item is in place)
chair of the board
group chair, leadership or Board may change the cadence
the Responsible Scaling Officer can, and usually will, allow deployment before the audit""".splitlines()

NOT_ONE = """CEO and Responsible Scaling Officer
board of directors
board of directors (risk management committee)
Executive Officers responsible for the programme, or their delegates
all project members and the appointed infohazard coordinator
committee led by the chief scientist
executive leadership on materiality
an independent committee, e.g. the ethics committee
Director of Alignment and Risk and Chief AI Officer
internal experts decide whether to involve outsiders
ends once the lab no longer believes that it has a significant lead
only as appropriate
""".split("\n")


def test_one_person_is_told_from_a_body() -> None:
    """The holder of one office is, also as one of several alternatives; two together, a body and nobody are not."""
    assert [words for words in ONE if not is_one_person(words)] == []
    assert [words for words in NOT_ONE if is_one_person(words)] == []


def test_one_person_can_waive_where_there_is_a_way_out() -> None:
    """By the words of the way out, or because the one who decides may use it; never without a way out."""
    assert waived_by_one(clause(waiver="the CEO may decide otherwise", decided_by="the board"))
    assert waived_by_one(clause(waiver="as appropriate", decided_by="Chief Scientist"))
    assert not waived_by_one(clause(waiver="as appropriate", decided_by="the board"))
    assert not waived_by_one(clause(decided_by="the CEO"))


def test_since_when_somebody_is_named() -> None:
    """From the version that first named them, through rewordings, and not before the lab held the clause."""
    policy = document(
        version("1", "2024-01-01", clause("a", decided_by="the CEO")),
        version("2", "2024-06-01", clause("a", decided_by="The  Board")),
        version("3", "2025-01-01", clause("b", was="a", decided_by="the board")),
    )
    catalog = builders.catalog(lab(policy))
    (decider,) = deciders(catalog.holdings("acme", day("2025-06-01")))
    assert (decider.name, decider.since, decider.alone) == ("the board", day("2024-06-01"), False)
    assert [item.date.text for item in renamed(catalog.changes, on=day("2026-01-01"))] == ["2024-06-01"]
    assert renamed(catalog.changes, on=day("2024-05-01")) == ()


@settings(max_examples=30)
@given(catalogs())
def test_every_named_promise_has_one_decider(catalog: Catalog) -> None:
    """Promises that name somebody are all there, once each; nobody is named since before the promise stood."""
    for on in sorted({tenure.start for tenure in catalog.tenures["acme"]}):
        held = tuple(promises(catalog.holdings("acme", on)))
        found = deciders(held)
        told = [id(tenure) for decider in found for tenure in decider.clauses]
        assert sorted(told) == sorted(id(tenure) for tenure in held if tenure.clause.decided_by)
        assert all(tenure.since <= named_since(tenure) <= on for tenure in held)
