"""Clauses that a version drops without a word on why."""

from __future__ import annotations

from registry.core import compare
from registry.core.records import Clause, Document
from registry.core.vocabulary import Vocabulary


def dropped_without_note(document: Document, label: str, *, vocabulary: Vocabulary) -> tuple[Clause, ...]:
    """The clauses of the version before that are gone from this one, neither unconfirmed nor noted under `removed`."""
    return tuple(
        change.before
        for change in compare.changes(document, vocabulary=vocabulary)
        if change.before is not None
        and change.after is None
        and change.note is None
        and change.to_version is not None
        and change.to_version.label == label
    )
