"""The parameters of the API, each declared once: what the description says of one is what is taken."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from registry.core.deadlines import Standing
from registry.core.records import Announced, Direction, Kind, Verdict
from registry.desk.recounting import RevisionKind
from registry.errors import BadValue
from registry.publish.comparisons import FEWEST, MOST
from registry.publish.machine.schema import Schema
from registry.publish.search import EntryKind, Order, State
from registry.web.abreast import MOST_TOPICS
from registry.web.forms import near

_SHOWN = 60
_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
MOST_NUMBER = 999_999_999
"""The largest number that an address can have, in the pages' addresses as well."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an address's query. `example` is a value as an address has it."""

    name: str
    about: str
    schema: Schema
    example: str
    required: bool = False

    @property
    def is_list(self) -> bool:
        """Whether it takes several values."""
        return bool(self.schema["type"] == "array")

    def read(self, text: str) -> Any:
        """The value that a text stands for. Raises BadValue, saying what would be right."""
        if not self.is_list:
            return self._one(text, self.schema)
        found = tuple(self._one(part, self.schema["items"]) for part in text.split(","))
        least, most = self.schema["minItems"], self.schema["maxItems"]
        if not least <= len(found) <= most or len(set(found)) < len(found):
            raise BadValue(f"{self.name!r} takes {least} to {most} different values, by comma")
        return found

    def _one(self, text: str, schema: Schema) -> Any:
        if schema["type"] == "integer":
            if not _WHOLE.fullmatch(text) or not schema["minimum"] <= int(text) <= schema["maximum"]:
                raise self._wrong(text, f"a whole number from {schema['minimum']} to {schema['maximum']}")
            return int(text)
        if schema.get("format") == "date":
            return self._day(text)
        if "enum" in schema and text not in schema["enum"]:
            raise BadValue(f"{text[:_SHOWN]!r} is not a value of {self.name!r}{near(text, schema['enum'])}")
        if len(text) > schema.get("maxLength", len(text)):
            raise BadValue(f"{self.name!r} has at most {schema['maxLength']} characters, not {len(text)}")
        if "pattern" in schema and not re.fullmatch(schema["pattern"], text):
            raise self._wrong(text, "written as it should be")
        return text

    def _day(self, text: str) -> date:
        try:
            if _DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise self._wrong(text, "a day")

    def _wrong(self, text: str, meant: str) -> BadValue:
        return BadValue(
            f"{self.name}: {text[:_SHOWN]!r} is not {meant}; write such as {self.name}={self.example}"
        )


def _named(name: str, about: str, example: str, pattern: str = _SLUG) -> Parameter:
    return Parameter(name, about, {"type": "string", "maxLength": 300, "pattern": pattern}, example)


def _among(name: str, about: str, values: Iterable[StrEnum], example: StrEnum) -> Parameter:
    return Parameter(name, about, {"type": "string", "enum": [item.value for item in values]}, example.value)


def _number(name: str, about: str, example: str, least: int, most: int = MOST_NUMBER) -> Parameter:
    return Parameter(name, about, {"type": "integer", "minimum": least, "maximum": most}, example)


def _day(name: str, about: str, example: str) -> Parameter:
    return Parameter(name, about, {"type": "string", "format": "date"}, example)


AS_OF = _day("as_of", "The day that is asked about, not one to come; today without it.", "2025-06-01")
REVISION = _number(
    "revision",
    "The revision of this record that is read: what we knew then; the newest without it.",
    "1",
    1,
)
LIMIT = _number("limit", "The most things in one answer, 50 without it.", "20", 1, 200)
PAGE = _number("page", "Which page of them, from 1; follow `next` rather than count.", "2", 1)

MOMENT = (AS_OF, REVISION)
"""When, and as known when: what nearly every answer depends on."""

LISTED = (*MOMENT, LIMIT, PAGE)

LAB = _named("lab", "Only of the lab of that slug.", "anthropic")
OWNER = _named("lab", "Only of the lab of that slug; `joint` for documents that several signed.", "anthropic")
DOCUMENT = _named(
    "document",
    "Only of one document: `<lab>/<slug>`, or `joint/<slug>`.",
    "anthropic/responsible-scaling-policy",
    r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$",
)
TOPIC = _named("topic", "Only about the topic of that id.", "pause")
ASPECT = _named("aspect", "Only about this aspect of the topic.", "stop-training")
STRENGTH = _named("strength", "Only clauses at least that strong.", "conditional")
DECISION = _named("decision", "Only the decision of that id.", "deploy")
STANDARD = _named("standard", "The standard of that id; the first one without it.", "buying-time")
KIND = _among("kind", "Only documents of a kind.", Kind, Kind.FRAMEWORK)
DIRECTION = _among(
    "direction",
    "Only changes of a direction, the judged one where there is one.",
    [item for item in Direction if item is not Direction.UNCHANGED],
    Direction.WEAKENED,
)
ANNOUNCED = _among(
    "announced", "Only losses of which the lab's own announcement told so much.", Announced, Announced.NO
)
SINCE = _day("since", "Only from this day on.", "2025-01-01")
UNTIL = _day("until", "Only until this day; the day asked about without it.", "2025-12-31")
VERDICT = _among("verdict", "Only entries with this verdict.", Verdict, Verdict.BROKEN)
ABOUT = Parameter(
    "about",
    "Only entries that name this clause, such as `charter/merge`, or this topic.",
    {"type": "string", "maxLength": 200, "pattern": r"^[!-~]+$"},
    "responsible-scaling-policy/asl3-weight-security",
)
STANDING = _among("state", "Only promises that stand so.", Standing, Standing.OVERDUE)
LABS = Parameter(
    "labs",
    "The labs that stand side by side, by comma.",
    {
        "type": "array",
        "items": {"type": "string", "maxLength": 300, "pattern": _SLUG},
        "minItems": FEWEST,
        "maxItems": MOST,
        "uniqueItems": True,
    },
    "anthropic,openai",
    required=True,
)
TOPICS = Parameter(
    "topics",
    "Topics on which their clauses stand side by side, by comma.",
    {
        "type": "array",
        "items": {"type": "string", "maxLength": 300, "pattern": _SLUG},
        "minItems": 1,
        "maxItems": MOST_TOPICS,
        "uniqueItems": True,
    },
    "pause,merge-clause",
)
QUERY = Parameter(
    "q",
    "What is searched for; /search/help/ tells what is understood.",
    {"type": "string", "maxLength": 200, "pattern": r"^[\s\S]*\S[\s\S]*$"},
    "pause",
    required=True,
)
FOUND_KIND = _among("kind", "Only hits of a kind.", EntryKind, EntryKind.CLAUSE)
FOUND_STATE = _among("state", "Only clauses that stand so.", State, State.IN_FORCE)
YEAR = _named("year", "Only of this year.", "2025", r"^[0-9]{4}$")
ORDER = _among("order", "How hits are ordered; by relevance without it.", Order, Order.DATE)
AFTER = _number("since", "Only revisions after this number: what a mirror has not got.", "1", 0)
BEFORE = _number("before", "Only revisions before this number; follow `next`.", "2", 1)
TOUCHED_AFTER = _number(
    "since", "Only records that a revision after this number touched: what a mirror has not got.", "1", 0
)
REVISION_KIND = _among("kind", "Only updates, corrections or imports.", RevisionKind, RevisionKind.CORRECTION)
PATH = _named(
    "path", "Only revisions that touched the record of that path.", "labs/anthropic/lab.md", r"^[ -~]+$"
)
