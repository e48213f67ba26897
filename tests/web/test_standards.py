"""Standards and scorecards: what stands on the page is what the core computed, and it adds up."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from registry.core.catalog import Catalog
from registry.core.precedents import precedents
from registry.core.records import Signatory, Verdict
from registry.core.robustness import ranking
from registry.core.scoring import rounded, score
from registry.core.standard import Aggregate, Practice
from registry.publish.machine import scorecard_json
from registry.publish.writing import number, points
from registry.web.standards import Order, table
from tests import builders
from tests.builders import clause, conduct, criterion, document, lab, level, standard, version
from tests.web.conftest import TODAY
from tests.web.reading import read
from tests.web.sites import NASTY, reader_of

STANDARDS = ["accountability", "buying-time", "frontier-commitments"]


@pytest.mark.parametrize("name", STANDARDS)
def test_every_scorecard_adds_up_to_what_the_core_says(
    client: FlaskClient, catalog: Catalog, name: str
) -> None:
    """For every lab: the lines are the core's numbers, their sum over the weight is the total, and all is shown."""
    for slug in catalog.labs:
        card = score(catalog, catalog.standard(name), slug, TODAY)
        page = read(client, f"/standards/{name}/{slug}/")
        assert page.status == 200
        _, *lines, total, mean = page.table("Weights, scores and points")
        assert [row[1:3] for row in lines] == [
            [points(result.criterion.weight), points(result.promise)] for result in card.criteria
        ]
        assert [row[4] for row in lines] == [points(result.practice) for result in card.criteria]
        weight, promise, practice = (float(total[place]) for place in (1, 3, 5))
        assert sum(float(row[5]) for row in lines) == pytest.approx(practice, abs=0.005 * len(lines))
        assert sum(float(row[3]) for row in lines) == pytest.approx(promise, abs=0.005 * len(lines))
        assert promise / weight == pytest.approx(card.promise, abs=0.0501)
        assert practice / weight == pytest.approx(card.practice, abs=0.0501)
        assert [mean[3], mean[5]] == [number(card.promise), number(card.practice)]
        for shown in (f"{number(card.low)} to {number(card.high)}", f"{number(card.coverage * 100)} %"):
            assert shown in page.text


@pytest.mark.parametrize("name", STANDARDS)
def test_every_criterion_names_its_evidence(client: FlaskClient, catalog: Catalog, name: str) -> None:
    """The deciding clause's text, its source and its locator stand in the criterion's part, and conduct is linked."""
    for slug in ("anthropic", "openai", "xai", "alibaba"):
        card = score(catalog, catalog.standard(name), slug, TODAY)
        page = read(client, f"/standards/{name}/{slug}/")
        for result in card.criteria:
            part = page.part(f"c-{result.criterion.id}")
            links = page.links_in(f"c-{result.criterion.id}")
            assert result.criterion.question in part
            if result.deciding is None:
                assert ("No promise that counts" in part) == result.assessed
                continue
            tenure = result.deciding.tenure
            assert " ".join(tenure.clause.text.split()) in part
            assert tenure.version.source.url in links
            assert (tenure.clause.where or "") in part
            assert ("own" if tenure.own else "joint") in part
            for entry in result.deciding.conduct:
                assert f"/labs/{slug}/conduct/{entry.name}/" in links


@pytest.mark.parametrize("name", STANDARDS)
def test_the_data_behind_a_scorecard_is_the_cores(client: FlaskClient, catalog: Catalog, name: str) -> None:
    """`.json` is exactly what the command line prints."""
    card = score(catalog, catalog.standard(name), "anthropic", TODAY)
    assert client.get(f"/standards/{name}/anthropic.json").json == scorecard_json(card)


def test_the_past_is_scored_as_it_was(client: FlaskClient, catalog: Catalog) -> None:
    """A scorecard of a past day is the core's of that day; links stay on the day."""
    on = builders.day("2024-11-01")
    card = score(catalog, catalog.standard("buying-time"), "anthropic", on)
    page = read(client, "/standards/buying-time/anthropic/?as_of=2024-11-01")
    assert f"{number(card.practice)} of 100 for practice" in page.text
    assert "/labs/anthropic/?as_of=2024-11-01" in page.links
    assert "/standards/buying-time/anthropic.pdf?as_of=2024-11-01" in page.links


