"""Working at the desk without a script: begin, edit, send, review, bring up to date and undo by its pages' forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from registry.content import beginnings
from registry.content.beginnings import Beginning
from registry.core.people import Role
from registry.core.quoting import Effort
from registry.desk import seeking
from registry.settings import Settings
from registry.store import ledger, people
from registry.web.submission_pages import CHECKS
from tests.content.sample import DISCLOSURE, FIRST, LAB, OTHER_LAB, REPLY, SECOND, TEXTS
from tests.store.revisions import append
from tests.web.html5 import parsed
from tests.web.keepers import Browser, Site, site_of

THIRD = "labs/acme/policy/3.0.md"
SUBMISSION = re.compile(r"/desk/submissions/[\w-]{22}/")


def followed(browser: Browser, response: TestResponse) -> TestResponse:
    """The page that an answer leads to."""
    assert response.status_code in (302, 303), parsed(response).text
    return browser.get(response.headers["Location"])


def begun(browser: Browser, what: str, **given: str) -> TestResponse:
    """The editor's page of a record that was begun by its start form."""
    return followed(browser, browser.submit(browser.get(f"/desk/new/{what}/"), **given))


def home_of(page: TestResponse) -> str:
    """The address of the submission that a page belongs to."""
    found = SUBMISSION.search(page.request.path)
    assert found
    return found.group()


def edit(browser: Browser, page: TestResponse, do: str, **typed: Any) -> TestResponse:
    """Press a button of the editor's form, with some fields filled in."""
    return followed(browser, browser.submit(page, do=do, **typed))


def described(browser: Browser, home: str, reason: str = "News.") -> TestResponse:
    """The submission's page once its reason is saved."""
    return followed(browser, browser.submit(browser.get(home), "/describe/", kind="update", reason=reason))


def sent(browser: Browser, page: TestResponse) -> TestResponse:
    """The submission's page once it was sent for review."""
    return followed(browser, browser.submit(page, "/submit/"))


def accepted(browser: Browser, home: str) -> TestResponse:
    """The submission's page once it was accepted."""
    every = tuple(str(number) for number in range(len(CHECKS)))
    return followed(browser, browser.submit(browser.get(home), "/accept/", check=every))


def text_of(site: Site, path: str) -> str | None:
    """A record's text as the ledger has it."""
    with site.house.database.reading() as session:
        return ledger.texts_at(session, ledger.head_number(session)).get(path)


def corrected(browser: Browser, path: str, text: str) -> str:
    """The address of a submission, waiting for review, that gives a record another text."""
    page = begun(browser, "correction", path=path)
    home = home_of(page)
    raw = browser.get(f"{home}edit/?path={quote(path)}&as=text")
    followed(browser, browser.submit(raw, do="finish", text=text))
    sent(browser, described(browser, home))
    return home


@pytest.fixture
def ada(keepers: Site) -> Browser:
    """An editor's browser."""
    return keepers.browser(keepers.join("ada"))


@pytest.fixture
def grace(keepers: Site) -> Browser:
    """A reviewer's browser."""
    return keepers.browser(keepers.join("grace", Role.REVIEWER))


def test_a_version_by_form_from_the_one_before(keepers: Site, ada: Browser, grace: Browser) -> None:
    """Clauses are copied; one that is taken out wants a reason; the text that reviewers see is what the form held."""
    page = begun(ada, "version", document="acme/policy", label="3.0")
    assert "Edit" in parsed(page).text
    page = edit(
        ada, page, "remove:clauses-0", published="2025-11-01", **{"source-url": "https://acme.example/3"}
    )
    assert "#f-removed-0" in page.request.url or b"f-removed-0-why" in page.get_data()
    page = edit(ada, page, "add:clauses", **{"removed-0-why": "It is gone.", "source-read": "primary"})
    assert b'name="clauses-0-id"' in page.get_data()
    new = {"id": "start", "topic": "pause", "text": "Acme will start again.", "strength": "firm"}
    home = home_of(page)
    page = edit(ada, page, "unread:look", **{f"clauses-0-{key}": value for key, value in new.items()})
    page = edit(ada, page, "finish")
    assert "Changes that are derived" in parsed(page).text
    shown = parsed(sent(ada, described(ada, home))).text
    assert "waiting for review" in shown
    page = grace.get(home)
    assert "It is new; here it is held against version 2.0" in parsed(page).text
    assert "https://acme.example/3" in parsed(page).links
    rehearsed = grace.get(f"{home}page/?path={THIRD}")
    assert "Acme will start again." in parsed(rehearsed).text
    assert rehearsed.headers["Cache-Control"] == "no-store"
    assert "it is public" in parsed(accepted(grace, home)).text
    text = text_of(keepers, THIRD) or ""
    assert "id: start" in text and "why: It is gone." in text
    assert "Acme will start again." in parsed(grace.get("/labs/acme/policy/3.0/")).text


