"""The description of the API is of the API: every answer has the shape that it says, every example can be followed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from registry.core.catalog import Catalog
from registry.web.access import access_of
from registry.web.api.operations import OPERATIONS, PREFIX
from registry.web.queries import TIME, reads_of
from tests import builders
from tests.web.reading import read
from tests.web.sites import reader_of

Described = dict[str, Any]


@pytest.fixture(scope="module")
def described(site: Flask) -> Described:
    """The description of the shipped catalogue's site."""
    found: Described = site.test_client(use_cookies=False).get(f"{PREFIX}/openapi.json").get_json()
    return found


def addresses(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """An address below /api/v1 of what is on record, by its template; of versions and clauses the newest alone."""
    for operation in OPERATIONS:
        required = {each.name: each.example for each in operation.parameters if each.required}
        for rule in operation.rules:
            if "<" not in rule:
                yield rule, f"{rule}?{urlencode(required)}"
    for topic in catalog.vocabulary.topic_by_id:
        yield "/topics/{topic}/", f"/topics/{topic}/"
        yield "/topics/{topic}/adoption/", f"/topics/{topic}/adoption/"
    for standard in catalog.standards:
        yield "/standards/{standard}/", f"/standards/{standard}/"
    for below in ("", "texts/"):
        yield f"/revisions/{{number}}/{below}", f"/revisions/1/{below}"
    yield from labs(catalog)
    yield from documents(catalog)


def labs(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """The same of labs and what hangs on them."""
    for lab in catalog.labs.values():
        yield "/labs/{lab}/", f"/labs/{lab.slug}/"
        for kind, entries in (("conduct", lab.conduct), ("disclosures", lab.disclosures)):
            for entry in entries[:1]:
                yield f"/labs/{{lab}}/{kind}/{{name}}/", f"/labs/{lab.slug}/{kind}/{entry.name}/"
        for below in ("", "trajectory/"):
            yield f"/standards/{{standard}}/{{lab}}/{below}", f"/standards/buying-time/{lab.slug}/{below}"


def documents(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """The same of documents, versions and clauses."""
    for document in catalog.documents:
        start = "/joint/{slug}/" if document.is_joint else "/labs/{owner}/{slug}/"
        place = start.format(owner=document.owner, slug=document.slug)
        yield start, place
        if document.versions[1:]:
            first, last = document.versions[0].label, document.versions[-1].label
            yield f"{start}diff/{{span}}/", f"{place}diff/{first}..{last}/"
        for version in document.versions[-1:]:
            yield f"{start}{{label}}/", f"{place}{version.label}/"
            for clause in version.clauses[:1]:
                yield f"{start}clauses/{{clause}}/", f"{place}clauses/{clause.id}/"


TOLD_IN_PAGES_ALONE = {
    *("pages.about", "pages.contact", "pages.licences", "pages.privacy", "pages.trust"),
    *("pages.methods", "pages.for_labs", "pages.glossary", "search.how_to", "data.index"),
    *(
        "people.index",
        "people.show",
        "log.index",
        "verify.show",
        "embeds.show",
        "embeds.card",
        "diffs.chosen",
    ),
    *(
        "entrance.sign_in",
        "entrance.invitation",
        "suggestions.show",
        "suggestions.index",
        "suggestions.ticket",
    ),
}
"""Pages about the site and those who keep it, forms, what has a form of its own, and the words in `/vocabulary/`."""


def test_every_page_of_the_record_is_told_to_programs(site: Flask) -> None:
    """What is on record at an address is there as JSON with /api/v1 before it, with the filters of the page."""
    pages = [
        rule
        for rule in site.url_map.iter_rules()
        if rule.rule.endswith("/") and "GET" in (rule.methods or ()) and not rule.rule.startswith("/api/")
        if (access := access_of(rule.endpoint, site)) and access.is_public
    ]
    told = {
        rule.rule: rule.endpoint for rule in site.url_map.iter_rules() if rule.endpoint.startswith("api.")
    }
    alone = {rule.endpoint for rule in pages if PREFIX + rule.rule not in told}
    assert alone == TOLD_IN_PAGES_ALONE
    unasked = {
        (rule.rule, name)
        for rule in pages
        if rule.endpoint not in alone
        for name in reads_of(rule.endpoint, site).names - reads_of(told[PREFIX + rule.rule], site).names
    }
    assert {pair for pair in unasked if pair[1] not in TIME | {"page", "sort"}} == {
        (
            "/topics/<topic>/",
            "aspect",
        ),  # the clauses of a topic are on the list of clauses, which asks for both
        ("/topics/<topic>/", "strength"),
    }


def faults(described: Described, template: str, answer: Any, *, status: str = "200") -> list[str]:
    """Where an answer has not the shape that its address's description says."""
    response = described["paths"][PREFIX + template]["get"]["responses"][status]
    (content,) = response["content"].values()
    schema = {**content["schema"], "components": described["components"]}
    found = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).iter_errors(
        answer
    )
    return [f"{template} {list(error.path)}: {error.message[:200]}" for error in found]


def test_every_answer_has_the_shape_that_is_described(
    client: FlaskClient, catalog: Catalog, described: Described
) -> None:
    """No field more, none fewer, each of its type: of everything on record, at every address."""
    asked = set()
    for template, address in addresses(catalog):
        answer = client.get(PREFIX + address)
        assert answer.status_code == 200, (address, answer.text)
        assert faults(described, template, answer.get_json()) == []
        asked.add(PREFIX + template)
    assert asked == described["paths"].keys()


def test_a_field_more_or_fewer_is_noticed(client: FlaskClient, described: Described) -> None:
    """The description is strict: what a careless change would do to an answer is a fault."""
    answer = client.get(f"{PREFIX}/topics/").get_json()
    topic = answer["data"][0]
    assert faults(described, "/topics/", answer) == []
    for wrong in ({**topic, "more": 1}, {**topic, "title": 1}, {"topic": topic["topic"]}):
        assert faults(described, "/topics/", {**answer, "data": [wrong]})
    assert faults(described, "/topics/", {**answer, "extra": 1})


def test_the_description_is_sound(described: Described) -> None:
    """Every shape is a schema of its own right; all are referred to; every operation has a name of its own."""
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
        assert schema["description"]
    text = str(described)
    assert all(f"schemas/{name}'" in text for name in described["components"]["schemas"])
    names = [path["get"]["operationId"] for path in described["paths"].values()]
    assert len(names) == len(set(names)) >= len(OPERATIONS)
    assert described["openapi"].startswith("3.1")


def test_a_bare_catalogue_is_described_too() -> None:
    """Where nothing is on record there is no example to follow, and the lists are empty."""
    reader = reader_of(builders.catalog())
    assert reader.get(f"{PREFIX}/openapi.json").status_code == 200
    assert reader.get(f"{PREFIX}/labs/").get_json()["data"] == []
    assert reader.get("/api/").status_code == 200


def test_the_reference_is_made_of_the_operations(client: FlaskClient, described: Described) -> None:
    """Each address stands on the page for people, with an example that answers, its parameters and its shape."""
    page = read(client, "/api/")
    examples = [link for link in page.links if link.startswith(f"{PREFIX}/")]
    assert len(examples) > len(described["paths"])
    for address in dict.fromkeys(examples):
        assert client.get(address).status_code == 200, address
    assert all(template in page.text for template in described["paths"])
    anchors = {link[1:] for link in page.links if link.startswith("#")}
    assert anchors <= set(page.ids())
    assert {f"problem-{status}" for status in (400, 404, 405, 503)} <= set(page.ids())
    assert {f"shape-{name}" for name in described["components"]["schemas"]} <= set(page.ids())


def test_a_problem_leads_to_its_meaning(client: FlaskClient, described: Described) -> None:
    """A problem has the described shape, and its type is a place on the page for people."""
    problem = client.get(f"{PREFIX}/labs/nobody/").get_json(force=True)
    schema = {"$ref": "#/components/schemas/Problem", "components": described["components"]}
    Draft202012Validator(schema).validate(problem)
    path, _, anchor = problem["type"].partition("#")
    assert anchor in read(client, path).ids()


def test_no_parameter_may_be_empty(described: Described) -> None:
    """What is sent empty is refused, so no description may allow it."""
    for path in described["paths"].values():
        for parameter in path["get"]["parameters"]:
            if parameter["in"] == "query":
                is_sound = Draft202012Validator(
                    parameter["schema"], format_checker=Draft202012Validator.FORMAT_CHECKER
                ).is_valid
                assert not is_sound(""), parameter["name"]
                assert is_sound(parameter["example"]), parameter["name"]
