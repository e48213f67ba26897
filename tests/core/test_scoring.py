"""Scorecards worked by hand: levels, conduct, totals, and what is missing for the next level."""

from __future__ import annotations

import math
from typing import Any

import pytest

from registry.core.dates import PartialDate, months_before
from registry.core.records import (
    Act,
    Clause,
    Conduct,
    Direction,
    Dispute,
    Judgement,
    NothingFound,
    Signatory,
    Verdict,
)
from registry.core.scoring import Scorecard, grade_of, rounded, score
from registry.core.standard import Aggregate, Combine, Level, Practice, Standard
from tests.builders import (
    catalog,
    clause,
    conduct,
    criterion,
    day,
    document,
    joint,
    lab,
    level,
    standard,
    version,
)

TODAY = day("2026-01-01")
VALUES = {"kept": 1.0, "partly-kept": 0.8, "broken": 0.5}


def scored(
    rule: Standard,
    *clauses: Clause,
    events: tuple[Conduct, ...] = (),
    since: str = "2024-01-01",
    **given: Any,
) -> Scorecard:
    """A lab with one policy of those clauses, against the standard, on the first day of 2026."""
    acme = lab(document(version("1", since, *clauses)), conduct=events, **given)
    return score(catalog(acme, standards=(rule,)), rule, "acme", TODAY)


def rule_of(*levels: Level, **given: Any) -> Standard:
    """A standard of one criterion about pausing."""
    return standard(criterion(*levels), **given)


@pytest.mark.parametrize(
    ("needs", "given", "met"),
    [
        ({}, {"strength": "aspiration"}, True),
        ({}, {"disclosure": "claimed"}, False),
        ({"disclosure": "claimed"}, {"disclosure": "claimed"}, True),
        ({"strength": "conditional"}, {"strength": "firm"}, True),
        ({"strength": "conditional"}, {"strength": "intent"}, False),
        ({"has": ("decided_by", "due")}, {"decided_by": "the board", "due": "2025"}, True),
        ({"has": ("decided_by", "due")}, {"decided_by": "the board"}, False),
        ({"without": ("waiver",)}, {"waiver": "as appropriate"}, False),
        ({"own": True}, {}, True),
        ({"held_days": 731}, {}, True),
        ({"held_days": 732}, {}, False),
    ],
)
def test_a_level_is_met_when_every_need_is(needs: dict[str, Any], given: dict[str, Any], met: bool) -> None:
    """Facets at or above, properties filled or empty, one's own document, and the days it has stood."""
    assert scored(rule_of(level(70, **needs)), clause(**given)).promise == (70 if met else 0)


@pytest.mark.parametrize(
    "given", [{"act": Act.STATEMENT}, {"topic": "audit"}, {"aspects": ("stop-deployment",)}, {"aspects": ()}]
)
def test_only_promises_with_the_topic_and_aspect_count(given: dict[str, Any]) -> None:
    """A position, another topic or another aspect does not count for a criterion."""
    rule = standard(criterion(level(100), aspects=("stop-training",)))
    assert scored(rule, clause(**({"aspects": ("stop-training",)} | given))).promise == 0


def test_held_days_follow_the_promise_through_its_versions() -> None:
    """A promise renamed and reworded has stood since its first form; one that was dropped in between has not."""
    rule = rule_of(level(100, held_days=500))
    renamed = document(
        version("1", "2024-01-01", clause("a")), version("2", "2025-12-01", clause("b", was="a"))
    )
    broken = document(
        version("1", "2024-01-01", clause("a")),
        version("2", "2025-11-01"),
        version("3", "2025-12-01", clause("a")),
    )
    results = [score(catalog(lab(policy)), rule, "acme", TODAY).promise for policy in (renamed, broken)]
    assert results == [100, 0]


def test_held_days_begin_when_a_permission_became_a_promise() -> None:
    """Time as a permission is no time as a promise; nor is time before a promise that had ended was made again."""
    rule = rule_of(level(100, held_days=180), level(50))
    for earlier in ({"act": Act.PERMISSION}, {"ends": "2024-06-01"}, {"ends": "2025-12-01"}):
        policy = document(
            version("1", "2024-01-01", clause("a", **earlier)), version("2", "2025-12-01", clause("a"))
        )
        assert score(catalog(lab(policy)), rule, "acme", TODAY).promise == 50


