"""Labs side by side in a report: where they differ, who earns something, and what became of what is gone."""

from __future__ import annotations

from dataclasses import replace

from registry.core.catalog import Catalog
from registry.core.records import Verdict
from registry.publish.comparisons import comparison
from registry.publish.periods import recorded
from registry.publish.scorecards import explained
from registry.publish.side_by_side import ComparedRow, compared_rows, glance
from registry.publish.writing import sentences
from tests import builders
from tests.builders import clause, conduct, criterion, day, document, level, standard, version

ON = day("2026-01-01")
LABS = ("firm", "loose", "dropped", "unknown")


def catalogue() -> Catalog:
    """A lab with a firm promise, one with a loose one, one that removed its own, one that nobody has looked at."""
    firm, loose = clause("a"), clause("a", strength="conditional")
    labs = {
        "firm": document(version("1", "2024-01-01", firm), owner="firm"),
        "loose": document(version("1", "2024-01-01", loose), owner="loose"),
        "dropped": document(
            version("1", "2024-01-01", clause("a"), clause("b", topic="audit")),
            version("2", "2025-06-01", clause("b", topic="audit")),
            owner="dropped",
        ),
    }
    ruler = standard(
        criterion(level(100, strength="firm"), level(35, strength="conditional"), name="pauses", topics=("pause",)),
        replace(criterion(level(100, verification="external"), name="never", topics=("audit",)), weight=0.5),
    )  # fmt: skip
    return builders.catalog(
        *(builders.lab(found, slug=slug, name=slug.capitalize()) for slug, found in labs.items()),
        builders.lab(slug="unknown", name="Unknown"),
        standards=(ruler,),
    )


def rows(catalog: Catalog) -> tuple[ComparedRow, ...]:
    """Every criterion of its standard across all labs."""
    found = comparison(catalog, LABS, catalog.standard("test"), ON)
    return compared_rows(found, (explained(catalog, card).criteria for card in found.cards))


def test_what_differs_most_is_seen_at_a_glance() -> None:
    """Scores stand highest first, what was not assessed last and apart from nothing."""
    catalog = catalogue()
    seen = glance(comparison(catalog, LABS, catalog.standard("test"), ON))
    (apart,) = seen.differences
    assert apart.criterion.id == "pauses"
    assert [(value, [lab.slug for lab in labs]) for value, labs in apart.standings] == [
        ("100", ["firm"]),
        ("35", ["loose"]),
        ("0", ["dropped"]),
        ("not assessed", ["unknown"]),
    ]
    assert [each.id for each in seen.unearned] == ["never"]
    assert ("unknown", 2) in [(lab.slug, count) for lab, count in seen.unassessed]


def test_what_nobody_looked_at_sets_no_labs_apart() -> None:
    """A score beside a lab that was not assessed is no difference, and what was assessed for none is not unearned."""
    catalog = catalogue()
    seen = glance(comparison(catalog, ("firm", "unknown"), catalog.standard("test"), ON))
    assert seen.differences == ()
    seen = glance(comparison(catalog, ("unknown", "loose"), catalog.standard("test"), ON))
    assert "never" not in [each.id for each in seen.unearned]


def test_only_those_who_earn_something_have_a_column() -> None:
    """The others stand together with those who lack the same, assessed or not; no lab is left out."""
    first, second = rows(catalogue())
    assert [lab.slug for lab, _ in first.shown] == ["firm", "loose"]
    others = [([lab.slug for lab in each.labs], each.assessed, each.first) for each in first.without]
    assert others == [(["dropped"], True, 35.0), (["unknown"], False, 35.0)]
    upward = [([lab.slug for lab in each.labs], each.score) for each in first.upward]
    assert upward == [(["firm"], None), (["loose"], 100.0)]
    for row in (first, second):
        told = [lab.slug for lab, _ in row.shown] + [lab.slug for each in row.without for lab in each.labs]
        assert sorted(told) == sorted(LABS)


def test_a_promise_that_is_gone_is_told() -> None:
    """A lab whose own clause no longer counts is named with it, though it has no column."""
    first, _ = rows(catalogue())
    ((lab, cell),) = first.dropped
    assert lab.slug == "dropped"
    assert cell.gone == "was removed on 1 June 2025"


def test_conduct_in_a_period_and_in_all() -> None:
    """Entries of the period come newest first; the line counts older ones too, and none from after it.

    Older ones that entered a score are told as well.

    A partial date counts from its last day.
    """
    entries = (
        conduct("2023-05-01", Verdict.KEPT, "policy/a", lab="firm", name="old"),
        conduct("2025-02-01", Verdict.BROKEN, "policy/a", lab="firm", name="first"),
        conduct("2025-11", Verdict.DISPUTED, "policy/a", lab="firm", name="second"),
        conduct("2026-01", Verdict.BROKEN, "policy/a", lab="firm", name="later"),
    )
    lab = builders.lab(slug="firm", conduct=entries)
    found = recorded(catalogue(), lab, day("2025-01-01"), ON)
    assert [told.entry.name for told in found.entries] == ["2025-11-second", "2025-02-01-first"]
    assert found.line == "1 of 2 resolved kept, 1 broken, 1 disputed"
    scored = recorded(catalogue(), lab, day("2025-01-01"), ON, scored={entries[0].path, entries[3].path})
    assert [told.entry.name for told in scored.entries][-1] == "2023-05-01-old"
    assert len(scored.entries) == 3


def test_an_opening_ends_with_a_sentence() -> None:
    """As many whole sentences as fit; of one that is too long, its first words."""
    text = "It asks who decides. It asks who looks. And more of it."
    assert sentences(text, 40) == "It asks who decides. It asks who looks."
    assert sentences(text, 12) == "It asks who…"
    assert sentences("", 12) == ""
