"""Feeds: always well-formed XML, with identifiers that stay."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date

from registry.publish.feeds import Entry, Feed, atom, stable_id

ATOM = "{http://www.w3.org/2005/Atom}"


def parsed(xml: bytes) -> ET.Element:
    """What an XML parser makes of a feed of ours."""
    return ET.fromstring(xml)  # noqa: S314 (our own output)


def feed(*entries: Entry, url: str = "https://example.org/changes.atom") -> Feed:
    """A feed with those entries."""
    return Feed("changes", "Changes", "What changed", url, "https://example.org/changes/", entries)


def entry(**given: str) -> Entry:
    """An entry about one version."""
    values = {
        "key": "labs/acme/policy/1.md",
        "title": "Acme: 1",
        "url": "https://example.org/1",
        "summary": "1 added",
    }
    return Entry(day=date(2024, 2, 3), lines=(given.pop("line", "added: a"),), **(values | given))


def test_a_feed_has_what_atom_requires() -> None:
    """The feed and each entry carry id, title and updated; the feed links to itself and has an author."""
    root = parsed(atom(feed(entry())))
    found = root.find(f"{ATOM}entry")
    assert found is not None
    for part in (root, found):
        assert all(part.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert root.findtext(f"{ATOM}updated") == "2024-02-03T00:00:00Z"
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert {link.get("rel") for link in root.findall(f"{ATOM}link")} == {"self", "alternate"}


def test_an_empty_feed_is_valid() -> None:
    """A filter that nothing meets still gives a feed that parses."""
    assert parsed(atom(feed())).findtext(f"{ATOM}updated")


def test_hostile_text_cannot_break_the_feed() -> None:
    """Markup is text, inside the HTML of an entry too; characters that XML cannot hold are replaced."""
    nasty = "<script>alert(1)</script>]]>&\0\x0b\ud800\ufffe"
    root = parsed(atom(feed(entry(title=nasty, line=nasty, summary=nasty))))
    title = root.findtext(f"{ATOM}entry/{ATOM}title")
    content = root.findtext(f"{ATOM}entry/{ATOM}content")
    assert title is not None
    assert title.startswith("<script>alert(1)</script>]]>&\ufffd")
    assert content is not None
    assert "<script>" not in content
    assert "&lt;script&gt;" in content


def test_identifiers_depend_on_what_is_named_alone() -> None:
    """Moving the site changes addresses, not identifiers; two things never share one."""
    here = parsed(atom(feed(entry())))
    there = parsed(atom(feed(entry(url="https://moved.example/1"), url="https://moved.example/f")))
    for name in (f"{ATOM}id", f"{ATOM}entry/{ATOM}id"):
        assert here.findtext(name) == there.findtext(name)
    assert stable_id("a") != stable_id("b")
