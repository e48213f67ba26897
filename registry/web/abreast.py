"""Labs' clauses about one topic side by side, aspect by aspect, what differs first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from registry.core.catalog import Catalog, promises
from registry.core.history import Tenure
from registry.core.topics import TopicRecord, topic_record
from registry.core.vocabulary import Term, Topic, Vocabulary
from registry.web.grouping import reading_order

MOST_TOPICS = 3
"""So many topics can be compared clause by clause at a time."""


@dataclass(frozen=True, slots=True)
class Row:
    """One aspect across the labs, in their order, each with its clauses in reading order; `aspect` is None in general.

    `spread` is how many steps of strength lie between the strongest promise of one lab and that of another.
    """

    aspect: Term | None
    cells: tuple[tuple[Tenure, ...], ...]
    differs: bool
    spread: int


@dataclass(frozen=True, slots=True)
class Abreast:
    """One topic across the labs; `silent` are aspects on which none of them holds a clause."""

    topic: Topic
    records: tuple[TopicRecord, ...]
    rows: tuple[Row, ...]
    silent: tuple[Term, ...]


def abreast(catalog: Catalog, labs: Sequence[str], topic: Topic, on: date) -> Abreast:
    """Those labs' clauses about a topic on a day. Rows differ where the labs' first clauses do in what binds.

    That is in act, strength, who can check, whether there is a way out, whether a decider is named, and whose document
    it is. Rows that differ come first, those with the widest spread before the others.
    """
    records = tuple(topic_record(catalog, lab, topic.id, on) for lab in labs)
    aspects: tuple[Term | None, ...] = (*topic.aspects, None)
    rows = [_row(term, records, catalog.vocabulary) for term in aspects]
    return Abreast(
        topic,
        records,
        rows=tuple(
            sorted((row for row in rows if any(row.cells)), key=lambda row: (not row.differs, -row.spread))
        ),
        silent=tuple(row.aspect for row in rows if row.aspect and not any(row.cells)),
    )


def _row(aspect: Term | None, records: Sequence[TopicRecord], words: Vocabulary) -> Row:
    cells = tuple(
        reading_order(
            (
                tenure
                for tenure in record.held
                if (aspect.id in tenure.clause.aspects if aspect else not tenure.clause.aspects)
            ),
            words,
        )
        for record in records
    )
    ranks = [
        max((words.rank("strength", item.clause.strength) + 1 for item in promises(cell)), default=0)
        for cell in cells
    ]
    return Row(aspect, cells, len({_binding(cell) for cell in cells}) > 1, max(ranks) - min(ranks))


def _binding(cell: Sequence[Tenure]) -> tuple[object, ...]:
    """What binds a lab, as far as it can be compared: the properties of the first of its clauses."""
    if not cell:
        return ()
    clause = cell[0].clause
    named, open_ = clause.decided_by is not None, clause.waiver is not None
    return clause.act, clause.strength, clause.verification, clause.disclosure, named, open_, cell[0].own
