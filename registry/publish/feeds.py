"""Feeds: what is new, an entry a matter, as Atom (RFC 4287) and as JSON Feed 1.1."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from uuid import NAMESPACE_URL, uuid5

from registry.publish.xml_text import xml_text

_ATOM = "http://www.w3.org/2005/Atom"
AUTHOR = "Lab Safety Registry"
RIGHTS = "The catalogue is under CC BY 4.0."


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed. `key` names what it is about for good; `lines` become a list below the summary.

    `at` is the day or the moment of what it tells. `verbatim` is a text to be read as it is, by programs too.
    """

    key: str
    title: str
    url: str
    at: date
    summary: str
    lines: tuple[str, ...] = ()
    verbatim: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as a whole. `key` names it for good, whatever the address it is served from.

    `made` is when what it tells was recorded; without it, the newest entry says so.
    """

    key: str
    title: str
    subtitle: str
    url: str
    page: str
    entries: tuple[Entry, ...]
    made: datetime | None = None

    @property
    def updated(self) -> str:
        """The moment since which it has been as it is."""
        newest = max((_instant(entry.at) for entry in self.entries), default=_instant(date(1970, 1, 1)))
        return _instant(self.made) if self.made else newest


def stable_id(key: str) -> str:
    """An identifier that depends on the key alone, so that it stays when the site moves."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'lab-safety-registry:{key}')}"


def atom(feed: Feed) -> bytes:
    """The feed as an Atom document in UTF-8 (RFC 4287)."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    _texts(root, {"id": stable_id(feed.key), "title": feed.title, "subtitle": feed.subtitle})
    _link(root, feed.url, rel="self", type="application/atom+xml")
    _link(root, feed.page, rel="alternate", type="text/html")
    _texts(root, {"updated": feed.updated, "rights": RIGHTS})
    _texts(ET.SubElement(root, f"{{{_ATOM}}}author"), {"name": AUTHOR})
    for entry in feed.entries:
        _add_entry(root, entry)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def json_feed(feed: Feed) -> bytes:
    """The feed as a JSON Feed in UTF-8, version 1.1."""
    items = [
        {
            "id": stable_id(entry.key),
            "url": entry.url,
            "title": xml_text(entry.title),
            "summary": xml_text(entry.summary),
            "content_text": xml_text(entry.verbatim or "\n".join((entry.summary, *entry.lines))),
            "date_published": _instant(entry.at),
        }
        for entry in feed.entries
    ]
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": xml_text(feed.title),
        "description": xml_text(feed.subtitle),
        "home_page_url": feed.page,
        "feed_url": feed.url,
        "language": "en",
        "authors": [{"name": AUTHOR}],
        "items": items,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _add_entry(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, f"{{{_ATOM}}}entry")
    moment = _instant(entry.at)
    _texts(
        element,
        {"id": stable_id(entry.key), "title": entry.title, "published": moment, "updated": moment},
    )
    _link(element, entry.url, rel="alternate", type="text/html")
    _texts(element, {"summary": entry.summary})
    if entry.lines:
        content = ET.SubElement(element, f"{{{_ATOM}}}content", {"type": "html"})
        content.text = xml_text(_html(entry.summary, entry.lines))
    if entry.verbatim:
        _texts(element, {"content": entry.verbatim})


def _html(summary: str, lines: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<p>{escape(summary)}</p><ul>{items}</ul>"


def _texts(parent: ET.Element, values: dict[str, str]) -> None:
    for name, value in values.items():
        ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = xml_text(value)


def _link(parent: ET.Element, href: str, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}link", {"href": xml_text(href), **attributes})


def _instant(at: date) -> str:
    if isinstance(at, datetime):
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{at.isoformat()}T00:00:00Z"
