"""Words for needs and counts: every single need is said, what asks for nothing is not."""

from __future__ import annotations

import pytest

from registry.core.compare import changes
from registry.core.levels import Missing
from registry.core.standard import FILLABLE, Needs
from registry.publish.explain import memo, missing_in_words, needs_in_words
from tests import builders
from tests.builders import clause, document, version

WORDS = builders.vocabulary()


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        (Missing(facets={"strength": "firm"}), ["its strength is “firm”"]),
        (Missing(facets={"strength": "intent"}), ["its strength is “intent” or higher"]),
        (Missing(facets={"verification": "external"}), ["external"]),
        (Missing(facets={"disclosure": "published"}), ["the text of the rule is public"]),
        (Missing(facets={"disclosure": "claimed", "verification": "none", "strength": "aspiration"}), []),
        (Missing(without=("waiver",)), ["it leaves no way out"]),
        (Missing(held_days=180), ["it has been in force for 180 days"]),
    ],
)
def test_each_need_has_its_words(missing: Missing, words: list[str]) -> None:
    """One part of a sentence for each thing that lacks; the lowest value of a facet asks for nothing."""
    assert list(missing_in_words(missing, vocabulary=WORDS)) == words


def test_every_property_that_can_be_asked_for_has_words() -> None:
    """No level can ask for something that the page cannot say; each thing is said differently."""
    said = needs_in_words(Needs(has=FILLABLE, own=True), vocabulary=WORDS)
    assert len(set(said)) == len(FILLABLE) + 1


def test_a_memo_counts_by_the_direction_that_counts() -> None:
    """Losses come first; without changes it says so."""
    policy = document(
        version("1", "2024-01-01", clause("a"), clause("b"), clause("c")),
        version("2", "2024-02-01", clause("a", strength="intent"), clause("c"), clause("d"), clause("e")),
    )
    found = [change for change in changes(policy, vocabulary=WORDS) if change.from_version]
    assert memo(found) == "1 weakened, 1 removed, 2 added, 1 unchanged"
    assert memo(()) == "nothing changed"
