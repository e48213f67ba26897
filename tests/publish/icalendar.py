"""A strict reader of iCalendar (RFC 5545), as far as calendars of ours go: it refuses what others may stumble over."""

from __future__ import annotations

import re
from dataclasses import dataclass

NAME = re.compile(r"[A-Z][A-Z0-9-]*")
PARAMETER = re.compile(r'[A-Z][A-Z0-9-]*=(?:"[^"\x00-\x1f]*"|[^\x00-\x1f";:,]+)')
ESCAPED = re.compile(r"\\([\\;,nN])")
UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*[;,]|(?<!\\)(?:\\\\)*\\(?![\\;,nN])")
REQUIRED = {"VCALENDAR": {"PRODID", "VERSION"}, "VEVENT": {"UID", "DTSTAMP", "DTSTART"}}
ONCE = {
    "PRODID",
    "VERSION",
    "CALSCALE",
    "METHOD",
    "UID",
    "DTSTAMP",
    "DTSTART",
    "SUMMARY",
    "DESCRIPTION",
    "URL",
}
TEXTS = {"SUMMARY", "DESCRIPTION", "CATEGORIES", "NAME", "X-WR-CALNAME"}


@dataclass(frozen=True)
class Read:
    """A calendar as read: its own properties, and each event's, by name; parameters stand in `parameters`."""

    properties: dict[str, str]
    events: tuple[dict[str, str], ...]
    parameters: dict[str, str]


def read_calendar(data: bytes) -> Read:
    """Read a calendar. Raises ValueError, saying what RFC 5545 does not allow."""
    if not data.endswith(b"\r\n"):
        raise ValueError("the last line has no end")
    physical = data[:-2].split(b"\r\n")
    for line in physical:
        if b"\r" in line or b"\n" in line:
            raise ValueError(f"a bare CR or LF in {line!r}")
        if len(line) > 75:
            raise ValueError(f"{len(line)} octets in {line!r}")
        line.decode()  # no character is broken by folding
    lines: list[str] = []
    for text in (line.decode() for line in physical):
        if text[:1] in (" ", "\t"):
            lines[-1] += text[1:]
        else:
            lines.append(text)
    return _read(lines)


def _read(lines: list[str]) -> Read:
    open_: list[tuple[str, dict[str, str]]] = []
    events: list[dict[str, str]] = []
    whole: dict[str, str] = {}
    parameters: dict[str, str] = {}
    for line in lines:
        name, given, value = _property(line)
        if name == "BEGIN":
            if value not in REQUIRED or (value == "VEVENT") != bool(open_):
                raise ValueError(f"{value} begins in the wrong place")
            open_.append((value, {}))
        elif name == "END":
            kind, found = open_.pop()
            if kind != value or not REQUIRED[kind] <= found.keys():
                raise ValueError(f"{value} ends without {REQUIRED[kind] - found.keys()}")
            if "METHOD" in found:
                raise ValueError("METHOD makes it an invitation, which needs an ORGANIZER (RFC 5546)")
            whole = found if kind == "VCALENDAR" else whole
            events += [found] if kind == "VEVENT" else []
        else:
            kept = open_[-1][1]
            if name in kept and name in ONCE:
                raise ValueError(f"{name} twice")
            kept[name] = value
            parameters[name] = given
    if open_ or not whole:
        raise ValueError("no whole calendar")
    ids = [event["UID"] for event in events]
    if len(set(ids)) != len(ids):
        raise ValueError("two events share a UID")
    return Read(whole, tuple(events), parameters)


def _property(line: str) -> tuple[str, str, str]:
    head, colon, value = line.partition(":")
    name, _, given = head.partition(";")
    if not colon or not NAME.fullmatch(name) or (given and not PARAMETER.fullmatch(given)):
        raise ValueError(f"{line!r} is no property")
    if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value):
        raise ValueError(f"a control character in {line!r}")
    if name == "DTSTAMP" and not re.fullmatch(r"\d{8}T\d{6}Z", value):
        raise ValueError(f"{value!r} is no moment in UTC")
    if name == "DTSTART" and (given, len(value), value.isdigit()) != ("VALUE=DATE", 8, True):
        raise ValueError(f"{line!r} is no day")
    if name == "URL" and not re.fullmatch(r"https?://[!-~]+", value):
        raise ValueError(f"{value!r} is no URI")
    if name in TEXTS:
        if UNESCAPED.search(value):
            raise ValueError(f"{value!r} is not escaped")
        value = ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    return name, given, value
