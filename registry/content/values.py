"""What a single value may be: text → a value of the core, or ValueError saying what would be right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from registry.content.countries import COUNTRIES
from registry.content.report import hint

E = TypeVar("E", bound=StrEnum)
Converter = Callable[[str], str]

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?")
_URL = re.compile(r"https?://[^\s<>\"\\^`{|}]+", re.IGNORECASE)
_LOOKALIKES = frozenset(("ARMENIAN", "CHEROKEE", "CYRILLIC", "FULLWIDTH", "GREEK"))
_PILED = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3,}")
_NOBODY = frozenset(
    word
    for words in (
        "not named|unnamed|none named|no one named|nobody named|not specified|unspecified|not stated",
        "unstated|not given|not said|not disclosed|undisclosed|not known|unknown|unclear|not clear",
        "not applicable|n/a|na|n.a|none|nobody|no one|no-one|nil|null|tbd|tba|?|-|–|—|the company|company|the lab",
    )
    for word in words.split("|")
)


def text(value: str) -> str:
    """Any text."""
    return value


def name(value: str) -> str:
    """A name of a lab or signatory: none that passes for another by letters that look alike."""
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in value if letter.isalpha()}
    strange = sorted(scripts & _LOOKALIKES)
    if "LATIN" in scripts and strange:
        raise ValueError(
            f"{value!r} mixes Latin letters with {strange[0].capitalize()} ones, which look alike"
        )
    if _PILED.search(unicodedata.normalize("NFC", value)):
        raise ValueError(f"{value!r} piles marks upon a letter; take them off")
    return value


def slug(value: str) -> str:
    """A slug."""
    if not SLUG.fullmatch(value):
        raise ValueError(
            f"{value!r} is not a slug; write small letters and digits, parts joined by single hyphens"
        )
    return value


def url(value: str) -> str:
    """A web address. Nothing but http and https, which alone may become a link."""
    wrong = f"{value!r} is not a web address; write it whole, from `https://` or `http://` on, without spaces"
    if not _URL.fullmatch(value):
        raise ValueError(wrong)
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        raise ValueError(wrong) from None
    if not host or "@" in parts.netloc:
        raise ValueError(wrong)
    return value


def country(value: str) -> str:
    """An ISO 3166-1 alpha-2 code."""
    if value not in COUNTRIES:
        near = f"; did you mean `{value.upper()}`?" if value.upper() in COUNTRIES else ""
        raise ValueError(
            f"{value!r} is not a country's two-letter code (ISO 3166-1), such as US, GB or FR{near}"
        )
    return value


def year(value: str) -> int:
    """A year of four digits."""
    if not re.fullmatch(r"[12][0-9]{3}", value):
        raise ValueError(f"{value!r} is not a year; write four digits, such as 2021")
    return int(value)


def decider(value: str) -> str:
    """A named role or body."""
    if value.casefold().strip(" .()[]'\"") in _NOBODY:
        raise ValueError(
            f"{value!r} names nobody; leave `decided_by` out where the text names no role or body"
        )
    return value


def number(value: str) -> float:
    """A plain decimal number; whole ones stay whole."""
    if not _NUMBER.fullmatch(value):
        raise ValueError(f"{value!r} is not a number; write digits, with a point for decimals")
    return float(value) if "." in value else int(value)


def within(low: float, high: float) -> Callable[[str], float]:
    """A number from `low` to `high`."""

    def read(value: str) -> float:
        found = number(value)
        if not low <= found <= high:
            raise ValueError(f"{value} is not within {low:g} to {high:g}")
        return found

    return read


def falling(low: float, high: float) -> Callable[[str], float]:
    """A number from `low` to `high`, below every one that the same reader read before."""
    bounded = within(low, high)
    lowest: float | None = None

    def read(value: str) -> float:
        nonlocal lowest
        found = bounded(value)
        if lowest is not None and found >= lowest:
            raise ValueError(
                f"{value} is not below {lowest:g}, the score of a level above it; levels stand best first"
            )
        lowest = found
        return found

    return read


def positive(value: str) -> float:
    """A number above 0."""
    found = number(value)
    if found <= 0:
        raise ValueError(f"{value} is not above 0")
    return found


def count(value: str) -> int:
    """A whole number above 0."""
    found = number(value)
    if not isinstance(found, int) or found <= 0:
        raise ValueError(f"{value!r} is not a whole number above 0")
    return found


def up_to(most: int) -> Callable[[str], int]:
    """A whole number above 0, and no larger than `most`."""

    def read(value: str) -> int:
        found = count(value)
        if found > most:
            raise ValueError(f"{value} is above {most}, the most that is taken")
        return found

    return read


def one_of(choices: type[E]) -> Callable[[str], E]:
    """A member of an enumeration, by its value."""

    def read(value: str) -> E:
        try:
            return choices(value)
        except ValueError:
            raise ValueError(_unknown(value, list(choices))) from None

    return read


def word_of(known: Iterable[str], what: str) -> Converter:
    """A word that is among those known; `what` names their kind in the message."""
    words = dict.fromkeys(known)

    def read(value: str) -> str:
        if value not in words:
            raise ValueError(f"{value!r} is not {what}{hint(value, words)}")
        return value

    return read


def _unknown(value: str, known: list[E]) -> str:
    return f"{value!r} is not known here{hint(value, known)}; write one of: {', '.join(known)}"
