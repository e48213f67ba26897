"""The sitemap: every page of the record under its one address, with the day of the revision that last touched it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from flask import Blueprint, Response, current_app
from werkzeug.exceptions import NotFound as NoRoute

from registry.core.catalog import Catalog
from registry.core.records import Document
from registry.publish import sitemaps
from registry.publish.sitemaps import Listed
from registry.web.access import access_of, public
from registry.web.addresses import (
    clause_url,
    conduct_url,
    diff_url,
    disclosure_url,
    document_url,
    version_url,
)
from registry.web.caching import fleeting
from registry.web.context import head, to
from registry.web.heads import base, based
from registry.web.queries import reads
from registry.web.revisions import touched
from registry.web.service import NOT_FOR_ROBOTS

blueprint = Blueprint("sitemap", __name__)


@blueprint.get("/sitemap.xml")
@public
@fleeting
@reads(timeless=True)
def index() -> Response:
    """All pages, or the files that list them where they are too many for one.

    Addresses in it must be whole: a site that does not know its own takes the one it was asked under, and the answer
    is kept for nobody else.
    """
    pages = _pages()
    count = sitemaps.parts(pages)
    if count == 1:
        return _xml(sitemaps.sitemap(pages))
    files = (to("sitemap.part", number=number) for number in range(1, count + 1))
    return _xml(sitemaps.sitemap_index(base() + file for file in files))


@blueprint.get("/sitemap-<int(max=9999):number>.xml")
@public
@fleeting
@reads(timeless=True)
def part(number: int) -> Response:
    """One of several files."""
    pages = _pages()
    if not 1 <= number <= sitemaps.parts(pages):
        raise NoRoute
    return _xml(sitemaps.sitemap(pages, number))


def _xml(text: str) -> Response:
    return based(Response(text, mimetype="application/xml"))


def _pages() -> list[Listed]:
    site, days = base(), _days()
    return [(site + address, days.get(path)) for address, path in _addresses(head().catalog)]


def _days() -> Mapping[str, date]:
    """The day on which each record was last touched, and each folder of records; that of everything under ''."""
    days: dict[str, date] = {}
    for path, time in touched().items():
        place = path
        while True:
            days[place] = max(days.get(place, date.min), time.date())
            if not place:
                break
            place = place.rpartition("/")[0]
    return days


def _addresses(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Every page that has an address of its own, with the record or the folder of records that it shows.

    What stands on a revision's page never changes, so it has no day. Pages about persons are left to links.
    """
    for address in _fixed():
        yield address, ""
    for lab in catalog.labs.values():
        yield to("labs.show", lab=lab.slug), _folder(lab.path)
        for document in lab.documents:
            yield from _below(document)
        for entry in lab.conduct:
            yield conduct_url(entry), entry.path
        for fact in lab.disclosures:
            yield disclosure_url(fact), fact.path
    for document in catalog.joint.values():
        yield from _below(document)
    for topic in catalog.vocabulary.topics:
        yield to("topics.show", topic=topic.id), "labs"
        yield to("adoption.show", topic=topic.id), "labs"
    for standard in catalog.standards.values():
        yield to("standards.show", standard=standard.id), ""
        for lab in catalog.labs.values():
            yield to("standards.scorecard", standard=standard.id, lab=lab.slug), ""
    for number in range(1, head().revision + 1):
        yield to("revisions.show", number=number), "revisions"


def _below(document: Document) -> Iterator[tuple[str, str]]:
    folder = _folder(document.path)
    yield document_url(document), folder
    for version in document.versions:
        yield version_url(document, version), version.path
    for earlier, later in pairwise(document.versions):
        yield diff_url(document, earlier, later), folder
    for name in sorted({clause.id for version in document.versions for clause in version.clauses}):
        yield clause_url(document, name), folder


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _fixed() -> list[str]:
    """The pages for everybody whose addresses have no part that varies, as the map of routes has them."""
    return sorted(
        rule.rule
        for rule in current_app.url_map.iter_rules()
        if rule.rule.endswith("/") and not rule.arguments and not rule.rule.startswith(NOT_FOR_ROBOTS)
        if "GET" in (rule.methods or ()) and _is_for_everybody(rule.endpoint)
    )


def _is_for_everybody(endpoint: str) -> bool:
    access = access_of(endpoint)
    return access is not None and access.is_public and not access.token
