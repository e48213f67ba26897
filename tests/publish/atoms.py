"""What RFC 4287 asks of a feed document and RFC 3339 of its dates, as checks that name what is wrong."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from urllib.parse import urlsplit

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

ONCE = {"feed": ("id", "title", "updated"), "entry": ("id", "title", "updated")}
AT_MOST_ONCE = {
    "feed": ("generator", "icon", "logo", "rights", "subtitle"),
    "entry": ("content", "published", "rights", "source", "summary"),
}
ANY_NUMBER = {
    "feed": ("author", "category", "contributor", "link", "entry"),
    "entry": ("author", "category", "contributor", "link"),
}
TEXTS = ("title", "subtitle", "summary", "rights", "content")
INSTANT = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ")
HOLDS_TEXT = {"id", "name", "uri", "email", "updated", "published", *TEXTS}


def parsed(xml: bytes) -> ET.Element:
    """What an XML parser makes of a feed of ours."""
    return ET.fromstring(xml)  # noqa: S314 (our own output)


def faults(xml: bytes) -> list[str]:
    """Everything in a document that RFC 4287 does not allow; empty for a valid feed."""
    root = parsed(xml)
    if root.tag != f"{ATOM}feed":
        return [f"the root is {root.tag}"]
    entries = root.findall(f"{ATOM}entry")
    found = [*_container(root, "feed")]
    for entry in entries:
        found += _container(entry, "entry")
        if root.find(f"{ATOM}author") is None and entry.find(f"{ATOM}author") is None:
            found.append("an entry without an author")
        if entry.find(f"{ATOM}content") is None and _links(entry, "alternate") == []:
            found.append("an entry without content and without an alternate link")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(set(ids)) != len(ids):
        found.append("two entries share an id")
    if len(_links(root, "self")) != 1:
        found.append("no link to itself")
    return found


def _container(element: ET.Element, kind: str) -> Iterator[str]:
    names = [str(child.tag).removeprefix(ATOM) for child in element]
    yield from (f"{kind}: {names.count(name)} × {name}" for name in ONCE[kind] if names.count(name) != 1)
    yield from (f"{kind}: {name} twice" for name in AT_MOST_ONCE[kind] if names.count(name) > 1)
    allowed = {*ONCE[kind], *AT_MOST_ONCE[kind], *ANY_NUMBER[kind]}
    yield from (f"{kind}: {name} is not allowed" for name in names if name not in allowed)
    if element.text and element.text.strip():
        yield f"{kind}: loose text"
    for child, name in zip(element, names, strict=True):
        yield from _child(child, name)
    kinds = [(link.get("type"), link.get("hreflang")) for link in _links(element, "alternate")]
    if len(set(kinds)) != len(kinds):
        yield f"{kind}: two alternate links of one type"


def _child(child: ET.Element, name: str) -> Iterator[str]:
    text = (child.text or "").strip()
    if name in HOLDS_TEXT and len(child):
        yield f"{name}: markup inside"
    if name == "id" and (not urlsplit(text).scheme or re.search(r"\s", text)):
        yield f"id: {text!r} is no absolute IRI"
    if name in ("updated", "published") and not INSTANT.fullmatch(child.text or ""):
        yield f"{name}: {child.text!r} is no instant"
    if name in TEXTS and child.get("type", "text") not in ("text", "html"):
        yield f"{name}: type {child.get('type')!r}"
    if name == "title" and not text:
        yield "an empty title"
    if name == "author" and len(child.findall(f"{ATOM}name")) != 1:
        yield "an author without a name"
    if name == "link":
        href = child.get("href")
        if href is None or re.search(r"[\s<>\"{}|\\^`]", href) or not href.isascii():
            yield f"link: {href!r} is no address"
        if child.get("type") is not None and not re.fullmatch(r"[\w.+-]+/[\w.+-]+", child.get("type", "")):
            yield f"link: type {child.get('type')!r}"
        if len(child) or text:
            yield "link: something inside"


def _links(element: ET.Element, rel: str) -> list[ET.Element]:
    return [link for link in element.findall(f"{ATOM}link") if link.get("rel", "alternate") == rel]
