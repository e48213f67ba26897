"""The stream of changes: filtered, grouped, and the same as page, feed, table and data."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from registry.core.catalog import Catalog, select_changes
from registry.core.compare import Change
from registry.core.records import Announced, Direction, Judgement
from tests import builders
from tests.builders import clause, document, lab, version
from tests.publish.atoms import ATOM, faults, parsed
from tests.web.conftest import TODAY
from tests.web.reading import read
from tests.web.sites import NASTY, reader_of

FILTERS = [
    ("", {}),
    ("lab=anthropic", {"lab": "anthropic"}),
    ("lab=joint", {"lab": "joint"}),
    ("document=openai/preparedness-framework", {"document": "openai/preparedness-framework"}),
    ("topic=pause", {"topic": "pause"}),
    ("direction=weakened", {"direction": Direction.WEAKENED}),
    ("announced=no", {"announced": Announced.NO}),
    (
        "lab=openai&topic=pause&direction=removed",
        {"lab": "openai", "topic": "pause", "direction": Direction.REMOVED},
    ),
]


def expected(catalog: Catalog, filters: dict[str, object]) -> list[Change]:
    """What the core says of those filters, up to today."""
    return list(select_changes(catalog.changes, until=TODAY, **filters))  # type: ignore[arg-type]


@pytest.mark.parametrize(("query", "filters"), FILTERS)
def test_page_table_and_data_agree_with_the_core(
    client: FlaskClient, catalog: Catalog, query: str, filters: dict[str, object]
) -> None:
    """Every form of the stream holds what the core selects, in its order."""
    wanted = expected(catalog, filters)
    data = client.get(f"/changes.json?{query}").get_json()
    rows = list(csv.DictReader(io.StringIO(client.get(f"/changes.csv?{query}").text, newline="")))
    assert [(item["document"], item["to"], item["clause"], item["direction"]) for item in data] == [
        (
            change.document.slug,
            change.to_version.label if change.to_version else None,
            change.clause.id,
            change.direction,
        )
        for change in wanted
    ]
    assert [row["clause"] for row in rows] == [change.clause.id for change in wanted]
    assert f"{len(wanted):,} change" in read(client, f"/changes/?{query}").text


def test_what_openai_dropped_in_april_2025(client: FlaskClient) -> None:
    """A question a reader brings, with the answer checked by hand against the source."""
    query = "document=openai/preparedness-framework&direction=removed&since=2025-04&until=2025-04"
    data = client.get(f"/changes.json?{query}").get_json()
    assert {item["clause"] for item in data} == {
        "critical-alignment-evidence",
        "external-access",
        "medium-risk-aim",
        "monthly-report",
        "preparedness-team",
        "safety-drills",
        "tracked-persuasion",
    }
    assert "7 changes in 1 version: 7 removed." in read(client, f"/changes/?{query}").text


def test_the_memo_says_what_the_counts_are(client: FlaskClient, catalog: Catalog) -> None:
    """The line in words at the top of a version counts its changes by the direction that counts."""
    found = expected(catalog, {"document": "anthropic/responsible-scaling-policy"})
    weakened = sum(change.direction is Direction.WEAKENED for change in found)
    page = read(client, "/changes/?document=anthropic/responsible-scaling-policy")
    assert f": {weakened} weakened, " in page.text


def test_derived_and_judged_stand_apart() -> None:
    """A judged change shows the judgement, its reason, and what comparison alone says; it counts as judged."""
    judged = Judgement(Direction.WEAKENED, "the threshold was raised")
    policy = document(
        version("1", "2024-01-01", clause("a")),
        version("2", "2024-02-01", clause("a", text="The lab will do less.", judged=judged)),
    )
    page = read(reader_of(builders.catalog(lab(policy))), "/changes/?direction=weakened")
    for words in (
        "1 weakened",
        "Judged weakened",
        "The threshold was raised.",
        "By comparison alone: reworded",
    ):
        assert words in page.text


def test_moves_show_before_and_after() -> None:
    """What moved stands as before → after, in words."""
    policy = document(
        version("1", "2024-01-01", clause("a", decided_by="the board")),
        version("2", "2024-02-01", clause("a", strength="intent")),
    )
    page = read(reader_of(builders.catalog(lab(policy))), "/changes/")
    assert "Strength: Firm → Intent" in page.text
    assert "Who decides: the board → not stated" in page.text


def test_pages_hold_every_version_once(client: FlaskClient, catalog: Catalog) -> None:
    """Leafing from the first page to the last meets every version; past the end comes the last page."""
    versions = {(change.document.path, change.to_version) for change in expected(catalog, {})}
    seen = 0
    for number in range(1, 100):
        page = read(client, f"/changes/?page={number}")
        seen += page.html.count('<section class="version"')
        if "Older" not in page.text:
            break
    assert seen == len(versions)


def test_the_future_stays_out_and_the_past_can_be_asked(client: FlaskClient, catalog: Catalog) -> None:
    """`as_of` shows what had changed by then."""
    data = client.get("/changes.json?as_of=2024-01-01").get_json()
    assert data
    assert max(item["date"] for item in data) <= "2024-01-01"
    assert len(data) == len(list(select_changes(catalog.changes, until=builders.day("2024-01-01"))))


def test_the_feed_parses_and_its_addresses_lead_somewhere(client: FlaskClient) -> None:
    """Every entry's address opens a page of the site; without a public address in the settings it is a path."""
    response = client.get("/changes.atom")
    assert response.mimetype == "application/atom+xml"
    entries = parsed(response.data).findall(f"{ATOM}entry")
    assert len(entries) == 50
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in entries[:10]:
        link = entry.find(f"{ATOM}link")
        assert link is not None
        address = link.get("href", "")
        assert address.startswith("/")
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "query", ["", "?lab=anthropic", "?as_of=2025-06-01&topic=pause", "?direction=removed"]
)
def test_feeds_are_valid_and_say_the_same(client: FlaskClient, query: str) -> None:
    """Each filter has a feed that RFC 4287 allows, whose page and self carry the filter, and the same as JSON."""
    xml = client.get(f"/changes.atom{query}").data
    assert faults(xml) == []
    links = {link.get("rel"): link.get("href") for link in parsed(xml).findall(f"{ATOM}link")}
    assert links == {"self": f"/changes.atom{query}", "alternate": f"/changes/{query}"}
    items = client.get(f"/changes.feed.json{query}").get_json()["items"]
    assert [item["id"] for item in items] == [
        entry.findtext(f"{ATOM}id") for entry in parsed(xml).findall(f"{ATOM}entry")
    ]
    page = client.get(f"/changes/{query}").text
    assert 'type="application/atom+xml" title="Changes' in page
    assert 'type="application/feed+json" title="Changes' in page
    assert client.get(items[0]["url"]).status_code == 200


