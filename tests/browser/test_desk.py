"""The way of a new version in a real browser, by keyboard alone: from signing in to what readers see, and back."""

from __future__ import annotations

import io
import json
import re
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from werkzeug.serving import make_server

from registry.app import create_app
from registry.core.people import Role
from registry.desk import drafting
from registry.desk.catalogue import CatalogueSource
from registry.desk.importing import import_folder
from registry.desk.projecting import project
from registry.desk.verifying import verify
from registry.publish.search import SearchIndex
from registry.settings import Settings, data_root
from registry.store import ledger, people
from registry.store.chain import faults, recorded
from registry.store.engine import Database
from registry.store.keyring import Keyring
from registry.store.leaf import RevisionKind
from registry.store.schema import upgrade
from registry.web.submission_pages import CHECKS
from tests.browser.conftest import whole
from tests.browser.keys import Keys
from tests.browser.test_reading import DESK, reader
from tests.desk.members import House, Member
from tests.patience import PATIENCE
from tests.store.revisions import NOON

pytestmark = pytest.mark.long

RSP = "/labs/anthropic/responsible-scaling-policy/"
expect.set_options(timeout=PATIENCE * 1000)

FILE = "labs/anthropic/responsible-scaling-policy/9.0.md"
DROPPED = "cbrn3-safeguards"
WORDS = "zebrafish husbandry"
"""What no policy on record speaks of."""

SAVED = re.compile(r"^Saved \d\d:\d\d")


