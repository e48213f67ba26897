"""The API: everything that the site shows as JSON, in pages, for every program that reads, with errors that help."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registry.content.places import Sort, place_of
from registry.core.catalog import Catalog, select_changes
from registry.core.memo import memo
from registry.core.trajectory import trajectory
from registry.publish.machine import change_json, scorecard_json
from registry.publish.machine.values import whole
from registry.web.problems import problem
from registry.web.scores import scorecard
from tests import builders
from tests.web.conftest import TODAY
from tests.web.sites import NASTY, reader_of

V1 = "/api/v1"


def data(client: FlaskClient, address: str) -> Any:
    """What stands in the frame of an answer."""
    answer = client.get(V1 + address)
    assert answer.status_code == 200, answer.text
    return answer.get_json()["data"]


def walked(client: FlaskClient, address: str) -> list[Any]:
    """Everything on a list, page by page, as `next` leads."""
    found: list[Any] = []
    onward = V1 + address
    while onward:
        answer = client.get(onward)
        assert answer.status_code == 200, answer.text
        page = answer.get_json()
        found += page["data"]
        onward = page["next"]
        assert (f'<{onward}>; rel="next"' == answer.headers.get("Link")) is bool(onward)
    return found


def told(answer: TestResponse) -> dict[str, Any]:
    """The problem that an answer tells of."""
    assert answer.mimetype == "application/problem+json"
    found: dict[str, Any] = answer.get_json(force=True)
    assert found["status"] == answer.status_code
    assert {"type", "title", "status", "detail", "instance"} <= found.keys()
    return found


def test_an_answer_says_what_it_is_of(client: FlaskClient) -> None:
    """Revision and day stand in every frame, so that a file kept aside still tells what it shows."""
    page = client.get(f"{V1}/labs/anthropic/?as_of=2024-05-01").get_json()
    assert (page["revision"], page["as_of"], page["data"]["lab"]) == (1, "2024-05-01", "anthropic")
    now = client.get(f"{V1}/").get_json()
    assert now["as_of"] == TODAY.isoformat()
    assert all(client.get(address).status_code == 200 for address in now["data"]["lists"].values())


def test_a_list_is_walked_to_its_end(client: FlaskClient, catalog: Catalog) -> None:
    """`next` leads through all of a list, each thing once, in its order; its total is what comes."""
    every = list(select_changes(catalog.changes, until=TODAY))
    assert walked(client, "/changes/?limit=200") == [change_json(change) for change in every]
    assert client.get(f"{V1}/changes/?limit=3").get_json()["total"] == len(every)
    held = sum(len(catalog.holdings(lab, TODAY)) for lab in catalog.labs)
    assert len(walked(client, "/clauses/?limit=200")) == held > 200


def test_a_walk_stays_where_it_began(client: FlaskClient) -> None:
    """Where a list goes on names revision and day: what is recorded meanwhile does not shift its pages."""
    onward = client.get(f"{V1}/labs/?limit=2").get_json()["next"]
    asked = dict(parse_qsl(urlsplit(onward).query))
    assert asked == {"limit": "2", "page": "2", "revision": "1", "as_of": TODAY.isoformat()}


def test_scores_are_those_of_the_site(client: FlaskClient, catalog: Catalog) -> None:
    """A scorecard is the one that its page's .json has; the steps of a trajectory end at its totals."""
    card = scorecard(catalog, "buying-time", "meta", builders.day("2025-03-01"))
    found = data(client, "/standards/buying-time/meta/?as_of=2025-03-01")
    assert found == scorecard_json(card)
    assert found == client.get("/standards/buying-time/meta.json?as_of=2025-03-01").get_json()
    steps = data(client, "/standards/buying-time/meta/trajectory/?as_of=2025-03-01")["steps"]
    until = trajectory(catalog, catalog.standard("buying-time"), "meta").until(card.on)
    assert [step["date"] for step in steps] == [step.on.isoformat() for step in until.steps]
    assert {name: steps[-1][name] for name in ("promise", "practice", "grade")} == {
        name: found[name] for name in ("promise", "practice", "grade")
    }


def test_a_list_may_be_sent_value_by_value(client: FlaskClient) -> None:
    """As many programs send it, and as forms do: the same as by comma."""
    by_comma = data(client, "/compare/?labs=meta,openai")
    assert data(client, "/compare/?labs=meta&labs=openai") == by_comma
    assert told(client.get(f"{V1}/compare/?labs=meta&labs=meta"))["status"] == 400


def test_labs_stand_side_by_side_clause_by_clause(client: FlaskClient) -> None:
    """On the topics that are asked for, in the order of the labs; without any there are none."""
    found = data(client, "/compare/?labs=meta,anthropic&topics=pause,whistleblowing")
    assert [each["topic"] for each in found["clauses"]] == ["pause", "whistleblowing"]
    for row in found["clauses"][0]["aspects"]:
        assert [
            {held["holder"] for held in cell} - {lab}
            for cell, lab in zip(row["labs"], ("meta", "anthropic"), strict=True)
        ] == [set(), set()]
    assert "clauses" not in data(client, "/compare/?labs=meta,anthropic")
    assert told(client.get(f"{V1}/compare/?labs=meta,anthropic&topics=paus"))["status"] == 404


