"""How records are named in addresses: converters for the routes, and the address of each kind of record."""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask, current_app, request
from werkzeug.routing import BaseConverter, ValidationError

from registry.core.compare import Change
from registry.core.records import Conduct, Disclosure, Document, Version
from registry.web.context import to
from registry.web.queries import in_one_form, reads_of, sent, with_query

OTHER_FORMS = (".atom", ".bib", ".csv", ".ics", ".json", ".pdf", ".svg", ".xlsx", ".zip")
"""How the addresses of a page's other forms end."""


class SpanConverter(BaseConverter):
    """Two version labels: `1.0..2.0`."""

    regex = r"[^/]+?\.\.[^/]+"

    def to_python(self, value: str) -> tuple[str, str]:
        """The labels in the order written."""
        earlier, _, later = value.partition("..")
        if not later:
            raise ValidationError
        return earlier, later

    def to_url(self, value: tuple[str, str]) -> str:
        """The labels as the address has them."""
        return f"{value[0]}..{value[1]}"


class NameConverter(BaseConverter):
    """A slug before the ending of another form of a page: `anthropic` of `anthropic.json`, but not of `.csl.json`."""

    regex = r"[^/.]+"


def add_addresses(app: Flask) -> None:
    """Give the routes their converters and the templates these functions."""
    app.url_map.converters["span"] = SpanConverter
    app.url_map.converters["name"] = NameConverter
    for function in (
        document_url,
        version_url,
        diff_url,
        clause_url,
        change_url,
        change_anchor,
        conduct_url,
        disclosure_url,
        reference_url,
        other_form,
    ):
        app.add_template_global(function)


def document_url(document: Document) -> str:
    """The page of a document."""
    return to("documents.show", owner=document.owner, slug=document.slug)


def version_url(document: Document, version: Version) -> str:
    """The page of a version."""
    return to("versions.show", owner=document.owner, slug=document.slug, label=version.label)


def diff_url(document: Document, earlier: Version, later: Version) -> str:
    """The page that sets two versions against each other."""
    return to("diffs.show", owner=document.owner, slug=document.slug, span=(earlier.label, later.label))


def clause_url(document: Document, clause_id: str) -> str:
    """The page of a clause."""
    return to("clauses.show", owner=document.owner, slug=document.slug, clause=clause_id)


def change_url(change: Change) -> str:
    """Where a change is told: among what its version changed; with a first version, or a withdrawal, by itself."""
    if change.from_version is None or change.to_version is None:
        return clause_url(change.document, change.clause.id)
    return f"{diff_url(change.document, change.from_version, change.to_version)}#{change_anchor(change)}"


def change_anchor(change: Change) -> str:
    """Names a change on the page of its two versions; an id may be dropped and given to another clause at once."""
    return f"{'gone' if change.after is None else 'clause'}-{change.clause.id}"


def reference_url(lab: str, reference: str) -> str:
    """The page of the clause that a reference in a lab's files names."""
    *owner, slug, clause = reference.split("/")
    return to("clauses.show", owner=owner[0] if owner else lab, slug=slug, clause=clause)


def conduct_url(entry: Conduct) -> str:
    """The page of a conduct entry."""
    return to("conduct.show", lab=entry.lab, name=entry.name)


def other_form(extension: str) -> str:
    """The address of another form of the page asked for, such as `.pdf`, with what that form reads of its query."""
    path = f"{request.path.rstrip('/')}.{extension}"
    endpoint, _ = current_app.url_map.bind("registry").match(path, method="GET")
    return with_query(quote(path), in_one_form(sent(), reads_of(endpoint)))


def disclosure_url(entry: Disclosure) -> str:
    """The page of a disclosure."""
    return to("disclosures.show", lab=entry.lab, name=entry.name)
