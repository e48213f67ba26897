"""Outside voices: anybody can suggest a correction of any page and sees what comes of it; nobody learns who it was."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs, quote, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text as sql
from werkzeug.test import TestResponse

from registry.store import tickets
from registry.store.engine import Database
from registry.store.tickets import TicketState
from registry.web.access import access_of
from registry.web.subjects import _NAMES
from tests import builders
from tests.store.revisions import NOON
from tests.web.html5 import parsed
from tests.web.keepers import Browser, Site, forms
from tests.web.reading import Page
from tests.web.sites import reader_of
from tests.web.test_untrusted import PAYLOADS, assert_inert

CLAUSE = "/labs/acme/policy/clauses/stop/"
ADDRESS = "203.0.113.77"
FROM = {"REMOTE_ADDR": ADDRESS}


OWN_PAGES = (
    "/", "/labs/", "/labs/acme/", "/topics/pause/", "/standards/caution/acme/", "/methods/", "/about/people/",
    "/labs/acme/conduct/2024-11-report-published/", "/joint/pledge/", "/corrections/",
)  # fmt: skip
SHIPPED_PAGES = (
    "/labs/anthropic/", "/labs/anthropic/responsible-scaling-policy/2.2/", "/standards/buying-time/openai/",
    "/labs/anthropic/responsible-scaling-policy/diff/2.1..2.2/", "/revisions/1/", "/search/", "/",
)  # fmt: skip
NO_PAGES = (
    "https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "labs/acme/", "", " ",
    "/labs/nobody/", "/labs/acme", "/desk/", "/desk/tickets/", "/account/", "/account/sign-in/", "/suggest/",
    "/corrections/1/", "/healthz", "/search.json", "/static/css/site.css", "/labs/acme/policy/clauses/nothing/",
    "/labs/acme/policy/9/", "/revisions/99/", "/topics/x/", "/labs/acme/policy/diff/1.0..9/", "/labs/acme/conduct/x/",
    "/joint/x/", "/standards/x/", "/standards/caution/x/", "/labs/acme/../bolt/", "/labs/acme/?x=1", "/labs/acme/#x",
    "/labs/acme\x00/", "/" + "x" * 3000,
)  # fmt: skip


def form(browser: Browser, about: str = CLAUSE) -> TestResponse:
    """The form about a page."""
    return browser.get(f"/suggest/?about={quote(about)}")


def send(browser: Browser, about: str = CLAUSE, **typed: str) -> TestResponse:
    """The form about a page, filled in and sent."""
    fields = forms(form(browser, about))[0].fields
    return browser.client.post(
        "/suggest/", data={**fields, "text": "The date is wrong.", **typed}, environ_base=FROM
    )


def suggested(page: TestResponse) -> list[str]:
    """What the page's links to the form are about."""
    found = [link for link in parsed(page).links if link.startswith("/suggest/")]
    return [parse_qs(urlsplit(link).query)["about"][0] for link in found]


def test_every_public_page_leads_to_the_form(keepers: Site) -> None:
    """With its own address, on a past day too; a document's pages also for each of their clauses."""
    reader = keepers.browser()
    for address in OWN_PAGES:
        assert suggested(reader.get(address))[-1] == address
    assert suggested(reader.get(f"{CLAUSE}?as_of=2025-01-01&revision=1")) == [CLAUSE, CLAUSE]
    assert suggested(reader.get("/labs/acme/policy/2.0/")) == [
        CLAUSE, "/labs/acme/policy/clauses/look/", "/labs/acme/policy/2.0/",
    ]  # fmt: skip


def test_some_pages_have_nothing_to_correct(keepers: Site) -> None:
    """An error, the form itself, a ticket, signing in; nor does a site without a ledger offer what it cannot take."""
    reader = keepers.browser()
    send(reader)
    for address in (
        "/nothing/",
        "/labs/nobody/",
        "/labs/?as_of=x",
        "/suggest/",
        "/corrections/1/",
        "/account/sign-in/",
    ):
        assert suggested(reader.get(address)) == [], address
    fixed = reader_of(builders.catalog(builders.lab()))
    assert suggested(fixed.get("/labs/acme/")) == []
    assert fixed.get("/suggest/").status_code == 404
    assert fixed.get("/corrections/").status_code == 200


def test_it_is_known_of_every_public_page_what_it_is_about(site: Flask) -> None:
    """A new page whose address has parts must be given a subject, or be named here as having none."""
    without = {
        "diffs.chosen", "embeds.card", "people.show", "entrance.invitation", "suggestions.ticket",
    }  # fmt: skip
    found = {
        rule.endpoint
        for rule in site.url_map.iter_rules()
        if rule.arguments
        and "GET" in (rule.methods or ())
        and (access := access_of(rule.endpoint, site))
        and access.is_public
        and str(rule)[-1] == "/"
        and not rule.endpoint.startswith("api.")
    }
    assert found - without == set(_NAMES)


