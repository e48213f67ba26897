"""Who meets a level already, and what the record can say about promises: against the scorecards themselves."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from registry.core.catalog import Catalog
from registry.core.evidence import TOO_NEW, Evidence, conduct_that_counted, evidence, promised_weight
from registry.core.precedents import precedents
from registry.core.records import Clause, Verdict
from registry.core.scoring import Scorecard, score
from registry.core.standard import Practice
from tests import builders
from tests.builders import clause, conduct, criterion, day, document, lab, level, standard, version
from tests.core import strategies

ON = day("2025-06-01")
ASKED = standard(
    criterion(level(100, strength="firm", without=("waiver",)), level(60, strength="firm"), level(30)),
    criterion(level(50), name="check", topics=("audit",), weight=3.0),
    practice=Practice(values={"kept": 1.0, "broken": 0.5}),
)


def cards_of(**clauses: Clause) -> list[Scorecard]:
    """A scorecard for each lab, which holds one clause."""
    labs = [
        lab(document(version("1", "2024-01-01", held), owner=slug), slug=slug)
        for slug, held in clauses.items()
    ]
    catalog = builders.catalog(*labs, standards=(ASKED,))
    return [score(catalog, ASKED, slug, ON) for slug in catalog.labs]


def test_those_who_meet_the_next_level_are_named_with_their_clause() -> None:
    """Those just at the level come first, those above after; who is below, or only promises elsewhere, is not named."""
    cards = cards_of(
        best=clause("b"),
        near=clause("n", waiver="in an emergency"),
        mild=clause("m", strength="intent"),
        other=clause("o", topic="audit"),
    )
    mild = next(card for card in cards if card.lab == "mild").criteria[0]
    assert mild.next is not None
    found = precedents(cards, mild.criterion, mild.next)
    assert [(item.lab, item.tenure.clause.id, item.level.score) for item in found] == [
        ("near", "n", 60.0),
        ("best", "b", 100.0),
    ]
    near = next(card for card in cards if card.lab == "near").criteria[0]
    assert near.next is not None
    assert [item.lab for item in precedents(cards, near.criterion, near.next)] == ["best"]


def test_what_is_silent_and_what_is_too_new_is_told_apart_from_what_is_on_record() -> None:
    """Half a year after it was made, a promise without conduct is no longer too new; its shares add up."""
    policy = document(version("1", "2025-01-01", clause("a"), clause("c", topic="audit")))
    kept = conduct("2025-02-01", Verdict.KEPT, "policy/a")
    catalog = builders.catalog(lab(policy, conduct=(kept,)), standards=(ASKED,))
    early, late = (score(catalog, ASKED, "acme", on) for on in (ON, day("2025-06-30")))
    assert (day("2025-06-30") - day("2025-01-01")).days == TOO_NEW
    assert [evidence(result, early.on) for result in early.criteria] == [Evidence.ON_RECORD, Evidence.TOO_NEW]
    assert [evidence(result, late.on) for result in late.criteria] == [Evidence.ON_RECORD, Evidence.SILENT]
    assert promised_weight(early) == {
        Evidence.ON_RECORD: 0.25,
        Evidence.SILENT: 0.0,
        Evidence.TOO_NEW: 0.75,
    }


def test_conduct_about_another_clause_says_nothing_of_the_promise_that_decides() -> None:
    """Nothing is on record about a promise where only a weaker one, which does not decide, has conduct."""
    policy = document(version("1", "2025-01-01", clause("a"), clause("b", strength="intent")))
    kept = conduct("2025-02-01", Verdict.KEPT, "policy/b")
    card = score(builders.catalog(lab(policy, conduct=(kept,)), standards=(ASKED,)), ASKED, "acme", ON)
    assert card.criteria[0].deciding is not None
    assert card.criteria[0].deciding.tenure.clause.id == "a"
    assert card.criteria[0].conduct == (kept,)
    assert evidence(card.criteria[0], card.on) is Evidence.TOO_NEW


def test_conduct_that_counted_is_listed_once_with_all_that_it_counted_for() -> None:
    """The newest first; what no standard's practice names does not count."""
    policy = document(version("1", "2024-01-01", clause("a"), clause("c", topic="audit")))
    entries = (
        conduct("2024-05-01", Verdict.KEPT, "policy/a", "policy/c", name="both"),
        conduct("2024-06-01", Verdict.BROKEN, "policy/c", name="one"),
        conduct("2024-07-01", Verdict.DISPUTED, "policy/a", name="no"),
    )
    card = score(builders.catalog(lab(policy, conduct=entries)), ASKED, "acme", ON)
    found = [
        (entry.name, [result.criterion.id for result in results])
        for entry, results in conduct_that_counted(card)
    ]
    assert found == [("2024-06-01-one", ["check"]), ("2024-05-01-both", ["one", "check"])]


@settings(max_examples=15)
@given(strategies.catalogs())
def test_shares_and_conduct_are_those_of_the_card(catalog: Catalog) -> None:
    """Shares of promised weight add up to 1 or to nothing, and exactly the conduct of the criteria is listed."""
    wanted = next(iter(catalog.standards.values()))
    card = score(catalog, wanted, "acme", ON)
    promised = any(result.promise > 0 for result in card.criteria)
    assert sum(promised_weight(card).values()) == pytest.approx(1.0 if promised else 0.0)
    listed = {entry.path for entry, _ in conduct_that_counted(card)}
    assert listed == {entry.path for result in card.criteria for entry in result.conduct}
    for result in card.criteria:
        if result.next:
            reached = precedents([card], result.criterion, result.next)
            assert not reached  # nobody is above their own promise
