"""What pages say of themselves to machines, and the files that only machines read."""

from __future__ import annotations

import lxml.etree
import pytest
from flask.testing import FlaskClient

from registry.errors import BadValue
from registry.publish import sitemaps
from registry.web.contacts import Contact, read_contact
from tests import builders
from tests.web.html5 import Parsed, parsed
from tests.web.sites import reader_of

BASE = "https://registry.example"


def small(**settings: str) -> FlaskClient:
    return reader_of(builders.catalog(builders.lab(), joint=()), **settings)


def said(page: Parsed) -> dict[str, str]:
    """What the head says: the canonical address, and what other sites show a link with."""
    found = {
        item.get("property") or item.get("name") or "": item.get("content", "") for item in page.all("meta")
    }
    (canonical,) = (item.get("href", "") for item in page.all("link") if item.get("rel") == "canonical")
    return found | {"canonical": canonical}


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/labs/", "/labs/"),
        ("/labs/?utm_source=x&as_of=", "/labs/"),
        ("/labs/?as_of=2026-01-01&revision=1", "/labs/"),
        ("/labs/?as_of=2025-06-01", "/labs/?as_of=2025-06-01"),
        ("/changes/?until=2025-06-01&lab=acme&topic=", "/changes/?lab=acme&until=2025-06-01"),
        ("/standards/?sort=name", "/standards/"),
        ("/compare/?standard=&labs=acme,b", "/compare/?labs=acme,b"),
        ("/labs/%22%3E%3Cb%3E/", "/labs/%22%3E%3Cb%3E/"),
    ],
)
def test_a_page_has_one_address(asked: str, canonical: str) -> None:
    """Whatever way led to it: with what it is a function of, in one order, and nothing else."""
    assert said(parsed(small().get(asked)))["canonical"] == canonical
    assert said(parsed(small(base_url=f"{BASE}/").get(asked)))["canonical"] == BASE + canonical


def test_a_link_can_be_shown_with_title_words_and_picture() -> None:
    """What other sites ask for is there, whole where the site knows its address, and says which day a page is about."""
    page = parsed(small(base_url=BASE).get("/labs/?as_of=2025-06-01"))
    head = said(page)
    assert head["og:title"] == "Labs, 1 June 2025"
    assert (page.all("title")[0].text or "").startswith(f"{head['og:title']} · ")
    assert head["og:description"] == head["description"]
    assert head["description"].endswith("As of 1 June 2025.")
    assert head["og:url"] == head["canonical"]
    assert head["og:image"].startswith(f"{BASE}/static/")
    with small().get(head["og:image"].removeprefix(BASE)) as picture:
        assert picture.mimetype == "image/png"


def test_robots_are_told_what_to_leave() -> None:
    """All pages but those made to order, and where they are listed, if the site knows its address."""
    lines = small(base_url=BASE).get("/robots.txt").text.splitlines()
    assert {"Disallow: /desk/", "Disallow: /account/", "Disallow: /suggest/", "Disallow: /search/?"} <= set(
        lines
    )
    assert lines[-1] == f"Sitemap: {BASE}/sitemap.xml"
    assert "Sitemap" not in small().get("/robots.txt").text


def test_security_txt_says_where_to_report() -> None:
    """As RFC 9116 has it, for less than a year from today on; without an address to give there is none."""
    assert small().get("/.well-known/security.txt").status_code == 404
    answer = small(contact="mail@registry.example", security_contact=f"{BASE}/report", base_url=BASE).get(
        "/.well-known/security.txt"
    )
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text.splitlines() == [
        f"Contact: {BASE}/report",
        "Expires: 2026-06-30T00:00:00Z",
        "Preferred-Languages: en",
        f"Canonical: {BASE}/.well-known/security.txt",
        f"Policy: {BASE}/about/contact/",
    ]
    only = small(contact="mail@registry.example").get("/.well-known/security.txt").text
    assert only.splitlines()[0] == "Contact: mailto:mail@registry.example"


def test_a_contact_is_an_address() -> None:
    """Of mail or of the web; anything else is refused when the site starts, not shown to readers."""
    assert read_contact(" ") is None
    assert read_contact("a@b.example") == Contact("a@b.example", "mailto:a@b.example")
    assert read_contact(f"{BASE}/x") == Contact(f"{BASE}/x", f"{BASE}/x")
    for wrong in (
        "us",
        "javascript:alert(1)",
        "a@b.example\nX: y",
        "https://",
        "http://x.example",
        "a@b@c.example",
    ):
        with pytest.raises(BadValue):
            read_contact(wrong)


def test_the_contact_page_makes_nothing_up() -> None:
    """It gives the operator's addresses, or says that they gave none."""
    assert "has given no address" in parsed(small().get("/about/contact/")).text
    page = parsed(small(contact="a@b.example").get("/about/contact/"))
    assert "has given no address" not in page.text
    assert {"mailto:a@b.example", "/.well-known/security.txt"} <= set(page.links)


def test_the_sitemap_knows_when_a_page_changed(client: FlaskClient) -> None:
    """Each page whole, with the day on which a revision last touched what it shows."""
    root = lxml.etree.fromstring(client.get("/sitemap.xml").data)
    days = {entry[0].text: [item.text for item in entry[1:]] for entry in root}
    assert days["http://localhost/labs/anthropic/responsible-scaling-policy/3.0/"] == ["2026-11-21"]
    assert days["http://localhost/revisions/1/"] == []
    assert not [address for address in days if "/desk/" in str(address) or "/suggest/" in str(address)]
    assert client.get("/sitemap-2.xml").status_code == 404


def test_a_long_sitemap_is_split(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file lists more pages than the protocol allows; the first one then lists the files."""
    reader = small(base_url=BASE)
    whole = lxml.etree.fromstring(reader.get("/sitemap.xml").data)
    monkeypatch.setattr(sitemaps, "MOST", 10)
    index = lxml.etree.fromstring(reader.get("/sitemap.xml").data)
    assert index.tag.endswith("sitemapindex")
    files = [str(item[0].text).removeprefix(BASE) for item in index]
    listed = [item[0].text for file in files for item in lxml.etree.fromstring(reader.get(file).data)]
    assert listed == [item[0].text for item in whole]
    assert len(files) == -(-len(listed) // 10)


def test_a_sitemap_is_xml_whatever_it_lists() -> None:
    """Signs that XML gives a meaning do no harm."""
    root = lxml.etree.fromstring(sitemaps.sitemap([(f"{BASE}/?a=1&b=<", None)]).encode())
    assert root[0][0].text == f"{BASE}/?a=1&b=<"