def test_what_is_missing_is_said_and_nothing_is_lost(ada: Browser) -> None:
    """A record that does not read is saved as it is, its mistakes stand at their fields, and it cannot be sent."""
    page = begun(ada, "conduct", lab="acme", date="2025-03-01", words="a report came")
    page = edit(ada, page, "save", verdict="kept", body="It came.", **{"about-0": "policy/nothing"})
    answer = page.get_data(as_text=True)
    assert 'value="policy/nothing"' in answer and 'aria-invalid="true"' in answer
    home = home_of(page)
    described(ada, home)
    refused = ada.submit(ada.get(home), "/submit/")
    assert refused.status_code == 422
    assert "2 mistakes stand in the way" in parsed(refused).text
    assert "draft" in parsed(ada.get(home)).text


@pytest.mark.parametrize(
    ("what", "given", "path"),
    [
        ("lab", {"name": "Zed Labs"}, "labs/zed-labs/lab.md"),
        ("document", {"lab": "bolt", "title": "Halt Policy"}, "labs/bolt/halt-policy/document.md"),
        ("joint", {"title": "A Pact"}, "labs/joint/a-pact/document.md"),
        (
            "disclosure",
            {"lab": "acme", "date": "2025-03", "words": "new rules"},
            "labs/acme/disclosures/2025-03-new-rules.md",
        ),
        ("standard", {"title": "Care"}, "standards/care.yaml"),
        ("questions", {"about": "bolt"}, "labs/bolt/open-questions.md"),
        ("correction", {"path": OTHER_LAB}, OTHER_LAB),
    ],
)
def test_every_kind_of_record_can_be_begun(
    ada: Browser, what: str, given: Mapping[str, str], path: str
) -> None:
    """Each start form leads to the record's own form; the same form sent twice begins one submission."""
    start = ada.get(f"/desk/new/{what}/")
    first, again = ada.submit(start, **given), ada.submit(start, **given)
    assert first.headers["Location"] == again.headers["Location"]
    page = followed(ada, first)
    assert path in parsed(page).text
    assert ada.get("/desk/").get_data(as_text=True).count("/desk/submissions/") == 1


def test_a_start_form_says_what_is_wrong(ada: Browser) -> None:
    """What gives no record is told in words, with what was typed still there."""
    for what, given, says in (
        ("version", {"document": "acme/policy", "label": "2.0"}, "has a version '2.0' already"),
        ("version", {"document": "acme/policy", "label": "../x"}, "label"),
        ("conduct", {"lab": "acme", "date": "soon", "words": "x"}, "The date"),
        ("correction", {"path": "labs/none/lab.md"}, "is not on record"),
        ("lab", {"name": "  "}, "Fill in: Name"),
        ("lab", {"name": "Acme"}, "there is labs/acme/lab.md already"),
        ("questions", {"about": "acme"}, "there is labs/acme/open-questions.md already"),
        ("standard", {"title": "Caution"}, "there is standards/caution.yaml already"),
    ):
        answer = ada.submit(ada.get(f"/desk/new/{what}/"), **given)
        assert answer.status_code == 400, what
        assert says in parsed(answer).text
        assert all(value in answer.get_data(as_text=True) for value in given.values())
    assert ada.get("/desk/new/nothing/").status_code == 404


