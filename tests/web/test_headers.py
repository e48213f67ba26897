"""Headers that protect the reader, entity tags and kept pages."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import lxml.html
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from registry.app import create_app
from registry.core.catalog import Catalog
from registry.settings import Settings, data_root
from registry.web.access import public
from registry.web.context import Snapshot
from registry.web.kept import MAX_BYTES, MAX_PAGES, Form, Key, Page, PageStore
from registry.web.queries import reads_of
from tests import builders
from tests.web.conftest import TODAY
from tests.web.html5 import parsed
from tests.web.sites import FixedSource, reader_of


@dataclass(frozen=True)
class Swapped:
    """A source in whose place another can be put: the first of them answers."""

    sources: list[FixedSource]

    def current(self) -> Snapshot:
        """The first one's catalogue."""
        return self.sources[0].current()

    def at(self, revision: int) -> Snapshot:
        """The first one's."""
        return self.sources[0].at(revision)


def small(name: str = "Acme") -> Catalog:
    """A catalogue of one lab with one clause."""
    return builders.catalog(
        builders.lab(builders.document(builders.version("1", "2024-01-01", builders.clause("a"))), name=name)
    )


EVERY = [
    "/", "/labs/", "/labs/anthropic/", "/labs/anthropic", "/nothing/", "/?as_of=x", "/healthz", "/robots.txt",
    "/static/css/site.css", "/static/nothing.css", "/favicon.ico",
]  # fmt: skip


@pytest.mark.parametrize("address", EVERY)
def test_every_answer_is_protected(client: FlaskClient, address: str) -> None:
    """Pages, redirects, errors and static files carry the strict policy; no inline style or script is allowed."""
    headers = client.get(address, buffered=True).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert {policy.pop(name) for name in ("default-src", "base-uri", "frame-ancestors")} == {"'none'"}
    assert policy.pop("img-src") == "'self' data:"
    assert policy.pop("form-action") == "'self'"
    assert set(policy.values()) == {"'self'"}
    assert headers["X-Frame-Options"] == "DENY"
    assert all(part.endswith("=()") for part in headers["Permissions-Policy"].split(", "))
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "Set-Cookie" not in headers


def test_transport_security_only_over_https(client: FlaskClient) -> None:
    """The promise to stay on https is made on https alone."""
    assert "Strict-Transport-Security" not in client.get("/labs/").headers
    assert "Strict-Transport-Security" in client.get("/labs/", base_url="https://registry.example").headers


def test_transport_security_behind_a_proxy() -> None:
    """Where the site's address is an https one the promise is always made: the proxy speaks plain HTTP to the site."""
    reader = reader_of(small(), base_url="https://registry.example")
    for address in ("/labs/", "/nothing/", "/static/css/site.css"):
        assert "Strict-Transport-Security" in reader.get(address, buffered=True).headers
    plain = reader_of(small(), base_url="http://registry.example")
    assert "Strict-Transport-Security" not in plain.get("/labs/").headers


def test_pages_load_nothing_from_elsewhere(client: FlaskClient) -> None:
    """No page has a script but the site's own, a style attribute, an event handler, or anything from another host."""
    for address in ("/", "/labs/anthropic/", "/labs/anthropic/responsible-scaling-policy/", "/joint/"):
        page = parsed(client.get(address))
        assert all(script.get("src", "").startswith("/static/js/") for script in page.all("script"))
        for tag, name, value in page.attributes():
            assert name != "style"
            assert not name.startswith("on")
            if name == "src" or (tag == "link" and name == "href"):
                assert value.startswith("/"), (tag, value)
            if tag == "a" and name == "href" and not value.startswith(("/", "#")):
                assert value.startswith(("https://", "http://")), value


def test_outside_links_do_not_hand_over_the_window(client: FlaskClient) -> None:
    """Every link that leaves the site has rel=noopener noreferrer."""
    outside = [
        link for link in parsed(client.get("/labs/anthropic/")).all("a") if "://" in link.get("href", "")
    ]
    assert outside
    assert all(link.get("rel") == "noopener noreferrer" for link in outside)