@dataclass(frozen=True)
class Place:
    """A site of its own, where people work, and its clock, which moves on when somebody needs a new code."""

    address: str
    house: House
    index: SearchIndex
    clock: list[datetime]

    def read(self, path: str) -> bytes:
        """What a reader without a browser gets."""
        with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
            return bytes(answer.read())


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The shipped catalogue at noon of a fixed day, with tables and index as at any start."""
    settings = Settings(data_dir=str(tmp_path_factory.mktemp("desk")))
    database = Database(settings.database)
    upgrade(database)
    import_folder(database, data_root(), author="operator", now=NOON)
    index = SearchIndex(settings.index_path)
    project(database, CatalogueSource(database), index=index)
    clock = [NOON]
    app = create_app(settings, clock=lambda: date(2026, 11, 21), moment=lambda: clock[0])
    server = make_server("127.0.0.1", 0, whole(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    house = House(database, Keyring(settings.keys_path))
    yield Place(f"http://127.0.0.1:{server.server_port}", house, index, clock)
    server.shutdown()
    thread.join()
    server.server_close()
    database.close()


def sign_in(place: Place, page: Page, member: Member) -> Keys:
    """Sign in with a password and a one-time code."""
    keys = Keys(page)
    page.goto(f"{place.address}/account/sign-in/")
    keys.write(page.get_by_label("Handle"), member.handle)
    keys.write(page.get_by_label("Password"), member.password)
    keys.press("Enter")
    place.clock[0] += timedelta(
        seconds=30
    )  # a code is taken once, and one was taken when the phone was set up
    keys.write(page.get_by_label("Code", exact=False).first, member.code(place.clock[0]))
    keys.press("Enter")
    page.wait_for_url(f"{place.address}/desk/")
    return keys


def saved(page: Page) -> None:
    """Wait until the server has what was typed."""
    expect(page.locator("[data-status]")).to_have_text(SAVED)


def accept(keys: Keys) -> None:
    """Confirm each line of the check list, and accept."""
    checks = keys.page.get_by_role("group", name="Before you accept").get_by_role("checkbox")
    expect(checks).to_have_count(len(CHECKS))
    for check in checks.all():
        keys.act(check, "Space")
    keys.follow(keys.page.get_by_role("button", name="Accept and publish"))


def test_a_version_from_signing_in_to_the_public_and_back(browser: Browser, place: Place) -> None:
    """Copy the version before, weaken a clause, drop one, see what follows, send; whoever may accepts; undo it all.

    The author, who is a reviewer too, may not accept it, nor may a reviewer who is tied to the lab. All of it is done
    by keyboard.
    """
    house = place.house
    ada = house.join("ada", Role.EDITOR, Role.REVIEWER)
    tied, grace = house.join("tied", Role.REVIEWER), house.join("grace", Role.REVIEWER)
    with house.database.writing() as session:
        people.declare(session, "tied", ["anthropic"], "I worked there.", NOON)
    before = place.read(RSP)

    with reader(browser, DESK) as page:
        keys = sign_in(place, page, ada)
        keys.follow(page.get_by_role("link", name="Add a version"))
        keys.choose(page.get_by_label("Document"), "Anthropic: Responsible Scaling")
        keys.write(page.get_by_label("What the version is called"), "9.0")
        keys.follow(page.get_by_role("button", name="Begin"))
        keys.write(page.get_by_role("textbox", name="Published"), "2026-11-20")
        keys.write(page.locator("#f-source-url"), "https://example.org/rsp-9.pdf")
        keys.choose(page.locator("#f-source-read"), "Primary")
        saved(page)
        expect(page.locator("[data-preview]")).to_contain_text("another text decides, with the same points")

        keys.act(page.locator("#f-clauses-0 > summary"))
        keys.write(page.locator("#f-clauses-0-text"), f"Anthropic plans to keep its {WORDS} going.")
        keys.choose(page.locator("#f-clauses-0-strength"), "Intent")
        expect(page.locator("[data-preview]")).to_contain_text("weakened")
        expect(page.locator("[data-preview]")).to_contain_text("Scores that move")
        keys.act(page.locator("#f-clauses-1 > summary"))
        keys.act(page.locator("#f-clauses-1").get_by_role("button", name="Remove clause 2", exact=True))
        keys.write(page.locator("#f-removed-0-why"), "The new text does not speak of it.")
        expect(page.locator("[data-preview]")).to_contain_text("removed")
        saved(page)
        keys.follow(page.get_by_role("button", name="Save and go to the submission"))
        keys.write(page.get_by_label("Reason"), "Version 9.0 was published.")
        keys.follow(page.get_by_role("button", name="Save", exact=True))
        keys.follow(page.get_by_role("button", name="Send for review"))
        expect(page.get_by_text("waiting for review")).to_be_visible()
        expect(page.get_by_text("This is your own submission; another person reviews it.")).to_be_visible()
        expect(page.get_by_role("button", name="Accept and publish")).to_have_count(0)
        submission = page.url

    with reader(browser, DESK) as page:
        sign_in(place, page, tied)
        page.goto(submission)
        expect(page.get_by_text("You declared a tie to anthropic, whose record this changes")).to_be_visible()
        expect(page.get_by_role("button", name="Accept and publish")).to_have_count(0)

    with reader(browser, DESK) as page:
        keys = sign_in(place, page, grace)
        keys.follow(page.get_by_role("link", name="1 submission in the queue"))
        keys.follow(page.get_by_role("link", name="Anthropic · Responsible Scaling Policy · version 9.0"))
        accept(keys)
        expect(page.get_by_text("Accepted by grace as revision 2; it is public.")).to_be_visible()

    public_at_once(place)
    with house.database.reading() as session:
        assert list(faults(recorded(session))) == []

    with reader(browser, DESK) as page:
        keys = sign_in(place, page, ada)
        page.goto(f"{place.address}/desk/revert/2/")
        keys.follow(page.get_by_role("button", name="Prepare the submission"))
        keys.follow(page.get_by_role("button", name="Send for review"))
        expect(page.get_by_text("waiting for review")).to_be_visible()
        undoing = page.url
    with reader(browser, DESK) as page:
        keys = sign_in(place, page, grace)
        page.goto(undoing)
        accept(keys)
        expect(page.get_by_text("as revision 3; it is public.")).to_be_visible()
    with house.database.reading() as session:
        assert ledger.texts_at(session, 3) == ledger.texts_at(session, 1)
        assert FILE in ledger.texts_at(session, 2)
    assert b"9.0" not in place.read(RSP)
    # What is said is what was said before; only the citation names another revision.
    assert before.split(b"<main")[1].split(b'<details class="fold cite">')[0] in place.read(RSP)
    assert verify(house.database, CatalogueSource(house.database), index=place.index).is_sound


def test_what_is_typed_beside_a_record_survives_a_closed_page(browser: Browser, place: Place) -> None:
    """A note that was not sent is there again, and said to be unsent; once the server has it, it is forgotten here."""
    house = place.house
    bob = house.join("bob", now=place.clock[0])
    with house.database.reading() as session:
        person = people.person(session, "bob")
    assert person is not None
    found = drafting.begin(
        house.database, person, kind=RevisionKind.UPDATE, proposals={}, nonce="one", now=place.clock[0]
    )
    with reader(browser, DESK) as page:
        page.goto(f"{place.address}/account/sign-in/?next=/desk/submissions/{found.id}/")
        page.get_by_label("Handle").fill("bob")
        page.get_by_label("Password").fill(bob.password)
        page.get_by_role("button", name="Sign in").click()
        note = page.get_by_label("Note to the reviewer")
        note.fill("Look at page 4.")
        page.reload()
        expect(note).to_have_value("Look at page 4.")
        expect(page.get_by_text("has not been sent")).to_be_visible()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("has not been sent")).to_have_count(0)
        expect(note).to_have_value("Look at page 4.")
        assert page.evaluate("() => Object.keys(localStorage).length") == 0


def public_at_once(place: Place) -> None:
    """The first answer that a reader gets after the acceptance has it: page, feed, search, scorecard, report."""
    assert WORDS.encode() in place.read(f"{RSP}9.0/")
    assert DROPPED.encode() in place.read(f"{RSP}diff/3.4..9.0/")
    assert b"9.0" in place.read("/changes.atom")
    assert b"zebrafish" in place.read("/search/?q=zebrafish")
    assert b"/revisions/2/" in place.read("/revisions/")
    old, new = (
        place.read(f"/standards/frontier-commitments/anthropic.json{query}") for query in ("?revision=1", "")
    )
    assert json.loads(new)["promise"] < json.loads(old)["promise"]
    report = PdfReader(io.BytesIO(place.read("/standards/frontier-commitments/anthropic.pdf")))
    assert "Revision 2 of the record" in report.pages[0].extract_text()
