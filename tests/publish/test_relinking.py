"""A page's links in other places: the rest of the page stays as it is."""

from __future__ import annotations

from html import escape

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.publish.relinking import links, relinked


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ('<a class="x" href="/a/?b=1&amp;c=2#d">w</a>', '<a class="x" href="NEW/a/?b=1&amp;c=2#d">w</a>'),
        ('<a title="see href=" href="/a/">w</a>', '<a title="see href=" href="NEW/a/">w</a>'),
        ('<a title="1 > 0" href="/a/">w</a>', '<a title="1 > 0" href="NEW/a/">w</a>'),
        ('<p>href="/a/" &lt;a href="/a/"&gt;</p>', '<p>href="/a/" &lt;a href="/a/"&gt;</p>'),
        ('<a download href="/a/" title="">w</a>', '<a download href="NEW/a/" title="">w</a>'),
        ('<svg><image href="/i.svg"/></svg>', '<svg><image href="NEW/i.svg"/></svg>'),
        (
            '<p><a href="/gone/" rel="prev" aria-current="true">w</a></p>',
            '<p><a aria-current="true">w</a></p>',
        ),
        ('<p><a href="/gone/" rel="nofollow">do <b>it</b></a>.</p>', "<p>.</p>"),
        (
            '<p class="forms small"><a href="/gone/">PDF</a><a href="/a/">CSV</a></p><p><a href="/gone/">w</a></p>',
            '<p class="forms small"><a href="NEW/a/">CSV</a></p><p><a>w</a></p>',
        ),
        ('<link rel="search" href="/gone/"><p>w</p>', "<p>w</p>"),
        ('<p>1</p><form action="/a/"><a href="/a/">w</a><input></form><p>2</p>', "<p>1</p><p>2</p>"),
    ],
)
def test_what_becomes_of_a_link(page: str, found: str) -> None:
    """Links move, those that lead nowhere keep their words, what offers something to do goes, text is left alone."""
    assert relinked(page, lambda link: None if link == "/gone/" else f"NEW{link}") == found


@settings(max_examples=30)
@given(st.lists(st.tuples(st.text("a<>&\"'= /", max_size=9), st.text("a&\"' <>?#/", max_size=9)), max_size=4))
def test_links_are_those_of_a_parser(written: list[tuple[str, str]]) -> None:
    """Whatever titles and words hold, what is found are the links that an HTML parser finds."""
    page = "".join(
        f'<a title="{escape(title)}" href="{escape(link)}">{escape(title)}</a>' for title, link in written
    )
    tree = lxml.html.fragment_fromstring(page, create_parent="div")
    assert list(links(page)) == [str(link) for link in tree.xpath("//@href")]
    assert relinked(page, lambda link: link) == page
