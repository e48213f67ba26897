"""What would raise a total, and by how much."""

from __future__ import annotations

import pytest

from registry.core.scoring import score
from registry.core.standard import Aggregate, Practice, Standard
from registry.publish.scorecards import explained, gains
from tests import builders
from tests.builders import clause, criterion, day, document, lab, level, standard, version

ON = day("2026-01-15")


def ruler(aggregate: Aggregate = Aggregate.ARITHMETIC) -> Standard:
    """Two criteria with weights 3 and 1; a broken promise counts half."""
    return standard(
        criterion(level(100, strength="firm"), level(40, strength="intent"), name="stop", weight=3.0),
        criterion(level(60, strength="intent"), name="check", topics=("audit",)),
        aggregate=aggregate,
        practice=Practice(values={"broken": 0.5}),
    )


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
