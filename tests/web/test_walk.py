"""Every address of the record on the shipped catalogue answers with a sound page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from flask.testing import FlaskClient

from registry.core.catalog import Catalog
from registry.core.records import Document
from tests.web.html5 import parsed


def below(document: Document) -> Iterator[str]:
    base = f"/joint/{document.slug}/" if document.is_joint else f"/labs/{document.owner}/{document.slug}/"
    yield base
    for version in document.versions:
        yield f"{base}{version.label}/"
    for earlier, later in pairwise(document.versions):
        yield f"{base}diff/{earlier.label}..{later.label}/"
        yield f"{base}diff/{later.label}..{earlier.label}/"
    for name in sorted({clause.id for version in document.versions for clause in version.clauses}):
        yield f"{base}clauses/{name}/"


def owned(catalog: Catalog, owner: str) -> list[str]:
    """Every address of a lab's record, or of the joint documents."""
    if owner == "joint":
        return ["/joint/", *(address for document in catalog.joint.values() for address in below(document))]
    lab = catalog.labs[owner]
    return [
        f"/labs/{owner}/",
        *(address for document in lab.documents for address in below(document)),
        *(f"/labs/{owner}/conduct/{entry.name}/" for entry in lab.conduct),
        *(f"/labs/{owner}/disclosures/{entry.name}/" for entry in lab.disclosures),
    ]


TITLE = re.compile(r"<title>(.*?)</title>")

OWNERS = (
    "alibaba amazon anthropic cohere conjecture deepseek g42 google-deepmind ibm inflection joint magic meta microsoft "
    "mistral moonshot naver nvidia openai safe-superintelligence stability-ai xai zhipu"
).split()


def test_walks_every_owner(catalog: Catalog) -> None:
    """No lab of the shipped catalogue is left out of the walk."""
    assert set(OWNERS) == {*catalog.labs, "joint"}


@pytest.mark.parametrize("owner", OWNERS)
def test_every_page_of_the_record_answers(client: FlaskClient, catalog: Catalog, owner: str) -> None:
    """Each page of a lab's record is there, under a title of its own."""
    titles: dict[str, str] = {}
    for address in owned(catalog, owner):
        answer = client.get(address)
        assert answer.status_code == 200, address
        title = TITLE.findall(answer.text)
        assert len(title) == 1, address
        assert title[0] not in titles, (address, titles.get(title[0]))
        titles[title[0]] = address


@pytest.mark.parametrize("owner", ["anthropic", "google-deepmind", "mistral", "joint"])
def test_pages_are_well_built(client: FlaskClient, catalog: Catalog, owner: str) -> None:
    """Pages of every kind have one main heading, headings in order, and ids that are unique."""
    addresses = owned(catalog, owner)
    for address in addresses[:: max(1, len(addresses) // 25)]:
        page = parsed(client.get(address))
        assert page.headings.count(1) == 1, address
        assert all(after <= before + 1 for before, after in pairwise(page.headings)), (address, page.headings)
        assert len(page.ids) == len(set(page.ids)), address


def test_home_leads_to_pages_that_are_there(client: FlaskClient) -> None:
    """Every link of the home page and of the lists of labs and joint documents leads to a page."""
    known: set[str] = set()
    for start in ("/", "/labs/", "/joint/"):
        for link in parsed(client.get(start)).links:
            address = link.partition("#")[0]
            if address.startswith("/") and address not in known:
                known.add(address)
                assert client.get(address).status_code == 200, (start, address)


def test_links_within_a_page_have_their_anchor(client: FlaskClient) -> None:
    """A cell of the home page's grid leads to the lab's topic, where there is anything to read about it."""
    for lab in ("anthropic", "mistral", "moonshot"):
        page = parsed(client.get(f"/labs/{lab}/"))
        anchors = [link[1:] for link in page.links if link.startswith("#")]
        assert anchors
        assert set(anchors) <= set(page.ids)
