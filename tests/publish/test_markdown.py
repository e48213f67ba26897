"""Markdown that people typed becomes HTML that cannot run, and is parsed in bounded time."""

from __future__ import annotations

import pytest

from registry.publish.markdown import MAX_CHARACTERS, is_parseable, is_web_address, plain_text, to_html
from tests.patience import processor_seconds


def test_shows_what_was_meant() -> None:
    """Emphasis, lists, tables, code, quotes and links come out; headings start at the second level."""
    html = to_html("# A\n\n*b* **c** `d`\n\n- e\n\n> f\n\n|g|\n|-|\n|h|\n\n[i](https://x.org/?a=1&b=2)")
    for part in (
        "<h2>A</h2>", "<em>b</em>", "<strong>c</strong>", "<code>d</code>", "<li>e</li>", "<blockquote>", "<td>h</td>",
        '<a href="https://x.org/?a=1&amp;b=2" rel="noopener noreferrer">i</a>',
    ):  # fmt: skip
        assert part in html


def test_a_picture_becomes_its_description() -> None:
    """Pictures are never loaded; what they show is told in words."""
    assert to_html("![a & b](https://x.org/p.png)") == "<p>a &amp; b</p>\n"


NOT_FOR_LINKS = [
    "javascript:x", "data:text/html,x", "//x.org", "/labs/", "ftp://x.org", "https://", "https:x", "mailto:a@b", "x",
    "https://x.org/\n", "https://x.org/\x7f", "https://[", "http://x.org/" + "a" * 3000,
]  # fmt: skip


@pytest.mark.parametrize("url", NOT_FOR_LINKS)
def test_only_web_addresses_are_links(url: str) -> None:
    """Only http and https with a host may be a link."""
    assert not is_web_address(url)


def test_web_addresses_are() -> None:
    """Ordinary addresses are."""
    assert is_web_address("https://x.org/a?b=c#d")
    assert is_web_address("http://xn--bcher-kva.example/")


def test_plain_text_keeps_the_words() -> None:
    """Marks go, words and their order stay, descriptions of pictures included."""
    text = "# A\n\n![pic](https://x.org/p.png) *b* `c`\nd\n\n- e\n- [f](https://x.org)\n\n```\ng\n```"
    assert plain_text(text) == "A pic b c d e f g"


BOMBS = {
    "pictures": "![" * 15_000, "brackets": "[" * 50_000, "stars": "*a " * 30_000, "underscores": "_a " * 30_000,
    "backticks": "".join("`" * length + " " for length in range(500)), "quotes": "> " * 5_000, "lists": "- " * 5_000,
    "angles": "<" * 50_000, "ampersands": "&" * 50_000, "links": "[a](" * 20_000, "parentheses": "[a](" + "(" * 20_000,
    "many paragraphs": ("[" * 390 + "\n\n") * 500, "many pictures": ("![" * 200 + "\n\n") * 480,
    "references": "".join(f"[a{number}]: http://a.b/{number}\n" for number in range(6_000)),
    "table": "|a" * 100 + "|\n" + "|-" * 100 + "|\n" + ("|x" * 100 + "|\n") * 900, "backslashes": "\\" * 100_000,
    "underlines": "a\n=" * 50_000, "hashes": "# " * 90_000, "one word": "a" * 200_000, "empty lines": "\n" * 199_999,
    "deep lists": "".join("  " * depth + "- a\n" for depth in range(400)), "tildes": "~" * 100_000,
    "tags": "\n".join("<a" * 100 for _ in range(900)), "too long": "a b\n\n" * MAX_CHARACTERS,
    "items": "- [" + "![" * 900 + "\n" + "- [a](http://b.c) *x*\n" * 3_000,
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_no_text_takes_long(name: str) -> None:
    """Texts built to exhaust a parser are answered within two seconds of processor time, and lose no words."""
    assert processor_seconds(lambda: (to_html(BOMBS[name]), plain_text(BOMBS[name]))) < 2
    html, words = to_html(BOMBS[name]), plain_text(BOMBS[name])
    assert "<script" not in html
    assert len(words) <= len(BOMBS[name])


def test_a_bomb_is_shown_plain() -> None:
    """A text too entangled to parse stands as paragraphs, its marks as typed."""
    text = "First.\n\n" + "![" * 15_000 + "<b>"
    assert not is_parseable(text)
    html = to_html(text)
    assert html.startswith("<p>First.</p>\n<p>![")
    assert "&lt;b&gt;" in html


@pytest.mark.parametrize("mark", [">", "> ", "- ", "1. "])
def test_marks_too_deep_are_shown_plain(mark: str) -> None:
    """Quotes and lists within each other are parsed down to sixty, with or without spaces between their marks."""
    assert is_parseable(mark * 30 + "a")
    assert not is_parseable(mark * 61 + " a")


def test_tables_too_large_are_shown_plain() -> None:
    """A table of a thousand cells is parsed, one of many thousands is not."""
    row = "|a|b|c|\n"
    assert is_parseable("|x|y|z|\n|-|-|-|\n" + row * 300)
    assert not is_parseable("|x|y|z|\n|-|-|-|\n" + row * 1300)


def test_long_ordinary_texts_are_parsed() -> None:
    """A hundred pages with links and lists are within the bounds."""
    text = (
        "Words *with* emphasis and [a link](https://x.org).\n\n- one [link](https://x.org)\n- two\n\n" * 1_500
    )
    assert is_parseable(text)
