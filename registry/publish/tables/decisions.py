"""The table of decisions: whom each lab's promises name as deciding what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from registry.core.catalog import Catalog, promises
from registry.core.deciders import Decider, deciders
from registry.core.history import Tenure
from registry.core.vocabulary import Term
from registry.publish.tables.table import Column, Kind, Table


@dataclass(frozen=True, slots=True)
class Named:
    """One decider that a lab names for a decision; None for the promises that name nobody."""

    decision: Term
    lab: str
    decider: Decider | None
    clauses: tuple[Tenure, ...]


def named(catalog: Catalog, on: date, *, decision: str | None = None) -> Iterator[Named]:
    """Every decider of every lab on a day, for each decision or one; then the promises that name nobody."""
    topics = catalog.vocabulary.topic_by_id
    for term in catalog.vocabulary.decisions:
        if decision in (None, term.id):
            for lab in catalog.labs:
                held = promises(catalog.holdings(lab, on))
                yield from _at(
                    lab, term, [each for each in held if topics[each.clause.topic].decision == term.id]
                )


def _at(lab: str, decision: Term, held: list[Tenure]) -> Iterator[Named]:
    for decider in deciders(held):
        yield Named(decision, lab, decider, decider.clauses)
    unnamed = tuple(tenure for tenure in held if not tenure.clause.decided_by)
    if unnamed:
        yield Named(decision, lab, None, unnamed)


DECISIONS: Table[Named] = Table(
    "decisions",
    "A person or body that a lab's promises name as deciding something; without a name, the promises that name nobody.",
    (
        Column("decision", "the decision's id", lambda row: row.decision.id),
        Column("title", "the decision in words", lambda row: row.decision.title),
        Column("lab", "the lab", lambda row: row.lab),
        Column(
            "decided_by",
            "as the promises name it; empty: nobody is named",
            lambda row: row.decider.name if row.decider else None,
        ),
        Column(
            "one_person",
            "whether the words name one person, as a rule reads them",
            lambda row: row.decider.alone if row.decider else None,
            Kind.YES_NO,
        ),
        Column(
            "since",
            "since when without a break",
            lambda row: row.decider.since if row.decider else None,
            Kind.DAY,
        ),
        Column("promises", "how many promises", lambda row: len(row.clauses), Kind.WHOLE),
        Column(
            "waivable",
            "how many of them leave a way out",
            lambda row: sum(tenure.clause.waiver is not None for tenure in row.clauses),
            Kind.WHOLE,
        ),
        Column(
            "clauses", "which, by space", lambda row: " ".join(tenure.reference for tenure in row.clauses)
        ),
    ),
)
