"""The search pages: hits, counts that narrow, paging, help, and a way on where nothing is found."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote
from xml.etree.ElementTree import fromstring

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.app import create_app
from registry.core.catalog import Catalog
from registry.core.records import JOINT
from registry.errors import Busy, Unavailable
from registry.publish.search import SearchIndex
from registry.publish.search.harvest import harvest
from registry.publish.search.reference import PAGES
from registry.settings import Settings, data_root
from registry.web.search import connect_index
from tests import builders as b
from tests.publish.search.test_hostile import HOSTILE as HOSTILE_QUERIES
from tests.web.conftest import TODAY
from tests.web.sites import FixedSource

HOSTILE = "Will pause <script>alert(1)</script> zebras."


@pytest.fixture
def reader() -> FlaskClient:
    """A small site with one hostile clause."""
    clauses = (
        b.clause("bad", text=HOSTILE),
        *(b.clause(f"c{number}", text="Will count.") for number in range(45)),
    )
    policy = b.document(b.version("1", "2024-01-01", *clauses), b.version("2", "2025-01-01", *clauses[1:]))
    return app(b.catalog(b.lab(policy))).test_client(use_cookies=False)


def app(catalog: object) -> Flask:
    return create_app(Settings(), source=FixedSource(catalog), clock=lambda: TODAY)  # type: ignore[arg-type]


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.text


def test_a_hit_leads_to_its_page_and_says_what_became_of_it(reader: FlaskClient) -> None:
    """A removed clause is found, with its dates; its address exists."""
    text = page(reader, "/search/?q=zebras")
    assert "<strong>1 hit</strong>" in text
    assert "Removed 1 January 2025; in force from 1 January 2024" in text
    assert reader.get("/labs/acme/policy/clauses/bad/").status_code == 200
    assert 'href="/labs/acme/policy/clauses/bad/"' in text


def test_what_a_text_or_a_query_holds_of_markup_is_shown_as_text(reader: FlaskClient) -> None:
    """Neither a clause nor a query can put markup on the page; matches are marked."""
    text = page(reader, '/search/?q=zebras+"><script>alert(2)</script>')
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>zebras</mark>" in page(reader, "/search/?q=zebras")


def test_counts_are_links_that_keep_the_query(reader: FlaskClient) -> None:
    """Following a count gives as many hits as it says, and a way to remove it."""
    text = page(reader, "/search/?q=count")
    narrowed = "/search/?" + unescape(re.search(r'href="/search/\?(q=count&amp;kind=clause)"', text)[1])  # type: ignore[index]
    found = page(reader, narrowed)
    assert "<strong>45 hits</strong>" in found
    assert 'href="/search/?q=count">remove' in found


def test_hits_are_paged(reader: FlaskClient) -> None:
    """Twenty hits a page; a page past the last is a 404 that leads to the last, as in all lists."""
    assert page(reader, "/search/?q=count&kind=clause").count('<li>\n  <p class="kicker">') == 20
    assert page(reader, "/search/?q=count&kind=clause&page=3").count('<li>\n  <p class="kicker">') == 5
    for number in (4, 999999999):
        past = unescape(page(reader, f"/search/?q=count&kind=clause&page={number}", 404))
        assert "the last one is page 3" in past
        assert 'href="/search/?q=count&kind=clause&page=3"' in past
        assert reader.get(f"/search.json?q=count&kind=clause&page={number}").status_code == 404


def test_a_day_shows_what_was_in_force(reader: FlaskClient) -> None:
    """With `as_of` only what was in force is found, links stay on that day, and the page says so."""
    text = page(reader, "/search/?q=zebras&as_of=2024-06-01")
    assert "In force since 1 January 2024" in text
    assert 'href="/labs/acme/policy/clauses/bad/?as_of=2024-06-01"' in text
    assert "Nothing found" in page(reader, "/search/?q=zebras+kind:clause&as_of=2025-06-01")


def test_nothing_found_leads_on(reader: FlaskClient) -> None:
    """A search without hits says how much was searched, what may have been meant, and where to go."""
    text = unescape(page(reader, "/search/?q=zebrass"))
    assert "Nothing found" in text
    assert re.search(r"\d+ entries were searched", text)
    assert "<strong>zebras</strong>" in text


def test_nothing_asked_explains_how(reader: FlaskClient) -> None:
    """Without a query the page teaches; every example on it and on the help page can be followed."""
    examples = set()
    for address in ("/search/", "/search/help/"):
        examples |= set(re.findall(r'href="(/search/\?q=[^"]+)"', page(reader, address)))
    assert len(examples) >= 15
    for address in examples:
        page(reader, unescape(address))


def test_the_json_is_that_of_the_command_line(reader: FlaskClient) -> None:
    """The same hits for programs."""
    found = reader.get("/search.json?q=zebras").get_json()
    assert found["total"] == 1
    assert found["hits"][0]["kind"] == "clause"
    assert found["hits"][0]["path"] == "/labs/acme/policy/clauses/bad/"


@pytest.mark.parametrize(
    "query",
    [
        "lab=nobody",
        "topic=x",
        "kind=x",
        "state=x",
        "order=x",
        "page=0",
        "page=x",
        "q=a&q=b",
        "as_of=3000-01-01",
    ],
)
def test_a_filter_without_meaning_is_a_400(reader: FlaskClient, query: str) -> None:
    """The page says what would be right."""
    page(reader, f"/search/?{query}", 400)


@pytest.mark.parametrize(
    "query", ["%00", "%ed%a0%80", "%ff%fe", "%22" * 51, "(" * 300, "a" * 10_000, "%F0%9F%99%82", "moing*"]
)
def test_anything_typed_is_a_page(reader: FlaskClient, query: str) -> None:
    """No query makes an error."""
    page(reader, f"/search/?q={query}")


def test_an_old_revision_is_searched_in_the_newest(reader: FlaskClient) -> None:
    """The index is of the head; joint documents can be chosen like a lab."""
    assert reader.get("/search/?q=zebras&revision=1").status_code == 200
    assert reader.get("/search/?q=zebras&revision=7").status_code == 404
    page(reader, f"/search/?lab={JOINT}")


@pytest.mark.parametrize(("error", "level"), [(Unavailable, "ERROR"), (Busy, "WARNING")])
def test_an_index_that_cannot_answer_is_a_503_that_says_when(
    caplog: pytest.LogCaptureFixture, error: type[Unavailable], level: str
) -> None:
    """While another process builds the index, the page says so, with Retry-After; it never answers wrongly.

    Who runs the site is told of a fault, and only warned where others were served first.
    """

    class Held(SearchIndex):
        def follow(self, current: object) -> None:
            raise error("The search index is being built")

    site = app(b.catalog(b.lab()))
    connect_index(site, Held(None))
    response = site.test_client().get("/search/?q=pause")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert "being built" in response.text
    assert [line.levelname for line in caplog.records] == [level]


def test_the_shipped_catalogue_answers_on_a_page(client: FlaskClient) -> None:
    """A journalist's question has the right first hit on the real record."""
    text = page(client, "/search/?q=stop+and+assist")
    hits = re.findall(r'<h3><a href="([^"]+)"', text)
    assert hits[0] == "/labs/openai/charter/clauses/merge-stop-and-assist/"
    for address in hits:
        page(client, address)


