"""Which entries pass the filters, and what else hits could be narrowed to, with counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain

from registry.core.records import JOINT
from registry.publish.search.edition import Edition
from registry.publish.search.entries import Entry, EntryKind
from registry.publish.search.life import STATE_TITLES, life_on, stood_on
from registry.publish.search.results import Count, Facet, Filters

_KIND_TITLES = {
    EntryKind.LAB: "Labs",
    EntryKind.DOCUMENT: "Documents",
    EntryKind.VERSION: "Versions",
    EntryKind.CLAUSE: "Clauses",
    EntryKind.CONDUCT: "Conduct",
    EntryKind.DISCLOSURE: "Disclosures",
    EntryKind.STANDARD: "Standards",
    EntryKind.TOPIC: "Topics",
    EntryKind.PAGE: "Glossary",
}

Values = Callable[[Entry], tuple[str, ...]]


def passing(
    entries: Mapping[str, Entry], keys: Iterable[str], filters: Filters, today: date
) -> tuple[str, ...]:
    """Those of the keys whose entries pass every filter."""
    if filters == Filters():
        return tuple(keys)
    day = (filters.as_of or today).isoformat()
    return tuple(key for key in keys if _passes(entries[key], filters, day))


def is_of(entry: Entry, lab: str) -> bool:
    """Whether an entry is a lab's, or of a document that it signed; `joint` stands for all joint documents."""
    return entry.document.startswith(f"{JOINT}/") if lab == JOINT else lab in entry.labs


def facets(edition: Edition, keys: Iterable[str], filters: Filters, today: date) -> tuple[Facet, ...]:
    """Every property with its values and counts, all other filters applied, so that a value can be exchanged."""
    day = (filters.as_of or today).isoformat()
    corpus, entries = edition.corpus, edition.entries
    kinds = {kind.value: title for kind, title in _KIND_TITLES.items()}
    states = {state.value: title for state, title in STATE_TITLES.items()}
    wanted: tuple[tuple[str, str, Values, Mapping[str, str]], ...] = (
        ("kind", "Kind", lambda entry: (entry.kind.value,), kinds),
        ("state", "State", lambda entry: _state(entry, day), states),
        ("lab", "Lab", lambda entry: entry.labs, corpus.labs),
        ("topic", "Topic", lambda entry: entry.topics, corpus.topics),
    )
    listed = tuple(keys)
    found: list[Facet] = []
    for name, title, values, titles in wanted:
        others = replace(filters, **{name: None})
        reached = passing(entries, listed, others, today)
        counts = Counter(chain.from_iterable(values(entries[key]) for key in reached))
        found.append(Facet(name, title, _counts(counts, titles, getattr(filters, name))))
    return tuple(found)


def _counts(counts: Counter[str], titles: Mapping[str, str], chosen: str | None) -> tuple[Count, ...]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Count(value, titles.get(value, value), hits, value == chosen) for value, hits in ordered)


def _passes(entry: Entry, filters: Filters, day: str) -> bool:
    if filters.lab is not None and not is_of(entry, filters.lab):
        return False
    if filters.topic is not None and filters.topic not in entry.topics:
        return False
    if filters.kind is not None and filters.kind is not entry.kind:
        return False
    if filters.state is not None and filters.state.value not in _state(entry, day):
        return False
    return filters.as_of is None or stood_on(entry, day, lab=filters.lab if filters.lab != JOINT else None)


def _state(entry: Entry, day: str) -> tuple[str, ...]:
    life = life_on(entry, day)
    return (life.state.value,) if life else ()
