"""Coding blind over the web: no page that the second coder can open tells them anything of the first codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from secrets import token_urlsafe

from registry.core.people import Role
from registry.desk.catalogue import CatalogueSource
from registry.desk.drafting import begin
from registry.desk.submitting import submit
from registry.store import codings, people
from registry.store.codings import Coding
from registry.store.leaf import RevisionKind
from registry.store.submissions import Submission
from tests.desk.blind import HIDDEN, THIRD, version
from tests.desk.members import Member
from tests.web.html5 import parsed
from tests.web.keepers import Browser, Site
from tests.web.reading import Page
from tests.web.test_untrusted import PAYLOADS, assert_inert

CANARY = "canary-reason"
FACETS = {"strength": "firm", "verification": "none", "disclosure": "published"}


def handed_in(site: Site, author: Member, text: str) -> Submission:
    """A submission of that version, with a reason and a note that nobody blind must see."""
    database = site.house.database
    with database.reading() as session:
        person = people.person(session, author.handle)
    assert person is not None
    draft = begin(
        database, person, kind=RevisionKind.UPDATE, reason=CANARY, note="canary-remark", nonce=token_urlsafe(),
        proposals={THIRD: text}, now=site.time.now,
    )  # fmt: skip
    return submit(
        database, CatalogueSource(database), person, draft.id, edition=draft.edition, now=site.time.now
    )


def ask(browser: Browser, found: Submission, coder: str) -> None:
    """Ask for a second coding by the form."""
    page = browser.get(f"/desk/codings/ask/?submission={found.id}")
    assert browser.submit(page, "/ask/", coder=coder).status_code == 303


def asked(site: Site, found: Submission) -> Coding:
    with site.house.database.reading() as session:
        return codings.of_submission(session, found.id)[-1]


def chosen(**values: str) -> dict[str, str]:
    """The same values for both clauses of the coding."""
    return {f"c{number}.{facet}": value for number in (0, 1) for facet, value in values.items()}


def crawled(browser: Browser, start: str) -> Iterator[tuple[str, str]]:
    """Every page of the desk that can be reached from one, with its text."""
    waiting, seen = [start], {start}
    while waiting:
        address = waiting.pop()
        page = browser.get(address)
        if page.mimetype != "text/html":
            continue
        yield address, page.text
        for link in parsed(page).links if page.status_code == 200 else ():
            target = link.partition("#")[0]
            if target.startswith("/desk/") and target not in seen:
                seen.add(target)
                waiting.append(target)


def test_the_coders_pages_are_the_same_whatever_was_coded_first(keepers: Site) -> None:
    """Of two submissions that differ in nothing but their codes the second coder is shown one and the same."""
    ada, hedy = keepers.join("ada"), keepers.browser(keepers.join("hedy"))
    grace = keepers.browser(keepers.join("grace"))
    shown = []
    for values in (("firm", "external", "published"), ("aspiration", "none", "claimed")):
        found = handed_in(keepers, ada, version(*values))
        ask(grace, found, "hedy")
        coding = asked(keepers, found)
        page = hedy.get(f"/desk/codings/{coding.id}/")
        assert not [box for box in parsed(page).all("input") if box.get("checked") is not None]
        shown.append(
            re.sub(r'name="csrf" value="\w+"', "", page.text.replace(coding.id, "").replace(found.id, ""))
        )
    assert shown[0] == shown[1]
    assert "will let others look" in shown[0] and "The lab" not in shown[0].partition("<main")[0]


def test_no_page_of_the_desk_shows_a_blind_coder_the_submission(keepers: Site) -> None:
    """Whatever they follow: neither its reason and notes nor what stands beside its clauses; itself it is refused."""
    ada, hedy = keepers.join("ada"), keepers.browser(keepers.join("hedy"))
    found = handed_in(keepers, ada, version())
    ask(keepers.browser(keepers.join("grace")), found, "hedy")
    pages = dict(crawled(hedy, "/desk/"))
    assert f"/desk/codings/{asked(keepers, found).id}/" in pages
    for address, text in pages.items():
        assert not [word for word in (*HIDDEN, CANARY, "canary-remark") if word in text], address
    assert {"/desk/queue/", "/desk/work/", "/desk/codings/"} <= pages.keys()
    base = f"/desk/submissions/{found.id}/"
    for below in ("", f"edit/?path={THIRD}", "page/", "page/labs/acme/policy/3.0/", "rebase/"):
        address = base + below
        answer = hedy.get(address)
        assert answer.status_code in (403, 404), address
        assert not [word for word in HIDDEN if word in answer.text]
    assert hedy.get(f"/desk/codings/ask/?submission={found.id}").status_code == 403


def test_a_coding_from_being_asked_to_the_public_figures(keepers: Site) -> None:
    """Saved in part, finished, compared at the desk; the methods page counts it at once, though no revision came."""
    ada, hedy = keepers.join("ada"), keepers.browser(keepers.join("hedy", Role.READER))
    reader = keepers.browser()
    before = Page(reader.get("/methods/")).table("Agreement between")
    assert before[1][1:] == ["0", "0", "0", "0", "not computable", "not computable"]
    found = handed_in(keepers, ada, version())
    author, grace = keepers.browser(ada), keepers.browser(keepers.join("grace"))
    ask(grace, found, "hedy")
    address = f"/desk/codings/{asked(keepers, found).id}/"
    part = {"c0.strength": "intent", "c0.remark": "Is <b>will let</b> firm?"}
    assert hedy.submit(hedy.get(address), address, **part, deed="save").status_code == 303
    assert "5 values had not been chosen" in Page(hedy.get(address)).text
    assert "intent" not in author.get(address).text and "will let</b>" not in author.get(address).text
    early = hedy.submit(hedy.get(address), address, deed="finish")
    assert early.status_code == 400 and "5 values are still to be chosen" in Page(early).text
    values = chosen(**FACETS) | {"c0.strength": "intent"}
    assert hedy.submit(early, address, **values, deed="finish").status_code == 303
    for browser in (hedy, author):
        shown = Page(browser.get(address))
        assert "3 of 6 codes differ" in shown.text
        assert "Is <b>will let</b> firm?" in shown.text
    assert hedy.get(f"/desk/submissions/{found.id}/").status_code == 200
    table = Page(reader.get("/methods/")).table("Agreement between")
    assert table[1] == ["Strength", "2", "2", "1", "1", "0.00", "not computable"]
    assert table[2][1:5] == ["2", "2", "0", "1"]
    assert "a first reader coded 754 clauses" in Page(reader.get("/methods/")).text


def test_only_who_was_asked_codes(keepers: Site) -> None:
    """Not the author nor another editor, nor by a form of another site; outsiders do not see that there is a coding."""
    ada, hedy = keepers.join("ada"), keepers.join("hedy")
    found = handed_in(keepers, ada, version())
    author, grace = keepers.browser(ada), keepers.browser(keepers.join("grace"))
    ask(grace, found, "hedy")
    address = f"/desk/codings/{asked(keepers, found).id}/"
    values = chosen(**FACETS) | {"deed": "finish"}
    other = keepers.browser(keepers.join("eve"))
    for browser in (author, other):
        assert browser.post(address, values).status_code == 404
        assert browser.post(f"{address}back/", {}).status_code == 404
    coder = keepers.browser(hedy)
    assert coder.client.post(address, data=values).status_code == 403
    assert coder.post(address, values, headers={"Origin": "https://evil.example"}).status_code == 403
    assert coder.post(address, {**values, "c0.strength": "<script>"}).status_code == 400
    speaker = keepers.browser(keepers.join("speaker", Role.REPRESENTATIVE, lab="acme"))
    assert speaker.get(address).status_code == 403
    assert keepers.browser().get(address).status_code == 302
    assert coder.get("/desk/codings/nothing/").status_code == 404
    with keepers.house.database.reading() as session:
        assert set(codings.seconds(session, asked(keepers, found).id).values()) == {None}


def test_a_refused_form_comes_back_as_it_was_sent(keepers: Site) -> None:
    """Where one value or remark cannot be kept, no other choice is lost, and nothing old stands in its place."""
    ada, hedy = keepers.join("ada"), keepers.browser(keepers.join("hedy"))
    found = handed_in(keepers, ada, version())
    ask(keepers.browser(keepers.join("grace")), found, "hedy")
    address = f"/desk/codings/{asked(keepers, found).id}/"
    sent = {**chosen(**FACETS), "c0.remark": "the old one", "deed": "save"}
    assert hedy.post(address, sent).status_code == 303
    sent |= {"c0.strength": "intent", "c1.disclosure": "claimed", "c0.remark": "the new one"}
    for wrong in (
        {"c1.remark": "turned \u202e"},
        {"c1.remark": "w" * 1000},
        {"c0.verification": "none of these"},
    ):
        refused = hedy.post(address, {**sent, **wrong})
        boxes = parsed(refused).all("input")
        checked = {box.get("name", ""): box.get("value") for box in boxes if box.get("checked") is not None}
        remarks = {box.get("name", ""): box.get("value") for box in boxes if box.get("maxlength")}
        shown = {**remarks, **checked}
        assert refused.status_code == 400
        for name, value in {**sent, **wrong}.items():
            if "." in name and value != "none of these":
                assert shown[name] == value, (name, wrong)
    kept = hedy.get(address)
    assert "the old one" in kept.text and "the new one" not in kept.text


def test_no_author_chooses_who_codes(keepers: Site) -> None:
    """For whoever codes a submission cannot review it: its page offers it to others only, and the form is refused."""
    ada, grace = keepers.join("ada"), keepers.browser(keepers.join("grace"))
    keepers.join("hedy", Role.REVIEWER)
    found, author = handed_in(keepers, ada, version()), keepers.browser(ada)
    home, address = f"/desk/submissions/{found.id}/", f"/desk/codings/ask/?submission={found.id}"
    assert address in parsed(grace.get(home)).links and address not in parsed(author.get(home)).links
    sent = {"submission": found.id, "coder": "hedy"}
    for refused in (author.get(address), author.post("/desk/codings/ask/", sent)):
        assert refused.status_code == 403 and "your own submission" in Page(refused).text
    with keepers.house.database.reading() as session:
        assert codings.of_submission(session, found.id) == ()


def test_who_hands_it_back_can_see_the_submission(keepers: Site) -> None:
    """And is offered no more when somebody is asked."""
    ada, hedy = keepers.join("ada"), keepers.browser(keepers.join("hedy"))
    found = handed_in(keepers, ada, version())
    grace = keepers.browser(keepers.join("grace"))
    keepers.join("eve")
    ask(grace, found, "hedy")
    address = f"/desk/codings/{asked(keepers, found).id}/"
    assert hedy.submit(hedy.get(address), "/back/").status_code == 303
    assert hedy.get(f"/desk/submissions/{found.id}/").status_code == 200
    page = grace.get(f"/desk/codings/ask/?submission={found.id}")
    assert [option.get("value") for option in parsed(page).all("option")] == ["", "eve"]
    refused = grace.post("/desk/codings/ask/", {"submission": found.id, "coder": "hedy"})
    assert refused.status_code == 400 and "handed this coding back" in Page(refused).text


def test_hostile_clauses_are_text(keepers: Site) -> None:
    """Whatever a submission's clauses, quotes and places say, and whatever the coder remarks."""
    ada, hedy = keepers.join("ada"), keepers.browser(keepers.join("hedy"))
    author, grace = keepers.browser(ada), keepers.browser(keepers.join("grace"))
    nasty = " ".join(text for text in PAYLOADS if text.isprintable() and "\\" not in text and len(text) < 200)
    quoted = nasty.replace("'", "’").replace('"', "”")
    shapes = []
    for number, words in enumerate(("Plain words.", quoted)):
        text = (
            version().replace("Acme will let others look.", f'"{words}"').replace("section 9", f'"{words}"')
        )
        text = text.replace("quote: will let others look", f'quote: "{words}"')
        found = handed_in(keepers, ada, text)
        ask(grace, found, "hedy")
        address = f"/desk/codings/{asked(keepers, found).id}/"
        form = hedy.get(address)
        remark = (words if number == 0 else nasty)[:500]
        hedy.submit(form, address, **(chosen(**FACETS) | {"c0.remark": remark}), deed="finish")
        pages = [parsed(form), parsed(author.get(address))]
        for page in pages:
            assert_inert(page, address)
        shapes.append([page.shape for page in pages])
    assert shapes[0] == shapes[1]