def test_a_term_of_the_glossary_is_found_where_it_stands(client: FlaskClient) -> None:
    """A hit in the glossary leads to the term's own place on that page."""
    text = page(client, "/search/?q=sandbagging+kind:page")
    address = re.search(r'href="(/glossary/)#([a-z0-9-]+)"', text)
    assert address is not None
    assert f'id="{address[2]}"' in page(client, address[1])


@pytest.mark.parametrize("address", ["/search/", "/search.json", "/search/suggest.json"])
def test_nothing_typed_makes_an_error(reader: FlaskClient, address: str) -> None:
    """Whatever is typed, even bytes that no browser sends, ends in an answer or in words on what is wrong."""
    for typed in (*HOSTILE_QUERIES.values(), ""):
        answer = reader.get(f"{address}?q={quote(typed, errors='surrogatepass')}")
        assert answer.status_code in (200, 400), typed[:40]


def test_hits_are_narrowed_to_a_year(reader: FlaskClient) -> None:
    """The year of what is found narrows it; what is no year is refused in words."""
    assert "<strong>1 hit</strong>" in page(reader, "/search/?q=zebras&year=2025")
    assert "<strong>1 hit</strong>" not in page(reader, "/search/?q=zebras&year=2024")
    assert "four digits" in page(reader, "/search/?q=zebras&year=25", 400)


