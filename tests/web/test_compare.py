"""Comparing labs: what differs comes first, and the address holds the whole state."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from registry.core.catalog import Catalog
from registry.core.scoring import score
from registry.publish.writing import number
from registry.web.abreast import abreast
from tests import builders
from tests.builders import clause, day, document, lab, version
from tests.web.conftest import TODAY
from tests.web.reading import read

TOPICS = "pause infohazard governance transparency deployment-gate weight-security whistleblowing".split()


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
        ("labs=anthropic,openai&topics=paus", "pause"),
        (f"labs=anthropic,openai&topics={','.join(TOPICS)}", "at most 3"),
    ],
)
def test_bad_values_get_a_page_that_helps(client: FlaskClient, query: str, help_: str) -> None:
    """A choice without meaning is a 400 that says what would be right."""
    page = read(client, f"/compare/?{query}")
    assert page.status == 400
    assert help_ in page.text


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("labs=meta", 200, "Only Meta is chosen; choose at least one more lab"),
        ("labs=meta,meta", 200, "Meta is named more than once; it counts once.Only Meta is chosen"),
        ("labs=meta,xai&labs=meta", 200, "Meta is named more than once; it counts once."),
        ("labs=meta,opnai,xai", 400, "“opnai” is no lab on record; did you mean openai"),
        (
            "labs=anthropic,openai,meta,xai,ibm,cohere,magic",
            400,
            "7 labs are chosen; 2 to 6 can stand side by side. Take 1",
        ),
    ],
)
def test_an_odd_choice_is_explained_and_kept(client: FlaskClient, query: str, status: int, said: str) -> None:
    """What is odd about a choice stands above the form, in which the labs that are known stay ticked."""
    page = read(client, f"/compare/?{query}")
    assert page.status == status
    assert said in page.text
    assert all(f'value="{slug}" checked' in page.html for slug in ("meta",))
    assert ("Totals" in page.text) == (query == "labs=meta,xai&labs=meta")


def test_topics_are_compared_clause_by_clause(client: FlaskClient, catalog: Catalog) -> None:
    """Each lab's clauses by aspect, those that differ first; every clause held is there; a topic can be left out."""
    query = "labs=openai,meta&standard=buying-time&topics=pause,infohazard&as_of=2026-11-01"
    page = read(client, f"/compare/?{query}")
    on = day("2026-11-01")
    held = {
        f"/labs/{slug}/{tenure.document.slug}/clauses/{tenure.clause.id}/?as_of=2026-11-01"
        for slug in ("openai", "meta")
        for tenure in catalog.holdings(slug, on)
        if tenure.own and tenure.clause.topic in ("pause", "infohazard")
    }
    assert held <= set(page.links)
    assert page.title.startswith("OpenAI, Meta compared under Buying time and on")
    assert "/compare/?as_of=2026-11-01&labs=openai,meta&standard=buying-time&topics=infohazard" in [
        link.replace("%2C", ",") for link in page.links_in("on-pause")
    ]


def test_clauses_that_bind_differently_come_first() -> None:
    """Rows in which the first clauses differ stand before the others, the widest spread first, silent ones apart."""
    strong, weak = (
        lab(
            document(
                version(
                    "1",
                    "2024-01-01",
                    clause("same", aspects=("stop-training",)),
                    clause("other", aspects=("stop-deployment",), strength=strength),
                ),
                owner=slug,
            ),
            slug=slug,
        )
        for slug, strength in (("acme", "firm"), ("bolt", "aspiration"))
    )
    catalog = builders.catalog(strong, weak)
    found = abreast(catalog, ("acme", "bolt"), catalog.topic("pause"), day("2025-01-01"))
    assert [(row.aspect.id, row.differs, row.spread) for row in found.rows if row.aspect] == [
        ("stop-deployment", True, 3),
        ("stop-training", False, 0),
    ]
    assert found.silent == ()
    nothing = abreast(catalog, ("acme", "bolt"), catalog.topic("audit"), day("2025-01-01"))
    assert (nothing.rows, [term.id for term in nothing.silent]) == ((), ["inside", "outside"])


def test_past_days_and_links_on_them(client: FlaskClient) -> None:
    """The comparison of a past day links on to that day, and to a PDF of the same choice."""
    page = read(client, "/compare/?labs=meta,xai&standard=buying-time&as_of=2025-03-01")
    assert "1 March 2025" in page.text
    assert "/compare.pdf?as_of=2025-03-01&labs=meta,xai&standard=buying-time" in page.links
    assert "/labs/xai/?as_of=2025-03-01" in page.links
