"""How far the promises about a topic reach: for each lab and aspect the strongest one, its own or a joint one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from registry.core.catalog import promises
from registry.core.history import Tenure
from registry.core.records import Lab
from registry.core.topics import TopicRecord
from registry.core.vocabulary import Term, Topic, Vocabulary


@dataclass(frozen=True, slots=True)
class Cell:
    """A lab and an aspect: the strongest promise, and whether the lab's own is as strong; without one, nothing."""

    aspect: Term | None
    strongest: Tenure | None

    @property
    def strength(self) -> str | None:
        """How strong it is."""
        return self.strongest.clause.strength if self.strongest else None

    @property
    def joint(self) -> bool:
        """Whether it stands in a joint document."""
        return self.strongest is not None and not self.strongest.own


@dataclass(frozen=True, slots=True)
class Line:
    """A lab, what is on record about it, and a cell for each aspect, the last for promises that name none."""

    lab: Lab
    record: TopicRecord
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """Labs with promises, a line each, and the other labs; `general` says whether any promise names no aspect."""

    aspects: tuple[Term, ...]
    general: bool
    lines: tuple[Line, ...]
    others: tuple[Line, ...]


def spread(
    topic: Topic, records: Mapping[str, TopicRecord], labs: Mapping[str, Lab], words: Vocabulary
) -> Spread:
    """Every lab's promises about a topic by aspect; aspects that nobody promises stay, as empty columns."""
    best = {slug: _strongest(promises(record.held), words) for slug, record in records.items()}
    general = any(None in found for found in best.values())
    columns: tuple[Term | None, ...] = (*topic.aspects, None) if general else topic.aspects
    lines = [
        Line(
            labs[slug],
            record,
            tuple(Cell(term, best[slug].get(term.id if term else None)) for term in columns)
            if best[slug]
            else (),
        )
        for slug, record in records.items()
    ]
    return Spread(
        topic.aspects,
        general,
        lines=tuple(line for line in lines if line.cells),
        others=tuple(line for line in lines if not line.cells),
    )


def _strongest(held: Iterable[Tenure], words: Vocabulary) -> Mapping[str | None, Tenure]:
    """The strongest promise on each aspect, the lab's own where a joint one is as strong; None for no aspect."""
    found: dict[str | None, tuple[int, bool, Tenure]] = {}
    for tenure in held:
        weight = words.rank("strength", tenure.clause.strength), tenure.own
        for aspect in tenure.clause.aspects or (None,):
            if aspect not in found or found[aspect][:2] < weight:
                found[aspect] = (*weight, tenure)
    return {aspect: tenure for aspect, (_, _, tenure) in found.items()}
