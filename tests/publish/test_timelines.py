"""Totals over time, and what would raise them."""

from __future__ import annotations

import pytest

from registry.core.records import Verdict
from registry.core.scoring import score
from registry.core.standard import Aggregate, Practice, Standard
from registry.publish import timelines
from registry.publish.scorecards import explained, gains
from registry.publish.timelines import marks, moments
from tests import builders
from tests.builders import clause, conduct, criterion, day, document, lab, level, standard, version

ON = day("2026-01-15")


def ruler(aggregate: Aggregate = Aggregate.ARITHMETIC) -> Standard:
    """Two criteria with weights 3 and 1; a broken promise counts half."""
    return standard(
        criterion(level(100, strength="firm"), level(40, strength="intent"), name="stop", weight=3.0),
        criterion(level(60, strength="intent"), name="check", topics=("audit",)),
        aggregate=aggregate,
        practice=Practice(values={"broken": 0.5}),
    )


ACME = lab(
    document(
        version("draft", "2024-02-10", clause("a", strength="intent")),
        version("2025-05-20", "2025-05-20", clause("a")),
    ),
    conduct=(conduct("2025-08-08", Verdict.BROKEN, "policy/a"),),
)


def test_the_line_turns_on_the_days_on_which_something_happened() -> None:
    """Totals change on the day of a version and of conduct, not at the end of a month; they equal the scores."""
    catalog = builders.catalog(ACME)
    found = moments(catalog, ruler(), "acme", ON)
    assert [moment.on for moment in found] == [day("2024-02-10"), day("2025-05-20"), day("2025-08-08")]
    for moment in found:
        card = score(catalog, ruler(), "acme", moment.on)
        assert (moment.promise, moment.practice) == (card.promise, card.practice)
    assert found[-1].practice < found[-1].promise


def test_the_line_sees_nothing_of_the_future() -> None:
    """Asked about an earlier day, the line ends before what came later."""
    found = moments(builders.catalog(ACME), ruler(), "acme", day("2025-05-19"))
    assert [moment.on for moment in found] == [day("2024-02-10")]
    assert len(marks(builders.catalog(ACME), "acme", day("2025-05-19"))) == 1


def test_a_lab_with_nothing_has_no_line() -> None:
    """Where no clause was ever held there is nothing to draw."""
    assert moments(builders.catalog(lab()), ruler(), "acme", ON) == ()


def test_however_much_happened_the_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of very many days only so many are scored, the first and the last always among them."""
    monkeypatch.setattr(timelines, "MOST", 4)
    versions = [
        version(str(month), f"2025-{month:02}-01", clause("a", strength="firm" if month % 2 else "intent"))
        for month in range(1, 13)
    ]
    found = moments(builders.catalog(lab(document(*versions))), ruler(), "acme", ON)
    assert found[0].on == day("2025-01-01")
    assert len(found) <= 5


def test_a_date_is_not_repeated_as_the_name_of_a_mark() -> None:
    """A version known by its date has a mark without a name; others are named by their label."""
    assert [mark.name for mark in marks(builders.catalog(ACME), "acme", ON)] == ["draft", ""]


@pytest.mark.parametrize("aggregate", list(Aggregate))
def test_a_gain_is_what_the_total_would_rise_by(aggregate: Aggregate) -> None:
    """Meeting the next level raises the promise total by as much as was said, for either mean; the most comes first."""
    before = builders.catalog(lab(document(version("1", "2025-01-01", clause("a", strength="intent")))))
    result = explained(before, score(before, ruler(aggregate), "acme", ON))
    found = gains(result)
    assert [gain.points for gain in found] == sorted((gain.points for gain in found), reverse=True)
    for gain in found:
        clauses = [clause("a", strength="intent"), clause("b", topic=gain.item.result.criterion.topics[0])]
        after = builders.catalog(lab(document(version("1", "2025-01-01", *clauses))))
        risen = score(after, ruler(aggregate), "acme", ON).promise
        assert risen is not None
        assert result.card.promise is not None
        assert gain.points == pytest.approx(risen - result.card.promise, abs=0.11)


def test_the_best_level_leaves_nothing_to_gain() -> None:
    """A criterion at its best level is not among the gains."""
    catalog = builders.catalog(lab(document(version("1", "2025-01-01", clause("a")))))
    found = gains(explained(catalog, score(catalog, ruler(), "acme", ON)))
    assert [gain.item.result.criterion.id for gain in found] == ["check"]
