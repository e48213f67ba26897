"""What must hold of comparing, holding and scoring whatever the catalogue says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from registry.core import compare
from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.records import Clause, Conduct, Direction, Document, Lab, Verdict, Version
from registry.core.scoring import Scorecard, score
from registry.publish.machine import scorecard_json
from tests import builders
from tests.core import strategies

few = settings(max_examples=40)
"""Whole catalogues are dear to make up."""

FLIPPED = {
    Direction.ADDED: Direction.REMOVED,
    Direction.REMOVED: Direction.ADDED,
    Direction.STRENGTHENED: Direction.WEAKENED,
    Direction.WEAKENED: Direction.STRENGTHENED,
}


def with_policy(catalog: Catalog, policy: Document) -> Catalog:
    """The same catalogue with another policy of its lab."""
    lab = replace(catalog.labs["acme"], documents=(policy,))
    return Catalog(catalog.vocabulary, {"acme": lab}, catalog.joint, catalog.standards)


def with_newest(catalog: Catalog, clauses: Iterable[Clause]) -> Catalog:
    """The same catalogue with other clauses in the newest version of the policy."""
    policy = catalog.labs["acme"].documents[0]
    newest = replace(policy.versions[-1], clauses=tuple(clauses))
    return with_policy(catalog, replace(policy, versions=(*policy.versions[:-1], newest)))


def scored(catalog: Catalog, on: date) -> Scorecard:
    """The scorecard of the only lab against the only standard."""
    return score(catalog, catalog.standards["test"], "acme", on)


def never_lower(before: Scorecard, after: Scorecard) -> None:
    """Neither promise nor practice of any criterion is lower afterwards."""
    for old, new in zip(before.criteria, after.criteria, strict=True):
        assert new.promise >= old.promise
        assert new.practice >= old.practice


def stronger_forms(catalog: Catalog, clause: Clause) -> list[Clause]:
    """The clause with one property moved up."""
    found = [
        replace(clause, **{facet: terms[rank + 1].id})  # type: ignore[arg-type]
        for facet, terms in catalog.vocabulary.facets.items()
        if (rank := catalog.vocabulary.rank(facet, clause.facet(facet))) + 1 < len(terms)
    ]
    if clause.waiver:
        found.append(replace(clause, waiver=None))
    if not clause.decided_by:
        found.append(replace(clause, decided_by="the board"))
    if not clause.due:
        found.append(replace(clause, due=PartialDate.parse("2024-05")))
    return found


def without_conduct_about(catalog: Catalog, clause: Clause) -> Catalog:
    """The same catalogue without the entries that name the clause or its topic."""
    lab = catalog.labs["acme"]
    kept = tuple(
        entry for entry in lab.conduct if {clause.topic, f"policy/{clause.id}"}.isdisjoint(entry.about)
    )
    return Catalog(catalog.vocabulary, {"acme": replace(lab, conduct=kept)}, catalog.joint, catalog.standards)


@few
@given(strategies.catalogs(), strategies.days, st.data())
def test_strengthening_a_clause_without_conduct_never_lowers_a_criterion(
    catalog: Catalog, on: date, data: st.DataObject
) -> None:
    """Promising more is never worse: with a clause moved up, no criterion's promise or practice falls."""
    newest = catalog.labs["acme"].documents[0].versions[-1]
    chosen = data.draw(st.sampled_from(newest.clauses))
    forms = stronger_forms(catalog, chosen)
    assume(forms)
    stronger = data.draw(st.sampled_from(forms))
    before = without_conduct_about(catalog, chosen)
    after = with_newest(before, (stronger if item is chosen else item for item in newest.clauses))
    never_lower(scored(before, on), scored(after, on))


@few
@given(strategies.catalogs(), strategies.days, strategies.clauses("new"))
def test_adding_a_clause_never_lowers_a_criterion(catalog: Catalog, on: date, added: Clause) -> None:
    """Promising is never worse than silence: a clause with a new id lowers nothing."""
    newest = catalog.labs["acme"].documents[0].versions[-1]
    never_lower(scored(catalog, on), scored(with_newest(catalog, (*newest.clauses, added)), on))


@few
@given(strategies.catalogs(), strategies.days, st.data())
def test_removing_a_clause_never_raises_a_criterion(catalog: Catalog, on: date, data: st.DataObject) -> None:
    """Dropping a promise gains nothing in any criterion."""
    newest = catalog.labs["acme"].documents[0].versions[-1]
    dropped = data.draw(st.sampled_from(newest.clauses))
    changed = with_newest(catalog, (item for item in newest.clauses if item is not dropped))
    never_lower(scored(changed, on), scored(catalog, on))


