"""Calendar dates as sources give them: a day, a month or a year."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import MAXYEAR, date
from functools import total_ordering

_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class PartialDate:
    """A day, a month or a year. It compares by its first day and is shown as it was written.

    Two dates are equal when their first days are: `2025` == `2025-01-01`.
    """

    text: str
    first: date = field(repr=False)
    last: date = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. Raises ValueError, saying what would be right."""
        match = _SHAPE.fullmatch(text)
        if match is None or not text.isascii():
            raise ValueError(
                f"{text!r} is not a date; write YYYY-MM-DD, or YYYY-MM or YYYY where the day is not known"
            )
        year = int(match[1])
        month, day = (int(part) if part else None for part in match.groups()[1:])
        try:
            first = date(year, month or 1, day or 1)
        except ValueError:
            raise ValueError(f"{text!r} is not a day of the calendar") from None
        last_month = month or 12
        last = date(year, last_month, day or calendar.monthrange(year, last_month)[1])
        return cls(text, first, last)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """The same day as a PartialDate."""
        return cls(day.isoformat(), day, day)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PartialDate) and self.first == other.first

    def __lt__(self, other: PartialDate) -> bool:
        return self.first < other.first

    def __hash__(self) -> int:
        return hash(self.first)

    def __str__(self) -> str:
        return self.text


def months_before(day: date, months: int) -> date:
    """The day `months` calendar months earlier; where that month lacks the day, its last day."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    if year < 1:
        return date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_after(day: date, months: int) -> date:
    """The first day for which `months_before` gives this day or a later one; `date.max` past the last year."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year > MAXYEAR:
        return date.max
    if day.day <= calendar.monthrange(year, month + 1)[1]:
        return date(year, month + 1, day.day)
    return date(year, month + 2, 1)  # December has every day