def test_a_level_of_score_zero_is_met_before_none_is() -> None:
    """The clause that meets the lowest level is named, and its label, although it adds nothing."""
    rule = rule_of(level(50, strength="firm"), level(0, has=("where",)))
    card = scored(
        rule, clause("a", strength="intent", where="section 1"), clause("b", strength="conditional")
    )
    result = card.criteria[0]
    assert result.deciding is not None and result.level is not None
    assert (result.deciding.tenure.clause.id, result.level.score) == ("a", 0)


def test_a_clause_judged_weakened_scores_no_more_than_before() -> None:
    """Facets that look better than the form before cannot raise what a person judged a weakening."""
    rule = rule_of(level(100, verification="external"), level(40, strength="intent"))
    judged = Judgement(Direction.WEAKENED, "the threshold was raised")
    better = clause(verification="external", judged=judged)
    policy = document(version("1", "2024-01-01", clause()), version("2", "2024-02-01", better))
    card = score(catalog(lab(policy)), rule, "acme", TODAY)
    assert card.promise == 40
    assert card.criteria[0].next is not None and card.criteria[0].next.missing.count == 0


def test_a_clause_judged_strengthened_scores_no_less_than_before() -> None:
    """Facets that look worse cannot lower what a person judged a strengthening."""
    rule = rule_of(level(100, strength="firm"), level(40))
    judged = Judgement(Direction.STRENGTHENED, "it now covers every model")
    policy = document(
        version("1", "2024-01-01", clause()),
        version("2", "2024-02-01", clause(strength="intent", judged=judged)),
    )
    assert score(catalog(lab(policy)), rule, "acme", TODAY).promise == 100


def test_a_judgement_does_not_bind_where_the_earlier_form_did_not_count() -> None:
    """A clause whose earlier form belonged to another topic is scored by its own text."""
    judged = Judgement(Direction.WEAKENED, "narrower")
    policy = document(
        version("1", "2024-01-01", clause(topic="audit", strength="intent")),
        version("2", "2024-02-01", clause(judged=judged)),
    )
    rule = rule_of(level(100, strength="firm"))
    assert score(catalog(lab(policy)), rule, "acme", TODAY).promise == 100


@pytest.mark.parametrize(
    ("judged", "before", "after"),
    [(Direction.WEAKENED, "intent", "firm"), (Direction.STRENGTHENED, "firm", "intent")],
)
def test_a_judgement_tells_a_level_of_score_zero_from_none(
    judged: Direction, before: str, after: str
) -> None:
    """A weakening cannot reach the lowest level from none, a strengthening cannot lose it, though it adds nothing."""
    policy = document(
        version("1", "2024-01-01", clause(strength=before)),
        version("2", "2024-02-01", clause(strength=after, judged=Judgement(judged, "so it reads"))),
    )
    card = score(catalog(lab(policy)), rule_of(level(0, strength="firm")), "acme", TODAY)
    found = card.criteria[0].level
    assert (found.score if found else None) == (None if judged is Direction.WEAKENED else 0)


def test_held_days_of_a_joint_promise_begin_when_the_lab_signed() -> None:
    """What others were bound by before is no time of this lab's, whether the clause is new or judged."""
    judged = Judgement(Direction.STRENGTHENED, "it now covers every model")
    for later in (clause(), clause(judged=judged)):
        signatory = Signatory(lab="acme", joined=PartialDate.parse("2025-12-01"))
        pledge = joint(
            version("1", "2024-01-01", clause()), version("2", "2025-01-01", later), signatories=(signatory,)
        )
        found = catalog(lab(), joint=(pledge,))
        days = (31, 32)
        held = [score(found, rule_of(level(100, held_days=least)), "acme", TODAY).promise for least in days]
        assert held == [100, 0]


@pytest.mark.parametrize(
    ("combine", "expected"), [(Combine.MEAN, 46.0), (Combine.WORST, 30.0), (Combine.LATEST, 48.0)]
)
def test_conduct_turns_promise_into_practice(combine: Combine, expected: float) -> None:
    """Kept, broken and partly kept on a 60-point clause: their mean, the worst, or the latest."""
    rule = rule_of(level(60), practice=Practice(combine=combine, values=VALUES))
    events = (
        conduct("2025-01-01", Verdict.KEPT, "policy/a"),
        conduct("2025-02-01", Verdict.BROKEN, "pause"),
        conduct("2025-03-01", Verdict.PARTLY_KEPT, "policy/a"),
        conduct("2025-04-01", Verdict.DISPUTED, "policy/a"),
        conduct("2025-05-01", Verdict.BROKEN, "audit"),
    )
    card = scored(rule, clause(), events=events)
    assert (card.promise, card.practice) == (60, expected)
    assert [entry.name for entry in card.criteria[0].conduct] == [entry.name for entry in events[:3]]


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        ("2025-01-01", False),  # the window (D - 12 months, D] is open at its start
        ("2025-01-02", True),
        ("2026-01-01", True),
        ("2026-01-02", False),
        ("2026-01", False),  # a partial date counts from its last day
        ("2025-12", True),
        ("2025", True),
    ],
)
def test_conduct_counts_inside_the_window(on: str, counts: bool) -> None:
    """Entries count in (D - window, D]; a month or a year counts from its last day."""
    rule = rule_of(level(100), practice=Practice(window_months=12, values=VALUES))
    assert scored(rule, clause(), events=(conduct(on, Verdict.BROKEN, "policy/a"),)).practice == (
        50 if counts else 100
    )


