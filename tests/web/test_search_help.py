"""How the search page and its help teach: whatever the catalogue, each example names what it has."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from registry.core.catalog import Catalog
from registry.core.vocabulary import Topic, Vocabulary
from tests import builders as b
from tests.web.sites import reader_of


def foreign(*labs: object) -> Catalog:
    """A catalogue with other topics, strengths and checks than the shipped one."""
    words = Vocabulary(
        topics=(Topic("stand-still", "Standing still", "Not moving.", "go", b.terms("feet")),),
        decisions=b.terms("go"),
        facets={
            "strength": b.terms("hope", "vow"),
            "verification": b.terms("nobody", "anyone"),
            "disclosure": b.terms("claimed", "published"),
        },
        verdicts=b.terms("kept", "broken"),
        synonyms=(("stand", "halt"),),
    )
    return b.catalog(*labs, words=words)  # type: ignore[arg-type]


def settled() -> Catalog:
    """One lab with one clause, and names that must be put in quotation marks."""
    clause = b.clause(
        "feet",
        topic="stand-still",
        text="Zorg might stand quite motionless.",
        strength="vow",
        decided_by="A duke",
    )
    policy = b.document(
        b.version("first draft", "2019-03", clause), slug="creed", owner="zorg", title="A Creed (of Zorg)"
    )
    return foreign(b.lab(policy, slug="zorg", name="Zorg", aliases=('The "Z"', "Zorg & Sons")))


def examples(reader: FlaskClient) -> list[str]:
    """The addresses of all examples on both pages that teach."""
    found = [
        address
        for page in ("/search/", "/search/help/")
        for address in re.findall(r'href="(/search/\?q=[^"]+)"', reader.get(page).text)
    ]
    return [unescape(address) for address in dict.fromkeys(found)]


@pytest.mark.parametrize(
    "catalog", [settled(), foreign(b.lab()), foreign()], ids=["one clause", "one lab", "empty"]
)
def test_no_example_names_what_the_catalogue_lacks(catalog: Catalog) -> None:
    """Every example can be followed, and none is answered with a note that its value is not known."""
    reader = reader_of(catalog)
    addresses = examples(reader)
    assert len(addresses) > 8
    for address in addresses:
        response = reader.get(address)
        assert response.status_code == 200, address
        assert not re.search(r"No \w+ is called|was passed over", response.text), address


def test_examples_speak_the_words_of_the_catalogue() -> None:
    """Labs, topics, documents and values are its own; the shipped catalogue's are not named."""
    reader = reader_of(settled())
    text = unescape(reader.get("/search/help/").text)
    for query in (
        'lab:"Zorg & Sons"', "topic:stand-still", 'document:"A Creed (of Zorg)"', "strength:hope", "decider:duke",
        '"Zorg might stand"',
    ):  # fmt: skip
        assert f"<code>{query}" in text
    assert "how strong (hope, vow); who can check (nobody, anyone)" in text
    assert not re.search(r"anthropic|GDM|topic:pause|firm|self-report", text)


def test_every_example_on_the_shipped_catalogue_finds_something(client: FlaskClient) -> None:
    """An example without a hit teaches nothing."""
    for address in examples(client):
        text = client.get(address).text
        assert "Nothing found" not in text, address
        assert not re.search(r"No \w+ is called|was passed over|Nothing holds all", text), address
