"""The pages of words, and what all comparing pages have in common."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from registry.core.catalog import Catalog
from registry.web.pages import extent, letters
from tests.web.reading import read

PAGES = [
    "/topics/",
    "/topics/pause/",
    "/changes/",
    "/deadlines/",
    "/decisions/",
    "/compare/",
    "/compare/?labs=meta,xai&standard=buying-time",
    "/revisions/",
    "/about/",
    "/methods/",
    "/glossary/",
]


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_built_soundly(client: FlaskClient, address: str) -> None:
    """A title, one main heading, no level skipped, no id twice, no style attribute, no script, tables with captions."""
    page = read(client, address)
    assert page.status == 200
    assert page.title.endswith("Lab Safety Registry")
    assert page.outline.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(page.outline, page.outline[1:], strict=False))
    assert len(page.ids()) == len(set(page.ids()))
    assert " style=" not in page.html
    assert "<script" not in page.html
    assert page.html.count("<table") == page.html.count("<caption")


def test_titles_are_unique(client: FlaskClient) -> None:
    """No two of these pages share a title."""
    titles = [read(client, address).title for address in PAGES]
    assert len(set(titles)) == len(titles)


def test_the_methods_page_explains_every_word_of_the_coding(client: FlaskClient, catalog: Catalog) -> None:
    """Each value of each property and each verdict stands there with its meaning."""
    text = read(client, "/methods/").text
    words = catalog.vocabulary
    for term in (*words.verdicts, *(term for terms in words.facets.values() for term in terms)):
        assert " ".join(term.about.split()) in text


def test_the_glossary_holds_every_term_once(client: FlaskClient, catalog: Catalog) -> None:
    """Under its initial, in order."""
    found = [entry for _, entries in letters(catalog.vocabulary.glossary) for entry in entries]
    assert len(found) == len(catalog.vocabulary.glossary)
    assert found == sorted(found, key=lambda entry: entry.term.casefold())
    text = read(client, "/glossary/").text
    assert all(entry.term in text for entry in found)


def test_the_about_page_counts_what_is_on_record(client: FlaskClient, catalog: Catalog) -> None:
    """Its figures are counted, not written down."""
    found = extent(catalog)
    assert found.labs == len(catalog.labs)
    assert found.documents + found.joint == len(catalog.documents)
    assert f"{found.versions} versions were read in their own text" in read(client, "/about/").text
