"""Pages of words: how this is done, what the terms mean, what the site is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, render_template

from registry.core.catalog import Catalog
from registry.core.records import Read
from registry.core.sitting import DECIDING, ORDINARY
from registry.core.standard import Standard
from registry.core.vocabulary import GlossaryEntry, Vocabulary
from registry.desk.accounts import INVITED_FOR
from registry.desk.agreeing import FacetAgreement, agreements
from registry.desk.recounting import RevisionKind
from registry.store.throttles import MARKS_KEPT, TRIES_KEPT
from registry.web.access import public
from registry.web.backstage import backstage, is_open
from registry.web.caching import fleeting
from registry.web.contacts import Contacts, contacts
from registry.web.context import view
from registry.web.heads import whole
from registry.web.revisions import tally

blueprint = Blueprint("pages", __name__)


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is on record. `primary` of the versions were read in their own text."""

    labs: int
    documents: int
    joint: int
    versions: int
    primary: int
    clauses: int
    conduct: int
    standards: int


@dataclass(frozen=True, slots=True)
class MethodsPage:
    """What the methods page takes from the catalogue, its words and its standards, and how far coders agree.

    `agreements` are None where no desk stands behind the catalogue.
    """

    extent: Extent
    vocabulary: Vocabulary
    standards: tuple[Standard, ...]
    agreements: tuple[FacetAgreement, ...] | None


@dataclass(frozen=True, slots=True)
class TrustPage:
    """How the record came about, in revisions by their kind. None where no ledger stands behind the catalogue."""

    tally: Mapping[RevisionKind, int] | None

    @property
    def kept(self) -> bool:
        """Whether there is a ledger."""
        return self.tally is not None

    @property
    def revisions(self) -> int:
        """How many revisions there are."""
        return sum((self.tally or {}).values())

    @property
    def imported(self) -> int:
        """How many were read in from files, without a second person."""
        return (self.tally or {}).get(RevisionKind.IMPORT, 0)

    @property
    def corrections(self) -> int:
        """How many put a mistake right."""
        return (self.tally or {}).get(RevisionKind.CORRECTION, 0)


@dataclass(frozen=True, slots=True)
class ContactPage:
    """How to reach whoever runs the site, and whether it takes suggestions."""

    contacts: Contacts
    is_open: bool


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """How long things are kept, in words: the figures that the code goes by."""

    session: str
    session_idle: str
    deciding: str
    deciding_idle: str
    invitation: str
    marks: str
    tries: str


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    """All terms, by their initial."""

    letters: tuple[tuple[str, tuple[GlossaryEntry, ...]], ...]


def extent(catalog: Catalog) -> Extent:
    """Count what is on record, past versions included."""
    versions = [version for document in catalog.documents for version in document.versions]
    return Extent(
        labs=len(catalog.labs),
        documents=len(catalog.documents) - len(catalog.joint),
        joint=len(catalog.joint),
        versions=len(versions),
        primary=sum(version.source.read is Read.PRIMARY for version in versions),
        clauses=sum(len(version.clauses) for version in versions),
        conduct=sum(len(lab.conduct) for lab in catalog.labs.values()),
        standards=len(catalog.standards),
    )


def letters(entries: tuple[GlossaryEntry, ...]) -> tuple[tuple[str, tuple[GlossaryEntry, ...]], ...]:
    """Entries in the order of their terms, under their initials."""
    found: dict[str, list[GlossaryEntry]] = {}
    for entry in sorted(entries, key=lambda item: item.term.casefold()):
        found.setdefault(entry.term[:1].upper(), []).append(entry)
    return tuple((initial, tuple(members)) for initial, members in found.items())


@blueprint.get("/about/")
@public
def about() -> str:
    """What this site is."""
    return render_template("pages/about.html", page=extent(view().catalog))


@blueprint.get("/methods/")
@public
@fleeting
def methods() -> str:
    """How clauses are coded, changes derived and scores made."""
    catalog = view().catalog
    page = MethodsPage(
        extent=extent(catalog),
        vocabulary=catalog.vocabulary,
        standards=tuple(catalog.standards.values()),
        agreements=_agreements(catalog.vocabulary),
    )
    return render_template("pages/methods.html", page=page)


def _agreements(vocabulary: Vocabulary) -> tuple[FacetAgreement, ...] | None:
    if not is_open():
        return None
    with backstage().database.reading() as session:
        return agreements(session, vocabulary)


@blueprint.get("/methods/for-labs/")
@public
def for_labs() -> str:
    """How a lab can publish a policy so that anybody can check it."""
    view()
    return render_template("pages/for_labs.html")


@blueprint.get("/about/trust/")
@public
def trust() -> str:
    """Who edits, how two people stand by each change, and how to check the record without us."""
    view()
    return render_template("pages/trust.html", page=TrustPage(tally()))


@blueprint.get("/about/contact/")
@public
def contact() -> str:
    """How to reach whoever runs this site."""
    view()
    return render_template("pages/contact.html", page=ContactPage(contacts(), is_open()))


@blueprint.get("/about/privacy/")
@public
def privacy() -> str:
    """What is stored of whom, and for how long."""
    view()
    page = PrivacyPage(
        session=spell(ORDINARY.longest),
        session_idle=spell(ORDINARY.idle),
        deciding=spell(DECIDING.longest),
        deciding_idle=spell(DECIDING.idle),
        invitation=spell(INVITED_FOR),
        marks=spell(MARKS_KEPT),
        tries=spell(TRIES_KEPT),
    )
    return render_template("pages/privacy.html", page=page)


@blueprint.get("/about/licences/")
@public
def licences() -> str:
    """On what terms the catalogue and the software may be used."""
    view()
    return render_template("pages/licences.html", base=whole("/"), kept=tally() is not None)


def spell(span: timedelta) -> str:
    """A span of time in words, in the largest unit of which it is a whole number."""
    minutes = int(span.total_seconds()) // 60
    for unit, size in (("days", 1440), ("hours", 60)):
        if minutes % size == 0 and minutes > size:
            return f"{minutes // size} {unit}"
    return f"{minutes} minutes"


@blueprint.get("/glossary/")
@public
def glossary() -> str:
    """The terms of the field and of this site."""
    return render_template(
        "pages/glossary.html", page=GlossaryPage(letters(view().catalog.vocabulary.glossary))
    )
