"""Nothing that was typed at the desk is lost when a session ends, and nobody else can make a page that carries it."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from werkzeug.test import TestResponse

from registry.app import MAX_BODY
from registry.content.frontmatter import MAX_BYTES
from registry.core.people import Role
from registry.settings import data_root
from registry.web.carrying import _NEVER
from registry.web.destinations import own_page
from tests.content.sample import QUESTIONS, SECOND, TEXTS
from tests.desk.members import PASSWORD
from tests.web.drafts import FROM_HERE, begun, editor, kept, page
from tests.web.html5 import parsed
from tests.web.keepers import Browser, Site, forms
from tests.web.test_signing_in import HOSTILE, SIGN_IN
from tests.web.test_untrusted import assert_inert

TYPED = 'Äö — "x" </textarea><script>alert(1)</script>\n\n  {{ 7*7 }}\n'


def sent_too_late(
    site: Site, browser: Browser, shown: TestResponse, action: str, **typed: str
) -> TestResponse:
    """A form that was opened in time and is sent after the session has ended."""
    site.time.passes(hours=13)
    answer = browser.submit(shown, action, **typed)
    assert answer.status_code == 401 and "Your session has ended" in answer.text
    assert_inert(parsed(answer), "the page that carries it")
    scripts = [script.get("src", "").partition("?")[0] for script in parsed(answer).all("script")]
    assert scripts == ["/static/js/suggest.js", "/static/js/desk.js"]
    return answer


def test_an_edit_goes_on_after_signing_in(keepers: Site) -> None:
    """With the record that it was of, through a wrong password and a code, as a text and as a form."""
    ada = keepers.join("ada", Role.EDITOR, Role.REVIEWER)
    found = begun(keepers, "ada", {QUESTIONS: "- Who?\n", SECOND: TEXTS[SECOND]})
    browser = keepers.browser(ada)
    for address, fields in (
        (editor(found), {"text": TYPED}),
        (editor(found, SECOND, as_text=False), {"clauses-0-text": "Other words."}),
    ):
        stopped = sent_too_late(keepers, browser, browser.get(address), "", **fields)
        wrong = browser.submit(stopped, "/sign-in/", handle="ada", password="wrong")  # noqa: S106
        asked = browser.submit(wrong, "/sign-in/", handle="ada", password=PASSWORD)
        again = browser.submit(asked, "/code/", code=ada.code(keepers.time.now))
        assert again.status_code == 200 and forms(again)[-1].action == address
        assert browser.submit(again).location.startswith(page(found) + "edit/?path=")
    texts = kept(keepers, found).changes
    assert texts[QUESTIONS] == TYPED
    assert texts[SECOND] == TEXTS[SECOND].replace("Acme plans to stop when it must.", "Other words.")


def test_an_autosave_is_told_and_goes_on(keepers: Site) -> None:
    """In a word that a program understands; once somebody has signed in elsewhere, under the token of that session."""
    ada = keepers.join("ada")
    found, browser = begun(keepers, "ada"), keepers.browser(ada)
    address, accept = editor(found).replace("/edit/", "/autosave/"), {"Accept": "application/json"}
    old = {"csrf": browser.token(), "edition": "1", "text": "- New?\n"}
    keepers.time.passes(hours=13)
    for answer in (
        browser.client.post(address, data=old, headers=accept),
        browser.get(address, headers=accept),
    ):
        assert (answer.status_code, answer.json) == (401, {"error": "signed-out"})
    browser.sign_in(ada)
    assert browser.client.post(address, data=old, headers=accept).status_code == 403
    token = (browser.get(address, headers=accept).json or {})["csrf"]
    assert browser.client.post(address, data={**old, "csrf": token}, headers=accept).status_code == 200
    assert kept(keepers, found).changes == {QUESTIONS: "- New?\n"}


def test_a_form_of_an_earlier_session_is_held(keepers: Site) -> None:
    """Where the browser says that it is a page of ours, what was typed stands there to be sent again; else not."""
    ada = keepers.join("ada")
    found, browser = begun(keepers, "ada"), keepers.browser(ada)
    old = {"csrf": browser.token(), "edition": "1", "text": TYPED, "do": "finish"}
    browser.post("/account/sign-out/", {})
    browser.sign_in(ada)
    for headers in ({}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site", **FROM_HERE}):
        answer = browser.client.post(editor(found), data=old, headers=headers)
        assert answer.status_code == 403 and "alert(1)" not in answer.text
    held = [
        browser.client.post(editor(found), data=old, headers=headers)
        for headers in (FROM_HERE, {"Sec-Fetch-Site": "same-origin"})
    ]
    for answer in held:
        assert answer.status_code == 403 and "nothing of it is lost" in answer.text
        assert not parsed(answer).all("script")
    assert browser.submit(held[0], editor(found)).location == page(found)
    assert kept(keepers, found).changes == {QUESTIONS: TYPED}


def test_rows_stay_in_order(keepers: Site) -> None:
    """What was left empty is sent along in its place: rows are kept in the order in which their fields come."""
    ada = keepers.join("ada")
    found, browser = begun(keepers, "ada", {SECOND: ""}), keepers.browser(ada)
    rows = {"clauses-7-id": "first", "clauses-7-text": "One.", "clauses-2-id": "second", "clauses-2-text": ""}
    for fields in ({"csrf": "old", **rows}, {"csrf": browser.token(), **rows}):
        address = editor(found, SECOND, as_text=False)
        if fields["csrf"] != "old":
            keepers.time.passes(hours=13)
        held = browser.client.post(address, data={**fields, "edition": "1"}, headers=FROM_HERE)
        if held.status_code == 401:
            held = browser.submit(held, "/sign-in/", handle="ada", password=PASSWORD)
        assert browser.submit(held, address, edition=str(kept(keepers, found).edition)).status_code == 303
        text = kept(keepers, found).changes[SECOND] or ""
        assert 0 < text.index("first") < text.index("second")


def test_no_secret_is_carried(keepers: Site) -> None:
    """Neither a new password nor its repetition, a code, or what a phone is set up with."""
    ada = keepers.join("ada")
    browser = keepers.browser(ada)
    new = "herons weigh copper lanterns"
    for ended in (False, True):
        for address in ("/account/password/", "/account/codes/"):
            form = browser.get(address)
            keepers.time.passes(**{"hours": 13} if ended else {"minutes": 11})
            answer = browser.submit(form, password=new, again=new, code="123456", other="typed")
            assert answer.status_code == 401 and "typed" in answer.text
            sealed = str(forms(form)[-1].fields.get("sealed", "no secret"))
            assert not [word for word in (new, "123456", sealed) if word in answer.text]
            browser.sign_in(ada, address=SIGN_IN + "?again=1")


def test_no_other_site_makes_a_page_that_carries(keepers: Site) -> None:
    """Its form is refused before anything of it is shown."""
    keepers.join("ada")
    found, stranger = begun(keepers, "ada"), keepers.browser()
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}):
        answer = stranger.client.post(editor(found), data={"text": "planted"}, headers=headers)
        assert answer.status_code == 403 and "planted" not in answer.text


def test_what_is_carried_is_sent_to_a_form_of_ours(keepers: Site) -> None:
    """Of all addresses only those that take a form, and none that only looks like one of this site's."""
    app = keepers.app
    with app.test_request_context():
        assert [target for target in HOSTILE if own_page(target, method="POST")] == ["/account/sign-out/"]
        rules = [rule for rule in app.url_map.iter_rules() if not rule.arguments]
        forms_of_ours = {rule.rule for rule in rules if "POST" in (rule.methods or ())}
        assert {rule.rule for rule in rules if own_page(rule.rule, method="POST")} == forms_of_ours
    ada, browser = keepers.join("ada"), keepers.browser()
    for target in HOSTILE[:30:4]:
        form = browser.get(SIGN_IN + "?again=1")
        fields = {"handle": "ada", "password": ada.password, "carried-to": target, "carried.text": "typed"}
        assert browser.submit(form, "/sign-in/", **fields).location == "/desk/"