def test_before_a_lab_was_founded_there_is_no_scorecard(client: FlaskClient) -> None:
    """The page says so plainly, and shows no number."""
    page = read(client, "/standards/buying-time/safe-superintelligence/?as_of=2023-06-01")
    assert page.status == 200
    assert "There is no scorecard for 1 June 2023" in page.text
    assert "founded in 2024" in page.text
    assert "of 100" not in page.text


def test_what_is_missing_and_what_was_there(catalog: Catalog) -> None:
    """The next level names exactly what lacks; where a joint clause took over, the lab's own is named with its end."""
    asked = standard(
        criterion(
            level(100, strength="firm", own=True, has=("decided_by",), without=("waiver",)),
            level(35, strength="conditional"),
        ),
        practice=Practice(values={"broken": 0.5}),
    )
    own = document(version("1", "2024-01-01", clause("a")), version("2", "2025-01-01"))
    pledge = builders.joint(
        version("p", "2024-01-01", clause("j")),
        signatories=(Signatory(lab="acme", joined=own.versions[0].published),),
    )
    event = conduct("2025-06-01", Verdict.BROKEN, "joint/pledge/j")
    client = reader_of(builders.catalog(lab(own, conduct=(event,)), joint=(pledge,), standards=(asked,)))
    part = read(client, "/standards/test/acme/").part("c-one")
    for words in (
        "35: Level 35.",
        "35 × 0.5 = 17.5",
        "it stands in a document of the lab's own, not only in one signed with others",
        "it names the person or body that decides",
        "was removed on 1 January 2025. What counts now was only signed with others.",
    ):
        assert words in part
    assert "it leaves no way out" not in part.split("Levels, best first")[0]


def test_a_geometric_mean_adds_up_too() -> None:
    """The page shows logarithms and says how they become the total."""
    asked = standard(
        criterion(level(60), name="stop", weight=3.0),
        criterion(level(40), name="check", topics=("audit",)),
        aggregate=Aggregate.GEOMETRIC,
    )
    policy = document(version("1", "2024-01-01", clause("a")))
    page = read(reader_of(builders.catalog(lab(policy), standards=(asked,))), "/standards/test/acme/")
    _, first, second, total, mean = page.table("Weights, scores and points")
    assert [first[3], second[3]] == [points(3 * 4.110873864173311), "0"]
    assert total[3] == first[3]
    assert mean[3] == number(rounded(2.718281828459045 ** (3 * 4.110873864173311 / 4) - 1))


@pytest.mark.parametrize("order", list(Order))
def test_tables_are_ordered_as_asked(catalog: Catalog, order: Order) -> None:
    """By name, or by a number from high to low with ties by name."""
    found = table(catalog, catalog.standard("buying-time"), TODAY, order=order)
    keys = [
        (0.0 if order is Order.NAME else -getattr(row.card, order.value), row.lab.name.casefold())
        for row in found.rows
    ]
    assert keys == sorted(keys)
    assert len(found.rows) + len(found.absent) == len(catalog.labs)


@pytest.mark.parametrize("name", STANDARDS)
def test_a_standards_page_shows_all_its_criteria_and_labs(
    client: FlaskClient, catalog: Catalog, name: str
) -> None:
    """Every criterion with its levels in words, its own argument rendered, and a cell for each lab."""
    asked = catalog.standard(name)
    page = read(client, f"/standards/{name}/?sort=practice")
    for item in asked.criteria:
        assert item.question in page.part(f"c-{item.id}")
        assert all(step.label in page.part(f"c-{item.id}") for step in item.levels)
    assert all(f"/standards/{name}/{slug}/" in page.links for slug in catalog.labs)
    assert len(page.table("Practice score of each lab")) == len(catalog.labs) + 1
    assert "What this standard measures, and why" in page.part("about")
    assert page.title.startswith(asked.title)


