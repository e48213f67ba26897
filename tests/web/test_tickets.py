"""Tickets at the desk: read, answered, hidden and taken back by editors, and what everybody sees of that."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote

from registry.core.people import Role
from registry.store import events, people, tickets
from registry.store.events import Outcome
from registry.store.leaf import RevisionKind
from registry.store.tickets import TicketState
from tests.content.sample import OTHER_LAB, TEXTS
from tests.store.revisions import append
from tests.web.html5 import parsed
from tests.web.keepers import Site, forms
from tests.web.reading import Page
from tests.web.test_untrusted import PAYLOADS, assert_inert

SAID = "The date is wrong."
ACTS = ("read", "answer", "hide", "reopen")


def came(site: Site, text: str = SAID, about: str = "/labs/acme/policy/") -> int:
    """A ticket about a page."""
    with site.house.database.writing() as session:
        return tickets.add(
            session,
            nonce=f"{text} {about}",
            about=about,
            text=text,
            source="https://x.org/a",
            now=site.time.now,
        ).number


def state(site: Site, number: int = 1) -> TicketState:
    with site.house.database.reading() as session:
        return tickets.ticket(session, number).state


def test_an_editor_reads_and_answers(keepers: Site) -> None:
    """What is read is shown to everybody at once, and so is the answer, with its date and the days that it took."""
    member, reader = keepers.join("ed"), keepers.browser()
    ed = keepers.browser(member)
    came(keepers)
    page = ed.get("/desk/tickets/1/")
    assert SAID in Page(page).text and SAID not in reader.get("/corrections/1/").text
    assert ed.submit(page, "/read/").status_code == 303
    assert SAID in Page(reader.get("/corrections/1/")).text
    keepers.time.passes(days=2)
    ed.sign_in(member)
    answered = ed.submit(ed.get("/desk/tickets/1/"), "/answer/", answer="It is\nright.", revision="")
    assert (answered.status_code, answered.location) == (303, "/desk/tickets/1/")
    shown = Page(reader.get("/corrections/1/")).text
    assert "after 2 days: nothing was changed" in shown and "It is right." in shown
    assert "2 days to the answer" in Page(reader.get("/corrections/suggested/")).text
    figures = Page(reader.get("/corrections/")).table("How long people wait")
    assert figures[1] == ["Suggested corrections", "1", "2", "0", "none"]


def test_a_correction_names_its_revision(keepers: Site) -> None:
    """Only revisions made since are offered; the public page leads to the one chosen, and the desk to the record."""
    ed = keepers.browser(keepers.join("ed"))
    keepers.time.passes(minutes=1)
    came(keepers)
    links = [unquote(link) for link in Page(ed.get("/desk/tickets/1/")).links]
    assert "/desk/new/correction/?path=labs/acme/policy/document.md" in links
    keepers.time.passes(hours=1)
    append(
        keepers.house.database, {OTHER_LAB: TEXTS[OTHER_LAB] + "\nMore.\n"}, author="ada", reviewer="grace",
        kind=RevisionKind.CORRECTION, reason="Wrong date", now=keepers.time.now,
    )  # fmt: skip
    page = ed.get("/desk/tickets/1/")
    offered = [option.get("value") for option in parsed(page).all("option")]
    assert offered == ["", "2"]
    assert ed.submit(page, "/answer/", answer="Done.", revision="1").status_code == 400
    assert ed.submit(page, "/answer/", answer="Done.", revision="2").status_code == 303
    public = Page(keepers.browser().get("/corrections/1/"))
    assert "corrected by revision 2" in public.text and "/revisions/2/" in public.links


def test_a_hidden_text_is_nowhere_public(keepers: Site) -> None:
    """The reason stands in its place; shown again, the ticket waits as before."""
    ed, reader = keepers.browser(keepers.join("ed")), keepers.browser()
    came(keepers, text="Buy canaries.")
    ed.submit(ed.get("/desk/tickets/1/"), "/hide/", reason="Advertising.")
    for address in ("/corrections/1/", "/corrections/", "/corrections/suggested/"):
        assert "canaries" not in reader.get(address).text
    assert "The reason: Advertising." in Page(reader.get("/corrections/1/")).text
    assert "canaries" in ed.get("/desk/tickets/1/").text
    assert ed.submit(ed.get("/desk/tickets/1/"), "/reopen/").status_code == 303
    assert "canaries" in reader.get("/corrections/1/").text
    assert state(keepers) is TicketState.OPEN


def test_who_is_not_to_act_cannot(keepers: Site) -> None:
    """Strangers are led to signing in; readers and those tied to the lab are refused, which leaves a trace."""
    came(keepers)
    tied = keepers.browser(keepers.join("tied"))
    with keepers.house.database.writing() as session:
        people.declare(session, "tied", ["acme"], "", keepers.time.now)
    assert "You declared a tie to acme" in Page(tied.get("/desk/tickets/1/")).text
    for address in ("/desk/tickets/1/", "/desk/tickets/"):
        assert SAID not in tied.get(address).text and "Not shown to you" in Page(tied.get(address)).text
    reader = keepers.browser(keepers.join("rita", Role.READER))
    assert "An editor or reviewer answers tickets" in Page(reader.get("/desk/tickets/1/")).text
    for browser in (tied, reader):
        assert not [form for form in forms(browser.get("/desk/tickets/1/")) if "tickets" in form.action]
        for act in ACTS:
            fields = {"seen": "received", "answer": "x", "reason": "x", "revision": ""}
            assert browser.post(f"/desk/tickets/1/{act}/", fields).status_code == 403
    lab = keepers.browser(keepers.join("speaker", Role.REPRESENTATIVE, lab="acme"))
    assert lab.get("/desk/tickets/").status_code == lab.get("/desk/tickets/1/").status_code == 403
    assert keepers.browser().get("/desk/tickets/1/").status_code == 302
    assert state(keepers) is TicketState.RECEIVED
    with keepers.house.database.reading() as session:
        traced = events.events(session, actor="tied", subject="ticket 1")
    assert [event.outcome for event in traced] == [Outcome.REFUSED] * len(ACTS)


def test_a_flood_of_tickets_makes_no_endless_page(keepers: Site) -> None:
    """The oldest fifty are listed, in public and at the desk, and how many wait in all is said."""
    for number in range(51):
        came(keepers, text=f"Words {number}.")
    ed = keepers.browser(keepers.join("ed"))
    for browser, address in (
        (keepers.browser(), "/corrections/"),
        (ed, "/desk/tickets/"),
        (ed, "/desk/work/"),
    ):
        page = Page(browser.get(address))
        links = {link for link in page.links if re.fullmatch(r"/(desk/tickets|corrections)/\d+/", link)}
        assert len(links) == 50 and "51" in page.text, address
        assert not [link for link in links if link.endswith("/51/")]


def test_forms_need_this_browsers_token(keepers: Site) -> None:
    """Without it, with another one's, or from another site nothing happens."""
    came(keepers)
    ed, other = keepers.browser(keepers.join("ed")), keepers.browser(keepers.join("eve"))
    for act in ACTS:
        fields = {"seen": "received", "answer": "x", "reason": "x", "revision": ""}
        for token in ({}, {"csrf": ""}, {"csrf": other.token()}):
            assert ed.client.post(f"/desk/tickets/1/{act}/", data={**fields, **token}).status_code == 403
        foreign = ed.post(f"/desk/tickets/1/{act}/", fields, headers={"Sec-Fetch-Site": "cross-site"})
        assert foreign.status_code == 403
    assert state(keepers) is TicketState.RECEIVED


