"""Words: how spellings are folded, hyphens joined and places in the text kept."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.publish.search.analysis import stem
from registry.publish.search.words import fold, split, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("licence", "license"),
        ("organisation", "organization"),
        ("organising", "organizing"),
        ("behaviour", "behavior"),
        ("analyse", "analyze"),
        ("Évaluation", "evaluation"),
        ("lab’s", "lab"),
        ("v2.1", "2.1"),
        ("pausing", "pauses"),
        ("evaluations", "evaluate"),
        ("evaluated", "evaluate"),
        ("stopped", "stop"),
    ],
)
def test_spellings_and_forms_of_a_word_are_one(one: str, other: str) -> None:
    """Both forms compare as equal."""
    assert stem(fold(one)) == stem(fold(other))


def test_a_hyphenated_word_is_also_one_word() -> None:
    """The first part carries the whole, so that ASL-3 is found as ASL3; dates are left alone."""
    assert [token.joined for token in tokens("red-teaming of ASL-3 on 2024-10-15")] == [
        "redteaming", None, None, "asl3", None, None, None, None, None,
    ]  # fmt: skip


def test_dotted_names_and_numbers_stay_whole() -> None:
    """x.ai and 2.1 are words."""
    assert split("x.ai, RSP 2.1.") == ("x.ai", "rsp", "2.1")


@given(st.text())
def test_tokens_stand_where_they_say(text: str) -> None:
    """Each token folds to what stands at its place in the text; tokens do not overlap."""
    found = list(tokens(text))
    assert all(fold(text[token.start : token.end]) == token.text for token in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert [token.place for token in found] == list(range(len(found)))