def test_the_form_knows_its_page(keepers: Site) -> None:
    """It names the page, shows the clause, needs no script, no cookie and no account, and is kept by nobody."""
    page = form(keepers.browser())
    shown = Page(page)
    assert "Acme: Scaling policy, a clause Acme plans to stop when it must." in shown.text
    assert "your address is not kept" in shown.text
    assert "Its text is shown once an editor has read it" in shown.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers
    assert page.text.count("<script") == 1  # which suggests words to search for; the form does without
    assert set(forms(page)[0].fields) == {"about", "nonce", "text", "source", "website"}


def test_only_pages_of_this_site_can_be_suggested_about(keepers: Site) -> None:
    """An address that is no public page is refused; sent in a form, what was typed is kept and nothing is stored."""
    reader = keepers.browser()
    for about in NO_PAGES:
        if about.strip():
            assert form(reader, about).status_code == 400, about
        answer = reader.client.post(
            "/suggest/",
            data={"about": about, "text": "Kept words.", "source": "", "nonce": "n", "website": ""},
        )
        fields = forms(answer)[0].fields
        assert (answer.status_code, fields["text"], fields["about"]) == (400, "Kept words.", "/"), about
    assert count(keepers) == 0


def count(site: Site) -> int:
    """How many tickets there are."""
    with site.house.database.reading() as session:
        return sum(tickets.counts(session).values())


def test_a_suggestion_has_a_public_page_at_once(keepers: Site) -> None:
    """It is listed with its number, date, page and state, and its text is not shown before somebody has read it."""
    reader = keepers.browser()
    answer = send(reader, text="A libel perhaps.", source="https://source.example/x")
    assert (answer.status_code, answer.location) == (303, "/corrections/1/")
    for page in (Page(reader.get("/corrections/1/")), Page(reader.get("/corrections/"))):
        assert "received, not read yet" in page.text and "21 November 2026" in page.text
        assert "libel" not in page.html and "source.example" not in page.html
    assert CLAUSE in Page(reader.get("/corrections/1/")).links
    keepers.time.passes(days=3)
    table = Page(reader.get("/corrections/")).table("that wait")
    assert table[1] == [
        "Suggestion 1", "Acme: Scaling policy, a clause", "received, not read yet", "21 November 2026", "3 days",
    ]  # fmt: skip


def test_what_changes_without_a_revision_is_not_kept(keepers: Site) -> None:
    """Others may keep those pages for a minute, with a mark of their bytes; this process makes them anew each time."""
    reader = keepers.browser()
    tags = set()
    for number in range(3):
        page = reader.get("/corrections/")
        assert page.headers["Cache-Control"] == "public, max-age=60"
        assert len(re.findall("Suggestion [0-9]", page.text)) == number
        tags.add(page.headers["ETag"])
        again = reader.get("/corrections/", headers={"If-None-Match": page.headers["ETag"]})
        assert again.status_code == 304
        send(reader, text=f"Number {number}.")
    assert len(tags) == 3


def test_a_form_sent_twice_is_one_suggestion(keepers: Site) -> None:
    """Both answers lead to the same ticket."""
    reader = keepers.browser()
    fields = {**forms(form(reader))[0].fields, "text": "Wrong."}
    first, second = (reader.client.post("/suggest/", data=fields) for _ in range(2))
    assert first.location == second.location == "/corrections/1/"
    assert count(keepers) == 1


def test_programs_that_fill_in_every_field_are_refused(keepers: Site) -> None:
    """So is a person whose browser did, who is told which field it is, and loses nothing."""
    answer = send(keepers.browser(), website="https://spam.example/")
    assert answer.status_code == 400 and count(keepers) == 0
    assert "must stay empty" in answer.text
    assert forms(answer)[0].fields["text"] == "The date is wrong."
    trap = next(field for field in parsed(answer).all("input") if field.get("name") == "website")
    assert trap.get("tabindex") is None, "it can be reached now"


def test_a_flood_is_slowed_down(keepers: Site) -> None:
    """From one network; what was typed is kept, and can be sent when the time that is named has passed."""
    reader = keepers.browser()
    for number in range(5):
        assert send(reader, text=f"{number}").status_code == 303
    answer = send(reader, text="One more.")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")
    assert "10 minutes" in answer.text and forms(answer)[0].fields["text"] == "One more."
    keepers.time.passes(seconds=599)
    assert send(reader, text="One more.").status_code == 429
    keepers.time.passes(seconds=1)
    assert send(reader, text="One more.").status_code == 303


