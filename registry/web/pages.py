"""Pages of words: how this is done, what the terms mean, what the site is."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from registry.core.catalog import Catalog
from registry.core.records import Read
from registry.core.standard import Standard
from registry.core.vocabulary import GlossaryEntry, Vocabulary
from registry.desk.agreeing import FacetAgreement, agreements
from registry.web.access import public
from registry.web.backstage import backstage, is_open
from registry.web.caching import fleeting
from registry.web.context import view

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

    vocabulary: Vocabulary
    standards: tuple[Standard, ...]
    agreements: tuple[FacetAgreement, ...] | None


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
    page = MethodsPage(catalog.vocabulary, tuple(catalog.standards.values()), _agreements(catalog.vocabulary))
    return render_template("pages/methods.html", page=page)


def _agreements(vocabulary: Vocabulary) -> tuple[FacetAgreement, ...] | None:
    if not is_open():
        return None
    with backstage().database.reading() as session:
        return agreements(session, vocabulary)


@blueprint.get("/glossary/")
@public
def glossary() -> str:
    """The terms of the field and of this site."""
    return render_template(
        "pages/glossary.html", page=GlossaryPage(letters(view().catalog.vocabulary.glossary))
    )