def test_a_record_that_moves_while_it_is_begun_is_overwritten_by_nobody(
    keepers: Site, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was begun from the text of before is behind the record, and cannot be sent before that was taken in."""
    real = beginnings.present

    def slow(path: str, texts: Mapping[str, str]) -> Beginning:
        made = real(path, texts)
        append(keepers.house.database, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolt Inc")})
        return made

    monkeypatch.setattr(beginnings, "present", slow)
    home = home_of(begun(ada, "correction", path=OTHER_LAB))
    assert "The record has moved since this was begun" in parsed(ada.get(home)).text


def test_several_records_in_one_submission(keepers: Site, ada: Browser, grace: Browser) -> None:
    """A record can be added to a submission, left out again, or proposed to end; all become one revision."""
    home = corrected(ada, OTHER_LAB, TEXTS[OTHER_LAB].replace("Bolt", "Bolt Two"))
    page = ada.get("/desk/new/correction/", query_string={"into": home.split("/")[-2]})
    page = followed(ada, ada.submit(page, path=DISCLOSURE))
    assert home_of(page) == home
    edition = str(re.findall(r'name="edition" value="(\d+)"', ada.get(home).text)[0])
    ended = followed(ada, ada.post(f"{home}end/", {"path": DISCLOSURE, "edition": edition}))
    assert f"ends {DISCLOSURE}" in parsed(ended).text
    page = ada.get("/desk/new/correction/", query_string={"into": home.split("/")[-2]})
    followed(ada, ada.submit(page, path=SECOND))
    assert SECOND in parsed(ada.get(home)).text
    edition = str(re.findall(r'name="edition" value="(\d+)"', ada.get(home).text)[0])
    followed(ada, ada.post(f"{home}drop/", {"path": SECOND, "edition": edition}))
    assert SECOND not in parsed(ada.get(home)).text
    accepted(grace, home)
    assert text_of(keepers, DISCLOSURE) is None
    assert "Bolt Two" in (text_of(keepers, OTHER_LAB) or "")


def test_a_reviewer_asks_for_changes_and_comments_on_a_line(ada: Browser, grace: Browser) -> None:
    """Comments quote the line; a submission that was sent back can be sent again, and one declined is closed."""
    home = corrected(ada, OTHER_LAB, TEXTS[OTHER_LAB].replace("Bolt", "Bolt Two"))
    page = grace.get(home, query_string={"line": f"{OTHER_LAB}:2"})
    page = followed(grace, grace.submit(page, "/comments/", text="Is that its name?"))
    assert "name: Bolt Two" in parsed(page).text and "Is that its name?" in parsed(page).text
    page = followed(grace, grace.submit(page, "/changes/", answer="Say where you have it from."))
    assert "changes requested" in parsed(page).text
    assert grace.submit(grace.get(home), "/comments/", text="").status_code == 400
    page = ada.get(home)
    assert "Say where you have it from." in parsed(page).text
    assert "waiting for review" in parsed(sent(ada, page)).text
    page = followed(grace, grace.post(f"{home}decline/", {"edition": "3", "answer": "No source."}))
    assert "Declined by grace" in parsed(page).text
    assert b"/withdraw/" not in ada.get(home).data


def test_nothing_is_accepted_unseen(ada: Browser, grace: Browser) -> None:
    """Without the check list, or with an edition that is not the newest, nothing is decided, and it is said why."""
    home = corrected(ada, OTHER_LAB, TEXTS[OTHER_LAB].replace("Bolt", "Bolt Two"))
    page = grace.get(home)
    answer = grace.submit(page, "/accept/", check=("0", "1"))
    assert answer.status_code == 400 and "Confirm each line" in parsed(answer).text
    described(ada, home, "Other news.")
    answer = grace.submit(page, "/accept/", check=tuple("0123"))
    assert answer.status_code == 409 and "nothing was changed" in parsed(answer).text
    assert "Other news." in parsed(answer).text


def test_two_on_one_record(keepers: Site, ada: Browser, grace: Browser) -> None:
    """The second of two is told that the record has moved, sees all three texts, and goes on from there."""
    mine = corrected(ada, LAB, TEXTS[LAB].replace("founded: 2015", "founded: 2016"))
    bob = keepers.browser(keepers.join("bob"))
    accepted(grace, corrected(bob, LAB, TEXTS[LAB].replace("A laboratory.", "A company.")))
    page = ada.get(mine)
    assert "The record has moved since this was begun." in parsed(page).text
    refused = grace.submit(grace.get(mine), "/accept/", check=tuple("0123"))
    assert refused.status_code == 409
    page = ada.get(f"{mine}rebase/")
    assert "holds both changes" in parsed(page).text
    # What a browser kept of another merge is not brought back into this one.
    assert re.search(rb'-rebase-\d+-2"', page.get_data())
    page = followed(ada, ada.submit(page))
    assert "The record has moved" not in parsed(page).text
    accepted(grace, mine)
    text = text_of(keepers, LAB) or ""
    assert "founded: 2016" in text and "A company." in text


def test_where_both_changed_a_line_a_person_chooses(keepers: Site, ada: Browser, grace: Browser) -> None:
    """A merge that left its marks in the text is shown as such and cannot be sent until they are gone."""
    mine = corrected(ada, OTHER_LAB, TEXTS[OTHER_LAB].replace("Bolt", "Bolt One"))
    bob = keepers.browser(keepers.join("bob"))
    accepted(grace, corrected(bob, OTHER_LAB, TEXTS[OTHER_LAB].replace("Bolt", "Bolt Two")))
    page = ada.get(f"{mine}rebase/")
    assert "1 place where both changed the same lines" in parsed(page).text
    followed(ada, ada.submit(page))
    assert "nobody has chosen between them" in parsed(ada.get(mine)).text


def test_a_revision_is_undone_by_another(keepers: Site, ada: Browser, grace: Browser) -> None:
    """Undoing prepares a correction, reviewed like any other; the bytes are those from before."""
    accepted(grace, corrected(ada, OTHER_LAB, TEXTS[OTHER_LAB].replace("Bolt", "Bolt Two")))
    page = ada.get("/desk/revert/2/")
    assert OTHER_LAB in parsed(page).text
    home = ada.submit(page).headers["Location"]
    sent(ada, ada.get(home))
    accepted(grace, home)
    assert text_of(keepers, OTHER_LAB) == TEXTS[OTHER_LAB]
    answer = ada.submit(ada.get("/desk/revert/2/"))
    assert answer.status_code == 400 and "Nothing of revision 2 is left to undo" in parsed(answer).text
    assert "Undoes revision 2" in parsed(ada.get("/corrections/")).text


def test_a_lab_answers_and_changes_nothing(keepers: Site, grace: Browser) -> None:
    """A representative writes a reply for their lab, and nothing else; it stands beside what it is about."""
    browser = keepers.browser(keepers.join("rep", Role.REPRESENTATIVE, lab="acme"))
    page = begun(browser, "reply", date="2026-11-20", words="on the report")
    home = home_of(page)
    typed = {"by": "A. Person, Acme", "about-0": "policy/stop", "body": "We see it otherwise."}
    edit(browser, page, "finish", **typed)
    sent(browser, described(browser, home, "Acme answers."))
    assert browser.get("/desk/queue/").status_code == 403
    assert browser.get("/desk/new/lab/").status_code == 403
    assert "it is public" in parsed(accepted(grace, home)).text
    assert "We see it otherwise." in parsed(grace.get("/labs/acme/policy/clauses/stop/")).text
    assert text_of(keepers, REPLY) == TEXTS[REPLY]


def test_sources_are_kept_and_quotes_found_in_them(ada: Browser, grace: Browser) -> None:
    """A pasted source is kept; a quote that is not in it is flagged; no browser renders what was given."""
    page = begun(ada, "correction", path=FIRST)
    home = home_of(page)
    typed = {"clauses-0-quote": "stop when it must", "clauses-1-quote": "never look"}
    edit(ada, page, "finish", **typed)
    page = followed(
        ada,
        ada.submit(ada.get(home), "/sources/", paste="<b>Acme plans to stop when\nit must.</b> \u202etoN"),
    )
    text = parsed(page).text
    assert "found in the source “stop when it must”" in text
    assert "not found in the source “never look”" in text
    link = next(link for link in parsed(page).links if link.endswith("/file/"))
    file = ada.get(link)
    assert "⟨U+202E⟩toN" in parsed(ada.get(link.removesuffix("file/"))).text
    assert file.headers["Content-Type"] == "application/octet-stream"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert b"stop when" in file.get_data()
    assert grace.get(link).status_code == 404
    assert ada.submit(ada.get(home), "/sources/").status_code == 400


def test_two_reviewers_where_the_setting_asks_for_them(
    tmp_path_factory: pytest.TempPathFactory, kept_file: Any
) -> None:
    """The first approval waits and is told; the second, of somebody else, makes the revision that names both."""
    folder = tmp_path_factory.mktemp("two")
    (folder / "registry.db").write_bytes(kept_file.read_bytes())
    site = site_of(Settings(data_dir=str(folder), two_reviewers="labs"))
    ada, grace, hedy = (
        site.browser(site.join(name, role))
        for name, role in (("ada", Role.EDITOR), ("grace", Role.REVIEWER), ("hedy", Role.REVIEWER))
    )
    home = corrected(ada, OTHER_LAB, TEXTS[OTHER_LAB].replace("Bolt", "Bolt Two"))
    assert "1 more approval is needed" in parsed(accepted(grace, home)).text
    assert "Accepted by grace, hedy as revision 2" in parsed(accepted(hedy, home)).text


def test_the_editor_points_at_quotes_that_are_not_in_the_source(ada: Browser) -> None:
    """While one types: a quote that stands in the source is passed over, one that does not is shown with its clause."""
    page = begun(ada, "correction", path=FIRST)
    home = home_of(page)
    followed(ada, ada.submit(ada.get(home), "/sources/", paste="Acme will stop when it must."))
    page = edit(
        ada, page, "save", **{"clauses-0-quote": "stop when it must", "clauses-2-quote": "never tell"}
    )
    text = parsed(page).text
    assert "1 quote not found in the source" in text and "“never tell”" in text
    assert "“stop when it must”" not in text


def test_it_is_said_what_was_not_looked_at(ada: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is too much text, the sources passed over are named, and quotes nobody looked for are counted."""
    monkeypatch.setattr(seeking, "MAX_SOUGHT_IN", 20)
    monkeypatch.setattr(seeking, "Effort", lambda: Effort(quotes=0))
    page = begun(ada, "correction", path=FIRST)
    home = home_of(page)
    for text in ("Acme will stop.", "Acme will halt."):
        followed(ada, ada.submit(ada.get(home), "/sources/", paste=text))
    editing = edit(ada, page, "save", **{"clauses-0-quote": "stop when it must"})
    for shown in (editing, ada.get(home)):
        text = parsed(shown).text
        assert "Not looked at: Pasted text." in text and "1 quote not looked for to the end" in text
        assert "not found in the source" not in text


def test_who_has_to_set_up_codes_loses_nothing(keepers: Site, ada: Browser) -> None:
    """Made a reviewer while typing, a person is told to set up codes first, and what they sent stays on that page."""
    home = corrected(ada, OTHER_LAB, TEXTS[OTHER_LAB].replace("Bolt", "Bolt Two"))
    token = ada.token()
    with keepers.house.database.writing() as session:
        people.set_roles(session, "ada", frozenset((Role.EDITOR, Role.REVIEWER)), lab=None)
    answer = ada.client.post(
        f"{home}comments/", data={"csrf": token, "text": "A long thought.", "edition": "3"}
    )
    assert answer.status_code == 403
    assert "one-time codes" in parsed(answer).text
    assert "A long thought." in answer.get_data(as_text=True)
    assert ada.get(home).headers["Location"] == "/account/codes/"