def test_pages_name_their_feeds(client: FlaskClient) -> None:
    """A feed reader that is given a page finds the feed of what it is about, on the same day; at the front all."""
    assert 'href="/changes.atom"' in client.get("/").text
    for address, query in (
        ("/labs/meta/", "lab=meta"),
        ("/topics/pause/", "topic=pause"),
        ("/standards/buying-time/meta/", "lab=meta"),
        ("/labs/meta/frontier-ai-framework/", "document=meta/frontier-ai-framework"),
    ):
        assert f'href="/changes.atom?{query}"' in client.get(address).text
        then = client.get(f"{address}?as_of=2025-06-01").text
        assert f'href="/changes.feed.json?as_of=2025-06-01&amp;{query}"' in then


def test_a_part_of_a_version_is_an_entry_of_its_own(client: FlaskClient) -> None:
    """A filter that leaves whole versions leaves their identifiers; one that leaves a part gives it another."""
    every, of_lab, removed = (
        {entry.findtext(f"{ATOM}id") for entry in parsed(client.get(f"/changes.atom{query}").data)}
        for query in ("", "?lab=openai", "?direction=removed")
    )
    assert (every & of_lab) - {None}
    assert (every & removed) - {None} == set()


def test_losses_come_first_and_much_is_folded() -> None:
    """A version tells what it weakened and removed before what it added; beyond a number the others are folded."""
    policy = document(
        version("1", "2024-01-01", clause("a"), clause("z")),
        version(
            "2", "2024-02-01", *(clause(f"n{number}") for number in range(11)), clause("a", strength="intent")
        ),
    )
    page = read(reader_of(builders.catalog(lab(policy))), "/changes/")
    told = page.part("vacme-policy-2")
    assert told.index("do a.") < told.index("do z.") < told.index("do n0.") < told.index("5 more changes")
    assert all(f"The lab will do n{number}." in told for number in range(11))