def test_a_clause_is_told_with_its_history(client: FlaskClient) -> None:
    """From the step that added it to the last one, and who holds it; before it appeared there is nothing to tell."""
    address = "/labs/anthropic/responsible-scaling-policy/clauses/asl3-weight-security/"
    found = data(client, address)
    assert found["lives"][0]["steps"][0]["direction"] == "added"
    assert {held["holder"] for held in found["held"]} <= {"anthropic"}
    assert data(client, f"{address}?as_of=2020-01-01")["lives"] == []


def test_every_record_says_where_it_is_told_of(client: FlaskClient) -> None:
    """One of each kind: there its path stands, or what it holds."""
    sorts = {place_of(record["path"]).sort: record for record in walked(client, "/records/?limit=200")}
    assert sorts.keys() == set(Sort) - {Sort.REPLY}
    for record in sorts.values():
        answer = client.get(record["told_at"])
        assert answer.status_code == 200, record
        owner = record["path"].split("/")[1].removesuffix(".yaml")
        assert owner in (*answer.request.path.split("/"), "vocabulary")


def test_two_versions_stand_against_each_other(client: FlaskClient, catalog: Catalog) -> None:
    """Every clause with what makes its direction, and the scores on one day with either; in the order that is asked."""
    document = catalog.document("anthropic", "responsible-scaling-policy")
    first, last = document.versions[0], document.versions[-1]
    address = f"/labs/anthropic/responsible-scaling-policy/diff/{first.label}..{last.label}/"
    found = data(client, address)
    expected = memo(catalog, document, first, last)
    assert (found["from"], found["to"], found["follows"]) == (first.label, last.label, False)
    assert [(each["clause"], each["direction"]) for each in found["changes"]] == [
        (change.clause.id, change.direction) for change in expected.changes
    ]
    weakened = next(each for each in found["changes"] if each["derived"] == "weakened")
    assert {move["effect"] for move in weakened["moves"]} >= {"down"}
    assert weakened["before"]["text"]
    assert found["judged_between"]
    assert [(each["standard"], each["after"]["practice"]) for each in found["scores"]] == [
        (shift.standard, shift.after and whole(shift.after.practice or 0)) for shift in expected.scores
    ]
    back = data(client, address.replace(f"{first.label}..{last.label}", f"{last.label}..{first.label}"))
    assert [each["before"] for each in back["scores"]] == [each["after"] for each in found["scores"]]


@pytest.mark.parametrize(
    ("address", "only"),
    [
        ("/clauses/?topic=pause", lambda item: item["clause"]["topic"] == "pause"),
        ("/clauses/?lab=meta", lambda item: item["holder"] == "meta"),
        ("/changes/?direction=removed", lambda item: item["direction"] == "removed"),
        ("/changes/?since=2025-01-01&until=2025-06-30", lambda item: item["date"][:4] == "2025"),
        ("/conduct/?verdict=broken", lambda item: item["verdict"] == "broken"),
        ("/documents/?kind=law", lambda item: item["kind"] == "law"),
        ("/documents/?lab=joint", lambda item: item["lab"] == "joint"),
        ("/joint/", lambda item: item["lab"] == "joint"),
        ("/deadlines/?topic=transparency", lambda item: item["held"]["clause"]["topic"] == "transparency"),
        ("/clauses/?topic=pause&strength=firm", lambda item: item["clause"]["strength"] == "firm"),
        ("/deadlines/?state=resolved", lambda item: item["standing"] == "resolved"),
        ("/disclosures/?lab=openai", lambda item: item["lab"] == "openai"),
    ],
)
def test_a_filter_leaves_what_it_says(client: FlaskClient, address: str, only: Any) -> None:
    """What a parameter asks for is there, and nothing else is."""
    found = data(client, address)
    assert found
    assert all(only(item) for item in found)


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/labs/antropic/", 404, "antropic"),
        ("/nothing/", 404, "/api/v1/nothing/"),
        ("/labs/?page=99", 404, "the last one is page 1"),
        ("/labs/?limit=20&page=999999999", 404, "the last one is page 2"),
        ("/revisions/1/texts/?limit=200&page=99", 404, "no page 99"),
        ("/search/?q=pause&page=999999999", 404, "no page 999999999"),
        ("/labs/?revision=99", 404, "99"),
        ("/revisions/99/", 404, "99"),
        ("/clauses/?lab=nobody", 404, "nobody"),
        ("/labs/?lab=anthropic", 400, "there are as_of, limit, page, revision"),
        ("/labs/?limit=201", 400, "from 1 to 200"),
        ("/labs/?limit=2&limit=3", 400, "give it once"),
        ("/labs/?page=", 400, "leave it out"),
        ("/labs/?as_of=2999-01-01", 400, "2026-11-21"),
        ("/changes/?since=2025-02-30", 400, "since=2025-01-01"),
        ("/changes/?direction=up", 400, "direction"),
        ("/compare/", 400, "labs=anthropic,openai"),
        ("/compare/?labs=meta,meta", 400, "2 to 6 different"),
        ("/search/", 400, "q=pause"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    client: FlaskClient, address: str, status: int, says: str
) -> None:
    """In the form of RFC 9457, with what would be right; other sites' scripts may read it, and nobody keeps it."""
    answer = client.get(V1 + address)
    found = told(answer)
    assert answer.status_code == status
    assert says in found["detail"]
    assert found["instance"] == V1 + address.partition("?")[0]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_problem_leads_to_what_there_is(client: FlaskClient) -> None:
    """A name with a slip of the pen is led to the nearest one on record."""
    nearest = told(client.get(f"{V1}/labs/antropic/"))["nearest"]
    assert client.get(nearest).get_json()["data"]["lab"] == "anthropic"