def test_a_page_that_the_reader_has_is_not_sent_again(client: FlaskClient) -> None:
    """The entity tag brings a 304 without a body, for GET and for HEAD; another page has another tag."""
    first = client.get("/labs/")
    tag = first.headers["ETag"]
    for again in (
        client.get("/labs/", headers={"If-None-Match": tag}),
        client.head("/labs/", headers={"If-None-Match": tag}),
    ):
        assert again.status_code == 304
        assert not again.get_data()
        assert again.headers["ETag"] == tag
        assert "Content-Security-Policy" in again.headers
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert client.get("/joint/").headers["ETag"] != tag
    assert client.get("/labs/?as_of=2024-01-01").headers["ETag"] != tag


def test_kept_and_fresh_pages_are_the_same(client: FlaskClient, site: Flask) -> None:
    """A page answered from the store has the bytes and headers of the one that was made, but for the time of day."""
    address = "/labs/meta/?as_of=2025-03-03"
    fresh, kept = client.get(address), site.test_client().get(address)
    assert fresh.get_data() == kept.get_data()
    assert dict(fresh.headers) | {"Date": ""} == dict(kept.headers) | {"Date": ""}


def test_compressed_pages_are_the_page(client: FlaskClient) -> None:
    """A reader that takes gzip gets the same page compressed, under a tag of its own, and caches are told."""
    plain = client.get("/labs/")
    packed = client.get("/labs/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.get_data()) == plain.get_data()
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_head_is_get_without_a_body(client: FlaskClient) -> None:
    """HEAD answers as GET does, without the body."""
    head = client.head("/labs/anthropic/")
    assert head.status_code == 200
    assert not head.get_data()
    assert head.headers["ETag"] == client.get("/labs/anthropic/").headers["ETag"]


def test_static_files_may_be_kept_for_ever(client: FlaskClient) -> None:
    """The style sheet's address carries a mark of its content, and the file may be kept for a year."""
    sheet = next(
        link.get("href", "")
        for link in parsed(client.get("/")).all("link")
        if link.get("rel") == "stylesheet"
    )
    answer = client.get(sheet, buffered=True)
    assert "?v=" in sheet
    assert answer.status_code == 200
    assert "max-age=31536000" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "kind", "packs"),
    [
        ("css/site.css", "text/css; charset=utf-8", True),
        ("js/suggest.js", "text/javascript; charset=utf-8", True),
        ("registry-verify.py", "text/x-python; charset=utf-8", True),
        ("icons/favicon.svg", "image/svg+xml", False),  # too short to be worth it
        ("icons/card.png", "image/png", False),
        ("fonts/source-sans-3-latin-400-normal.woff2", "font/woff2", False),
    ],
)
def test_static_text_is_compressed(client: FlaskClient, name: str, kind: str, packs: bool) -> None:
    """For whoever takes it so, under a tag of its own; what a reader has is not sent again, in either form."""
    address, content = f"/static/{name}", (data_root() / "static" / name).read_bytes()
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert (plain.data, plain.headers["Content-Type"]) == (content, kind)
    assert packed.headers.get("Content-Encoding") == ("gzip" if packs else None)
    assert (gzip.decompress(packed.data) if packs else packed.data) == content
    assert len(packed.data) < len(content) / 2 or not packs
    assert (packed.headers["ETag"] != plain.headers["ETag"]) is packs
    for answer in (plain, packed):
        assert answer.headers["Vary"] == "Accept-Encoding"
        has = {"If-None-Match": answer.headers["ETag"], "Accept-Encoding": "gzip" if answer is packed else ""}
        assert client.get(address, headers=has).status_code == 304


