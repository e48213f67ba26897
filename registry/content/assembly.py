"""Records of single texts → the Catalog, in orders that do not hang on the order of the texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from registry.content.places import QUESTIONS, VOCABULARY_PATH
from registry.content.readings import Reading
from registry.content.shelves import Shelves
from registry.core.catalog import Catalog
from registry.core.records import JOINT, Conduct, Disclosure, Document, Lab, Reply
from registry.core.standard import Standard
from registry.core.vocabulary import Vocabulary

R = TypeVar("R")
Dated = TypeVar("Dated", Conduct, Disclosure, Reply)


def assemble(readings: Mapping[str, Reading], shelves: Shelves) -> Catalog:
    """Put the records of texts that have no problems together."""
    in_order = [readings[path] for path in sorted(readings)]
    questions = {
        (reading.place.owner, reading.place.document): str(reading.record)
        for reading in in_order
        if reading.place.sort in QUESTIONS
    }
    documents = _documents(shelves, questions)
    conduct = _by_lab(_records(in_order, Conduct))
    disclosures = _by_lab(_records(in_order, Disclosure))
    replies = _by_lab(_records(in_order, Reply))
    labs = [
        replace(
            lab,
            documents=documents[lab.slug],
            conduct=conduct[lab.slug],
            disclosures=disclosures[lab.slug],
            replies=replies[lab.slug],
            open_questions=questions.get((lab.slug, "")),
        )
        for lab in _records(in_order, Lab)
    ]
    (vocabulary,) = _records([readings[VOCABULARY_PATH]], Vocabulary)
    return Catalog(
        vocabulary=vocabulary,
        labs={lab.slug: lab for lab in sorted(labs, key=lambda lab: lab.slug)},
        joint={document.slug: document for document in documents[JOINT]},
        standards={
            standard.id: standard for standard in sorted(_records(in_order, Standard), key=lambda one: one.id)
        },
    )


def _records(readings: Iterable[Reading], kind: type[R]) -> list[R]:
    return [reading.record for reading in readings if isinstance(reading.record, kind)]


def _documents(
    shelves: Shelves, questions: Mapping[tuple[str, str], str]
) -> Mapping[str, tuple[Document, ...]]:
    """Every owner's documents by slug, with their versions."""
    found: defaultdict[str, tuple[Document, ...]] = defaultdict(tuple)
    for (owner, slug), shelf in sorted(shelves.documents.items()):
        (document,) = _records([shelf.document] if shelf.document else [], Document)
        versions = tuple(version for _, version in shelf.versions)
        asked = questions.get((owner, slug))
        found[owner] += (replace(document, versions=versions, open_questions=asked),)
    return found


def _by_lab(records: Iterable[Dated]) -> Mapping[str, tuple[Dated, ...]]:
    """Every lab's entries by date, then path."""
    found: defaultdict[str, tuple[Dated, ...]] = defaultdict(tuple)
    for record in sorted(records, key=lambda record: (record.date, record.path)):
        found[record.lab] += (record,)
    return found
