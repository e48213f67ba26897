"""Tables: each shows what its page shows, in both forms, and its page leads to it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from registry.core.catalog import Catalog
from registry.core.history import Tenure
from tests.web.conftest import TODAY

PAGES = {
    "/changes/": "/changes",
    "/topics/": "/topics",
    "/topics/deployment-gate/": "/topics/deployment-gate",
    "/labs/openai/": "/labs/openai",
    "/deadlines/": "/deadlines",
    "/decisions/": "/decisions",
    "/standards/": "/standards",
    "/standards/buying-time/": "/standards/buying-time",
    "/standards/buying-time/openai/": "/standards/buying-time/openai",
}

SIDE = "?labs=openai,anthropic&standard=buying-time"


def _rows(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def _held(catalog: Catalog) -> Iterator[Tenure]:
    return (tenure for lab in catalog.labs for tenure in catalog.holdings(lab, TODAY))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_leads_to_its_tables(client: FlaskClient, page: str) -> None:
    """Both forms stand on the page, and the CSV has lines."""
    text = client.get(page).text
    assert all(f'href="{PAGES[page]}.{form}"' in text for form in ("csv", "xlsx"))
    assert _rows(client, f"{PAGES[page]}.csv")


def test_a_workbook_says_what_it_was_made_from(client: FlaskClient) -> None:
    """Day, standard, revision with its hash and the licence stand in the notes; the criteria and the totals beside."""
    answer = client.get("/standards/buying-time.xlsx?as_of=2025-06-01")
    assert answer.headers["Content-Disposition"] == 'inline; filename="buying-time-2025-06-01-r1.xlsx"'
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["criteria", "scores", "notes"]
    said = {str(row[0].value): str(row[1].value) for row in book["notes"].rows}
    assert said["As of"] == "2025-06-01"
    assert said["Revision"] == "1"
    assert len(said["Its hash"]) == 64
    assert "version" in said["Standard"]
    assert "CC BY 4.0" in said["Licence"]
    assert said["Stays at"].endswith("/standards/buying-time.xlsx?as_of=2025-06-01&revision=1")


def test_clauses_are_those_held(client: FlaskClient, catalog: Catalog) -> None:
    """One line for each clause of each lab; a topic's table and its filters narrow them."""
    held = list(_held(catalog))
    assert len(_rows(client, "/topics.csv")) == len(held)
    gates = [each for each in held if each.clause.topic == "deployment-gate"]
    assert len(_rows(client, "/topics/deployment-gate.csv")) == len(gates)
    strong = _rows(client, "/topics/deployment-gate.csv?strength=conditional")
    assert len(strong) == sum(each.clause.strength in ("conditional", "firm") for each in gates)


def test_filters_of_the_pages_hold_for_their_tables(client: FlaskClient) -> None:
    """A lab's changes, conduct and deadlines, one decision; what has no meaning is refused."""
    assert {row["lab"] for row in _rows(client, "/changes.csv?lab=openai")} == {"openai"}
    assert {row["lab"] for row in _rows(client, "/conduct.csv?lab=openai")} == {"openai"}
    assert {row["lab"] for row in _rows(client, "/deadlines.csv?lab=openai")} <= {"openai"}
    decision = _rows(client, "/decisions.csv")[0]["decision"]
    assert {row["decision"] for row in _rows(client, f"/decisions.csv?decision={decision}")} == {decision}
    assert client.get("/conduct.csv?lab=nobody").status_code == 400
    assert client.get("/labs/nobody.csv").status_code == 404


def test_a_file_is_named_by_what_was_asked(client: FlaskClient) -> None:
    """So that tables of two labs or two revisions can lie in one folder; nothing but plain signs stands in a name."""

    def file(address: str) -> str:
        return client.get(address).headers["Content-Disposition"].split('"')[1]

    assert file("/conduct.csv?lab=openai&as_of=2025-06-01") == "conduct-openai-2025-06-01-r1.csv"
    day = f"{TODAY}-r1"
    assert file(f"/compare.csv{SIDE}") == f"comparison-buying-time-openai-anthropic-{day}.csv"
    assert file("/changes.csv?lab=openai&x=%22%0d%0aSet-Cookie:a") == f"changes-openai-{day}.csv"


def test_a_statement_stands_without_its_markup(client: FlaskClient, catalog: Catalog) -> None:
    """Nor with the line ends of the file that it was written in."""
    found = {(row["lab"], row["name"]): row["statement"] for row in _rows(client, "/conduct.csv")}
    entries = [entry for lab in catalog.labs.values() for entry in lab.conduct if entry.date.last <= TODAY]
    assert len(found) == len(entries) and any("\n" in entry.statement for entry in entries)
    assert not any("\n" in statement or "](" in statement for statement in found.values())


def test_scores_and_comparison_agree_with_the_scorecard(client: FlaskClient) -> None:
    """The same numbers as the scorecard's JSON, for the totals, each criterion, and side by side."""
    card = client.get("/standards/buying-time/openai.json").json
    assert card
    total = next(
        row
        for row in _rows(client, "/standards.csv")
        if (row["standard"], row["lab"]) == ("buying-time", "openai")
    )
    assert (float(total["practice"]), total["grade"]) == (card["practice"], card["grade"])
    wanted = {item["id"]: (item["promise"], item["practice"]) for item in card["criteria"]}
    for address in ("/standards/buying-time/openai.csv", "/standards/buying-time.csv", f"/compare.csv{SIDE}"):
        found = [row for row in _rows(client, address) if row["lab"] == "openai"]
        assert {row["criterion"]: (float(row["promise"]), float(row["practice"])) for row in found} == wanted
    assert client.get("/compare.xlsx").status_code == 400
