"""The records of the catalogue: labs, documents, versions, clauses, conduct, and what stands beside them.

Every record is one text of the catalogue; `path` is that text's path and the record's identity.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache

from registry.core.dates import PartialDate

JOINT = "joint"
"""The owner of joint documents; not a lab."""


class Act(StrEnum):
    """What a clause does. Only a promise counts in scores."""

    PROMISE = "promise"
    PERMISSION = "permission"
    EXCEPTION = "exception"
    STATEMENT = "statement"


class Kind(StrEnum):
    """What sort of document it is; `law` only for a joint one."""

    FRAMEWORK = "framework"
    CHARTER = "charter"
    POLICY = "policy"
    PLEDGE = "pledge"
    STATEMENT = "statement"
    AGREEMENT = "agreement"
    TERMS = "terms"
    LAW = "law"


class Read(StrEnum):
    """How a source was read: the text itself, or what others wrote about it."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


class Announced(StrEnum):
    """Whether the lab's own announcement told of what a version weakened or removed."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Verdict(StrEnum):
    """What is on record about a promise: kept, partly kept, broken, disputed, or not yet to be said."""

    KEPT = "kept"
    PARTLY_KEPT = "partly-kept"
    BROKEN = "broken"
    DISPUTED = "disputed"
    PENDING = "pending"

    @property
    def resolved(self) -> bool:
        """Whether the verdict says how a promise ended."""
        return self in (Verdict.KEPT, Verdict.PARTLY_KEPT, Verdict.BROKEN)


class Direction(StrEnum):
    """What happened to a clause between two consecutive versions."""

    ADDED = "added"
    REMOVED = "removed"
    STRENGTHENED = "strengthened"
    WEAKENED = "weakened"
    MIXED = "mixed"
    ALTERED = "altered"
    REWORDED = "reworded"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a claim comes from."""

    url: str
    read: Read
    archive: str | None = None
    read_from: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """An editor's view of a change that the facets cannot show, with its reason."""

    change: Direction
    why: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One atomic commitment in one version. `decided_by` is its own, or else the one its version names for all."""

    id: str
    topic: str
    text: str
    strength: str
    verification: str = "none"
    disclosure: str = "published"
    aspects: tuple[str, ...] = ()
    act: Act = Act.PROMISE
    was: str | None = None
    continues: str | None = None
    where: str | None = None
    scope: str | None = None
    trigger: str | None = None
    due: PartialDate | None = None
    ends: PartialDate | None = None
    decided_by: str | None = None
    waiver: str | None = None
    quote: str | None = None
    judged: Judgement | None = None

    def facet(self, name: str) -> str:
        """The value of the facet `strength`, `verification` or `disclosure`."""
        value: str = getattr(self, name)
        return value


@dataclass(frozen=True, slots=True)
class Removal:
    """An editor's note on a clause of the version before that is not in this one."""

    id: str
    why: str