def test_labs_stand_in_groups_with_all_that_makes_them(client: FlaskClient, catalog: Catalog) -> None:
    """The table behind the chart has each lab once, in the core's groups, with the ranks between which it lies."""
    asked = catalog.standard("buying-time")
    found = ranking(asked, [score(catalog, asked, slug, TODAY) for slug in catalog.labs])
    rows = read(client, "/standards/buying-time/").table("Groups of labs")[1:]
    expected = []
    for number_, group in enumerate(found.groups, start=1):
        expected.append([f"Group {number_}"])
        for place in group:
            ranks = [(place.best, place.worst), (place.upmost, place.lowest)]
            spans = [str(low) if low == high else f"{low} to {high}" for low, high in ranks]
            expected.append([catalog.lab(place.lab).name, number(place.card.practice), *spans])
    assert [row[:2] + row[3:5] if len(row) > 1 else row for row in rows] == expected
    assert rows[-1][-1] == ""
    assert "equal" in [row[-1] for row in rows]


def test_who_does_better_already_is_linked(client: FlaskClient, catalog: Catalog) -> None:
    """With each criterion that has a next level stand the labs that meet it on that day, each by its clause."""
    asked = catalog.standard("accountability")
    cards = [score(catalog, asked, slug, TODAY) for slug in catalog.labs]
    page = read(client, "/standards/accountability/mistral/")
    (card,) = (card for card in cards if card.lab == "mistral")
    named = 0
    for result in card.criteria:
        links = page.links_in(f"c-{result.criterion.id}")
        there = {link.split("/")[3] for link in links if link.endswith(f"#c-{result.criterion.id}")}
        better = precedents(cards, result.criterion, result.next) if result.next else ()
        assert there == {item.lab for item in better}
        assert all(any(item.tenure.clause.id in link for link in links) for item in better)
        named += len(better)
    assert named > 5


def test_all_conduct_that_counted_is_linked(client: FlaskClient, catalog: Catalog) -> None:
    """In one table with the criteria it counted for, and nothing else is called kept or broken."""
    card = score(catalog, catalog.standard("buying-time"), "anthropic", TODAY)
    links = read(client, "/standards/buying-time/anthropic/").links_in("counted")
    entries = {entry.name for result in card.criteria for entry in result.conduct}
    assert {link.split("/")[4] for link in links if "/conduct/" in link} == entries != set()


@pytest.mark.parametrize(
    ("address", "status", "help_"),
    [
        ("/standards/buying-tim/", 404, "buying-time"),
        ("/standards/buying-time/antropic/", 404, "anthropic"),
        ("/standards/nothing/anthropic.json", 404, ""),
        ("/standards/buying-time/?sort=grade", 400, "sort"),
        ("/standards/?sort=name&sort=promise", 400, "sort"),
        ("/standards/buying-time/anthropic/?as_of=soon", 400, "YYYY-MM-DD"),
        ("/standards/buying-time/anthropic/?revision=99", 404, "revision"),
    ],
)
def test_bad_values_get_a_page_that_helps(client: FlaskClient, address: str, status: int, help_: str) -> None:
    """What is not on record or has no meaning is refused with words that lead on."""
    page = read(client, address)
    assert page.status == status
    assert help_ in page.text


def test_pages_are_built_soundly(client: FlaskClient) -> None:
    """One main heading, no level skipped, no id twice."""
    for address in ("/standards/", "/standards/buying-time/", "/standards/buying-time/anthropic/"):
        page = read(client, address)
        assert page.outline.count(1) == 1
        assert all(after - before <= 1 for before, after in zip(page.outline, page.outline[1:], strict=False))
        assert len(page.ids()) == len(set(page.ids()))
        assert not re.search(r"\sstyle=|<script(?![^>]* src=)", page.html)


def test_hostile_words_stay_words() -> None:
    """Markup in a standard, a clause or a name is text on every page."""
    question = replace(criterion(level(50)), question=NASTY, title=NASTY)
    asked = replace(standard(question), title=NASTY, about=f"# {NASTY}\n\n{NASTY}")
    policy = document(version("1", "2024-01-01", clause("a", text=NASTY, where=NASTY)), title=NASTY)
    client = reader_of(builders.catalog(lab(policy, name=NASTY), standards=(asked,)))
    for address in ("/standards/", "/standards/test/", "/standards/test/acme/"):
        page = read(client, address)
        assert page.status == 200
        assert "<script>alert" not in page.html
        assert "<img" not in page.html
