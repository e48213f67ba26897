"""The Host header: which hosts are answered, and that a forged one enters no answer."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from registry.web.problems import MEDIA_TYPE as PROBLEM
from registry.web.security import trusting
from tests import builders
from tests.web.sites import reader_of

FORGED = ["evil.example", "a" * 300, "a..b", ".", "127.0.0.1:99999", "[::1", "x@y", "", "exa mple"]


@pytest.fixture(scope="module")
def named() -> FlaskClient:
    """A reader of a site that answers to two names alone."""
    return reader_of(builders.catalog(builders.lab()), trusted_hosts="Registry.example, .parts.example")


@pytest.mark.parametrize("host", ["registry.example", "REGISTRY.example:8000", "a.parts.example"])
def test_a_trusted_host_is_answered(named: FlaskClient, host: str) -> None:
    """However its case and its port; with a redirect too, which names no host."""
    assert named.get("/labs/", headers={"Host": host}).status_code == 200
    assert named.get("/labs", headers={"Host": host}).headers["Location"] == "/labs/"


@pytest.mark.parametrize("host", FORGED)
@pytest.mark.parametrize("address", ["/", "/labs/", "/labs", "/nothing/", "/changes.atom", "/api/v1/labs/"])
def test_any_other_host_is_refused(named: FlaskClient, address: str, host: str) -> None:
    """In plain words, or as a problem, with every header, also where the page is kept for those who may have it."""
    named.get(address, headers={"Host": "registry.example"})
    for method in ("GET", "POST"):
        answer = named.open(address, method=method, headers={"Host": host})
        assert answer.status_code == 400
        assert answer.mimetype == (PROBLEM if address.startswith("/api/") else "text/plain")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Content-Security-Policy" in answer.headers
        assert "evil" not in answer.text


def test_a_health_check_by_address_is_answered(named: FlaskClient) -> None:
    """Who checks asks the machine by number, and learns only that it runs."""
    answer = named.get("/healthz", headers={"Host": "10.1.2.3:8000"})
    assert answer.get_json() == {"status": "ok", "revision": 1}


@pytest.mark.parametrize("host", FORGED)
def test_a_forged_host_never_enters_an_answer(client: FlaskClient, host: str) -> None:
    """A redirect stays on the site whatever Host the request names; neither its text nor a page repeats it."""
    for address in ("/labs", "/labs/anthropic", "//evil.example/labs", "/\\evil.example/labs"):
        answer = client.get(address, headers={"Host": host})
        assert answer.status_code < 500
        location = answer.headers.get("Location", "/")
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))
        if "Location" in answer.headers:
            assert not answer.data
    assert b"evil.example" not in client.get("/labs/", headers={"Host": host}).get_data()


@pytest.mark.parametrize("address", ["/sitemap.xml", "/opensearch.xml"])
def test_an_answer_that_holds_the_host_is_for_who_named_it(client: FlaskClient, address: str) -> None:
    """Nobody else is given what one request's Host is in, and one that is no name of a host is refused."""
    answer = client.get(address, headers={"Host": "some.example"})
    assert "http://some.example/" in answer.text
    assert answer.headers["Cache-Control"] == "private, no-cache"
    for host in ("[::1", "x@y", "exa mple", "<a>"):
        assert client.get(address, headers={"Host": host}).status_code == 400
    known = reader_of(builders.catalog(builders.lab()), base_url="https://registry.example")
    answer = known.get(address, headers={"Host": "x@y"})
    assert answer.status_code == 400 or "https://registry.example/" in answer.text


def test_a_long_host_is_not_remembered() -> None:
    """No name is longer than 253 characters: whoever sends more is refused unread."""
    assert trusting([".parts.example"])("a.parts.example:8000")
    assert not trusting([".parts.example"])("a" * 300 + ".parts.example")
    assert trusting(None)("a" * 300)


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("/labs", "/labs/"),
        ("/labs?as_of=2025-01-01", "/labs/?as_of=2025-01-01"),
        ("/labs?q=http://evil.example/", "/labs/?q=http://evil.example/"),
        ("/labs/anthropic/responsible-scaling-policy/3.0", "/labs/anthropic/responsible-scaling-policy/3.0/"),
    ],
)
def test_a_redirect_says_how_long_it_may_be_kept(client: FlaskClient, address: str, location: str) -> None:
    """It leads to the same address with a slash, and may be kept as long as a page."""
    answer = client.get(address)
    assert answer.headers["Location"] == location
    assert answer.headers["Cache-Control"] == "public, max-age=60"
