"""What stands in the way of texts that read well: words that are missing, names that mislead, marks left by a merge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from registry.content.places import Sort, place_of
from registry.core.catalog import Catalog
from registry.core.dropped import dropped_without_note
from registry.core.lookalikes import passing_labs
from registry.core.records import JOINT, Document
from registry.desk.merging import MARKS
from registry.errors import Problem

_NOTED_AT = re.compile(r"^(removed|clauses):", re.MULTILINE)
_DROPPED = (
    "the version before has a clause `{}` that is not here; say why under `removed`, or list it under `unconfirmed` "
    "where its fate could not be read"
)
_UNCHOSEN = (
    "two texts meet here and nobody has chosen between them; keep what is right and take the marks out"
)

Proposed = Mapping[str, str | None]
"""By path the whole text that a record is to have; None to end it."""


def marks_left(proposed: Proposed) -> Iterator[Problem]:
    """The places of the proposed texts in which a merge left a choice to a person."""
    for path, text in proposed.items():
        for number, line in enumerate((text or "").split("\n"), 1):
            if line.startswith(MARKS):
                yield Problem(path, number, _UNCHOSEN)


def objections(before: Catalog, after: Catalog, proposed: Proposed) -> Iterator[Problem]:
    """What the reader of texts cannot object to: new labs that pass for others, and clauses dropped without a word.

    What was so before is no objection to a proposal.
    """
    for lab, wrong in passing_labs(before, after):
        yield Problem(lab.path, _line_of(re.compile("^name:", re.MULTILINE), proposed.get(lab.path)), wrong)
    places = (place_of(path) for path in proposed)
    documents = {(place.owner, place.document) for place in places if place.sort is Sort.VERSION}
    for owner, slug in sorted(documents):
        for path, clause in sorted(_dropped(after, owner, slug) - _dropped(before, owner, slug)):
            yield Problem(path, _line_of(_NOTED_AT, proposed.get(path)), _DROPPED.format(clause))


def _dropped(catalog: Catalog, owner: str, slug: str) -> set[tuple[str, str]]:
    """The paths of a document's versions, each with the ids of the clauses that it drops without a word."""
    document = _document(catalog, owner, slug)
    if document is None:
        return set()
    dropped = dropped_without_note(document, vocabulary=catalog.vocabulary)
    path_of = {version.label: version.path for version in document.versions}
    return {(path_of[label], clause) for label, clauses in dropped.items() for clause in clauses}


def _document(catalog: Catalog, owner: str, slug: str) -> Document | None:
    if owner == JOINT:
        return catalog.joint.get(slug)
    lab = catalog.labs.get(owner)
    return lab.document_by_slug.get(slug) if lab else None


def _line_of(pattern: re.Pattern[str], text: str | None) -> int:
    """The line of the first key that matches, alphabetically the last one of several; 1 where there is none."""
    found = {match.group(): match.start() for match in pattern.finditer(text or "")}
    return (text or "").count("\n", 0, found[max(found)]) + 1 if found else 1
