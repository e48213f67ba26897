"""What a record's text consists of, as data: its fields in the order written, in words for people who fill in forms.

The outlines themselves stand in the modules outline_of_…; what a key may hold is checked by the readers alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Input(StrEnum):
    """How a field is filled in, and with that what its value is: a text, a list, or further fields."""

    LINE = "line"
    TEXT = "text"
    MARKDOWN = "markdown"
    DATE = "date"
    SLUG = "slug"
    URL = "url"
    NUMBER = "number"
    CHOICE = "choice"
    YES = "yes"
    CHOICES = "choices"
    """Several of a few: a list of texts."""
    LIST = "list"
    """A list of texts, each written out."""
    LISTS = "lists"
    """A list of lists of texts."""
    BLOCK = "block"
    """Fields that belong together: a mapping."""
    ROWS = "rows"
    """Any number of such blocks: a list of mappings."""
    PAIRS = "pairs"
    """A mapping whose keys are themselves written: to a form, rows of a `name` and a `value`."""


class Offer(StrEnum):
    """Whatever the catalogue has that can be chosen, or is suggested."""

    TOPICS = "topics"
    ASPECTS = "the aspects of the topic"
    STRENGTHS = "strength"
    VERIFICATIONS = "verification"
    DISCLOSURES = "disclosure"
    VERDICTS = "verdicts"
    DECISIONS = "decisions"
    LABS = "labs"
    SUCCESSORS = "documents that could follow on this one"
    OWN_CLAUSES = "clauses of the document"
    CLAUSES_BEFORE = "clauses of the version before"
    CLAUSES_ELSEWHERE = "clauses of other documents"
    SUBJECTS = "clauses and topics"
    ANSWERABLE = "what a lab can reply to"
    COUNTRIES = "countries"


SINGLE = frozenset(
    (
        Input.LINE, Input.TEXT, Input.MARKDOWN, Input.DATE, Input.SLUG, Input.URL, Input.NUMBER, Input.CHOICE,
        Input.YES,
    )
)  # fmt: skip
"""The inputs whose value is one text."""

LISTED = frozenset((Input.CHOICES, Input.LIST))
"""The inputs whose value is a list of texts."""

BODY = "body"
"""The address of what stands below the front matter."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few fixed values, and how it is called."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Part:
    """Fields that are shown together, by their keys. A `folded` part is opened when it is needed."""

    title: str
    keys: tuple[str, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a text.

    `choices` are the values it can have, or `offer` says where they come from; for a text or list written out, an
    offer only suggests. `noun` names one row, and `single` the key under which a lone row stands. `parts` is the
    order in which further fields are shown; they are written in the order of `fields`.
    """

    key: str
    label: str
    help: str = ""
    input: Input = Input.LINE
    required: bool = False
    choices: tuple[Choice, ...] = ()
    offer: Offer | None = None
    empty: str = ""
    """What choosing nothing means."""
    at_most: int = 0
    fields: tuple[Field, ...] = ()
    parts: tuple[Part, ...] = ()
    noun: str = ""
    single: str = ""

    def field(self, key: str) -> Field:
        """The further field of that key. Raises KeyError."""
        return _find(self.fields, key)


@dataclass(frozen=True, slots=True)
class Outline:
    """All fields of one kind of text. The body, where there is one, is the last and has the key `body`."""

    title: str
    fields: tuple[Field, ...]
    parts: tuple[Part, ...] = ()

    def field(self, key: str) -> Field:
        """The field of that key. Raises KeyError."""
        return _find(self.fields, key)


def in_parts(holder: Outline | Field) -> Iterator[tuple[Part, tuple[Field, ...]]]:
    """The fields as they are shown, part by part."""
    parts = holder.parts or (Part("", tuple(field.key for field in holder.fields)),)
    for part in parts:
        yield part, tuple(holder.field(key) for key in part.keys)


def choices(*pairs: tuple[str, str]) -> tuple[Choice, ...]:
    """Fixed choices from pairs of value and label."""
    return tuple(Choice(value, label) for value, label in pairs)


def _find(fields: Iterable[Field], key: str) -> Field:
    for field in fields:
        if field.key == key:
            return field
    raise KeyError(key)