def test_of_two_editors_the_slower_loses_nothing(keepers: Site) -> None:
    """They are told what has become of it, beside what they had typed."""
    came(keepers)
    ed, eve = keepers.browser(keepers.join("ed")), keepers.browser(keepers.join("eve"))
    page = eve.get("/desk/tickets/1/")
    ed.submit(ed.get("/desk/tickets/1/"), "/read/")
    late = eve.submit(page, "/answer/", answer="My long answer.", revision="")
    assert late.status_code == 409 and "is open by now" in Page(late).text
    assert (
        next(form for form in forms(late) if form.action.endswith("/answer/")).fields["answer"]
        == "My long answer."
    )
    assert eve.submit(late, "/answer/").status_code == 303


def test_what_makes_no_sense_is_refused(keepers: Site) -> None:
    """A ticket that is not there, a state nobody knows, an empty answer, a revision that is no number."""
    ed = keepers.browser(keepers.join("ed"))
    came(keepers)
    assert ed.get("/desk/tickets/2/").status_code == 404
    assert ed.post("/desk/tickets/2/read/", {"seen": "received"}).status_code == 404
    seen = {"seen": "received"}
    for fields in ({}, {"seen": "x"}, {**seen, "answer": " "}, {**seen, "answer": "x", "revision": "x"}):
        assert ed.post("/desk/tickets/1/answer/", fields).status_code == 400
    assert state(keepers) is TicketState.RECEIVED
    before = keepers.browser().get("/corrections/999999999/")
    assert before.status_code == 404


def test_whatever_was_sent_is_text_at_the_desk(keepers: Site) -> None:
    """In the list and on the ticket's page, the elements are those of harmless words."""
    ed = keepers.browser(keepers.join("ed"))
    came(keepers, "Plain words.")
    addresses = ("/desk/tickets/", "/desk/tickets/1/", "/desk/work/")
    shapes = {address: parsed(ed.get(address)).shape for address in addresses}
    with keepers.house.database.writing() as session:
        hostile = " ".join(PAYLOADS).replace("\x00", "")
        found = tickets.ticket(session, 1)
        tickets.save(
            session, replace(found, text=hostile, source='https://x.org/"><script>alert(1)</script>')
        )
    for address, shape in shapes.items():
        page = parsed(ed.get(address))
        assert page.shape == shape, address
        assert_inert(page, address)


def test_the_oldest_stand_first(keepers: Site) -> None:
    """Whatever lab they are about; answered ones stand newest first, page by page."""
    for number in range(3):
        came(keepers, f"Number {number}.", about=("/labs/bolt/", "/labs/acme/", "/")[number])
        keepers.time.passes(days=1)
    ed = keepers.browser(keepers.join("ed"))
    listed = Page(ed.get("/desk/tickets/")).table("Tickets that wait")
    assert [row[0] for row in listed[1:]] == ["Ticket 1", "Ticket 2", "Ticket 3"]
    assert [row[-1] for row in listed[1:]] == ["3 days", "2 days", "1 day"]
    for number in (1, 3):
        ed.submit(ed.get(f"/desk/tickets/{number}/"), "/answer/", answer="No.", revision="")
    for address, expected in (
        ("/desk/tickets/", ["Ticket 3", "Ticket 1"]),
        ("/desk/tickets/?before=3", ["Ticket 1"]),
    ):
        answered = Page(ed.get(address)).table("Answered tickets")
        assert [row[0] for row in answered[1:]] == expected
    assert ed.get("/desk/tickets/?before=x").status_code == 400