def test_the_largest_form_is_carried(keepers: Site) -> None:
    """What the editor takes, signing in takes as well, under its longer names."""
    ada = keepers.join("ada")
    found, browser = begun(keepers, "ada"), keepers.browser(ada)
    long = "x" * MAX_BYTES
    fields = {
        "csrf": browser.token(),
        "edition": "1",
        "text": long,
        **{f"m{number}": "" for number in range(500)},
    }
    fields["more"] = "x" * (MAX_BODY - len(urlencode(fields)) - 10)
    keepers.time.passes(hours=13)
    stopped = browser.client.post(editor(found), data=fields)
    carried = forms(stopped)[-1].fields
    assert len(urlencode(fields)) < MAX_BODY < len(urlencode(carried))
    again = browser.client.post(SIGN_IN, data={**carried, "handle": "ada", "password": PASSWORD})
    assert browser.submit(again).status_code == 303
    assert kept(keepers, found).changes == {QUESTIONS: long}


def test_fields_for_secrets_are_known() -> None:
    """A new field for a password or a code whose name would be carried fails here before it leaks."""
    found = set()
    for template in (data_root() / "templates").rglob("*.html"):
        for field in re.findall(r"<input[^>]*>", template.read_text(encoding="utf-8")):
            if re.search(r'type="password"|autocomplete="[^"]*(code|password)|name="sealed"', field):
                found |= set(re.findall(r' name="([^"]*)"', field))
    assert found == {"password", "again", "code", "sealed"} and found < set(_NEVER)
