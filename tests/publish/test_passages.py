"""A quote that is not in a text is shown the passage that it may have meant."""

from __future__ import annotations

import pytest

from registry.publish.passages import nearest_passage
from tests.patience import processor_seconds

TEXT = (
    "The laboratory pauses training. It will not deploy a model above the threshold\nunless safeguards hold. "
    + "Other matters follow here. " * 200
    + "Nobody decides alone."
)


@pytest.mark.parametrize(
    ("quote", "passage"),
    [
        ("will not release a model above the threshold", "will not deploy a model above the threshold"),
        ("unless the safeguards hold", "unless safeguards hold"),
        ("Nobody ever decides alone", "Nobody decides alone"),
    ],
)
def test_the_most_similar_passage_is_named(quote: str, passage: str) -> None:
    """A word replaced, put in or left out; line breaks are no matter."""
    found = nearest_passage(quote, TEXT)
    assert found is not None
    assert passage in found
    assert len(found) < len(quote) + 60


@pytest.mark.parametrize("quote", ["", "a b c", "quantum bananas sing", "x" * 5000, "decides " * 100])
def test_nothing_is_named_where_nothing_is_alike(quote: str) -> None:
    """Rather none than a passage about something else."""
    assert nearest_passage(quote, TEXT) is None
    assert nearest_passage(quote, "") is None


def test_a_long_text_is_no_matter() -> None:
    """Two megabytes that hold the quote's words everywhere are looked at in places only."""
    text = "safeguards threshold deployment laboratory " * 45_000
    assert processor_seconds(lambda: nearest_passage("laboratory unlike safeguards " * 30, text)) < 2
