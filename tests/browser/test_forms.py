"""The form of a record in a real browser: rows by keyboard, saving while one types, and nothing typed lost."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, expect
from werkzeug.serving import make_server

from registry.content.composing import compose, take_apart
from registry.content.folder import read_all
from registry.content.locations import problems_by_field
from registry.content.outlines import outline_of
from registry.content.places import place_of
from registry.content.structure import Record, rows_of
from registry.web.record_forms import read_posted
from registry.web.record_offers import Offers
from registry.web.record_rows import Done, press
from registry.web.record_shown import RecordForm
from tests.browser.conftest import whole
from tests.content import sample
from tests.forming import bare_app, shown
from tests.patience import PATIENCE

PLACE = place_of(sample.SECOND)


@dataclass
class Desk:
    """A server with one draft, whose session can end and whose draft can be saved from elsewhere."""

    address: str = ""
    text: str = ""
    edition: int = 1
    csrf: str = "first"
    is_open: bool = True
    saves: list[str] = field(default_factory=list)

    def reset(self, text: str) -> None:
        self.text, self.edition, self.csrf, self.is_open = text, 1, "first", True
        self.saves.clear()

    @property
    def value(self) -> Record:
        return take_apart(PLACE, self.text)

    def names(self, key: str = "clauses") -> list[object]:
        return [row.get("id") for row in rows_of(self.value, key)]


def _served(desk: Desk) -> Flask:
    app = bare_app()
    before = take_apart(PLACE, sample.TEXTS[sample.FIRST])
    offers = Offers(read_all(sample.TEXTS), PLACE, before)

    def problems(text: str) -> dict[str, tuple[str, ...]]:
        found = sample.problems_of({**sample.TEXTS, PLACE.path: text})
        return dict(problems_by_field(PLACE, text, found).fields)

    def answer(done: Done) -> str:
        form = RecordForm(
            offers,
            done.value,
            problems(desk.text),
            edition=desk.edition,
            autosave="/autosave",
            draft="someone/draft",
            sign_in="/sign-in",
            focus=done.focus,
            blank=done.blank,
        )
        return shown(form, csrf=desk.csrf)

    @app.get("/")
    def get() -> str:
        return answer(Done(desk.value))

    @app.post("/")
    def post() -> str:
        posted = read_posted(outline_of(PLACE), request.form)
        done = press(posted, request.form["do"], before=before)
        desk.text, desk.edition = compose(PLACE, done.value, like=desk.text), desk.edition + 1
        return answer(done)

    @app.get("/autosave")
    def token() -> ResponseReturnValue:
        return jsonify(csrf=desk.csrf) if desk.is_open else ("", 401)

    @app.post("/autosave")
    def autosave() -> ResponseReturnValue:
        if not desk.is_open:
            return "", 401
        if request.form["csrf"] != desk.csrf:
            return "", 403
        if request.form["edition"] != str(desk.edition):
            return "", 409
        posted = read_posted(outline_of(PLACE), request.form)
        desk.text, desk.edition = compose(PLACE, posted.value, like=desk.text), desk.edition + 1
        desk.saves.append(desk.text)
        told = [
            {"field": posted.names[address], "message": message}
            for address, messages in problems(desk.text).items()
            for message in messages
        ]
        return jsonify(
            edition=desk.edition, problems=told, general=[], preview=f"<p>Edition {desk.edition}</p>"
        )

    return app


@pytest.fixture(scope="module")
def server() -> Iterator[Desk]:
    desk = Desk()
    served = make_server("127.0.0.1", 0, whole(_served(desk)), threaded=True)
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    desk.address = f"http://127.0.0.1:{served.server_port}/"
    yield desk
    served.shutdown()
    thread.join()
    served.server_close()


@pytest.fixture
def desk(server: Desk) -> Desk:
    server.reset(sample.TEXTS[sample.FIRST])
    return server


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE * 1000)
    expect.set_options(timeout=PATIENCE * 1000)
    yield context
    context.close()


def _opened(window: BrowserContext, desk: Desk) -> Page:
    page = window.new_page()
    page.goto(desk.address)
    return page


def _saved(page: Page) -> None:
    expect(page.get_by_role("status")).to_have_text(re.compile("^Saved [0-9]"))


def _first(page: Page, key: str) -> Locator:
    """A field of the first clause, which is unfolded for it."""
    row = page.locator("details.row").first
    if row.get_attribute("open") is None:
        row.locator("summary").first.click()
    return row.locator(f"[name$='-{key}']")


def test_rows_by_keyboard(window: BrowserContext, desk: Desk) -> None:
    """Clauses are moved, removed, taken back and added without a mouse, and are saved in the order shown."""
    page = _opened(window, desk)
    page.locator("details.row > summary").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_role("status")).to_have_text("Moved to place 2 of 3")
    expect(page.locator("details.row > summary").nth(1)).to_be_focused()
    page.locator("details.row > summary").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Remove clause 1").press("Enter")
    expect(page.get_by_role("button", name="Take back")).to_be_focused()
    expect(page.locator("[name=removed-0-id]")).to_have_value("look")
    page.keyboard.press("Enter")
    expect(page.locator("[name=removed-0-id]")).to_have_count(0)
    expect(page.locator("[data-rows=clauses] [data-count]")).to_have_text("3 in all")
    page.get_by_role("button", name="Remove clause 1").press("Enter")
    page.get_by_role("link", name="Say what became of it").press("Enter")
    page.keyboard.type("the section is gone")
    page.get_by_role("button", name="Add a clause").press("Enter")
    with page.expect_response(lambda answer: "Acme+will+report." in (answer.request.post_data or "")):
        page.keyboard.type("Acme will report.")
        page.keyboard.press("Tab")
    assert desk.names() == ["halt", "tell", None]
    assert rows_of(desk.value, "clauses")[2]["text"] == "Acme will report."
    assert rows_of(desk.value, "removed") == [{"id": "look", "why": "the section is gone"}]


def test_what_is_wrong_is_told_while_one_types(window: BrowserContext, desk: Desk) -> None:
    """The aspects follow the topic; a pause saves; problems come to their fields and go, and the preview follows."""
    page = _opened(window, desk)
    _first(page, "topic").select_option("audit")
    expect(page.locator("[data-head=topic]").first).to_have_text("Audit")
    page.get_by_role("checkbox", name="Outside").check()
    name = _first(page, "id")
    name.fill("No Slug")
    name.press("Tab")
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#f-clauses-0-id-problem")).to_contain_text("is not a slug")
    assert name.get_attribute("aria-describedby") == "f-clauses-0-id-help f-clauses-0-id-problem"
    expect(page.get_by_role("link", name="Name")).to_be_visible()
    expect(page.locator("[data-preview]")).to_have_text("Edition 2")
    name.fill("halt")
    name.press("Enter")
    expect(page.locator("#f-clauses-0-id-problem")).to_have_count(0)
    expect(page.locator("[data-preview]")).to_have_text("Edition 3")
    assert page.url == desk.address
    (clause, *_) = rows_of(desk.value, "clauses")
    assert (clause["topic"], clause["aspects"]) == ("audit", ["outside"])


def test_nothing_typed_is_lost_without_a_connection(window: BrowserContext, desk: Desk) -> None:
    """What was typed offline outlives the page that it was typed into, and is given back and saved on return."""
    page = _opened(window, desk)
    window.set_offline(True)
    text = _first(page, "text")
    text.fill("Acme will stop, and say so.")
    text.press("Tab")
    expect(page.get_by_role("status")).to_contain_text("Not saved: no connection; kept in this browser.")
    page.close()
    window.set_offline(False)
    page = _opened(window, desk)
    assert not desk.saves
    expect(page.get_by_text("was never saved")).to_be_visible()
    page.get_by_role("button", name="Restore it").click()
    expect(_first(page, "text")).to_have_value("Acme will stop, and say so.")
    assert rows_of(desk.value, "clauses")[0]["text"] == "Acme will stop, and say so."
    expect(page.locator("[data-kept]")).to_be_hidden()
    window.set_offline(True)
    _first(page, "text").press("End")
    page.keyboard.type(" At once.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("status")).to_contain_text("Not saved")
    window.set_offline(False)
    _saved(page)
    assert rows_of(desk.value, "clauses")[0]["text"] == "Acme will stop, and say so. At once."


BROKEN = [
    "",
    "{",
    "null",
    "7",
    "{}",
    '{"time": 1}',
    '{"time": "x", "fields": []}',
    '{"time": 1, "fields": [["a", 1]]}',
]
FORBIDDEN = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"


def test_a_damaged_copy_keeps_nothing_from_being_saved(window: BrowserContext, desk: Desk) -> None:
    """Whatever stands under the names of our copies: the page saves, and a copy that is whole is still offered."""
    page = _opened(window, desk)
    page.evaluate(
        "(texts) => { const { draft } = document.querySelector('form[data-record]').dataset;"
        " texts.forEach((text, number) => localStorage.setItem(`draft ${draft} ${number}`, text)); }",
        [*BROKEN, json.dumps({"time": 10**12, "fields": [["title", "Never saved"]]})],
    )
    page.reload()
    expect(page.get_by_role("button", name="Restore it")).to_have_count(1)
    _first(page, "text").fill("Acme will stop.")
    page.keyboard.press("Tab")
    _saved(page)
    assert rows_of(desk.value, "clauses")[0]["text"] == "Acme will stop."


def test_a_browser_that_keeps_nothing_saves(window: BrowserContext, desk: Desk) -> None:
    """Where scripts may keep nothing in a browser, what is typed is saved all the same, and leaving without it asks."""
    window.add_init_script(FORBIDDEN)
    page = _opened(window, desk)
    text = _first(page, "text")
    text.fill("Acme will stop.")
    text.press("Tab")
    _saved(page)
    desk.is_open = False
    text.fill("Acme will stop twice.")
    text.press("Tab")
    expect(page.get_by_role("status")).to_contain_text(
        "not kept in this browser either: do not close this page"
    )
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.accept()


def test_an_ended_session_and_another_tab(window: BrowserContext, desk: Desk) -> None:
    """Saving goes on after signing in again; a newer text saved elsewhere is never overwritten; leaving asks first."""
    page = _opened(window, desk)
    desk.is_open = False
    text = _first(page, "text")
    text.fill("Acme will stop twice.")
    text.press("Tab")
    expect(page.get_by_role("status")).to_contain_text(
        "Not saved: your session has ended; kept in this browser."
    )
    expect(page.get_by_role("link", name="Sign in again in a new tab")).to_have_attribute("href", "/sign-in")
    desk.is_open, desk.csrf = True, "second"
    page.evaluate("dispatchEvent(new Event('focus'))")
    _saved(page)
    other = compose(PLACE, {**desk.value, "title": "Elsewhere"}, like=desk.text)
    desk.text, desk.edition = other, desk.edition + 1
    text.fill("Acme will stop thrice.")
    text.press("Tab")
    expect(page.get_by_role("status")).to_contain_text("a newer text was saved elsewhere")
    assert desk.text == other
    page.get_by_role("button", name="Look at the newer one").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Elsewhere")
    expect(page.get_by_text("was never saved")).to_be_visible()
    asked: list[str] = []

    def answered(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answered)
    desk.is_open = False
    page.get_by_label("Title", exact=True).fill("Mine")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{desk.address}?")
    assert asked == ["beforeunload"]
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft '))") == []


def test_without_a_script_on_a_phone(browser: Browser, desk: Desk) -> None:
    """Every button at a row works without JavaScript, at 320 pixels."""
    context = browser.new_context(viewport={"width": 320, "height": 700}, java_script_enabled=False)
    context.set_default_timeout(PATIENCE * 1000)
    page = _opened(context, desk)
    for row, name in ((2, "Move clause 3 up"), (0, "Move clause 1 down"), (1, "Remove clause 2")):
        summary = page.locator("details.row").nth(row).locator("summary").first
        if not page.get_by_role("button", name=name).is_visible():
            summary.click()
        page.get_by_role("button", name=name).click()
    assert (desk.names(), desk.names("removed")) == (["tell", "look"], ["halt"])
    page.get_by_role("button", name="Remove note 1").click()
    page.get_by_role("button", name="Copy halt into this version").click()
    assert (desk.names(), desk.names("removed")) == (["halt", "tell", "look"], [])
    page.get_by_role("button", name="Add a clause").click()
    page.locator("details.row").nth(3).locator("[name$=-text]").fill("Acme will report.")
    page.locator("details.row").nth(3).locator("[name$=-topic]").select_option("audit")
    page.get_by_role("button", name="Show the aspects of the topic").locator("visible=true").last.click()
    page.get_by_role("checkbox", name="Outside").check()
    page.get_by_role("button", name="Save").last.click()
    assert rows_of(desk.value, "clauses")[3]["aspects"] == ["outside"]
    context.close()


def test_a_form_can_be_used_by_everyone(browser: Browser, desk: Desk) -> None:
    """No violation of WCAG is found with everything unfolded and wrong, in the dark, and nothing scrolls sideways."""
    desk.reset(sample.TEXTS[sample.SECOND].replace("strength: intent", "strength: firmly"))
    context = browser.new_context(viewport={"width": 320, "height": 700}, color_scheme="dark")
    page = _opened(context, desk)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    small = page.evaluate(
        "[...document.querySelectorAll('button, select, input:not([type=hidden]), textarea, summary')]"
        ".filter((one) => !one.closest('.hide, label')).map((one) => [one.outerHTML, one.getBoundingClientRect()])"
        ".filter(([, box]) => box.height && (box.height < 24 || box.width < 24)).map(([html]) => html)"
    )
    assert small == []
    context.close()
