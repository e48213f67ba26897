"""Markdown that people typed, as safe HTML and as plain text. The only home of markdown-it and nh3."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_CHARACTERS = 200_000
"""A longer text is shown as plain paragraphs: no reader is helped by formatting, and parsing costs time."""

MAX_ENTANGLEMENT = 4_000_000
"""The parser's time grows with the square of the brackets and delimiters in one block: the most that their squares may
add up to (about 0.2 s)."""

MAX_TABLE_MARKS = 5_000
"""More cell borders than this in a text and it is shown plain."""

MAX_DEPTH = 60
"""More quote or list marks than this at the head of one line and the text is shown plain."""

_TAGS = frozenset(
    "a blockquote br code em h2 h3 h4 h5 h6 hr li ol p pre s strong table tbody td th thead tr ul".split()
)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_BLOCK = re.compile(r"\n[ \t]*\n|\n(?= {0,3}[-+*] \S)")
_OPENERS = re.compile(r"[\[\]<>*_`~\\]")
_NESTING = re.compile(r"^(?:[ \t]*(?:>|[-+*]|\d{1,9}[.)])(?=[ \t>]|$))+", re.MULTILINE)


@lru_cache(maxsize=4096)
def is_web_address(url: str) -> bool:
    """Whether an address is one that a link may lead to: http or https, with a host, without control characters."""
    if len(url) > 2000 or any(ord(character) <= 0x20 or ord(character) == 0x7F for character in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


@lru_cache(maxsize=1024)
def to_html(text: str) -> str:
    """A text as HTML that cannot run, load or break anything.

    Raw HTML is shown as text, pictures become their descriptions, links lead to http and https only, headings start at
    the second level. A text too large or too entangled to parse in reasonable time is shown as plain paragraphs.
    """
    if not is_parseable(text):
        return _plain_paragraphs(text)
    rendered: str = _parser().render(text)
    return nh3.clean(
        rendered,
        tags=set(_TAGS),
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer",
    )


@lru_cache(maxsize=1024)
def plain_text(text: str) -> str:
    """The words of a Markdown text on one line, for search and descriptions."""
    if not is_parseable(text):
        return " ".join(text.split())
    words = " ".join(_words(_parser().parse(text)))
    return " ".join(words.split())


def is_parseable(text: str) -> bool:
    """Whether a text is small and plain enough to be parsed as Markdown in reasonable time."""
    if len(text) > MAX_CHARACTERS or text.count("|") > MAX_TABLE_MARKS:
        return False
    if sum(len(_OPENERS.findall(block)) ** 2 for block in _BLOCK.split(text)) > MAX_ENTANGLEMENT:
        return False
    return all(
        len(match.group().split()) + match.group().count(">") <= MAX_DEPTH
        for match in _NESTING.finditer(text)
    )


def _words(tokens: list[Token]) -> list[str]:
    found: list[str] = []
    for token in tokens:
        if token.type in ("code_block", "fence"):
            found.append(token.content)
        elif token.type == "inline":
            found.append("".join(_inline_words(token.children or [])))
    return found


def _inline_words(children: list[Token]) -> list[str]:
    return [" " if child.type in ("softbreak", "hardbreak") else child.content for child in children]


def _plain_paragraphs(text: str) -> str:
    blocks = (block.strip() for block in _PARAGRAPH.split(text[:MAX_CHARACTERS]))
    return "\n".join(f"<p>{nh3.clean_text(block)}</p>" for block in blocks if block)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
    parser.validateLink = is_web_address  # type: ignore[method-assign]
    parser.add_render_rule("image", _image_as_text)
    parser.add_render_rule("heading_open", _lowered_heading)
    parser.add_render_rule("heading_close", _lowered_heading)
    return parser


def _image_as_text(_renderer: object, tokens: list[Token], index: int, _options: object, _env: object) -> str:
    return nh3.clean_text(tokens[index].content)


def _lowered_heading(
    _renderer: object, tokens: list[Token], index: int, _options: object, _env: object
) -> str:
    level = min(int(tokens[index].tag[1]) + 1, 6)
    return f"<h{level}>" if tokens[index].nesting == 1 else f"</h{level}>\n"
