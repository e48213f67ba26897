"""The query language: what each sign means, its bounds, and that nothing a person types can break it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.publish.search.grammar import MOST_CHARACTERS, MOST_TERMS, parse
from registry.publish.search.tree import All, AnyOf, Field, FieldName, Node, Not, Phrase, Prefix, Word
from registry.publish.search.words import split

SIGNS = st.sampled_from(
    [
        *'"()*:-–“”',
        " AND ",
        " OR ",
        " NOT ",
        " lab:",
        " asof:",
        " since:",
        " pause",
        "a*",
        "x.ai",
        "\x00",
        "\ud800",
        "\u202e",
    ]
)


def leaves(node: Node | None) -> Iterator[Node]:
    if isinstance(node, All | AnyOf):
        for part in node.parts:
            yield from leaves(part)
    elif isinstance(node, Not):
        yield from leaves(node.part)
    elif node is not None:
        yield node


def depth(node: Node | None) -> int:
    if isinstance(node, All | AnyOf):
        return 1 + max(depth(part) for part in node.parts)
    return depth(node.part) if isinstance(node, Not) else 0


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("merge clause", All((Word("merge"), Word("clause")))),
        ("merge AND clause", All((Word("merge"), Word("clause")))),
        ('"stop and assist"', Phrase("stop and assist")),
        ("“stop and assist”", Phrase("stop and assist")),
        ("pause OR halt training", AnyOf((Word("pause"), All((Word("halt"), Word("training")))))),
        ("pause -internal", All((Word("pause"), Not(Word("internal"))))),
        ("NOT NOT pause", Word("pause")),
        ("pause NOT (halt OR stop)", All((Word("pause"), Not(AnyOf((Word("halt"), Word("stop"))))))),
        ("interpretab*", Prefix("interpretab")),
        ('lab:"Google DeepMind"', Field(FieldName.LAB, "Google DeepMind")),
        ("-topic:pause", Not(Field(FieldName.TOPIC, "pause"))),
        ("red-teaming", Word("red-teaming")),
        ("RSP 2.1", All((Word("rsp"), Word("2.1")))),
        ("stop and assist", All((Word("stop"), Word("and"), Word("assist")))),
        ("pause 14 October 2024", All((Word("pause"), Word("14 october 2024", "2024-10-14")))),
        ("Oct 3, 2024", Word("oct 3 2024", "2024-10-03")),
        ("(2024-10 OR 2023)", AnyOf((Word("2024 10", "2024-10"), Word("2023", "2023")))),
        ("31 February 2024", All((Word("31"), Word("february", ""), Word("2024")))),
    ],
)
def test_each_sign_means_what_the_help_page_says(typed: str, tree: Node) -> None:
    """A query reads as its tree, without a note."""
    query = parse(typed)
    assert (query.tree, query.notes) == (tree, ())


def test_who_writes_and_wants_every_word() -> None:
    """Without the word some of several are enough."""
    assert parse("pause AND training").every
    assert not parse("pause and training").every


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("pause AND", Word("pause")),
        ("(pause training", All((Word("pause"), Word("training")))),
        ("pause)", Word("pause")),
        ("OR OR pause", Word("pause")),
        ('"pause training', All((Word("pause"), Word("training")))),
        ("ab* pause", All((Word("ab"), Word("pause")))),
        ("topik:pause", All((Word("topik"), Word("pause")))),
        ("((((pause))))", Word("pause")),
    ],
)
def test_what_does_not_read_is_searched_as_plain_words_and_said_so(typed: str, tree: Node) -> None:
    """A query with signs that do not fit still asks for its words, with a note."""
    query = parse(typed)
    assert query.tree == tree
    assert query.notes


@pytest.mark.parametrize("typed", ["", "   ", "()", '""', "- - -", "***", "AND", "\x00\x01", "🙂 ?!"])
def test_nothing_to_search_is_no_tree(typed: str) -> None:
    """What holds no word has no tree."""
    assert parse(typed).tree is None


def test_a_long_query_is_cut_with_a_note() -> None:
    """Characters and words beyond the bounds are passed over, and the reader is told."""
    assert "16 words" in parse("pause " * 17).notes[0]
    assert any("400 characters" in note for note in parse("a" * 10_000).notes)
    assert parse('"' + "word " * 30 + '"').tree == Phrase(" ".join(["word"] * 16))


@given(st.text() | st.lists(SIGNS | st.text(max_size=4), max_size=60).map("".join))
def test_any_text_reads_within_the_bounds(typed: str) -> None:
    """Whatever is typed gives a tree of few words and little depth, or none, and never raises."""
    query = parse(typed)
    found = list(leaves(query.tree))
    words = sum(len(split(leaf.text)) for leaf in found if isinstance(leaf, Word | Phrase | Prefix))
    assert words + sum(isinstance(leaf, Field) for leaf in found) <= MOST_TERMS
    assert depth(query.tree) <= 8
    assert len(query.text) <= MOST_CHARACTERS + 1
    assert all(len(leaf.text) >= 3 for leaf in found if isinstance(leaf, Prefix))
    query.text.encode("utf-8")


@given(st.text(max_size=300))
def test_reading_what_was_read_changes_nothing(typed: str) -> None:
    """The cleaned text reads as the typed one did."""
    assert parse(parse(typed).text).tree == parse(typed).tree