def test_conduct_from_before_the_promise_does_not_count() -> None:
    """What happened before the lab first held the clause was no breach of it."""
    rule = rule_of(level(100), practice=Practice(values=VALUES))
    before, after = (
        scored(rule, clause(), events=(conduct(on, Verdict.BROKEN, "pause"),)).practice
        for on in ("2023-12-31", "2024-01-01")
    )
    assert (before, after) == (100, 50)


def test_conduct_follows_a_clause_through_its_ids_and_links() -> None:
    """An entry counts that names an earlier id, or a clause linked by `continues` in either direction."""
    rule = rule_of(level(100), practice=Practice(values=VALUES))
    policy = document(
        version("1", "2024-01-01", clause("old")), version("2", "2024-06-01", clause("new", was="old"))
    )
    charter = document(
        version("1", "2024-01-01", clause("merge", topic="audit", continues="policy/new")), slug="charter"
    )
    for about in ("policy/old", "policy/new", "charter/merge"):
        acme = lab(charter, policy, conduct=(conduct("2025-01-01", Verdict.BROKEN, about),))
        assert score(catalog(acme), rule, "acme", TODAY).practice == 50, about


def test_a_link_counts_from_the_day_of_the_version_that_makes_it() -> None:
    """Before `continues` was written, the two clauses were two promises."""
    rule = rule_of(level(100), practice=Practice(values=VALUES))
    policy = document(version("1", "2024-01-01", clause("a")))
    linking = clause("b", topic="audit", continues="policy/a")
    charter = document(version("1", "2025-06-01", linking), slug="charter")
    acme = catalog(lab(charter, policy, conduct=(conduct("2025-01-01", Verdict.BROKEN, "charter/b"),)))
    days = ("2025-05-31", "2025-06-01")
    assert [score(acme, rule, "acme", day(on)).practice for on in days] == [100, 50]


def test_the_deciding_clause_is_chosen_by_own_facets_version_and_reference() -> None:
    """Of clauses with the same level: own before joint, then highest facets, then newest version, then reference."""
    pledge = joint(
        version("1", "2025-01-01", clause("j", verification="external")),
        signatories=(Signatory(lab="acme", joined=PartialDate.parse("2025-01-01")),),
    )
    older = document(
        version("1", "2024-01-01", clause("a"), clause("z", verification="self-report")), slug="older"
    )
    newer = document(version("1", "2025-01-01", clause("c"), clause("b")), slug="newer")
    card = score(catalog(lab(older, newer), joint=(pledge,)), rule_of(level(50)), "acme", TODAY)
    order = [found.tenure.reference for found in card.criteria[0].counting]
    assert order == ["older/z", "newer/b", "newer/c", "older/a", "joint/pledge/j"]


def test_the_next_level_names_the_closest_clause_and_what_it_lacks() -> None:
    """The lowest level above the promise, with the clause that lacks fewest single needs."""
    rule = rule_of(
        level(100, strength="firm", verification="external"),
        level(80, strength="firm", has=("decided_by", "due"), without=("waiver",), held_days=9999),
        level(20),
    )
    card = scored(rule, clause("far", strength="intent", waiver="w"), clause("near", decided_by="the board"))
    upcoming = card.criteria[0].next
    assert upcoming is not None and upcoming.closest is not None
    assert (upcoming.level.score, upcoming.closest.reference) == (80, "policy/near")
    assert (dict(upcoming.missing.facets), upcoming.missing.has, upcoming.missing.without) == (
        {},
        ("due",),
        (),
    )
    assert upcoming.missing.held_days == 9999


