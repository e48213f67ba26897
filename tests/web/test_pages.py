"""The pages of words, and what all comparing pages have in common."""

from __future__ import annotations

from datetime import timedelta

import lxml.html
import pytest
from flask.testing import FlaskClient

from registry.core.catalog import Catalog
from registry.core.sitting import DECIDING, ORDINARY
from registry.desk.accounts import INVITED_FOR
from registry.store.throttles import MARKS_KEPT
from registry.web.pages import extent, letters, spell
from tests import builders
from tests.web.reading import read
from tests.web.sites import reader_of

TRUST = "/about/trust/"

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
    "/about/trust/",
    "/about/contact/",
    "/about/privacy/",
    "/about/licences/",
    "/methods/",
    "/methods/for-labs/",
    "/glossary/",
]


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_built_soundly(client: FlaskClient, address: str) -> None:
    """A title, one main heading, no level skipped, no id twice, no style or script in it, tables with captions."""
    page = read(client, address)
    assert page.status == 200
    assert page.title.endswith("Lab Safety Registry")
    assert page.outline.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(page.outline, page.outline[1:], strict=False))
    assert len(page.ids()) == len(set(page.ids()))
    assert " style=" not in page.html
    assert page.html.count("<script") == page.html.count('<script type="module" src="/static/js/')
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


def test_the_trust_page_counts_who_stood_by_what(client: FlaskClient) -> None:
    """Revisions without a second person are told apart, and a site without a ledger does not claim one."""
    assert (
        "Of 1 revision so far, none had a second person. 1 revision was read in" in read(client, TRUST).text
    )
    nobody = read(reader_of(builders.catalog(builders.lab())), TRUST)
    assert "no second person has seen it" in nobody.text
    assert not [link for link in nobody.links if link.startswith("/log/archive")]


def test_the_privacy_page_says_what_the_code_does(client: FlaskClient) -> None:
    """Its spans of time are those that the code goes by; and no cookie is set by reading it."""
    answer = client.get("/about/privacy/")
    assert "Set-Cookie" not in answer.headers
    for span in (ORDINARY.longest, ORDINARY.idle, DECIDING.longest, DECIDING.idle, INVITED_FOR, MARKS_KEPT):
        assert spell(span) in answer.text
    assert [spell(timedelta(minutes=number)) for number in (30, 90, 720, 4320)] == [
        "30 minutes", "90 minutes", "12 hours", "3 days",
    ]  # fmt: skip


def test_a_word_is_explained_where_it_first_stands(client: FlaskClient, catalog: Catalog) -> None:
    """By a button that opens what the glossary says, without a script; further on the word stands alone."""
    page = client.get("/standards/buying-time/openai/")
    root = lxml.html.document_fromstring(page.get_data())
    buttons = root.xpath("//button[@popovertarget]")
    assert {button.text for button in buttons} >= {"Practice", "Promise", "Coverage"}
    for button in buttons:
        (meaning,) = root.xpath("//*[@popover and @id=$name]", name=button.get("popovertarget"))
        (link,) = meaning.iterchildren("a")
        entry = catalog.vocabulary.glossary_by_anchor[link.get("href").partition("#")[2]]
        assert entry.meaning in meaning.text_content()


def test_the_about_page_counts_what_is_on_record(client: FlaskClient, catalog: Catalog) -> None:
    """Its figures are counted, not written down."""
    found = extent(catalog)
    assert found.labs == len(catalog.labs)
    assert found.documents + found.joint == len(catalog.documents)
    assert f"{found.versions} versions were read in their own text" in read(client, "/about/").text
