"""Calendars: dates as iCalendar (RFC 5545) for subscribing to. The same events give the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from registry.publish.feeds import stable_id

WIDTH = 75
"""Octets of a line, its end not counted."""

_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Event:
    """A whole day. `key` names for good what it is about; `url` is left out unless it is absolute."""

    key: str
    on: date
    title: str
    about: str
    url: str
    category: str


def calendar(title: str, events: Iterable[Event], *, made: datetime) -> bytes:
    """Those events as a calendar in UTF-8; `made` is when what they tell was recorded."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Lab Safety Registry//Deadlines//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(title)}",
        f"X-WR-CALNAME:{_text(title)}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
    ]
    stamp = made.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for event in events:
        lines += _event(event, stamp)
    lines.append("END:VCALENDAR")
    return b"".join(folded for line in lines for folded in _folded(line))


def _event(event: Event, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{stable_id(event.key)}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}"
    yield f"SUMMARY:{_text(event.title)}"
    yield f"DESCRIPTION:{_text(event.about)}"
    yield f"CATEGORIES:{_text(event.category)}"
    if "://" in event.url:
        yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """A text value: what would end or divide it is escaped, what no line may hold is left out."""
    plain = _CONTROL.sub("", value.replace("\r\n", "\n"))
    return re.sub(r"([\\;,])", r"\\\1", plain).replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """A line in pieces of at most WIDTH octets, none of which breaks a character; each after the first is indented."""
    piece = b""
    for character in line:
        encoded = character.encode()
        if len(piece) + len(encoded) > WIDTH:
            yield piece + b"\r\n"
            piece = b" "
        piece += encoded
    yield piece + b"\r\n"
