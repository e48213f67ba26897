"""Calendars: read back by a strict reader, whatever was typed, and the same bytes each time."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.publish.calendars import Event, calendar
from tests.publish.icalendar import read_calendar

MADE = datetime(2026, 11, 21, 22, 6, 7, tzinfo=UTC)


def event(title: str = "Acme: stop", *, key: str = "a", url: str = "https://example.org/a") -> Event:
    """An event on a day in June."""
    return Event(key, date(2025, 6, 30), title, f"Due.\n{title}", url, "due")


def test_an_event_has_what_a_calendar_program_needs() -> None:
    """A whole day, an identifier that depends on what it is about alone, and the moment of the record."""
    found = read_calendar(calendar("Deadlines", [event(), event(key="b")], made=MADE))
    first, second = found.events
    assert (first["DTSTART"], first["DTSTAMP"]) == ("20250630", "20261121T220607Z")
    assert first["UID"] != second["UID"]
    assert first["UID"] == read_calendar(calendar("x", [event("y", url="")], made=MADE)).events[0]["UID"]
    assert first["URL"] == "https://example.org/a"
    assert "URL" not in read_calendar(calendar("x", [event(url="/labs/a/")], made=MADE)).events[0]


def test_the_same_events_give_the_same_bytes() -> None:
    """Nothing of the clock or of chance enters."""
    assert calendar("x", [event()], made=MADE) == calendar("x", [event()], made=MADE)


@settings(max_examples=25)
@given(st.text(max_size=120))
def test_any_text_comes_back(typed: str) -> None:
    """Commas, line ends, backslashes and characters of many octets survive; what no line may hold is gone."""
    found = read_calendar(calendar(typed, [event(typed)], made=MADE)).events[0]
    kept = "".join(
        character
        for character in typed.replace("\r\n", "\n")
        if character == "\n" or not (ord(character) < 0x20 or ord(character) == 0x7F)
    )
    assert found["SUMMARY"] == kept
    assert found["DESCRIPTION"] == f"Due.\n{kept}"


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b"\r\n", b"\n"),
        (b"VERSION:2.0\r\n", b""),
        (b"CALSCALE:GREGORIAN", b"METHOD:PUBLISH"),
        (b"UID:", b"UIX:"),
        (b"DTSTAMP:20261121T220607Z", b"DTSTAMP:20261121"),
        (b"stop\\, now", b"stop, now"),
        (b"\r\n ", b""),
        (b"END:VEVENT\r\n", b""),
    ],
)
def test_the_reader_can_fail(good: bytes, bad: bytes) -> None:
    """A calendar with one thing wrong is not taken for valid."""
    whole = calendar("Deadlines", [event("stop, now " + "ü" * 60)], made=MADE)
    assert good in whole
    with pytest.raises(ValueError, match=r"\w"):
        read_calendar(whole.replace(good, bad))