@few
@given(strategies.catalogs(), strategies.days, st.integers(1, 400), st.data())
def test_a_score_ignores_what_is_dated_later(
    catalog: Catalog, on: date, later: int, data: st.DataObject
) -> None:
    """A version, a signature and an event dated after the day leave the day's scorecard as it was."""
    after = (on + timedelta(days=later)).isoformat()
    lab = catalog.labs["acme"]
    version = builders.version("99.0", after, data.draw(strategies.clauses("a", judged=True)))
    earlier = tuple(item for item in lab.documents[0].versions if item.date.first <= on)
    policy = replace(lab.documents[0], versions=earlier)
    event = builders.conduct(after, Verdict.BROKEN, "policy/a", name="later")
    past = tuple(entry for entry in lab.conduct if entry.date.first <= on)

    def on_record(versions: tuple[Version, ...], conduct: tuple[Conduct, ...]) -> Catalog:
        changed = replace(lab, documents=(replace(policy, versions=versions),), conduct=conduct)
        return Catalog(catalog.vocabulary, {"acme": changed}, catalog.joint, catalog.standards)

    known = scored(on_record(earlier, past), on)
    hindsight = scored(on_record((*earlier, version), (*past, event)), on)
    assert scorecard_json(hindsight) == scorecard_json(known)


@few
@given(strategies.catalogs())
def test_a_version_compared_with_itself_is_unchanged(catalog: Catalog) -> None:
    """No version differs from itself."""
    policy = catalog.labs["acme"].documents[0]
    for version in policy.versions:
        found = compare.difference(policy, version, version, vocabulary=catalog.vocabulary)
        assert [change for change in found if change.derived is not Direction.UNCHANGED] == []


@few
@given(strategies.catalogs())
def test_reversing_two_versions_flips_the_direction(catalog: Catalog) -> None:
    """What one order calls added or strengthened, the other calls removed or weakened."""
    policy = catalog.labs["acme"].documents[0]
    for earlier, later in zip(policy.versions, policy.versions[1:], strict=False):
        forward, backward = (
            {
                change.clause.id: change.derived
                for change in compare.difference(policy, *pair, vocabulary=catalog.vocabulary)
            }
            for pair in ((earlier, later), (later, earlier))
        )
        assert {name: FLIPPED.get(direction, direction) for name, direction in forward.items()} == backward


@few
@given(strategies.catalogs())
def test_consecutive_differences_are_the_documents_changes(catalog: Catalog) -> None:
    """Comparing each version with the one before gives the history, judgements apart."""
    policy = catalog.labs["acme"].documents[0]
    history = [
        (change.clause.id, change.derived)
        for change in compare.changes(policy, vocabulary=catalog.vocabulary)
        if change.from_version
    ]
    steps = [
        (change.clause.id, change.derived)
        for earlier, later in zip(policy.versions, policy.versions[1:], strict=False)
        for change in compare.difference(policy, earlier, later, vocabulary=catalog.vocabulary)
    ]
    assert steps == history


@few
@given(strategies.catalogs(), strategies.days)
def test_holdings_are_the_newest_versions_clauses(catalog: Catalog, on: date) -> None:
    """The spans that scoring reads agree with the plain reading: newest version not after the day, if joined."""
    lab: Lab = catalog.labs["acme"]
    pledge = catalog.joint["pledge"]
    signed = pledge.signatories[0].since.first <= on
    expected = set()
    for document in (*lab.documents, *([pledge] if signed else [])):
        known = [version for version in document.versions if version.date.first <= on]
        if known:
            expected |= {(document.reference, clause.id) for clause in known[-1].clauses}
    held = [(tenure.document.reference, tenure.clause.id) for tenure in catalog.holdings("acme", on)]
    assert sorted(held) == sorted(expected)


@few
@given(strategies.catalogs(), strategies.days)
def test_totals_stay_in_order_and_in_range(catalog: Catalog, on: date) -> None:
    """0 <= low <= practice <= high <= 100, and practice never exceeds promise."""
    card = scored(catalog, on)
    assert card.promise is not None and card.practice is not None
    assert card.low is not None and card.high is not None
    assert 0 <= card.low <= card.practice <= card.high <= 100
    assert card.practice <= card.promise <= 100
    assert 0 <= card.coverage <= 1


@given(st.integers(1, 100), st.integers(1, 50))
def test_a_standard_with_one_criterion_scores_what_its_level_says(points: int, weight: int) -> None:
    """With a single criterion the total is the level's score, whatever the weight."""
    rule = builders.standard(builders.criterion(builders.level(float(points)), weight=float(weight)))
    held = builders.document(builders.version("1.0", "2024-01-01", builders.clause()))
    card = scored(builders.catalog(builders.lab(held), standards=(rule,)), builders.day("2024-02-01"))
    assert card.promise == card.practice == card.low == card.high == points
