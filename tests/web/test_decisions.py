"""Who decides: the named role or body for each decision, and the silence where there is none."""

from __future__ import annotations

import lxml.html
from flask.testing import FlaskClient

from registry.core.catalog import Catalog, promises
from registry.web.decisions import decision_views
from tests import builders
from tests.builders import clause, document, lab, version
from tests.web.conftest import TODAY
from tests.web.reading import read
from tests.web.sites import NASTY, reader_of


def test_every_promise_is_counted_once_for_its_decision(catalog: Catalog) -> None:
    """Named and unnamed promises of all decisions are all promises held."""
    views = decision_views(catalog, TODAY)
    counted = sum(row.promises for view in views for row in view.labs)
    assert counted == sum(len(list(promises(catalog.holdings(slug, TODAY)))) for slug in catalog.labs)
    assert all(len(view.labs) + len(view.silent) == len(catalog.labs) for view in views)


def test_answers_checked_by_hand(client: FlaskClient) -> None:
    """Who decides on changes of policy at Anthropic, on residual risk at Meta, and in the end at Cohere."""
    policy = read(client, "/decisions/?decision=change-the-policy").part("change-the-policy")
    assert "board of directors" in policy.casefold()
    whole = read(client, "/decisions/").text
    assert "Chief AI Officer or Director of Alignment and Risk" in whole
    assert "Chief Scientist, by delegation from the CEO" in whole


def test_the_filter_shows_one_decision(client: FlaskClient, catalog: Catalog) -> None:
    """Filtered, the page holds that decision's section alone, with a title of its own."""
    page = read(client, "/decisions/?decision=deploy")
    assert [name for name in page.ids() if name in catalog.vocabulary.decision_by_id] == ["deploy"]
    assert catalog.vocabulary.decision_by_id["deploy"].title in page.title


def test_nobody_named_is_said_with_its_count() -> None:
    """Where no promise names a decider, the page says in how many; spellings that differ in capitals are one body."""
    quiet = lab(document(version("1", "2024-01-01", clause("a"), clause("b")), owner="quiet"), slug="quiet")
    named = lab(
        document(
            version(
                "1",
                "2024-01-01",
                clause("a", decided_by="Board of Directors"),
                clause("b", decided_by="board of  directors", waiver="in an emergency"),
                clause("c"),
            )
        )
    )
    client = reader_of(builders.catalog(quiet, named))
    assert "Promises, but nobody named: 1 lab." in read(client, "/decisions/").part("scale")
    page = read(client, "/decisions/?decision=scale")
    assert "Quiet (not named in 2 clauses)" in page.part("scale")
    assert [page.table("Who decides: Scale")[1][place] for place in (0, 4)] == ["Acme", "1 of 3"]
    assert "Board of Directors in 2 promises, 1 with a way out" in page.part("scale")


def test_the_day_matters() -> None:
    """A decider stands as named on the days on which a clause names one; afterwards as what changed."""
    policy = document(
        version("1", "2024-01-01", clause("a", decided_by="the chief")),
        version("2", "2025-01-01", clause("a")),
    )
    client = reader_of(builders.catalog(lab(policy)))
    then, now = (read(client, f"/decisions/{query}").table("Scale")[1] for query in ("?as_of=2024-06-01", ""))
    assert then[1].startswith("the chief one person in 1 promise, since 1 January 2024")
    assert then[3] == "no change on record"
    assert (now[1], now[3]) == ("nobody", "1 January 2025: the chief → nobody named")


def test_one_person_and_changes_are_told() -> None:
    """Who is one person, what one person can set aside, since when somebody is named, and whom a version put there."""
    policy = document(
        version("1", "2024-01-01", clause("a", decided_by="the board"), clause("b", decided_by="the board")),
        version(
            "2",
            "2025-03-04",
            clause("a", decided_by="CEO or designee", waiver="as appropriate"),
            clause("b", decided_by="CEO or designee"),
        ),
        version(
            "3",
            "2025-05-06",
            clause("a", decided_by="CEO or designee", waiver="as appropriate", strength="intent"),
        ),
    )
    page = read(reader_of(builders.catalog(lab(policy), lab(slug="other"))), "/decisions/")
    row = page.table("Who decides: Scale")[1]
    assert row[1].startswith("CEO or designee one person in 1 promise, 1 with a way out, since 4 March 2025")
    assert row[2] == "as appropriate decided by CEO or designee"
    assert row[3] == (
        "6 May 2025: removed with what it decided: CEO or designee "
        "4 March 2025: the board → CEO or designee in 2 promises"
    )
    assert "/labs/acme/policy/diff/1..2/" in page.links
    overview = page.table("Whether each lab names who takes each decision")
    assert overview[0][1:] == ["Acme", "Other"]
    assert overview[1] == ["Scale", "one person named", "no promise about it on record"]


def test_who_is_named_stands_open(client: FlaskClient) -> None:
    """Where all decisions stand on one page, the promises behind a name are folded; on one's own page they are not."""
    every, one = (
        lxml.html.document_fromstring(client.get(f"/decisions/{asked}").data)
        for asked in ("", "?decision=deploy")
    )
    folded = "Chief Scientist, by delegation from the CEO"
    (line,) = every.xpath("//li[@id='deploy-cohere']")
    assert folded in line.text_content() and "one person" in line.text_content()
    assert not line.xpath("ancestor::details")
    (table,) = every.xpath("//section[@aria-labelledby='deploy']//table")
    assert folded in table.text_content() and table.xpath("ancestor::details")
    (row,) = one.xpath("//tr[@id='deploy-cohere']")
    assert folded in row.text_content() and not row.xpath("ancestor::details")


def test_bad_and_hostile_values(client: FlaskClient) -> None:
    """An unknown decision is refused with a hint; markup in a name is text."""
    page = read(client, "/decisions/?decision=deplo")
    assert page.status == 400
    assert "deploy" in page.text
    nasty = lab(document(version("1", "2024-01-01", clause("a", decided_by=NASTY))))
    assert "<script>alert" not in read(reader_of(builders.catalog(nasty)), "/decisions/").html
