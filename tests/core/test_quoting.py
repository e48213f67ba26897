"""Quotes are found through what typesetting, copying and line breaks did to a text, and only then."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from registry.core.quoting import (
    _INVISIBLE,
    _UNFOLDED,
    MAX_QUOTE,
    Effort,
    Finding,
    Passages,
    check_quotes,
    folded,
)
from tests.builders import clause
from tests.patience import processor_seconds

PROSE = (
    "The lab will not deploy a model above ASL-3 unless its safeguards — as audited — hold. "
    "“We won’t race”, it says; a well-known first-mover problem. Efficient offices suffice. "
    "Été à l’Œuvre: naïve coöperation, 12.5 % by 2025-06-30… 安全实验室将暂停训练。"
)

JOINTS = st.sampled_from(["", "", "", "", "\u00ad", "\u200b", "-\n", "\u2010\r\n", "\n", "\u00ad\n"])
SPACES = st.sampled_from([" ", " ", "\n", "  \n", "\u00a0", "\t", "\r\n\r\n", " \f"])
TYPESET = {"ffi": "ﬃ", "fi": "ﬁ", "’": "'", "“": '"', "…": "...", "—": "–", "é": "e\u0301", "ï": "i\u0308"}

few = settings(max_examples=40)


@st.composite
def typeset(draw: st.DrawFn, text: str) -> str:
    """The text with line breaks, soft hyphens, ligatures and other signs put in where they change no word."""
    for plain, other in TYPESET.items():
        if draw(st.booleans()):
            text = text.replace(plain, other)
    found = []
    for character, following in zip(text, [*text[1:], " "], strict=True):
        found.append(draw(SPACES) if character == " " else character)
        if character.isalnum() and following.isalnum():
            found.append(draw(JOINTS))
        elif character == "-":
            found.append(draw(st.sampled_from(["", "\n"])))
    return "".join(found)


@few
@given(typeset(PROSE), st.integers(0, len(PROSE) - 1), st.integers(1, len(PROSE)))
def test_a_quote_cut_from_a_text_is_always_found(text: str, start: int, length: int) -> None:
    """Whatever line breaks, hyphenation, ligatures and signs the text was given."""
    quote = PROSE[start : start + length]
    assume(any(character.isalnum() for character in quote))
    place = Passages(text).find(quote, Effort())
    assert place is not None
    assert letters(place.quote) == letters(quote)


def letters(text: str) -> str:
    """A text folded and without gaps."""
    return "".join(folded(text).replace("-", " ").split())


@few
@given(typeset(PROSE), st.data())
def test_what_was_cut_from_a_typeset_text_is_found_in_the_plain_one(text: str, data: st.DataObject) -> None:
    """It is all one which of the two, quote or text, came through a typesetter."""
    start = data.draw(st.integers(0, len(text) - 1))
    quote = text[start : start + data.draw(st.integers(1, 80))]
    assume(any(character.isalnum() for character in quote))
    assume(not quote.startswith(("\u0301", "\u0308")))
    assert Passages(PROSE).find(quote, Effort()) is not None


@few
@given(typeset(PROSE), st.data())
def test_a_quote_with_a_changed_word_is_not_found(text: str, data: st.DataObject) -> None:
    """One word replaced, left out, doubled or in other capitals, and the quote is another one."""
    words = PROSE.split()
    start = data.draw(st.integers(0, len(words) - 4))
    quoted = words[start : start + data.draw(st.integers(3, 12))]
    at = data.draw(st.integers(1, len(quoted) - 2))
    changed = data.draw(st.sampled_from(["never", "", f"{quoted[at]} {quoted[at]}", quoted[at].swapcase()]))
    assume(letters(changed) != letters(quoted[at]) and all(letters(quoted[end]) for end in (0, -1)))
    assert Passages(text).find(" ".join([*quoted[:at], changed, *quoted[at + 1 :]]), Effort()) is None


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("a well-known problem", "well-known", True),
        ("a well-known problem", "well known", False),
        ("a well-known problem", "wellknown", False),
        ("a well-\nknown problem", "well-known", True),
        ("a prob-\nlem", "problem", True),
        ("a prob-\nlem", "prob lem", False),
        ("now\nhere", "now here", True),
        ("now here", "nowhere", False),
        ("it will—may be—stop", "will — may be — stop", True),
        ("will -\nstop", "willstop", False),
        ("It will stop.", "it will stop", False),
        ("It will stop.", "It will stop", True),
        ("résumé", "resume", False),
        ("minus -5 degrees", "minus 5", False),
        ("安全实验室\n将暂停训练", "安全实验室将暂停训练", True),
        ("quoted `text'", "quoted ‘text’", True),
        ("anything", "", False),
        ("any - thing", " — ", False),
        ("", "anything", False),
    ],
)
def test_what_counts_as_the_same(text: str, quote: str, found: bool) -> None:
    """Hyphens, spaces, case and accents count; how they are set does not."""
    assert (Passages(text).find(quote, Effort()) is not None) is found


def test_a_place_is_shown_with_what_stands_around_it() -> None:
    """The words before and after, as they are in the text."""
    place = Passages("Before that,\nthe lab “will stop” at once.").find("will stop", Effort())
    assert place is not None
    assert (place.before, place.quote, place.after) == ('Before that,\nthe lab "', "will stop", '" at once.')


def test_each_clause_is_told_what_became_of_its_quote() -> None:
    """Found with the source that has it, not found, without any source; one without a quote is left out."""
    clauses = (clause("a", quote="will stop"), clause("b", quote="will go on"), clause("c"))
    sources = {"first": Passages("nothing"), "second": Passages("It will\nstop.")}
    found, lost = check_quotes(clauses, sources, Effort())
    assert (found.clause, found.finding, found.source) == ("a", Finding.FOUND, "second")
    assert (lost.clause, lost.finding, lost.place) == ("b", Finding.NOT_FOUND, None)
    assert {check.finding for check in check_quotes(clauses, {}, Effort())} == {Finding.NO_SOURCE}


@pytest.mark.parametrize(
    ("effort", "findings"),
    [
        (Effort(), ["found", "not-found", "not-found", "found"]),
        (Effort(quotes=3), ["found", "not-found", "not-found", "not-looked-for"]),
        (Effort(tries=3), ["found", "not-looked-for", "not-looked-for", "not-looked-for"]),
        (Effort(read=100), ["found", "not-found", "not-looked-for", "not-looked-for"]),
        (Effort(quotes=0), ["not-looked-for"] * 4),
    ],
)
def test_all_quotes_of_a_look_share_its_effort(effort: Effort, findings: list[str]) -> None:
    """Where it ends, what follows is not looked for; that is told apart from what is not there."""
    quotes = ("will stop", "a-a", "never", "at once")
    clauses = [clause(f"c{number}", quote=quote) for number, quote in enumerate(quotes)]
    sources = {"one": Passages("It will stop. " + "a a " * 20 + "So it will, at once.")}
    assert [check.finding for check in check_quotes(clauses, sources, effort)] == findings
    assert {check.finding for check in check_quotes(clauses, {}, Effort(quotes=0))} == {Finding.NO_SOURCE}


def test_no_character_beyond_is_made_of_others() -> None:
    """Characters with such numbers are passed over when a text is folded."""
    beyond = "".join(map(chr, range(_UNFOLDED, sys.maxunicode + 1)))
    assert unicodedata.is_normalized("NFKD", beyond) and _INVISIBLE.isdisjoint(beyond)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("a " * 150_000, "a " * 2_000 + "a-a"),
        ("a" * 1_000_000, "a" * 4_000 + "b"),
        ("ab" * 500_000, "ba" * 2_000 + " a"),
        ("-\n" * 500_000, "a-b"),
        ("\ufdfa" * 30_000, "\ufdfa" * 250 + "x"),
        ("x", "x" * (MAX_QUOTE + 1)),
    ],
)
def test_hostile_texts_are_answered_in_time(text: str, quote: str) -> None:
    """A text made to be searched for ever is searched within seconds, and the quote is not in it."""

    def look() -> None:
        assert Passages(text).find(quote, Effort()) is None

    assert processor_seconds(look) < 5
