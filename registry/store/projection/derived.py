"""The rows of what the core derives: changes and scores."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from registry.core.compare import Change
from registry.core.records import Direction
from registry.core.scoring import CriterionScore, Scorecard
from registry.store.projection import scored_tables as scored
from registry.store.projection import tables as t
from registry.store.projection.records import Row, Rows, clause_key, document_key, version_key


def change_rows(changes: Iterable[Change]) -> Rows:
    """The rows of changes, each document's numbered from its oldest. Unchanged clauses have none."""
    told = (change for change in changes if change.direction is not Direction.UNCHANGED)
    ordered = sorted(told, key=lambda change: (document_key(change.document), change.date.first))
    for key, found in groupby(ordered, key=lambda change: document_key(change.document)):
        for position, change in enumerate(found, 1):
            yield t.change, {"document": key, "position": position, **_change(change)}


def total_rows(scorecards: Iterable[Scorecard]) -> Rows:
    """The rows of totals; none for a day before the lab was founded."""
    names = ("promise", "practice", "low", "high", "coverage", "grade")
    for card in scorecards:
        if card.practice is not None:
            yield scored.score, {**_card_key(card), **{name: getattr(card, name) for name in names}}


def criterion_rows(scorecards: Iterable[Scorecard]) -> Rows:
    """The rows of single criteria; none for a day before the lab was founded."""
    for card in scorecards:
        if card.practice is not None:
            for result in card.criteria:
                yield scored.criterion_score, {**_card_key(card), **_criterion(result)}


def _change(change: Change) -> Row:
    document, earlier, later = change.document, change.from_version, change.to_version
    return {
        "from_version": earlier and version_key(document, earlier),
        "to_version": later and version_key(document, later),
        "clause": change.clause.id,
        "topic": change.clause.topic,
        "date": str(change.date),
        "day": change.date.first,
        "derived": change.derived.value,
        "judged": change.judged and change.judged.change.value,
        "judged_why": change.judged and change.judged.why,
        "direction": change.direction.value,
        "note": change.note,
    }


def _card_key(card: Scorecard) -> Row:
    return {"standard": card.standard.id, "lab": card.lab, "day": card.on}


def _criterion(result: CriterionScore) -> Row:
    decided = result.deciding.tenure if result.deciding else None
    upcoming = result.next.level if result.next else None
    return {
        "criterion": result.criterion.id,
        "promise": result.promise,
        "practice": result.practice,
        "level": result.level.label if result.level else None,
        "clause": decided and clause_key(decided.document, decided.clause),
        "version": decided and version_key(decided.document, decided.version),
        "assessed": result.assessed,
        "next_level": upcoming.label if upcoming else None,
        "next_score": upcoming.score if upcoming else None,
    }
