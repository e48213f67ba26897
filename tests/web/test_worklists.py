"""The work lists: each row leads to where one acts."""

from __future__ import annotations

from urllib.parse import unquote

from registry.core.people import Role
from registry.desk.catalogue import CatalogueSource
from registry.desk.drafting import begin
from registry.desk.submitting import submit
from registry.store import people, tickets
from registry.store.leaf import RevisionKind
from tests.content.sample import OTHER_LAB, SECOND, TEXTS
from tests.store.revisions import append
from tests.web.keepers import Site
from tests.web.reading import Page


def links(page: Page) -> set[str]:
    """Where the page's links lead, as people read them."""
    return {unquote(link) for link in page.links}


def test_what_the_record_leaves_open_stands_there(keepers: Site) -> None:
    """A document long not looked at, a topic nobody looked into, sources without an archive, each with its link."""
    page = Page(keepers.browser(keepers.join("ed")).get("/desk/work/"))
    assert page.status == 200
    assert "never, as far as is recorded" in page.part("unchecked")
    assert {
        "/desk/new/version/?document=joint/pledge",
        "/desk/new/correction/?path=labs/joint/pledge/document.md",
        "/desk/new/correction/?path=labs/bolt/lab.md",
        f"/desk/new/correction/?path={SECOND}",
        "/desk/new/correction/?path=labs/acme/conduct/2024-11-report-published.md",
    } <= links(page)
    assert "labs/acme/policy/1.0.md" not in page.text, "its source has an archived copy"


def test_due_dates_lead_to_recording_conduct(keepers: Site) -> None:
    """A promise whose date is past without an outcome, by how long it is past."""
    text = TEXTS[SECOND].replace("    ends: 2026-05\n", "").replace("due: 2025-05-01", "due: 2026-11-11")
    policy = TEXTS["labs/acme/policy/document.md"].replace(
        "withdrawn: {date: 2026-01-31, why: replaced}\n", ""
    )
    policy = policy.replace("superseded_by: joint/pledge\n", "")
    append(keepers.house.database, {SECOND: text, "labs/acme/policy/document.md": policy}, author="operator")
    page = Page(keepers.browser(keepers.join("ed")).get("/desk/work/"))
    assert "10 days past" in page.part("falling")
    assert "/desk/new/conduct/?lab=acme" in links(page)


def test_what_people_wait_for_stands_there_with_its_age(keepers: Site) -> None:
    """Tickets and submissions, the oldest first, and by lab whether all wait alike."""
    ada = keepers.join("ada")
    database = keepers.house.database
    with database.writing() as session:
        for number, about in enumerate(("/labs/bolt/", "/labs/acme/")):
            tickets.add(
                session, nonce=str(number), about=about, text="Wrong.", source="", now=keepers.time.now
            )
    with database.reading() as session:
        person = people.person(session, ada.handle)
    assert person is not None
    draft = begin(
        database, person, kind=RevisionKind.CORRECTION, reason="Name", nonce="n", now=keepers.time.now,
        proposals={OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolt Labs")},
    )  # fmt: skip
    submit(database, CatalogueSource(database), person, draft.id, edition=draft.edition, now=keepers.time.now)
    keepers.time.passes(days=4)
    page = Page(keepers.browser(keepers.join("rita", Role.READER)).get("/desk/work/"))
    assert page.part("tickets").index("Ticket 1, Bolt") < page.part("tickets").index("Ticket 2, Acme")
    assert "4 days, not read yet" in page.part("tickets")
    assert "4 days, by ada, concerns Bolt" in page.part("waiting")
    assert {"/desk/tickets/1/", f"/desk/submissions/{draft.id}/"} <= links(page)
    assert page.table("by lab")[1] == ["Bolt", "0", "none yet", "1", "4"]
    assert page.table("which way")[-1] == ["neither, or nothing of clauses", "0", "none yet", "1", "4"]
    public = Page(keepers.browser().get("/corrections/"))
    assert "Bolt" not in public.part("pace"), "whom waiting submissions concern is nobody's business yet"


def test_only_the_desk_sees_it(keepers: Site) -> None:
    """Strangers are led to signing in; a lab's representative is refused."""
    assert keepers.browser().get("/desk/work/").status_code == 302
    speaker = keepers.browser(keepers.join("speaker", Role.REPRESENTATIVE, lab="acme"))
    assert speaker.get("/desk/work/").status_code == 403
