"""What is typed into fields is put into an even form, or refused with what is wrong."""

from __future__ import annotations

import pytest

from registry.core.typed import is_storable, line, passage
from registry.errors import BadValue


def test_fields_are_made_even() -> None:
    """Blanks at the ends go, line ends become one kind; what is visible stays as it was typed."""
    assert line("  two \t words\r\n", "it", most=9) == "two words"
    assert passage(" one\r\n\r\n\ttwo  three \n", "it", most=99) == "one\n\n\ttwo  three"
    assert (
        line("naïve — 智谱 👩\u200d🔬 می\u200cخواهم", "it", most=99)
        == "naïve — 智谱 👩\u200d🔬 می\u200cخواهم"
    )


@pytest.mark.parametrize(
    "char",
    ["\0", "\x1b", "\x7f", "\x85", "\u200b", "\u202e", "\u2066", "\u2028", "\ufeff", "\ue000", "\ud800", "\uffff",
     "\ufdd0", "\U0001ffff", "\U000e0041", "\r"],
)  # fmt: skip
def test_what_nobody_can_see_is_refused(char: str) -> None:
    """Controls, invisible and turning characters, halves of characters, and what XML cannot hold."""
    with pytest.raises(BadValue, match=f"the reason holds .*U\\+{ord(char):04X}"):
        passage(f"a{char}b", "the reason", most=99)


def test_what_is_too_long_is_refused() -> None:
    """With how long it is and how long it may be."""
    with pytest.raises(BadValue, match="the note has 1,001 characters; at most 1,000 fit"):
        passage("x" * 1001, "the note", most=1000)


def test_what_both_databases_keep() -> None:
    """Neither NUL nor half a character; everything else."""
    assert is_storable("a\n\u202e\uffff👩")
    assert not is_storable("a\0") and not is_storable("\udfff")