def test_a_form_of_another_site_is_refused(keepers: Site) -> None:
    """Browsers say where a form comes from."""
    reader = keepers.browser()
    fields = {**forms(form(reader))[0].fields, "text": "Wrong."}
    for name, value in (
        ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Site", "none"),
        ("Origin", "https://evil.example"), ("Origin", "null"),
    ):  # fmt: skip
        assert reader.client.post("/suggest/", data=fields, headers={name: value}).status_code == 403
    assert count(keepers) == 0
    assert (
        reader.client.post("/suggest/", data=fields, headers={"Sec-Fetch-Site": "same-origin"}).status_code
        == 303
    )


def test_no_address_is_in_the_database(keepers: Site) -> None:
    """In none of its tables, after suggestions that were taken and such as were not, directly and through a proxy."""
    reader = keepers.browser()
    for number in range(7):
        send(reader, text=f"{number}")
    fields = {**forms(form(reader))[0].fields, "text": "Proxied."}
    proxied = reader.client.post(
        "/suggest/",
        data=fields,
        environ_base={"REMOTE_ADDR": "10.0.0.1"},
        headers={"X-Forwarded-For": "198.51.100.9"},
    )
    assert proxied.status_code == 303
    kept = everything(keepers.house.database)
    assert "Proxied." in kept and "ticket 1" in kept
    for clue in (ADDRESS, "203.0.113", "198.51.100", "10.0.0.1", "Werkzeug", "Mozilla"):
        assert clue not in kept


def everything(database: Database) -> str:
    """All that stands in any table of a database."""
    with database.reading() as session:
        names = session.execute(sql("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        rows = (row for name in names for row in session.execute(sql(f'SELECT * FROM "{name}"')))
        return " ".join(str(tuple(row)) for row in rows)


HARMLESS = "Plain words."


def open_ticket(site: Site, text: str, source: str = "https://x.org/a", answer: str = "") -> None:
    """A ticket that everybody may read, answered where an answer is given."""
    with site.house.database.writing() as session:
        made = tickets.add(session, nonce=text + answer, about=CLAUSE, text=text, source=source, now=NOON)
        opened = replace(made, state=TicketState.OPEN, read=NOON, read_by="ed")
        done = replace(opened, state=TicketState.NO_CHANGE, answered=NOON, answered_by="ed", answer=answer)
        tickets.save(session, done if answer else opened)


def test_whatever_is_typed_is_shown_as_text(keepers: Site) -> None:
    """On the public pages and in the form that is shown again, every page has the elements that harmless words give."""
    reader = keepers.browser()
    open_ticket(keepers, HARMLESS, answer=HARMLESS)
    wanted = parsed(reader.get("/corrections/1/")).shape
    listed = parsed(reader.get("/corrections/suggested/")).shape
    again = parsed(send(reader, text=HARMLESS, website="x")).shape
    text = " ".join(PAYLOADS).replace("\x00", "").replace("%00", "")
    number = 1
    for payload in (text, 'https://x.org/"><script>alert(1)</script>'):
        number += 1
        open_ticket(keepers, payload, answer=payload)
        page = parsed(reader.get(f"/corrections/{number}/"))
        assert page.shape == wanted
        assert_inert(page, payload)
        shown = parsed(send(reader, text=payload, source=payload, website=payload))
        assert shown.shape == again
        assert_inert(shown, payload)
    assert len(parsed(reader.get("/corrections/suggested/")).shape) > len(listed)


def test_a_source_that_is_no_web_address_is_no_link(keepers: Site) -> None:
    """Were one ever stored, it would be shown as text."""
    open_ticket(keepers, HARMLESS, source="javascript:alert(1)")
    page = parsed(keepers.browser().get("/corrections/1/"))
    assert "javascript:alert(1)" in page.text
    assert not [link for link in page.links if link.startswith("javascript")]
    assert send(keepers.browser(), source="javascript:alert(1)").status_code == 400


def test_a_page_that_has_gone_is_told_of(keepers: Site) -> None:
    """The ticket of a page that is no longer there names its address, as text."""
    with keepers.house.database.writing() as session:
        tickets.add(session, nonce="n", about="/labs/gone/<b>/", text="x", source="", now=keepers.time.now)
    page = parsed(keepers.browser().get("/corrections/1/"))
    assert "/labs/gone/<b>/ (this page is no longer there)" in page.text
    assert parsed(keepers.browser().get("/corrections/")).all("main")


def test_the_form_answers_readers_of_the_shipped_catalogue(client: FlaskClient) -> None:
    """For a page of every kind."""
    for address in SHIPPED_PAGES:
        page = client.get(f"/suggest/?about={address}")
        assert page.status_code == 200
        assert address in parsed(page).links