def test_what_was_lost_without_a_word(client: FlaskClient, catalog: Catalog) -> None:
    """Only losses of versions whose announcement did not tell of them; the page says what is left out."""
    data = client.get("/changes.json?announced=no").get_json()
    assert data
    assert {item["direction"] for item in data} <= {"weakened", "removed", "mixed"}
    page = read(client, "/changes/?announced=no&lab=anthropic")
    assert "lost, and not announced" in page.title
    assert "Versions of which that is not on record are left out." in page.text


def test_the_feed_uses_the_sites_own_address() -> None:
    """The Host header has no say, with a public address in the settings or without; so the feed can be kept."""
    catalog = builders.catalog(lab(document(version("1", "2024-01-01", clause("a")))))
    known = reader_of(catalog, base_url="https://registry.example/")
    assert b"https://registry.example/changes.atom" in known.get("/changes.atom").data
    assert b"evil" not in known.get("/changes.atom", headers={"Host": "evil.example"}).data
    unknown = reader_of(catalog)
    answer = unknown.get("/changes.atom", headers={"Host": "evil.example"})
    assert b"evil" not in answer.data
    assert answer.headers["Cache-Control"].startswith("public")
    tag = answer.headers["ETag"]
    assert unknown.get("/changes.atom", headers={"If-None-Match": tag}).status_code == 304
    feeds = [parsed(reader.get("/changes.atom").data) for reader in (known, unknown)]
    named, here = ([each.text for each in feed.iter(f"{ATOM}id")] for feed in feeds)
    assert named == here


def test_a_host_that_cannot_be_decoded_breaks_nothing(site: Flask) -> None:
    """Asked past the test client, which would stumble over it itself."""
    said: list[str] = []
    written: list[bytes] = []

    def start(status: str, headers: object, error: object = None, /) -> Callable[[bytes], object]:
        said.append(status)
        return written.append

    environ = EnvironBuilder("/changes.atom").get_environ() | {"HTTP_HOST": "xn--a"}
    body = b"".join(site.wsgi_app(environ, start))
    assert said == ["200 OK"]
    assert parsed(body).findall(f"{ATOM}entry")


@pytest.mark.parametrize(
    "query",
    [
        "lab=anthropc",
        "topic=pauses",
        "direction=unchanged",
        "direction=WEAKENED",
        "announced=maybe",
        "document=anthropic",
        "since=yesterday",
        "until=2026-13",
        "page=0",
        "page=-1",
        "page=9999999999999999999",
        "page=%D9%A1",
        "lab=openai&lab=meta",
    ],
)
def test_bad_values_are_refused_everywhere(client: FlaskClient, query: str) -> None:
    """A value without meaning is a 400 with a hint, in each form of the stream that takes it."""
    assert client.get(f"/changes/?{query}").status_code == 400
    if not query.startswith("page"):
        for form in ("atom", "csv", "json", "feed.json"):
            assert client.get(f"/changes.{form}?{query}").status_code == 400


def test_a_misspelt_lab_is_led_to_the_right_one(client: FlaskClient) -> None:
    """The refusal names what comes near."""
    assert "anthropic" in read(client, "/changes/?lab=anthropc").text


def test_hostile_words_stay_words() -> None:
    """In page, feed and table alike; no cell is a formula."""
    policy = document(
        version("1", "2024-01-01", clause("a", text=NASTY)),
        version("2", "2024-02-01", clause("a", text=f"={NASTY}\0\x0b", waiver=NASTY), announced_note=NASTY),
        title=NASTY,
    )
    client = reader_of(builders.catalog(lab(policy, name=NASTY)))
    page = read(client, "/changes/")
    assert page.status == 200
    assert "<script>alert" not in page.html
    assert "<img" not in page.html
    assert len(parsed(client.get("/changes.atom").data).findall(f"{ATOM}entry")) == 2
    cells = [
        cell for row in csv.reader(io.StringIO(client.get("/changes.csv").text, newline="")) for cell in row
    ]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_labs_stream_names_the_joint_documents_that_it_leaves_out(client: FlaskClient) -> None:
    """Filtered by a lab, the page says that joint documents bind it too, and leads to their changes."""
    page = read(client, "/changes/?lab=anthropic")
    assert page.title.startswith("Changes: Anthropic")
    assert "It is also bound by" in page.text
    assert "/changes/?lab=joint" in page.links
    assert "It is also bound by" not in read(client, "/changes/?lab=joint").text
