"""Feeds: always well-formed XML, with identifiers that stay."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from registry.publish.feeds import Entry, Feed, atom, json_feed, stable_id
from tests.publish.atoms import ATOM, faults, parsed


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
    return Entry(at=date(2024, 2, 3), lines=(given.pop("line", "added: a"),), **(values | given))


def test_a_feed_has_what_atom_requires() -> None:
    """The feed and each entry carry id, title and updated; the feed links to itself and has an author."""
    root = parsed(atom(feed(entry())))
    found = root.find(f"{ATOM}entry")
    assert found is not None
    for part in (root, found):
        assert all(part.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert root.findtext(f"{ATOM}updated") == "2024-02-03T00:00:00Z"
    assert faults(atom(feed(entry()))) == []
    assert found.findtext(f"{ATOM}published") == "2024-02-03T00:00:00Z"
    assert {link.get("rel") for link in root.findall(f"{ATOM}link")} == {"self", "alternate"}


def test_an_empty_feed_is_valid() -> None:
    """A filter that nothing meets still gives a feed that parses."""
    assert faults(atom(feed())) == []


def test_hostile_text_cannot_break_the_feed() -> None:
    """Markup is text, inside the HTML of an entry too; characters that XML cannot hold are replaced."""
    nasty = "<script>alert(1)</script>]]>&\0\x0b\ud800\ufffe"
    root = parsed(atom(feed(entry(title=nasty, line=nasty, summary=nasty))))
    assert faults(atom(feed(entry(title=nasty, line=nasty, summary=nasty)))) == []
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


def test_a_feed_changes_when_what_it_tells_was_recorded() -> None:
    """The feed bears the moment of the record, in UTC, where it is known, so that old news that is new here shows."""
    made = datetime.fromisoformat("2026-11-21T01:30:00+02:00")
    known = Feed("changes", "Changes", "What", "/changes.atom", "/changes/", (entry(),), made)
    assert parsed(atom(known)).findtext(f"{ATOM}updated") == "2026-11-20T23:30:00Z"
    moment = Entry(
        "revision 2", "Correction", "/revisions/2/", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "Why"
    )
    assert parsed(atom(feed(moment))).findtext(f"{ATOM}entry/{ATOM}updated") == "2026-01-02T03:04:05Z"


def test_a_json_feed_says_the_same() -> None:
    """Version 1.1 with what it requires, the same identifiers, and text that any parser takes."""
    nasty = "<b>&\0\ud800"
    found = json.loads(json_feed(feed(entry(title=nasty, line=nasty))))
    assert (found["version"], found["feed_url"]) == (
        "https://jsonfeed.org/version/1.1",
        "https://example.org/changes.atom",
    )
    (item,) = found["items"]
    assert item["id"] == parsed(atom(feed(entry()))).findtext(f"{ATOM}entry/{ATOM}id")
    assert item["title"] == "<b>&\ufffd\ufffd"
    assert item["content_text"] == "1 added\n<b>&\ufffd\ufffd"
    assert item["date_published"] == "2024-02-03T00:00:00Z"


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b"<title>Changes</title>", b""),
        (b"T00:00:00Z</updated>", b"</updated>"),
        (b"urn:uuid:", b""),
        (b'rel="self"', b'rel="related"'),
        (b"<author>", b"<author><x/></author><author>"),
        (b"<summary>", b"<summary>a</summary><summary>"),
        (b"https://example.org/1", b"https://example.org/a b"),
        (b"<rights>", b"<hint>"),
    ],
)
def test_the_check_can_fail(good: bytes, bad: bytes) -> None:
    """A feed with one thing wrong is not taken for valid."""
    whole = atom(feed(entry()))
    assert good in whole
    assert faults(
        whole.replace(good, bad).replace(b"</rights>", b"</hint>" if bad == b"<hint>" else b"</rights>")
    )
