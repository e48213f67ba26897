"""Clauses that a version drops without a word on why."""

from __future__ import annotations

from collections.abc import Mapping

from registry.core import compare
from registry.core.records import Clause, Document
from registry.core.vocabulary import Vocabulary


def dropped_without_note(document: Document, *, vocabulary: Vocabulary) -> Mapping[str, Mapping[str, Clause]]:
    """By version and id, the clauses of the version before that are not continued, unconfirmed or noted as removed.

    Versions, by their labels, that drop nothing so are left out.
    """
    found: dict[str, dict[str, Clause]] = {}
    for change in compare.changes(document, vocabulary=vocabulary):
        gone = change.before is not None and change.after is None and change.note is None
        if gone and change.to_version is not None:
            found.setdefault(change.to_version.label, {})[change.clause.id] = change.clause
    return found