def test_what_is_typed_so_far_brings_names(reader: FlaskClient) -> None:
    """Labs, documents and clauses that begin so, with their pages, on the day asked about; from two letters on."""
    found = reader.get("/search/suggest.json?q=ac").get_json()
    assert found["query"] == "ac"
    assert found["suggestions"][0] == {"kind": "Lab", "title": "Acme", "context": "", "path": "/labs/acme/"}
    past = reader.get("/search/suggest.json?q=bad&as_of=2024-06-01").get_json()["suggestions"]
    assert [item["path"] for item in past] == ["/labs/acme/policy/clauses/bad/?as_of=2024-06-01"]
    for typed in ("a", "", "%00", "%ed%a0%80", "(" * 300, "a" * 10_000, "zzzz"):
        assert reader.get(f"/search/suggest.json?q={typed}").get_json()["suggestions"] == []


def test_a_page_of_the_past_is_searched_from_there(client: FlaskClient) -> None:
    """Its field carries the day, for the script that suggests and for the search; one of today carries nothing."""
    hidden = '<input type="hidden" name="as_of" value="2024-06-01">'
    assert hidden in page(client, "/labs/?as_of=2024-06-01").partition("</header>")[0]
    assert 'type="hidden"' not in page(client, "/labs/").partition("</header>")[0]


def test_a_search_is_a_feed(reader: FlaskClient) -> None:
    """The newest hits that hold all words, each an entry that leads to its page; as Atom and as a JSON Feed."""
    feed = fromstring(reader.get("/search.atom?q=zebras+pause").data)  # noqa: S314 - our own
    atom = {"a": "http://www.w3.org/2005/Atom"}
    (entry,) = feed.findall("a:entry", atom)
    assert entry.find("a:link", atom).get("href") == "/labs/acme/policy/clauses/bad/"  # type: ignore[union-attr]
    assert "Removed 1 January 2025" in (entry.findtext("a:summary", "", atom))
    assert HOSTILE in entry.findtext("a:summary", "", atom)
    listed = reader.get("/search.feed.json?q=count&kind=clause").get_json()
    assert len(listed["items"]) == 45
    assert listed["home_page_url"] == "/search/?q=count&kind=clause"
    assert '<link rel="alternate" type="application/atom+xml" title="Search: count"' in page(
        reader, "/search/?q=count"
    )


@pytest.mark.parametrize(
    ("base", "expected"), [("https://registry.example", "https://registry.example"), ("", "http://localhost")]
)
def test_a_browser_can_add_the_site_to_its_searches(base: str, expected: str) -> None:
    """The description has whole addresses: those of the settings, else of the host that was asked; pages lead to it."""
    site = create_app(Settings(base_url=base), source=FixedSource(b.catalog(b.lab())), clock=lambda: TODAY)
    asking = site.test_client()
    answer = asking.get("/opensearch.xml", base_url=expected)
    assert answer.mimetype == "application/opensearchdescription+xml"
    described = fromstring(answer.data)  # noqa: S314 - our own
    addresses = [url.get("template") for url in described.iter() if url.tag.endswith("Url")]
    assert f"{expected}/search/?q={{searchTerms}}" in addresses
    assert 'rel="search" href="/opensearch.xml"' in asking.get("/about/", base_url=expected).text


def test_what_the_site_explains_is_found_where_it_stands(client: FlaskClient, catalog: Catalog) -> None:
    """Criteria and sections of pages of words lead to their own places on pages that are there."""
    entries = [entry for entry in harvest(catalog) if entry.key.startswith(("criterion:", "page:"))]
    pages: dict[str, str] = {}
    for entry in entries:
        path, _, anchor = entry.path.partition("#")
        if path not in pages:
            pages[path] = page(client, path)
        assert not anchor or f'id="{anchor}"' in pages[path], entry.path
    written = {f"pages/{file.name}" for file in (data_root() / "templates/pages").glob("*.html")}
    assert written - {name for names in PAGES.values() for name in names} == {"pages/glossary.html"}
