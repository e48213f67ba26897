"""Comparing labs: what differs comes first, and the address holds the whole state."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from registry.core.catalog import Catalog
from registry.core.scoring import score
from registry.publish.writing import number
from tests.web.conftest import TODAY
from tests.web.reading import read


@pytest.mark.parametrize(
    "query",
    [
        "labs=anthropic,openai,meta&standard=buying-time",
        "labs=anthropic&labs=openai&labs=meta&standard=buying-time",
    ],
)
def test_labs_stand_side_by_side(client: FlaskClient, catalog: Catalog, query: str) -> None:
    """Totals are the core's, in the order of the address; a comma and a repetition mean the same."""
    page = read(client, f"/compare/?{query}")
    assert page.status == 200
    cards = [
        score(catalog, catalog.standard("buying-time"), slug, TODAY)
        for slug in ("anthropic", "openai", "meta")
    ]
    rows = {row[0]: row[1:] for row in page.table("Totals of the labs")}
    assert rows["Total"] == ["Anthropic", "OpenAI", "Meta"]
    assert rows["Practice"] == [number(card.practice) for card in cards]
    assert rows["Promise"] == [number(card.promise) for card in cards]
    assert rows["Grade"] == [card.grade or "none" for card in cards]
    assert len(page.table("Score of each lab")) >= len(cards[0].criteria) + 1


def test_what_differs_comes_first(client: FlaskClient, catalog: Catalog) -> None:
    """Criteria and topics on which the labs stand alike come last."""
    page = read(client, "/compare/?labs=anthropic,openai&standard=accountability")
    cards = [
        score(catalog, catalog.standard("accountability"), slug, TODAY) for slug in ("anthropic", "openai")
    ]
    same = {
        first.criterion.title
        for first, second in zip(cards[0].criteria, cards[1].criteria, strict=True)
        if (first.promise, first.practice, first.assessed)
        == (second.promise, second.practice, second.assessed)
    }
    names = [row[0] for row in page.table("Score of each lab")[1:]]
    if same:
        after = names.index("The same for all")
        assert {name.rsplit("weight", 1)[0] for name in names[after + 1 :]} == same


def test_the_form_comes_without_a_choice_and_keeps_one(client: FlaskClient, catalog: Catalog) -> None:
    """Nothing or one lab chosen: the form, with that choice in it; every lab and standard can be chosen."""
    page = read(client, "/compare/")
    assert page.status == 200
    assert all(f'value="{slug}"' in page.html for slug in [*catalog.labs, *catalog.standards])
    assert 'value="meta" checked' in read(client, "/compare/?labs=meta").html


@pytest.mark.parametrize(
    ("query", "help_"),
    [
        ("labs=anthropic,opnai", "openai"),
        ("labs=anthropic,openai,meta,xai,ibm,cohere,magic", "2 to 6"),
        ("labs=anthropic,openai&standard=buying", "buying-time"),
        ("labs=anthropic,openai&standard=accountability&standard=buying-time", "once"),
        ("labs=anthropic,openai&as_of=1999", "YYYY-MM-DD"),
        ("labs=" + "x" * 9000, "labs"),
        ("labs=%00,%ff", "labs"),
    ],
)
def test_bad_values_get_a_page_that_helps(client: FlaskClient, query: str, help_: str) -> None:
    """A choice without meaning is a 400 that says what would be right."""
    page = read(client, f"/compare/?{query}")
    assert page.status == 400
    assert help_ in page.text


def test_one_lab_named_twice_is_one(client: FlaskClient) -> None:
    """A repeated lab is not compared with itself."""
    assert "Choose 2 to 6 labs" in read(client, "/compare/?labs=meta,meta").text


def test_past_days_and_links_on_them(client: FlaskClient) -> None:
    """The comparison of a past day links on to that day, and to a PDF of the same choice."""
    page = read(client, "/compare/?labs=meta,xai&standard=buying-time&as_of=2025-03-01")
    assert "1 March 2025" in page.text
    assert "/compare.pdf?labs=meta,xai&standard=buying-time&as_of=2025-03-01" in page.links
    assert "/labs/xai/?as_of=2025-03-01" in page.links
