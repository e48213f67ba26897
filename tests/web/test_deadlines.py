"""Deadlines: past due, due, resolved, and what is still open."""

from __future__ import annotations

from flask.testing import FlaskClient

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.deadlines import Standing
from registry.core.records import Signatory, Verdict
from registry.web.deadlines import dated, deadlines_page
from tests import builders
from tests.builders import clause, conduct, day, document, lab, version
from tests.publish.icalendar import read_calendar
from tests.web.conftest import TODAY
from tests.web.reading import read
from tests.web.sites import NASTY, reader_of


def standings(catalog: Catalog, on: str) -> dict[str, Standing]:
    """How each deadline stands on a day, by clause."""
    return {item.tenure.clause.id: item.standing for item in deadlines_page(catalog, day(on)).deadlines}


def one_date(*events: object) -> Catalog:
    """A lab with one promise due in mid 2025."""
    policy = document(version("1", "2024-01-01", clause("a", due="2025-06"), clause("b")))
    return builders.catalog(lab(policy, conduct=events))


def test_a_date_passes() -> None:
    """Due until the last day of a partial date, past due after it; nothing before the promise was made."""
    assert standings(one_date(), "2025-06-30") == {"a": Standing.DUE}
    assert standings(one_date(), "2025-07-01") == {"a": Standing.OVERDUE}
    assert standings(one_date(), "2023-12-31") == {}
    assert standings(one_date(), "2024-01-01") == {"a": Standing.DUE}


def test_an_outcome_about_the_promise_resolves_it() -> None:
    """An entry about the clause resolves it from its day on; one about the whole topic, or a dispute, does not."""
    kept = one_date(conduct("2025-05-01", Verdict.KEPT, "policy/a"))
    assert standings(kept, "2025-04-30") == {"a": Standing.DUE}
    assert standings(kept, "2025-07-01") == {"a": Standing.RESOLVED}
    assert standings(one_date(conduct("2025-05-01", Verdict.KEPT, "pause")), "2025-07-01") == {
        "a": Standing.OVERDUE
    }
    assert standings(one_date(conduct("2025-05-01", Verdict.DISPUTED, "policy/a")), "2025-07-01") == {
        "a": Standing.OVERDUE
    }


def test_a_promise_that_is_gone_binds_no_more() -> None:
    """A dated promise that was dropped is listed with the day on which it went."""
    policy = document(version("1", "2024-01-01", clause("a", due="2027-06-01")), version("2", "2025-01-01"))
    found = deadlines_page(builders.catalog(lab(policy)), day("2025-02-01")).deadlines
    assert [(item.standing, item.dropped) for item in found] == [(Standing.RESOLVED, day("2025-01-01"))]


def test_a_pending_matter_is_open_until_a_later_entry() -> None:
    """It stays on the page afterwards, with what followed."""
    catalog = one_date(
        conduct("2024-03-01", Verdict.PENDING, "policy/a"),
        conduct("2024-09-01", Verdict.KEPT, "policy/a", name="after"),
    )
    assert len(deadlines_page(catalog, day("2024-04-01")).open) == 1
    later = deadlines_page(catalog, day("2024-10-01"))
    assert later.open == ()
    assert [item.later.verdict for item in later.closed if item.later] == [Verdict.KEPT]


def test_the_real_ones(client: FlaskClient, catalog: Catalog) -> None:
    """Every deadline of the catalogue is on the page, once, with its source; every open matter too."""
    found = deadlines_page(catalog, TODAY)
    page = read(client, "/deadlines/")
    assert page.status == 200
    assert found.deadlines
    told = [item for name in Standing for row in found.standing(name) for item in row.labs]
    assert sorted(map(id, told)) == sorted(map(id, found.deadlines))
    assert {item.tenure.version.source.url for item in found.deadlines} <= set(page.links)
    assert {source.url for item in found.open for source in item.entry.sources} <= set(page.links)
    kept = [item for item in found.deadlines if item.tenure.clause.id == "ssc-recommendations"]
    assert [item.standing for item in kept] == [Standing.RESOLVED]