def test_without_a_counting_clause_everything_is_missing() -> None:
    """Where nothing counts, the lowest level's needs are all missing, publication included."""
    upcoming = scored(rule_of(level(50, strength="firm", own=True))).criteria[0].next
    assert upcoming is not None and upcoming.closest is None
    assert dict(upcoming.missing.facets) == {"disclosure": "published", "strength": "firm"}
    assert upcoming.missing.own


def test_at_the_top_there_is_no_next_level() -> None:
    """A criterion at its best level asks for nothing more."""
    assert scored(rule_of(level(90)), clause()).criteria[0].next is None


def two_criteria(**given: Any) -> Standard:
    """A standard of two criteria with weights 3 and 1."""
    return standard(
        criterion(level(100, strength="firm"), level(50), name="one", weight=3.0),
        criterion(level(100), name="two", topics=("audit",), weight=1.0),
        **given,
    )


def test_totals_are_weighted_and_unassessed_criteria_open_the_range() -> None:
    """(3*50 + 1*0) / 4 = 37.5; if audit, which nobody looked into, turned out well: 62.5; coverage 3/4."""
    card = scored(two_criteria(), clause(strength="intent"))
    assert (card.promise, card.practice, card.low, card.high) == (37.5, 37.5, 37.5, 62.5)
    assert (card.coverage, card.grade) == (0.75, "D")
    assert [result.assessed for result in card.criteria] == [True, False]


def test_having_looked_in_vain_is_an_assessment() -> None:
    """Nothing found closes the range: high is practice, coverage is whole, whatever the date of looking."""
    looked = (NothingFound("audit", PartialDate.parse("2030-01-01"), "its site"),)
    card = scored(two_criteria(), clause(strength="intent"), nothing_found=looked)
    assert (card.high, card.coverage) == (37.5, 1.0)


def test_the_geometric_total_punishes_gaps() -> None:
    """exp((3 ln 101 + 1 ln 1) / 4) - 1 = 30.86."""
    card = scored(two_criteria(aggregate=Aggregate.GEOMETRIC), clause())
    assert card.promise == rounded(math.exp(3 * math.log(101) / 4) - 1) == 30.9


def test_low_leaves_out_documents_of_disputed_standing() -> None:
    """A document disputed by the day does not count in `low`; one disputed later does."""
    for since, low in (("2026-01-01", 0), ("2026-01-02", 100)):
        policy = document(
            version("1", "2024-01-01", clause()), disputed=Dispute(PartialDate.parse(since), "unclear")
        )
        card = score(catalog(lab(policy)), rule_of(level(100)), "acme", TODAY)
        assert (card.practice, card.low) == (100, low)


def test_before_the_founding_year_there_is_no_scorecard() -> None:
    """Totals and grade are empty before the lab existed, and there from the year on."""
    rule = rule_of(level(100))
    before, after = (scored(rule, clause(), founded=year) for year in (2027, 2026))
    assert (before.promise, before.practice, before.low, before.high, before.grade) == (None,) * 5
    assert after.promise == 100


def test_without_any_assessment_there_is_no_grade() -> None:
    """Coverage 0: the range is open to the top and nothing is graded."""
    card = scored(two_criteria())
    assert (card.practice, card.high, card.coverage, card.grade) == (0, 100, 0, None)


def test_grades_are_the_highest_cutoff_reached() -> None:
    """A total on the cut-off reaches it; below all cut-offs there is no grade."""
    rule = rule_of(level(100), grades={"A": 80.0, "C": 50.0})
    assert [grade_of(rule, total) for total in (80, 79.9, 50, 49.9)] == ["A", "C", "C", None]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.05, 0.1), (2.25, 2.3), (61.349999999, 61.3), (61.34999999999, 61.4), (1.05, 1.1), (99.95, 100.0)],
)
def test_totals_round_half_up_after_nine_places(value: float, expected: float) -> None:
    """Binary noise beyond nine places does not decide a rounding."""
    assert rounded(value) == expected


@pytest.mark.parametrize(
    ("on", "months", "expected"),
    [("2024-03-31", 1, "2024-02-29"), ("2026-03-31", 1, "2026-02-28"), ("2024-02-29", 12, "2023-02-28"),
     ("2026-01-15", 36, "2023-01-15"), ("2026-11-21", 11, "2025-12-21")],
)  # fmt: skip
def test_months_before_ends_on_the_months_last_day(on: str, months: int, expected: str) -> None:
    """Where the earlier month lacks the day, its last day is meant."""
    assert months_before(day(on), months) == day(expected)
