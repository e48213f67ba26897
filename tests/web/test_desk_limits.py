"""Too much, too odd, too many: forms of the desk answer in plain words what would be right, and change nothing."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from registry.app import MAX_BODY, MAX_PARTS
from registry.content.frontmatter import MAX_BYTES
from registry.core.people import Role
from registry.publish.extracting import MAX_UPLOAD
from registry.store import sources
from registry.store.submissions import Submission
from registry.web.record_forms import MAX_ROWS
from tests.content.sample import OTHER_LAB, SECOND, TEXTS
from tests.publish import files
from tests.web.drafts import FROM_HERE, begun, editor, handed_in, kept, page, rows
from tests.web.keepers import Browser, Site, forms
from tests.web.reading import Page

NO_NUMBERS = ("", "x", "-1", "1.0", "1e3", "+1", "٣", "²", "0x1", "9999999999", "9" * 5000, "1\0")
JSON = {"Accept": "application/json"}
MB = 1_000_000


@pytest.fixture
def ada(keepers: Site) -> Browser:
    """An editor at the desk."""
    return keepers.browser(keepers.join("ada"))


def give(browser: Browser, found: Submission, name: str, content: bytes, **more: str) -> TestResponse:
    """Upload a file as a source."""
    fields = {"csrf": browser.token(), **more, "file": FileStorage(BytesIO(content), name)}
    boundary, body = encode_multipart(fields)  # the client itself would leave a file open
    kind = f"multipart/form-data; boundary={boundary}"
    return browser.client.post(page(found) + "sources/", data=body, content_type=kind)


def test_more_than_fits_is_said_to_be(keepers: Site, ada: Browser) -> None:
    """A paste of 5 MB: how large it may be, in the page and to the script; the session goes on, nothing is changed."""
    found = begun(keepers, "ada")
    before = rows(keepers)
    fields = {"edition": "1", "text": "x" * 5 * MB}
    answer = ada.post(editor(found), fields)
    assert answer.status_code == 413
    assert f"at most {MAX_BODY:,} bytes are taken here; nothing was changed" in Page(answer).text
    assert f"a record has at most {MAX_BYTES:,} bytes" in Page(answer).text
    autosave = ada.post(editor(found).replace("edit", "autosave"), fields, headers=JSON)
    assert autosave.status_code == 413 and autosave.json and f"{MAX_BODY:,}" in autosave.json["message"]
    stranger = keepers.browser().client.post(editor(found), data=fields)
    assert stranger.status_code == 413 and "Your session has ended as well" in Page(stranger).text
    assert rows(keepers) == before and ada.is_in()
    smaller = ada.post(editor(found), {"edition": "1", "text": "x" * 2 * MB})
    assert smaller.status_code == 400 and f"more than {MAX_BYTES:,} bytes" in Page(smaller).text
    assert forms(smaller)[-1].fields["text"] == "x" * 2 * MB


def test_a_source_may_be_large(keepers: Site, ada: Browser) -> None:
    """5 MB of text are taken, 20 MB are the most, and what is no source is told what would be one."""
    found = begun(keepers, "ada")
    address = page(found) + "sources/"
    assert ada.post(address, {"paste": "What the lab wrote.\n" * (MB // 4)}).status_code == 303
    locked = files.encrypted(files.pages(files.words("Acme will stop.")), "secret")
    assert give(ada, found, "locked.pdf", locked).status_code == 303
    with keepers.house.database.reading() as session:
        kept_ones = sources.of_submission(session, found.id)
    assert [(item.size, item.kind) for item in kept_ones] == [(5 * MB, "text"), (len(locked), "pdf")]
    before = rows(keepers)
    for name, content, words in (
        ("large.txt", b"x" * 21 * MB, f"at most 20 MB ({MAX_UPLOAD:,}) are taken"),
        ("archive.pdf", b"PK\3\4" + bytes(100), "archive"),
        ("archive.pdf", b"\x1f\x8b\x08" + bytes(100), "archive"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
    ):
        answer = give(ada, found, name, content)
        assert answer.status_code == 400 and words in Page(answer).text, Page(answer).text[:500]
    answer = give(ada, found, "larger.txt", b"x" * 23 * MB)
    assert answer.status_code == 413 and f"a source {MAX_UPLOAD:,}" in Page(answer).text
    assert rows(keepers) == before


def test_more_rows_and_fields_than_a_form_has(keepers: Site, ada: Browser) -> None:
    """301 clauses are refused with their text held; ten thousand fields are read, more parts are too many."""
    found = begun(keepers, "ada", {SECOND: TEXTS[SECOND]})
    address = editor(found, SECOND, as_text=False)
    rows = {f"clauses-{number}-text": f"Clause {number}." for number in range(MAX_ROWS + 1)}
    answer = ada.post(address, {"edition": "1", **rows})
    assert (
        answer.status_code == 400 and f"{MAX_ROWS + 1} entries; a form holds {MAX_ROWS}" in Page(answer).text
    )
    assert forms(answer)[-1].fields.items() >= rows.items()
    many = {f"clauses-{number % 50}-x{number}": "x" for number in range(10_000)}
    assert ada.post(address, {"edition": "1", **many}).status_code == 303
    parts = {f"p{number}": "x" for number in range(MAX_PARTS + 1)}
    answer = give(ada, found, "x.txt", b"x", **parts)
    assert answer.status_code == 413 and "too many fields" in Page(answer).text


def test_what_no_database_keeps_is_refused(keepers: Site, ada: Browser) -> None:
    """A NUL in any field of any form around a submission: 400, what was typed is in the page, nothing is changed."""
    draft = begun(keepers, "ada")
    keepers.join("bob")
    sent = handed_in(keepers, "bob", {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolt Labs")})
    grace = keepers.browser(keepers.join("grace", Role.REVIEWER))
    edition = {"edition": "1"}
    cases: list[tuple[Browser, str, dict[str, str], str]] = [
        (ada, editor(draft), edition, "text"),
        (ada, editor(draft).replace("edit", "autosave"), edition, "text"),
        (ada, page(draft) + "describe/", {**edition, "kind": "update"}, "reason"),
        (ada, page(draft) + "describe/", {**edition, "kind": "update"}, "note"),
        (ada, page(draft) + "describe/", edition, "kind"),
        (ada, page(draft) + "end/", edition, "path"),
        (ada, page(draft) + "comments/", {**edition, "nonce": "x"}, "text"),
        (ada, page(draft) + "comments/", {**edition, "text": "x"}, "nonce"),
        (ada, page(draft) + "comments/", {**edition, "text": "x", "nonce": "x", "line": "1"}, "path"),
        (ada, "/desk/new/lab/", {"nonce": "x"}, "name"),
        (ada, "/desk/new/document/", {"nonce": "x", "lab": "acme"}, "title"),
        (ada, "/desk/new/version/", {"nonce": "x", "document": "acme/policy"}, "label"),
        (ada, "/desk/new/conduct/", {"nonce": "x", "lab": "acme", "date": "2026-01-01"}, "words"),
        (ada, "/desk/new/correction/", {"nonce": "x"}, "path"),
        (ada, "/desk/new/standard/", {"title": "A standard"}, "nonce"),
        (ada, "/desk/revert/1/", {}, "nonce"),
        (grace, page(sent) + "changes/", edition, "answer"),
        (grace, page(sent) + "decline/", edition, "answer"),
        (grace, "/account/name/", {}, "name"),
        (grace, "/account/declaration/", {}, "text"),
        (grace, "/account/declaration/", {}, "lab"),
    ]
    before = rows(keepers)
    for browser, address, fields, name in cases:
        answer = browser.post(address, {**fields, name: "qu\0okka"}, headers=FROM_HERE)
        assert answer.status_code in (400, 404), (address, name, answer.status_code)
        is_shown = answer.mimetype != "text/html" or name in ("kind", "nonce", "path", "lab")
        assert is_shown or "okka" in answer.text, (address, name)
    assert rows(keepers) == before


def test_what_makes_no_sense_changes_nothing(keepers: Site, ada: Browser) -> None:
    """Paths of other records and of none, numbers out of bounds, fields sent twice, unknown verbs, endless ids."""
    found = begun(keepers, "ada", {SECOND: TEXTS[SECOND]})
    other, home = begun(keepers, "ada"), page(found)
    before = rows(keepers)
    paths = (OTHER_LAB, "../../../etc/passwd", "labs/acme/policy/../policy/2.0.md", "/etc/passwd", "", "x" * 5000,
             SECOND + "\0", SECOND + "/", SECOND.upper(), "labs\\acme\\lab.md")  # fmt: skip
    edition = {"edition": "1", "text": TEXTS[SECOND] + "More.\n"}
    wrong: list[tuple[str, dict[str, Any], int]] = [
        *((f"{home}edit/?as=text&path={quote(path)}", edition, 404) for path in paths),
        *((f"{home}autosave/?path={quote(path)}", edition, 404) for path in paths),
        *((f"{home}end/", {"edition": "1", "path": path}, 400) for path in paths[1:]),
        *((editor(found, SECOND), {**edition, "edition": text}, 400) for text in NO_NUMBERS),
        *((editor(found, SECOND), {**edition, "edition": text}, 409) for text in ("0", "2", "999999999", "00000")),
        (editor(found, SECOND), {**edition, "edition": ["1", "1"]}, 400),
        (editor(found, SECOND), {**edition, "text": ["one", "two"]}, 400),
        (editor(found, SECOND), {**edition, "do": ["save", "finish"]}, 400),
        (f"{home}describe/", {"edition": "1", "kind": "import", "reason": "x", "note": ""}, 400),
        (f"{home}describe/", {"edition": "1", "kind": "update", "reason": ["x", "y"], "note": ""}, 400),
        (f"{home}describe/", {"edition": "1", "kind": "update", "reason": "x" * 1001, "note": ""}, 400),
        (f"{home}comments/", {"edition": "1", "text": "x" * 5001, "nonce": "x"}, 400),
        (f"{home}comments/", {"edition": "1", "text": "x", "nonce": "x" * 101}, 400),
        *((f"{home}comments/", {"edition": "1", "text": "x", "nonce": "n", "path": SECOND, "line": text}, 400)
          for text in (*NO_NUMBERS, "0", "999999999")),
        (f"{home}comments/", {"edition": "1", "text": "x", "nonce": "n", "path": OTHER_LAB, "line": "1"}, 400),
        (f"{home}rebase/", {"edition": "1", f"head:{SECOND}": "999999999", f"text:{SECOND}": "x"}, 400),
        (f"{home}rebase/", {"edition": "1", f"head:{SECOND}": "x", f"text:{SECOND}": "x"}, 400),
        *((f"/desk/submissions/{name}/withdraw/", {}, 404) for name in ("x" * 5000, other.id[:-1], "\0")),
        *((f"/desk/new/{what}/", {"nonce": "x"}, 404) for what in ("vocabulary", "x" * 5000, "..", "Version")),
        ("/desk/new/lab/", {"nonce": "x", "name": "A name", "into": "x" * 5000}, 404),
        ("/desk/new/lab/", {"nonce": "x" * 101, "name": "A name"}, 400),
        ("/desk/new/lab/", {"nonce": "x", "name": "x" * 5000}, 400),
        ("/desk/new/document/", {"nonce": "x", "lab": "../x", "title": "A title"}, 404),
        *(("/desk/new/version/", {"nonce": "x", "document": "acme/policy", "label": text}, 400)
          for text in ("../../x", "a/b", "2.0", "x" * 5000, "document", ".", "-")),
        *(("/desk/new/conduct/", {"nonce": "x", "lab": "acme", "date": text, "words": "A thing"}, 400)
          for text in ("2024-02-30", "0000-00-00", "99999-01-01", "yesterday", "x" * 5000)),
        *(("/desk/new/correction/", {"nonce": "x", "path": path}, 400) for path in paths[1:]),
        *((f"/desk/revert/{number}/", {"nonce": "x"}, 404) for number in ("0", "99", "999999999")),
        *((f"/desk/revert/{number}/", {"nonce": "x"}, 405) for number in ("9999999999", "99999999999")),
        ("/desk/revert/1/", {"nonce": ""}, 400),
    ]  # fmt: skip
    for address, fields, status in wrong:
        answer = ada.post(address, fields, headers=FROM_HERE)
        assert answer.status_code == status, (address[:200], str(fields)[:200], Page(answer).text[:300])
    assert rows(keepers) == before


def test_addresses_of_the_editor_ask_for_nothing_odd(keepers: Site, ada: Browser) -> None:
    """Whatever stands in the address of its page or in what a button says, the page is there."""
    found = begun(keepers, "ada", {SECOND: TEXTS[SECOND]})
    address = editor(found, SECOND, as_text=False)
    odd = ("clauses.999.text", "clauses", "clauses.0.judged.why.x", "..", "0", "x" * 3000, "\0<b>", "-", "é")
    for text in odd:
        for query in (f"focus={quote(text)}&as=x", f"blank={quote(text)}"):
            assert ada.get(f"{address}&{query}").status_code == 200, query
        assert ada.get(f"{page(found)}?line={quote(text)}").status_code == 200, text
    for verb in ("add", "up", "down", "remove", "show", "copy", "note", "unread", "eat", ""):
        for text in odd[::4]:
            fields = {
                "edition": str(kept(keepers, found).edition),
                "clauses-0-id": "stop",
                "do": f"{verb}:{text}",
            }
            assert ada.post(address, fields).status_code == 303, fields