def test_only_files_are_static(client: FlaskClient) -> None:
    """Neither a folder, nor what lies beside it, nor another way of writing a name."""
    for address in (
        "/static/",
        "/static/css",
        "/static/../pyproject.toml",
        "/static//css/site.css",
        "/css/site.css",
    ):
        assert client.get(address).status_code in (308, 404), address


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_static_files_can_only_be_read(client: FlaskClient, method: str) -> None:
    """Other methods meet the same refusal, and the same headers, as on a page; no other site is let in."""
    answer = client.open("/static/css/site.css", method=method)
    assert answer.status_code == (200 if method == "OPTIONS" else 405)
    assert "GET" in answer.headers["Allow"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Access-Control-Allow-Origin" not in client.get("/static/css/site.css", buffered=True).headers


def test_the_icon_answers_where_browsers_look(client: FlaskClient) -> None:
    """A browser that asks for /favicon.ico gets the icon under its right type."""
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert b"<svg" in answer.data


def test_the_tag_tells_two_ledgers_apart() -> None:
    """Two catalogues that both stand at revision 1 never share a tag for a page that differs."""
    one, other = (reader_of(small(name)) for name in ("Acme", "Bolt"))
    tag = one.get("/labs/").headers["ETag"]
    answer = other.get("/labs/", headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "Bolt" in answer.text


def test_kept_pages_belong_to_the_ledger() -> None:
    """Put in place of the ledger beneath a running site, another at the same revision shows its own pages."""
    source = Swapped([FixedSource(small(name), hash=name) for name in ("Acme", "Bolt")])
    reader = create_app(Settings(), source=source, clock=lambda: TODAY).test_client(use_cookies=False)
    assert "Acme" in reader.get("/labs/").text
    source.sources.pop(0)
    assert "Bolt" in reader.get("/labs/").text


def test_a_kept_page_is_of_its_day() -> None:
    """What was made yesterday is made anew today, for what is in force may have changed at midnight."""
    days = [builders.day("2023-12-31"), builders.day("2024-01-01")]
    source = FixedSource(small())
    reader = create_app(Settings(), source=source, clock=lambda: days[0]).test_client(use_cookies=False)
    address = "/labs/acme/policy/"
    assert "had not been published" in reader.get(address).text
    days.pop(0)
    assert "had not been published" not in reader.get(address).text


def test_cookies_change_nothing(client: FlaskClient, site: Flask) -> None:
    """The site sets no cookies and passes over those sent: same bytes, same tag, same leave to keep it."""
    sent = site.test_client(use_cookies=False).get("/labs/", headers={"Cookie": "a=b"})
    plain = client.get("/labs/")
    assert sent.data == plain.data
    for name in ("ETag", "Cache-Control", "Vary"):
        assert sent.headers[name] == plain.headers[name]


def kept(monkeypatch: pytest.MonkeyPatch) -> list[Key]:
    """Under what pages are put into the store from now on."""
    found: list[Key] = []
    put = PageStore.put

    def noted(store: PageStore, key: Key, page: Page) -> None:
        found.append(key)
        put(store, key, page)

    monkeypatch.setattr(PageStore, "put", noted)
    return found


def test_parameters_of_nobody_fill_no_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page with parameters that it does not read is the page without them, and kept once."""
    found, reader = kept(monkeypatch), reader_of(small())
    for asked in ("junk=1", "junk=2", "standard=x&q=y&page=3", "as_of="):
        assert reader.get(f"/labs/?{asked}").data == reader.get("/labs/").data
    reader.get("/labs/?junk=1&as_of=2024-01-01")
    assert [key[-2:] for key in found] == [("/labs/", ""), ("/labs/", "as_of=2024-01-01")]


ASKING = [
    "/", "/labs/", "/labs/anthropic/", "/labs/anthropic/responsible-scaling-policy/", "/topics/", "/topics/pause/",
    "/changes/", "/deadlines/", "/decisions/", "/standards/", "/standards/buying-time/", "/compare/",
    "/compare/?labs=anthropic,openai", "/search/?q=pause", "/search/help/", "/revisions/", "/revisions/1/",
    "/standards/buying-time/anthropic/",
]  # fmt: skip


@pytest.mark.parametrize("address", ASKING)
def test_what_the_site_sends_is_read(client: FlaskClient, site: Flask, address: str) -> None:
    """Every parameter that a form or link sends is one that the page it leads to reads."""
    for asked in (address, f"{address}{'&' if '?' in address else '?'}as_of=2025-06-01"):
        page = lxml.html.document_fromstring(client.get(asked).data)
        sent = [
            (urlsplit(link), parse_qsl(urlsplit(link).query))
            for link in page.xpath("//a/@href | //link/@href")
        ]
        for form in page.forms:
            fields = form.xpath(".//input[@name] | .//select[@name]")
            sent.append((urlsplit(form.action or address), [(field.name, "") for field in fields]))
        for place, pairs in sent:
            if not place.netloc and place.path and not place.path.startswith(("/static/", "/desk/")):
                endpoint, _ = site.url_map.bind("registry").match(place.path, method="GET")
                assert {name for name, _ in pairs} <= reads_of(endpoint, site).names, place


def test_a_redirect_is_shared_unless_it_says_otherwise() -> None:
    """A lab's earlier address may be kept by anybody; where a page of the desk leads, by nobody."""
    catalog = builders.catalog(builders.lab(formerly=("acme-labs",)))
    app = create_app(Settings(), source=FixedSource(catalog), clock=lambda: TODAY)

    @public
    def private() -> Response:
        return Response("", 303, {"Location": "/labs/", "Cache-Control": "no-store"})

    app.add_url_rule("/private", "private", private)
    reader = app.test_client(use_cookies=False)
    assert reader.get("/labs/acme-labs/").headers["Cache-Control"] == "public, max-age=60"
    assert reader.get("/private").headers["Cache-Control"] == "no-store"


def numbered(number: int) -> Key:
    """One key of many."""
    return ("hash", "1-0", TODAY, "http", f"/{number}", "")


def test_the_store_is_bounded() -> None:
    """However many pages are asked for, the store keeps a bounded number, the last used."""
    store = PageStore()
    page = Page(Form("mark", b"x", (), ()))
    for number in range(MAX_PAGES + 50):
        store.put(numbered(number), page)
        store.get(numbered(0))
    assert store.get(numbered(0)) is page
    assert store.get(numbered(1)) is None
    assert store.get(numbered(MAX_PAGES + 49)) is page


def test_the_store_is_bounded_in_bytes() -> None:
    """Large pages leave earlier: what is kept, compressed forms included, stays within the bound."""
    store = PageStore()
    third = Form("mark", b"x" * (MAX_BYTES // 6 - 10), (), ())
    page = Page(third, third)
    for number in range(4):
        store.put(numbered(number), page)
        store.put(numbered(number), page)  # the same again takes no more room
    assert [store.get(numbered(number)) is page for number in range(4)] == [False, True, True, True]


def test_headers_and_addresses_take_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of few bytes under a long address, or with long headers, counts as what it is."""
    monkeypatch.setattr("registry.web.kept.MAX_BYTES", 1000)
    short, long = Form("mark", b"x", (), ()), Form("mark", b"x", (("a", "b" * 300),), (("a", "b" * 300),))
    far = ("hash", "1-0", TODAY, "http", "/" + "p" * 300, "q" * 300)
    for keys, page in (
        ((numbered(1), numbered(2)), Page(long)),
        ((far, (*far[:-1], "r" * 300)), Page(short)),
    ):
        store = PageStore()
        for key in keys:
            store.put(key, page)
        assert [store.get(key) is page for key in keys] == [False, True]


def test_health_names_the_revision(client: FlaskClient, catalog: Catalog) -> None:
    """The health check reads the catalogue and is never kept."""
    answer = client.get("/healthz")
    assert answer.get_json() == {"status": "ok", "revision": 1}
    assert answer.headers["Cache-Control"] == "no-store"
    assert catalog.labs
