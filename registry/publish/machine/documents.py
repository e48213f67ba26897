"""Documents and their versions as other programs read them."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from registry.core.history import in_force, version_on
from registry.core.records import Announced, Declined, Document, Kind, Signatory, Version
from registry.publish.machine.clauses import ClauseJson, clause_json
from registry.publish.machine.values import SourceJson, Written, source_json, written


class EndJson(TypedDict):
    """When a document was withdrawn, or since when its standing is disputed or it does not apply, and why."""

    date: Written
    why: str


class DocumentJson(TypedDict):
    """A document on the day asked about: whether it is in force, and the label of the version that counts.

    `lab` is `joint` for what several signed, and for laws. `path` is the record's.
    """

    lab: str
    document: str
    title: str
    kind: Kind
    url: str | None
    in_force: bool
    version: str | None
    checked: Written | None
    withdrawn: EndJson | None
    disputed: EndJson | None
    superseded_by: str | None
    formerly: list[str]
    path: str


class VersionJson(TypedDict):
    """A document as it stood from `date` on. `announced`: did the lab tell of what it weakened or removed."""

    label: str
    title: str | None
    date: Written
    published: Written | None
    effective: Written | None
    seen: Written | None
    source: SourceJson
    announced: Announced | None
    announced_note: str | None
    decided_by: str | None
    path: str


class RemovalJson(TypedDict):
    """An editor's note on a clause of the version before that is not in this one."""

    clause: str
    why: str


class WholeVersionJson(VersionJson):
    """A version with its clauses. `unconfirmed` are clauses of the one before whose fate could not be read."""

    lab: str
    document: str
    summary: str
    clauses: list[ClauseJson]
    unconfirmed: list[str]
    removed: list[RemovalJson]


class SignatoryJson(TypedDict):
    """Who signed a joint document: a lab on record, or another one by name. Without `clauses` it joined all."""

    lab: str | None
    name: str | None
    since: Written
    left: Written | None
    clauses: list[str]
    out_of_scope: EndJson | None
    note: str | None


class DeclinedJson(TypedDict):
    """Who declined to sign a joint document, and why."""

    lab: str | None
    name: str | None
    date: Written
    why: str
    source: SourceJson


class WholeDocumentJson(DocumentJson):
    """A document with all its versions, oldest first, whatever day is asked about."""

    about: str
    convener: str | None
    versions: list[VersionJson]
    signatories: list[SignatoryJson]
    declined: list[DeclinedJson]
    open_questions: str | None


def document_json(document: Document, on: date) -> DocumentJson:
    """A document on a day."""
    current = version_on(document, on)
    withdrawn, disputed = document.withdrawn, document.disputed
    return {
        "lab": document.owner,
        "document": document.slug,
        "title": document.title,
        "kind": document.kind,
        "url": document.url,
        "in_force": in_force(document, on),
        "version": current.label if current else None,
        "checked": written(document.checked),
        "withdrawn": {"date": withdrawn.date.text, "why": withdrawn.why} if withdrawn else None,
        "disputed": {"date": disputed.since.text, "why": disputed.why} if disputed else None,
        "superseded_by": document.superseded_by,
        "formerly": list(document.formerly),
        "path": document.path,
    }


def whole_document_json(document: Document, on: date) -> WholeDocumentJson:
    """A document with its versions and who signed it."""
    return {
        **document_json(document, on),
        "about": document.about,
        "convener": document.convener,
        "versions": [version_json(version) for version in document.versions],
        "signatories": [_signatory_json(each) for each in document.signatories],
        "declined": [_declined_json(each) for each in document.declined],
        "open_questions": document.open_questions,
    }


def version_json(version: Version) -> VersionJson:
    """A version without its clauses."""
    return {
        "label": version.label,
        "title": version.title,
        "date": str(version.date),
        "published": written(version.published),
        "effective": written(version.effective),
        "seen": written(version.seen),
        "source": source_json(version.source),
        "announced": version.announced,
        "announced_note": version.announced_note,
        "decided_by": version.decided_by,
        "path": version.path,
    }


def whole_version_json(document: Document, version: Version) -> WholeVersionJson:
    """A version with its clauses."""
    return {
        **version_json(version),
        "lab": document.owner,
        "document": document.slug,
        "summary": version.summary,
        "clauses": [clause_json(clause) for clause in version.clauses],
        "unconfirmed": list(version.unconfirmed),
        "removed": [{"clause": removal.id, "why": removal.why} for removal in version.removed],
    }


def _signatory_json(signatory: Signatory) -> SignatoryJson:
    out = signatory.out_of_scope
    return {
        "lab": signatory.lab,
        "name": signatory.name,
        "since": str(signatory.since),
        "left": written(signatory.left),
        "clauses": list(signatory.clauses),
        "out_of_scope": {"date": out.since.text, "why": out.why} if out else None,
        "note": signatory.note,
    }


def _declined_json(declined: Declined) -> DeclinedJson:
    return {
        "lab": declined.lab,
        "name": declined.name,
        "date": str(declined.date),
        "why": declined.why,
        "source": source_json(declined.source),
    }
