"""What is asked of the index and what it answers, as values; and the answer as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypedDict

from registry.publish.search.entries import Entry, EntryKind
from registry.publish.search.life import Life, State
from registry.publish.search.snippets import Piece, Snippet


class Order(StrEnum):
    """How hits are put in order."""

    RELEVANCE = "relevance"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Filters:
    """What hits are narrowed to. `year`: the one of their date, in four digits.

    `as_of`: only what was in force, or had happened, on that day.
    """

    lab: str | None = None
    topic: str | None = None
    kind: EntryKind | None = None
    state: State | None = None
    year: str | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry that was found: its title and snippet in pieces, and how it stands on the day asked about."""

    entry: Entry
    score: float
    title: tuple[Piece, ...]
    snippet: Snippet
    life: Life | None


@dataclass(frozen=True, slots=True)
class Count:
    """A value that hits can be narrowed to, and how many there would be."""

    value: str
    title: str
    hits: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One property with its values, the most frequent first."""

    name: str
    title: str
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one search. `labs` and `topics` are near ones, where nothing was found.

    `whole` of the hits hold all words; the others hold some. `searched` is how many entries there are.
    """

    query: str
    revision: str
    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    notes: tuple[str, ...]
    did_you_mean: str | None
    whole: int
    searched: int
    labs: tuple[tuple[str, str], ...] = ()
    topics: tuple[tuple[str, str], ...] = ()


class HitJson(TypedDict):
    """One hit: the kind of thing, the address of its page, and where the words stand, as HTML with marks."""

    kind: EntryKind
    path: str
    title: str
    score: float
    snippet: str


class SearchJson(TypedDict):
    """What was found for the words that were understood, the best first."""

    query: str
    total: int
    did_you_mean: str | None
    hits: list[HitJson]


def search_json(result: Result) -> SearchJson:
    """The answer as other programs read it, exactly as docs/content-format.md lays down."""
    return {
        "query": result.query,
        "total": result.total,
        "did_you_mean": result.did_you_mean,
        "hits": [
            {
                "kind": hit.entry.kind,
                "path": hit.entry.path,
                "title": hit.entry.title,
                "score": round(hit.score, 4),
                "snippet": hit.snippet.html,
            }
            for hit in result.hits
        ],
    }
