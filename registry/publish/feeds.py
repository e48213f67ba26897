"""Atom feeds: what changed, one entry a version, written by an XML serialiser."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape
from uuid import NAMESPACE_URL, uuid5

_ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot hold, escaped or not: one such character would make the whole feed unreadable.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed. `key` names what it is about for good; `lines` become a list below the summary.

    `verbatim` is a text to be read as it is, by programs too.
    """

    key: str
    title: str
    url: str
    day: date
    summary: str
    lines: tuple[str, ...] = ()
    verbatim: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as a whole. `key` names it for good, whatever the address it is served from."""

    key: str
    title: str
    subtitle: str
    url: str
    page: str
    entries: tuple[Entry, ...]


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
    newest = max((entry.day for entry in feed.entries), default=date(1970, 1, 1))
    _texts(root, {"updated": _instant(newest)})
    _texts(ET.SubElement(root, f"{{{_ATOM}}}author"), {"name": "Lab Safety Registry"})
    for entry in feed.entries:
        _add_entry(root, entry)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add_entry(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, f"{{{_ATOM}}}entry")
    _texts(element, {"id": stable_id(entry.key), "title": entry.title, "updated": _instant(entry.day)})
    _link(element, entry.url, rel="alternate", type="text/html")
    _texts(element, {"summary": entry.summary})
    if entry.lines:
        content = ET.SubElement(element, f"{{{_ATOM}}}content", {"type": "html"})
        content.text = _clean(_html(entry.summary, entry.lines))
    if entry.verbatim:
        _texts(element, {"content": entry.verbatim})


def _html(summary: str, lines: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<p>{escape(summary)}</p><ul>{items}</ul>"


def _texts(parent: ET.Element, values: dict[str, str]) -> None:
    for name, value in values.items():
        ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = _clean(value)


def _link(parent: ET.Element, href: str, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}link", {"href": _clean(href), **attributes})


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
