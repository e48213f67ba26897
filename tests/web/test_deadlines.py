"""Deadlines: past due, due, resolved, and what is still open."""

from __future__ import annotations

from flask.testing import FlaskClient

from registry.core.catalog import Catalog
from registry.core.deadlines import Standing
from registry.core.records import Verdict
from registry.web.deadlines import deadlines_page
from tests import builders
from tests.builders import clause, conduct, day, document, lab, version
from tests.web.conftest import TODAY
from tests.web.reading import read
from tests.web.sites import NASTY, reader_of


def standings(catalog: Catalog, on: str) -> dict[str, Standing]:
    """How each deadline stands on a day, by clause."""
    return {item.tenure.clause.id: item.standing for item in deadlines_page(catalog, day(on)).deadlines}


def dated(*events: object) -> Catalog:
    """A lab with one promise due in mid 2025."""
    policy = document(version("1", "2024-01-01", clause("a", due="2025-06"), clause("b")))
    return builders.catalog(lab(policy, conduct=events))


def test_a_date_passes() -> None:
    """Due until the last day of a partial date, past due after it; nothing before the promise was made."""
    assert standings(dated(), "2025-06-30") == {"a": Standing.DUE}
    assert standings(dated(), "2025-07-01") == {"a": Standing.OVERDUE}
    assert standings(dated(), "2023-12-31") == {}
    assert standings(dated(), "2024-01-01") == {"a": Standing.DUE}


def test_an_outcome_about_the_promise_resolves_it() -> None:
    """An entry about the clause resolves it from its day on; one about the whole topic, or a dispute, does not."""
    kept = dated(conduct("2025-05-01", Verdict.KEPT, "policy/a"))
    assert standings(kept, "2025-04-30") == {"a": Standing.DUE}
    assert standings(kept, "2025-07-01") == {"a": Standing.RESOLVED}
    assert standings(dated(conduct("2025-05-01", Verdict.KEPT, "pause")), "2025-07-01") == {
        "a": Standing.OVERDUE
    }
    assert standings(dated(conduct("2025-05-01", Verdict.DISPUTED, "policy/a")), "2025-07-01") == {
        "a": Standing.OVERDUE
    }


def test_a_promise_that_is_gone_binds_no_more() -> None:
    """A dated promise that was dropped is listed with the day on which it went."""
    policy = document(version("1", "2024-01-01", clause("a", due="2027-06-01")), version("2", "2025-01-01"))
    found = deadlines_page(builders.catalog(lab(policy)), day("2025-02-01")).deadlines
    assert [(item.standing, item.dropped) for item in found] == [(Standing.RESOLVED, day("2025-01-01"))]


def test_a_pending_matter_is_open_until_a_later_entry() -> None:
    """It stays on the page afterwards, with what followed."""
    catalog = dated(
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
    assert sum(len(found.standing(name)) for name in Standing) == len(found.deadlines)
    assert {item.tenure.version.source.url for item in found.deadlines} <= set(page.links)
    assert {source.url for item in found.open for source in item.entry.sources} <= set(page.links)
    kept = [item for item in found.deadlines if item.tenure.clause.id == "ssc-recommendations"]
    assert [item.standing for item in kept] == [Standing.RESOLVED]


def test_hostile_words_stay_words() -> None:
    """Markup in a clause, a name or an event is text."""
    policy = document(version("1", "2024-01-01", clause("a", text=NASTY, due="2025-06-01")), title=NASTY)
    client = reader_of(builders.catalog(lab(policy, name=NASTY)))
    assert "<script>alert" not in read(client, "/deadlines/").html
