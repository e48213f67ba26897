"""What can be found: an entry for each lab, document, version, clause, event, standard, topic and glossary term."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, NamedTuple, Self

from registry.publish.markdown import plain_text


class EntryKind(StrEnum):
    """What sort of thing an entry is."""

    LAB = "lab"
    DOCUMENT = "document"
    VERSION = "version"
    CLAUSE = "clause"
    CONDUCT = "conduct"
    DISCLOSURE = "disclosure"
    STANDARD = "standard"
    TOPIC = "topic"
    PAGE = "page"


class Ending(StrEnum):
    """Why a span of being in force ended."""

    OPEN = ""
    REPLACED = "replaced"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"
    FULFILLED = "fulfilled"


class Span(NamedTuple):
    """From `start` until before `end` (ISO days; empty: without limit), and the two dates as the sources have them."""

    start: str
    end: str = ""
    shown_start: str = ""
    shown_end: str = ""
    ending: str = Ending.OPEN

    def covers(self, day: str) -> bool:
        """Whether an ISO day lies in the span."""
        return self.start <= day and (not self.end or day < self.end)


class Event(NamedTuple):
    """What happened to a clause on a date: the direction that counts, and whether a person judged it."""

    date: str
    direction: str
    judged: bool = False


class Aside(NamedTuple):
    """A text that belongs to an entry beside its present one, and what it is."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found, with all that searching, narrowing and showing it needs.

    `about`, `holders` and `coded` (what its codes stand for) are searched too, and shown where nothing else tells why
    it was found; `names` are what it is called, folded. `spans` say when it was in force; `held` the same by lab, where
    that differs (joint documents). An entry without spans is bound to no time.
    """

    key: str
    kind: EntryKind
    path: str
    title: str
    text: str = ""
    context: tuple[str, ...] = ()
    asides: tuple[Aside, ...] = ()
    names: tuple[str, ...] = ()
    about: tuple[Aside, ...] = ()
    holders: tuple[str, ...] = ()
    coded: tuple[Aside, ...] = ()
    labs: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    document: str = ""
    label: str = ""
    date: str = ""
    strength: str = ""
    verification: str = ""
    disclosure: str = ""
    decider: str = ""
    verdict: str = ""
    events: tuple[Event, ...] = ()
    spans: tuple[Span, ...] = ()
    held: tuple[tuple[str, tuple[Span, ...]], ...] = ()

    def to_json(self) -> str:
        """The entry as text, from which `from_json` makes it again."""
        return json.dumps([getattr(self, item.name) for item in fields(self)], ensure_ascii=False)

    @classmethod
    def from_json(cls, values: list[Any]) -> Self:
        """The entry that a list of values, as `to_json` writes it, stands for."""
        given = dict(zip((item.name for item in fields(cls)), values, strict=True))
        given |= {name: tuple(given[name]) for name in ("context", "names", "holders", "labs", "topics")}
        given["kind"] = EntryKind(given["kind"])
        given |= {name: tuple(Aside(*item) for item in given[name]) for name in ("asides", "about", "coded")}
        given["events"] = tuple(Event(*item) for item in given["events"])
        given["spans"] = _spans(given["spans"])
        given["held"] = tuple((lab, _spans(spans)) for lab, spans in given["held"])
        return cls(**given)

    @property
    def texts(self) -> Iterator[str]:
        """Every text in which words are searched."""
        yield from (self.title, self.text, *self.holders)
        yield from (aside.text for aside in (*self.about, *self.asides, *self.coded))


def clean(text: str) -> str:
    """A text on one line, in the one Unicode form that words are compared in."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def plain(text: str | None) -> str:
    """Markdown as words on one line; nothing where there is none."""
    return clean(plain_text(text)) if text else ""


def in_words(slug: str) -> str:
    """A slug as a title: `pause-if-unsafe` is `Pause if unsafe`."""
    spaced = slug.replace("-", " ")
    return spaced[:1].upper() + spaced[1:]


def _spans(values: list[list[str]]) -> tuple[Span, ...]:
    return tuple(Span(*value) for value in values)
