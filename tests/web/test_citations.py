"""Citations: of the state that a page shows, the same on the page and as files, and true for good."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.app import create_app
from registry.core.catalog import Catalog
from registry.settings import Settings
from registry.web.citations import CITED
from registry.web.context import Snapshot
from tests import builders
from tests.builders import clause, criterion, document, lab, level, standard, version
from tests.publish.test_citations import HOSTILE, entry, shown, unescaped
from tests.web.places import pages
from tests.web.test_time import main_of, told

BASE = "https://registry.example"


@dataclass
class Moving:
    """A record that grows and days that pass."""

    catalogs: list[Catalog]
    day: date = date(2026, 1, 1)

    def current(self) -> Snapshot:
        """The newest catalogue."""
        return self.at(len(self.catalogs))

    def at(self, revision: int) -> Snapshot:
        """The catalogue of a revision."""
        return Snapshot(self.catalogs[revision - 1], revision, str(revision) * 64)


def reader_of(source: Moving) -> FlaskClient:
    """A reader of a site that knows its address."""
    app = create_app(Settings(base_url=BASE), source=source, clock=lambda: source.day)
    return app.test_client(use_cookies=False)


def forms(client: FlaskClient, address: str) -> tuple[str, list[str], list[str]]:
    """What a page says of how it is cited: the permanent address, the texts to copy, the addresses of the files."""
    (block,) = main_of(client, address).xpath(".//details[contains(@class, 'cite')]")
    links = [link.get("href") for link in block.iter("a")]
    return links[0], [text.text_content() for text in block.iter("pre")], links[1:]


def test_every_citable_page_carries_its_citation(site: Flask, client: FlaskClient) -> None:
    """On every sort of page, the files are what can be copied, and the permanent address shows what the page shows."""
    cited = [(endpoint, address) for endpoint, address in pages(site) if endpoint in CITED]
    assert {endpoint for endpoint, _ in cited} == CITED.keys()
    assert len(cited) == sum(map(len, CITED.values()))
    for _, address in cited:
        stays, (words, bib, csl), files = forms(client, address)
        answers = [client.get(file) for file in files]
        assert [answer.status_code for answer in answers] == [200, 200], address
        assert [answer.get_data(as_text=True).strip() for answer in answers] == [bib, csl]
        assert [answer.mimetype for answer in answers] == [
            "application/x-bibtex",
            "application/vnd.citationstyles.csl+json",
        ]
        assert [urlsplit(file).path for file in files] == [
            urlsplit(address).path.rstrip("/") + ending for ending in (".bib", ".csl.json")
        ]
        _, _, fields = entry(bib)
        assert fields["url"] == stays == answers[1].get_json()[0]["URL"]
        assert fields["urldate"] == "2026-11-21"
        assert stays in words
        assert told(main_of(client, stays)) == told(main_of(client, address)), address


def test_other_pages_and_pages_that_are_not_there_have_none(client: FlaskClient) -> None:
    """Nor has a comparison of nothing; a day that is none is refused as on the page."""
    for address in ("/about/", "/methods/", "/compare/", "/changes/", "/labs/nobody/"):
        assert b"cite-bibtex" not in client.get(address).get_data()
    for address in (
        "/labs/nobody.bib",
        "/compare.bib",
        "/about.bib",
        "/topics/x.csl.json",
        "/labs/anthropic/9.bib",
    ):
        assert client.get(address).status_code == 404, address
    assert client.get("/labs/anthropic.bib?as_of=soon").status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/labs/acme/",
        "/labs/acme/policy/",
        "/labs/acme/policy/1/",
        "/labs/acme/policy/clauses/a/",
        "/standards/test/acme/",
    ],
)
def test_a_permanent_link_shows_the_same_after_everything_has_changed(path: str) -> None:
    """Days pass, a newer revision tells it differently: the page cited says what it said, and that it is old."""
    asked = standard(criterion(level(60)))
    then = builders.catalog(lab(document(version("1", "2024-01-01", clause("a")))), standards=(asked,))
    later = document(
        version("1", "2024-01-01", clause("a", text="Else.", strength="intent")), title="Renamed"
    )
    now = builders.catalog(lab(later, name="Bolt"), standards=(replace(asked, title="Other"),))
    source = Moving([then])
    client = reader_of(source)
    stays, _, files = forms(client, path)
    before, copied = told(main_of(client, path)), client.get(files[0]).get_data()
    source.catalogs.append(now)
    source.day += timedelta(days=400)
    page = main_of(client, stays)
    notice = page.xpath("./*[@role='note']")[0].text_content()
    assert "1 January 2026" in notice and "revision 1" in notice
    assert told(page) == before != told(main_of(client, path))
    assert client.get(files[0]).get_data() == copied


def test_hostile_names_stay_names() -> None:
    """Braces, backslashes and markup of a lab's name come out of the file as they went in, and break no page."""
    catalog = builders.catalog(lab(document(version("1", "2024-01-01", clause("a"))), name=HOSTILE))
    client = reader_of(Moving([catalog]))
    _, _, fields = entry(client.get("/labs/acme.bib").get_data(as_text=True))
    assert unescaped(fields["title"][1:-1]) == shown(HOSTILE)
    assert client.get("/labs/acme.csl.json").get_json()[0]["title"] == shown(HOSTILE)
    assert b"<b>" not in client.get("/labs/acme/").get_data()