@pytest.mark.parametrize("address", ["/labs/?limit=20&page=9", "/search/?q=pause&limit=1&page=9999"])
def test_past_the_end_there_is_a_way_back(client: FlaskClient, address: str) -> None:
    """The nearest of a page that there is not is the last, with all that was asked."""
    last = client.get(told(client.get(V1 + address))["nearest"]).get_json()
    assert last["data"]
    assert last["next"] is None


def test_a_problem_names_what_was_asked_as_an_address(client: FlaskClient) -> None:
    """Whatever the path holds, `instance` is a reference; a status of which we say nothing more has no type of ours."""
    asked = f"{V1}/labs/%3Cb%3E%20%E6%B1%89/"
    assert told(client.get(asked))["instance"] == asked
    with client.application.test_request_context(asked):
        assert told(problem(418, "I'm a teapot", "No."))["type"] == "about:blank"  # type: ignore[arg-type]


@pytest.mark.parametrize("address", [f"{V1}/labs/", f"{V1}/openapi.json", "/api/"])
def test_it_is_only_read(client: FlaskClient, address: str) -> None:
    """Other methods are refused as a problem that names those there are; nothing can be sent."""
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = client.open(address, method=method)
        assert told(answer)["status"] == 405
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_scripts_of_other_sites_may_read_data(client: FlaskClient) -> None:
    """The API and the files of data are open to all; pages are not, nor is any credential asked for."""
    files = (
        "/changes.csv",
        "/changes.json",
        "/standards/buying-time/meta.svg",
        "/labs/meta.bib",
        "/data.zip",
    )
    for address in (f"{V1}/labs/", f"{V1}/nothing/", *files):
        answer = client.get(address, headers={"Origin": "https://elsewhere.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Access-Control-Allow-Credentials" not in answer.headers
    for address in (f"{V1}/labs/", f"{V1}/nothing/", "/changes.csv"):
        ahead = client.options(address, headers={"Access-Control-Request-Method": "GET"})
        assert ahead.status_code == 204
        assert ahead.headers["Access-Control-Allow-Origin"] == "*"
        assert ahead.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert ahead.headers["Access-Control-Allow-Headers"] == "*"
    for address in ("/labs/", "/account/sign-in/", "/desk/"):
        assert "Access-Control-Allow-Origin" not in client.get(address).headers


def test_what_a_program_has_is_not_sent_again(client: FlaskClient) -> None:
    """Answers have a strong tag; it brings a 304, for HEAD as well, which scripts of other sites may read."""
    first = client.get(f"{V1}/topics/")
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    for again in (client.get, client.head):
        answer = again(f"{V1}/topics/", headers={"If-None-Match": tag})
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.head(f"{V1}/topics/").headers["Content-Length"] == first.headers["Content-Length"]


def test_what_people_typed_comes_as_it_is() -> None:
    """Texts are JSON strings and nothing else, whatever stands in them, and the type is one that no browser runs."""
    nasty = f"{NASTY} \u2028 \x7f Ω 汉 עב"
    held = builders.clause("a", text=nasty)
    policy = builders.document(builders.version("1", "2024-01-01", held))
    answer = reader_of(builders.catalog(builders.lab(policy))).get(f"{V1}/clauses/")
    assert answer.get_json()["data"][0]["clause"]["text"] == nasty
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_without_a_ledger_there_are_no_revisions() -> None:
    """A checkout's site shows its catalogue; the list of its revisions is empty."""
    reader = reader_of(builders.catalog(builders.lab()))
    assert data(reader, "/revisions/") == []
    assert told(reader.get(f"{V1}/revisions/1/"))["status"] == 404