def test_hostile_words_stay_words() -> None:
    """Markup in a clause, a name or an event is text."""
    policy = document(version("1", "2024-01-01", clause("a", text=NASTY, due="2025-06-01")), title=NASTY)
    client = reader_of(builders.catalog(lab(policy, name=NASTY)))
    assert "<script>alert" not in read(client, "/deadlines/").html


def test_a_joint_date_stands_once_with_each_lab() -> None:
    """One row for a joint promise; each lab's outcome beside its name, apart where the labs stand differently."""
    pledge = builders.joint(
        version("p", "2024-01-01", clause("j", due="2025-06")),
        signatories=tuple(
            Signatory(lab=slug, joined=PartialDate.parse("2024-01-01")) for slug in ("a", "b", "c")
        ),
    )
    kept = conduct("2025-05-01", Verdict.KEPT, "joint/pledge/j", lab="c")
    catalog = builders.catalog(
        *(lab(slug=slug) for slug in "ab"), lab(slug="c", conduct=(kept,)), joint=(pledge,)
    )
    page = deadlines_page(catalog, day("2025-08-01"))
    assert [[item.lab.slug for item in row.labs] for row in page.standing(Standing.OVERDUE)] == [["a", "b"]]
    assert [[item.lab.slug for item in row.labs] for row in page.standing(Standing.RESOLVED)] == [["c"]]


def test_filters_leave_a_lab_or_a_topic() -> None:
    """Of the dates and of the open matters, those of that lab and on that topic; so does the calendar."""
    policy = document(
        version("1", "2024-01-01", clause("a", due="2025"), clause("b", topic="audit", due="2025"))
    )
    events = (
        conduct("2024-02-01", Verdict.PENDING, "policy/b", name="of-b"),
        conduct("2024-03-01", Verdict.PENDING, "pause", name="of-pause"),
    )
    catalog = builders.catalog(lab(policy, conduct=events), lab(slug="other"))
    found = deadlines_page(catalog, day("2024-06-01"), lab="acme", topic="audit")
    assert [item.tenure.clause.id for item in found.deadlines] == ["b"]
    assert [item.entry.name for item in found.pending] == ["2024-02-01-of-b"]
    assert deadlines_page(catalog, day("2024-06-01"), lab="other").deadlines == ()
    client = reader_of(catalog)
    page = read(client, "/deadlines/?lab=acme&topic=audit&as_of=2024-06-01")
    assert page.title.startswith("Deadlines: Acme, Audit, 1 June 2024")
    assert "/deadlines.ics?as_of=2024-06-01&lab=acme&topic=audit" in page.links
    assert len(read_calendar(client.get("/deadlines.ics?topic=audit").data).events) == 1
    for query in ("lab=acmee", "topic=paus", "as_of=9999-01-01"):
        assert (
            client.get(f"/deadlines/?{query}").status_code
            == client.get(f"/deadlines.ics?{query}").status_code
            == 400
        )


def test_the_calendar_has_every_date(client: FlaskClient, catalog: Catalog) -> None:
    """Each promise on the last day of its date, at the revision's moment; the same revision gives the same bytes."""
    answer = client.get("/deadlines.ics")
    assert answer.mimetype == "text/calendar"
    found = read_calendar(answer.data)
    wanted = dated(deadlines_page(catalog, TODAY).deadlines)
    assert [event["DTSTART"] for event in found.events] == [f"{item.due.last:%Y%m%d}" for item in wanted]
    assert {event["DTSTAMP"] for event in found.events} == {"20261121T000000Z"}
    assert client.get("/deadlines.ics?as_of=2026-11-21").data == answer.data


def test_a_calendar_with_hostile_words_and_a_base() -> None:
    """What was typed stays in its line; links are absolute where the settings name the site's address."""
    policy = document(version("1", "2024-01-01", clause("a", text=f"{NASTY}\r\nEND:VEVENT", due="2025-06")))
    client = reader_of(builders.catalog(lab(policy)), base_url="https://registry.example")
    (event,) = read_calendar(client.get("/deadlines.ics").data).events
    assert event["DTSTART"] == "20250630"
    assert event["URL"] == "https://registry.example/labs/acme/policy/clauses/a/"
    assert f"Due June 2025. {NASTY}\nEND:VEVENT" in event["DESCRIPTION"]
