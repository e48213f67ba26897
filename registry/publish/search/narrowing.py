"""Which entries pass the filters, and what else hits could be narrowed to, with counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from registry.core.records import JOINT
from registry.publish.search.columns import Columns, Mask
from registry.publish.search.corpus import Corpus
from registry.publish.search.entries import EntryKind
from registry.publish.search.life import STATE_TITLES
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


def passing(columns: Columns, mask: Mask, filters: Filters, today: date) -> Mask:
    """Those of the entries that pass every filter."""
    wanted = {
        "lab": filters.lab,
        "topic": filters.topic,
        "kind": filters.kind and filters.kind.value,
        "year": filters.year,
    }
    for name, value in wanted.items():
        if value is not None:
            mask = mask & columns.having(name, value)
    if filters.state is not None:
        mask = mask & columns.states(filters.as_of or today)[filters.state.value]
    if filters.as_of is not None:
        mask = mask & columns.stood(filters.as_of, lab=filters.lab if filters.lab != JOINT else None)
    return mask


def facets(columns: Columns, corpus: Corpus, mask: Mask, filters: Filters, today: date) -> tuple[Facet, ...]:
    """Every property with its values and counts, all other filters applied, so that a value can be exchanged."""
    wanted: tuple[tuple[str, str, Mapping[str, str]], ...] = (
        ("kind", "Kind", {kind.value: title for kind, title in _KIND_TITLES.items()}),
        ("state", "State", {state.value: title for state, title in STATE_TITLES.items()}),
        ("lab", "Lab", corpus.labs),
        ("topic", "Topic", corpus.topics),
        ("year", "Year", {}),
    )
    found: list[Facet] = []
    for name, title, titles in wanted:
        reached = passing(columns, mask, replace(filters, **{name: None}), today)
        counts = (
            _states(columns, reached, filters.as_of or today)
            if name == "state"
            else columns.counts(name, reached)
        )
        found.append(Facet(name, title, _counts(counts, titles, getattr(filters, name))))
    return tuple(found)


def _states(columns: Columns, mask: Mask, day: date) -> Mapping[str, int]:
    counted = {state: int(np.count_nonzero(row & mask)) for state, row in columns.states(day).items()}
    return {state: count for state, count in counted.items() if count}


def _counts(counts: Mapping[str, int], titles: Mapping[str, str], chosen: str | None) -> tuple[Count, ...]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Count(value, titles.get(value, value), hits, value == chosen) for value, hits in ordered)
