"""The ways to begin a proposal: what each asks for, and the record's first text that it makes of the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from registry.content import beginnings
from registry.content.beginnings import Beginning
from registry.content.places import Sort
from registry.core.catalog import Catalog
from registry.core.people import Role
from registry.core.records import JOINT
from registry.desk.catalogue import Edition
from registry.errors import BadValue
from registry.store.leaf import RevisionKind
from registry.web.naming import record_title
from registry.web.record_offers import Option
from registry.web.visible import somebody

Given = Mapping[str, str]
"""What was typed, by field."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question of a start form: with `offers` one chooses, with `suggests` one types and is helped."""

    name: str
    label: str
    help: str = ""
    input: str = "text"
    offers: Callable[[Catalog], Iterator[Option]] | None = None
    suggests: Callable[[Catalog], Iterator[Option]] | None = None

    def options(self, catalog: Catalog) -> tuple[Option, ...]:
        """What can be chosen, or is suggested."""
        found = self.offers or self.suggests
        return tuple(found(catalog)) if found else ()


@dataclass(frozen=True, slots=True)
class Start:
    """A way to begin: what it asks for, and the record that it makes of the answers."""

    title: str
    about: str
    asks: tuple[Ask, ...]
    begin: Callable[[Given, Edition], Beginning]
    kind: RevisionKind = RevisionKind.UPDATE
    roles: frozenset[Role] = frozenset((Role.EDITOR,))

    def begun(self, given: Given, edition: Edition) -> Beginning:
        """The record that the answers make. Raises BadValue where a new one would stand in the place of another."""
        made = self.begin(given, edition)
        if self.begin is not _correction and made.place.path in edition.texts:
            raise BadValue(f"on record there is {made.place.path} already; to change it, correct that record")
        return made


# -- what can be chosen --------------------------------------------------------------------------------------


def _labs(catalog: Catalog) -> Iterator[Option]:
    return (Option(lab.slug, lab.name) for lab in catalog.labs.values())


def _documents(catalog: Catalog) -> Iterator[Option]:
    for document in catalog.documents:
        owner = "Joint" if document.owner == JOINT else catalog.labs[document.owner].name
        yield Option(f"{document.owner}/{document.slug}", f"{owner}: {document.title}")


def _joint(catalog: Catalog) -> Iterator[Option]:
    return (Option(document.slug, document.title) for document in catalog.joint.values())


def _askable(catalog: Catalog) -> Iterator[Option]:
    yield from _labs(catalog)
    yield from (Option(f"{JOINT}/{item.value}", f"Joint: {item.label}") for item in _joint(catalog))


def _records(catalog: Catalog) -> Iterator[Option]:
    paths = [
        path for lab in catalog.labs.values() for path in (lab.path, *_paths_of(lab.conduct, lab.disclosures))
    ]
    paths += [
        path for document in catalog.documents for path in (document.path, *_paths_of(document.versions))
    ]
    paths += [f"standards/{name}.yaml" for name in (*catalog.standards, "vocabulary")]
    return (Option(path, record_title(path, catalog)) for path in paths)


def _paths_of(*groups: tuple[object, ...]) -> Iterator[str]:
    return (getattr(record, "path") for group in groups for record in group)  # noqa: B009


# -- what becomes of the answers -----------------------------------------------------------------------------


def _version(given: Given, edition: Edition) -> Beginning:
    owner, _, slug = given["document"].partition("/")
    document = edition.catalog.document(owner, slug)
    if given["label"] in document.version_by_label:
        raise BadValue(
            f"{document.title} has a version {given['label']!r} already; to change it, correct that record"
        )
    before = edition.texts[document.versions[-1].path] if document.versions else ""
    return beginnings.new_version(owner, slug, given["label"], before=before)


def _correction(given: Given, edition: Edition) -> Beginning:
    return beginnings.present(given["path"], edition.texts)


def _entry(sort: Sort) -> Callable[[Given, Edition], Beginning]:
    def begin(given: Given, edition: Edition) -> Beginning:
        lab = edition.catalog.lab(given["lab"]).slug if "lab" in given else somebody().lab or ""
        return beginnings.new_entry(sort, lab, given["date"], given["words"])

    return begin


def _lab(given: Given, _: Edition) -> Beginning:
    return beginnings.new_lab(given["name"])


def _document(given: Given, edition: Edition) -> Beginning:
    return beginnings.new_document(edition.catalog.lab(given["lab"]).slug, given["title"])


def _joint_document(given: Given, _: Edition) -> Beginning:
    return beginnings.new_document(JOINT, given["title"])


def _questions(given: Given, edition: Edition) -> Beginning:
    owner, _, slug = given["about"].partition("/")
    if owner == JOINT:
        return beginnings.new_questions(JOINT, edition.catalog.document(JOINT, slug).slug)
    return beginnings.new_questions(edition.catalog.lab(given["about"]).slug)


def _standard(given: Given, _: Edition) -> Beginning:
    return beginnings.new_standard(given["title"])


_LAB = Ask("lab", "Lab", offers=_labs)
_DATE = Ask("date", "Date", "YYYY-MM-DD, or YYYY-MM or YYYY where the day is not known.")
_WORDS = Ask("words", "What happened, in two to five words", "They become part of the entry’s address.")

STARTS: Mapping[str, Start] = {
    "version": Start(
        "Add a version",
        "A policy has a new text. The clauses of the newest version on record are copied: you change what differs.",
        (
            Ask("document", "Document", offers=_documents),
            Ask(
                "label",
                "What the version is called",
                "Such as 3.1, or its date where it has no number. It stands in the address.",
            ),
        ),
        _version,
    ),
    "correction": Start(
        "Correct a record",
        "We had something wrong, or something about a record has changed. You edit its present text.",
        (Ask("path", "Record", "Type a part of its name and choose.", suggests=_records),),
        _correction,
        RevisionKind.CORRECTION,
    ),
    "conduct": Start(
        "Record conduct",
        "Something happened that bears on whether a promise was kept.",
        (_LAB, _DATE, _WORDS),
        _entry(Sort.CONDUCT),
    ),
    "disclosure": Start(
        "Add a disclosure",
        "A fact on how people inside a lab may speak: whistleblowing, non-disparagement.",
        (_LAB, _DATE, _WORDS),
        _entry(Sort.DISCLOSURE),
    ),
    "lab": Start("Add a lab", "An organisation that develops AI models.", (Ask("name", "Name"),), _lab),
    "document": Start(
        "Add a document",
        "A policy of one lab, which lives through versions. Add its first version to the same submission afterwards.",
        (_LAB, Ask("title", "Title")),
        _document,
    ),
    "joint": Start(
        "Add a joint document",
        "A document that several labs signed, or a law.",
        (Ask("title", "Title"),),
        _joint_document,
    ),
    "questions": Start(
        "Add open questions",
        "What the record does not know of a lab or a joint document, and would like to.",
        (Ask("about", "Lab or joint document", offers=_askable),),
        _questions,
    ),
    "standard": Start(
        "Add a standard",
        "Criteria with weights and levels, which every lab is scored against. To change one, correct that record.",
        (Ask("title", "Title"),),
        _standard,
    ),
    "reply": Start(
        "Answer for your lab",
        "Your lab’s own words, dated and signed, beside a judgement. They never change it.",
        (_DATE, Ask("words", "What it is about, in two to five words", "They become part of its address.")),
        _entry(Sort.REPLY),
        roles=frozenset((Role.REPRESENTATIVE,)),
    ),
}
"""Every way to begin, by the word that stands for it in addresses."""
