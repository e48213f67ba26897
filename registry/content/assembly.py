"""Records of single texts → the Catalog, in orders that do not hang on the order of the texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from operator import attrgetter, is_
from typing import TypeVar

from registry.content.places import QUESTIONS, VOCABULARY_PATH
from registry.content.readings import Reading
from registry.content.shelves import Shelves
from registry.core.catalog import Catalog
from registry.core.records import JOINT, Conduct, Disclosure, Document, Lab, Reply
from registry.core.standard import Standard
from registry.core.vocabulary import Vocabulary

R = TypeVar("R")
Whole = TypeVar("Whole", Document, Lab)
Dated = TypeVar("Dated", Conduct, Disclosure, Reply)


def assemble(readings: Mapping[str, Reading], shelves: Shelves, earlier: Catalog | None = None) -> Catalog:
    """Put the records of texts that have no problems together.

    A lab or document made of the very same records as in an earlier catalogue is the very same one, and what was
    worked out about it there is not worked out again.
    """
    in_order = [readings[path] for path in sorted(readings)]
    questions = {
        (reading.place.owner, reading.place.document): str(reading.record)
        for reading in in_order
        if reading.place.sort in QUESTIONS
    }
    known_documents = {document.path: document for document in earlier.documents} if earlier else {}
    known_labs = earlier.labs if earlier else {}
    documents = _documents(shelves, questions, known_documents)
    conduct = _by_lab(_records(in_order, Conduct))
    disclosures = _by_lab(_records(in_order, Disclosure))
    replies = _by_lab(_records(in_order, Reply))
    labs = [
        _whole(
            lab,
            known_labs.get(lab.slug),
            documents=documents[lab.slug],
            conduct=conduct[lab.slug],
            disclosures=disclosures[lab.slug],
            replies=replies[lab.slug],
            open_questions=questions.get((lab.slug, "")),
        )
        for lab in _records(in_order, Lab)
    ]
    (vocabulary,) = _records([readings[VOCABULARY_PATH]], Vocabulary)
    catalog = Catalog(
        vocabulary=vocabulary,
        labs={lab.slug: lab for lab in sorted(labs, key=lambda lab: lab.slug)},
        joint={document.slug: document for document in documents[JOINT]},
        standards={
            standard.id: standard for standard in sorted(_records(in_order, Standard), key=lambda one: one.id)
        },
    )
    if earlier:
        catalog.take_over(earlier)
    return catalog


def _whole(record: Whole, earlier: Whole | None, **given: object) -> Whole:
    """A record with what stands in other files; the earlier one where no part is another one than it has."""
    if earlier is not None:
        names, parts = _PARTS[type(record)]
        wanted = dict(zip(names, parts(record), strict=True)) | given
        if all(map(_is_same, wanted.values(), parts(earlier))):
            return earlier
    return replace(record, **given)  # type: ignore[arg-type]  # each caller names fields of its own record


_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in (Document, Lab)}
_PARTS = {kind: (names, attrgetter(*names)) for kind, names in _NAMES.items()}


def _is_same(part: object, earlier: object) -> bool:
    # Not by value: a month equals the day on which it begins, and the two are not the same to a reader.
    if part is earlier:
        return True
    if isinstance(part, tuple) and isinstance(earlier, tuple) and len(part) == len(earlier):
        return all(map(is_, part, earlier))
    return False


def _records(readings: Iterable[Reading], kind: type[R]) -> list[R]:
    return [reading.record for reading in readings if isinstance(reading.record, kind)]


def _documents(
    shelves: Shelves, questions: Mapping[tuple[str, str], str], known: Mapping[str, Document]
) -> Mapping[str, tuple[Document, ...]]:
    """Every owner's documents by slug, with their versions."""
    found: defaultdict[str, tuple[Document, ...]] = defaultdict(tuple)
    for (owner, slug), shelf in sorted(shelves.documents.items()):
        (document,) = _records([shelf.document] if shelf.document else [], Document)
        versions = tuple(version for _, version in shelf.versions)
        asked = questions.get((owner, slug))
        found[owner] += (_whole(document, known.get(document.path), versions=versions, open_questions=asked),)
    return found


def _by_lab(records: Iterable[Dated]) -> Mapping[str, tuple[Dated, ...]]:
    """Every lab's entries by date, then path."""
    found: defaultdict[str, tuple[Dated, ...]] = defaultdict(tuple)
    for record in sorted(records, key=lambda record: (record.date, record.path)):
        found[record.lab] += (record,)
    return found
