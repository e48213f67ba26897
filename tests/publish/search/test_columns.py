"""What entries are narrowed and counted by is what each entry says of itself."""

from __future__ import annotations

from datetime import date

import pytest

from registry.core.catalog import Catalog
from registry.publish.search.columns import Columns
from registry.publish.search.entries import Entry, Span
from registry.publish.search.harvest import harvest
from registry.publish.search.life import State, life_on


@pytest.fixture(scope="module")
def entries(shipped: Catalog) -> tuple[Entry, ...]:
    """The entries of the shipped catalogue."""
    return harvest(shipped)


def stood(entry: Entry, day: str, lab: str | None) -> bool:
    """Whether an entry was in force by a day, or that lab held it: as one would say it."""

    def covered(spans: tuple[Span, ...]) -> bool:
        return any(span.covers(day) for span in spans)

    if lab is not None and entry.held:
        return covered(dict(entry.held).get(lab, ()))
    return not entry.spans or covered(entry.spans)


@pytest.mark.parametrize("day", ["1990-01-01", "2024-10-14", "2025-06-30", "2026-11-21", "2030-01-01"])
def test_columns_tell_how_each_entry_stands(entries: tuple[Entry, ...], day: str) -> None:
    """On any day each document, version and clause is in the one state that its life tells; what stood, stood."""
    columns, on = Columns(entries), date.fromisoformat(day)
    states = columns.states(on)
    for place, entry in enumerate(entries):
        life = life_on(entry, day)
        assert [state for state in State if states[state.value][place]] == ([life.state] if life else [])
    for lab in (None, "anthropic", "xai"):
        assert columns.stood(on, lab=lab).tolist() == [stood(entry, day, lab) for entry in entries]


def test_columns_hold_each_value(entries: tuple[Entry, ...]) -> None:
    """For each value exactly the entries that have it; an unknown value is had by none."""
    columns = Columns(entries)
    assert columns.having("topic", "pause").tolist() == ["pause" in entry.topics for entry in entries]
    assert columns.having("year", "2024").tolist() == [entry.date.startswith("2024") for entry in entries]
    joint = [entry.document.startswith("joint/") for entry in entries]
    assert columns.having("lab", "joint").tolist() == joint
    assert not columns.having("lab", "nobody").any()
    assert not columns.having("lab", None).any()
    since = columns.within(date(2025, 1, 1), None)
    assert columns.within(None, None).sum() == since.sum() + columns.within(None, date(2024, 12, 31)).sum()