@dataclass(frozen=True)
class Version:
    """A document as it stood from a date on. `published` or `seen` is always there."""

    path: str
    label: str
    source: Source
    title: str | None = None
    published: PartialDate | None = None
    effective: PartialDate | None = None
    seen: PartialDate | None = None
    announced: Announced | None = None
    announced_note: str | None = None
    decided_by: str | None = None
    clauses: tuple[Clause, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    removed: tuple[Removal, ...] = ()
    summary: str = ""

    @property
    def date(self) -> PartialDate:
        """The date from which the version counts: effective, else published, else seen."""
        found = self.effective or self.published or self.seen
        if found is None:
            raise ValueError(f"{self.path} has no date")
        return found

    @property
    def name(self) -> str:
        """How people call the version: its title where it has one, else its label."""
        return self.title or self.label

    @cached_property
    def clause_by_id(self) -> Mapping[str, Clause]:
        """The version's own clauses by their ids."""
        return {clause.id: clause for clause in self.clauses}


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """When and why a document was withdrawn."""

    date: PartialDate
    why: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """Since when and why it cannot be settled whether a document is in force."""

    since: PartialDate
    why: str


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """Since when and why a signatory has no model that a joint document is about."""

    since: PartialDate
    why: str


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signed a joint document: a lab of the catalogue (`lab`) or another one by `name`."""

    lab: str | None = None
    name: str | None = None
    joined: PartialDate | None = None
    seen: PartialDate | None = None
    left: PartialDate | None = None
    clauses: tuple[str, ...] = ()
    out_of_scope: OutOfScope | None = None
    note: str | None = None

    @property
    def since(self) -> PartialDate:
        """The day it joined, or else the date of the list that names it."""
        found = self.joined or self.seen
        if found is None:
            raise ValueError("a signatory needs `joined` or `seen`")
        return found

    def is_bound(self, on: date) -> bool:
        """Whether it had joined by a day, and not left or fallen out of scope by then."""
        ends = (self.left, self.out_of_scope.since if self.out_of_scope else None)
        return self.since.first <= on and not any(end is not None and end.first <= on for end in ends)


@dataclass(frozen=True, slots=True)
class Declined:
    """Who declined to sign a joint document, and why."""

    date: PartialDate
    why: str
    source: Source
    lab: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Document:
    """A policy that lives through versions, oldest first. `owner` is a lab's slug, or `joint`."""

    path: str
    owner: str
    slug: str
    title: str
    kind: Kind
    url: str | None = None
    checked: PartialDate | None = None
    withdrawn: Withdrawal | None = None
    superseded_by: str | None = None
    disputed: Dispute | None = None
    formerly: tuple[str, ...] = ()
    about: str = ""
    versions: tuple[Version, ...] = ()
    open_questions: str | None = None
    convener: str | None = None
    signatories: tuple[Signatory, ...] = ()
    declined: tuple[Declined, ...] = ()

    @property
    def is_joint(self) -> bool:
        """Whether several labs signed it, or it is a law."""
        return self.owner == JOINT

    @property
    def reference(self) -> str:
        """How clause references of a lab's files name it: its slug, or `joint/<slug>`."""
        return f"{JOINT}/{self.slug}" if self.is_joint else self.slug

    @cached_property
    def version_by_label(self) -> Mapping[str, Version]:
        """Versions by their labels."""
        return {version.label: version for version in self.versions}


@dataclass(frozen=True, slots=True)
class Reading:
    """One side's account of a disputed matter."""

    by: str
    text: str


@dataclass(frozen=True)
class Conduct:
    """A dated, sourced event that bears on whether a promise was kept."""

    path: str
    lab: str
    name: str
    date: PartialDate
    about: tuple[str, ...]
    verdict: Verdict
    sources: tuple[Source, ...]
    statement: str
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True)
class Disclosure:
    """A dated, sourced fact on how insiders may speak."""

    path: str
    lab: str
    name: str
    date: PartialDate
    source: Source
    statement: str


@dataclass(frozen=True)
class Reply:
    """A lab's own answer to a judgement, in its own words."""

    path: str
    lab: str
    name: str
    date: PartialDate
    by: str
    about: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class NothingFound:
    """On `date` nothing of the lab's own was found about a topic, having looked where `looked` says."""

    topic: str
    date: PartialDate
    looked: str


@dataclass(frozen=True)
class Lab:
    """An organisation that develops AI models, with all that is on record about it alone."""

    path: str
    slug: str
    name: str
    legal_name: str | None = None
    country: str | None = None
    founded: int | None = None
    website: str | None = None
    aliases: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    nothing_found: tuple[NothingFound, ...] = ()
    about: str = ""
    documents: tuple[Document, ...] = ()
    conduct: tuple[Conduct, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    replies: tuple[Reply, ...] = ()
    open_questions: str | None = None

    @cached_property
    def document_by_slug(self) -> Mapping[str, Document]:
        """The lab's own documents by their slugs."""
        return {document.slug: document for document in self.documents}


@lru_cache(maxsize=2000)
def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key that reads runs of digits as numbers: `2.9` before `2.10`."""
    parts = re.split(r"([0-9]+)", text)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part)
