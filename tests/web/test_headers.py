"""Headers that protect the reader, entity tags and kept pages."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.core.catalog import Catalog
from registry.web.caching import MAX_PAGES, Page, PageStore
from tests.web.conftest import TODAY
from tests.web.html5 import parsed

EVERY = [
    "/", "/labs/", "/labs/anthropic/", "/labs/anthropic", "/nothing/", "/?as_of=x", "/healthz", "/robots.txt",
    "/static/css/site.css", "/static/nothing.css",
]  # fmt: skip


@pytest.mark.parametrize("address", EVERY)
def test_every_answer_is_protected(client: FlaskClient, address: str) -> None:
    """Pages, redirects, errors and static files carry the strict policy; no inline style or script is allowed."""
    headers = client.get(address, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"]
    assert "Set-Cookie" not in headers


def test_transport_security_only_over_https(client: FlaskClient) -> None:
    """The promise to stay on https is made on https alone."""
    assert "Strict-Transport-Security" not in client.get("/labs/").headers
    assert "Strict-Transport-Security" in client.get("/labs/", base_url="https://registry.example").headers


def test_pages_load_nothing_from_elsewhere(client: FlaskClient) -> None:
    """No page has a script, a style attribute, an event handler, or anything loaded from another host."""
    for address in ("/", "/labs/anthropic/", "/labs/anthropic/responsible-scaling-policy/", "/joint/"):
        page = parsed(client.get(address))
        assert not page.all("script")
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


def test_the_store_is_bounded() -> None:
    """However many pages are asked for, the store keeps a bounded number, the last used."""
    store = PageStore()
    page = Page(200, (), b"x", None)
    for number in range(MAX_PAGES + 50):
        store.put((1, TODAY, f"/{number}", ""), page)
        store.get((1, TODAY, "/0", ""))
    assert store.get((1, TODAY, "/0", "")) is page
    assert store.get((1, TODAY, "/1", "")) is None
    assert store.get((1, TODAY, f"/{MAX_PAGES + 49}", "")) is page


def test_health_names_the_revision(client: FlaskClient, catalog: Catalog) -> None:
    """The health check reads the catalogue and is never kept."""
    answer = client.get("/healthz")
    assert answer.get_json() == {"status": "ok", "revision": 1}
    assert answer.headers["Cache-Control"] == "no-store"
    assert catalog.labs
