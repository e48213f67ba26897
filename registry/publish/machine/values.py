"""Single values as other programs read them: days, dates as they are written, numbers, sources."""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypedDict

from registry.core.dates import PartialDate
from registry.core.records import Read, Source
from registry.publish.machine.schema import Form

Day = Annotated[str, Form("format", "date")]
"""A day of the calendar."""

Written = Annotated[str, Form("pattern", r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
"""A day, or a month or a year where the day is not known."""

Number = float | int
"""A score, or a part of one; whole ones without a decimal point."""


class SourceJson(TypedDict):
    """Where a claim comes from; `read_from` is what was read where that is not the address itself."""

    url: str
    read: Read
    archive: str | None
    read_from: str | None


def source_json(source: Source) -> SourceJson:
    """A source."""
    return {
        "url": source.url,
        "read": source.read,
        "archive": source.archive,
        "read_from": source.read_from,
    }


def written(value: PartialDate | None) -> Written | None:
    """A date as it was written; None stays None."""
    return value.text if value else None


def iso(value: date | None) -> Day | None:
    """A day; None stays None."""
    return value.isoformat() if value else None


def whole(value: float) -> Number:
    """A number, without a decimal point where it is whole."""
    return int(value) if value == int(value) else value


def whole_or_none(value: float | None) -> Number | None:
    """The same; None stays None."""
    return None if value is None else whole(value)
