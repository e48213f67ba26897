"""What becomes public with an acceptance: the accepted texts and the reason, at that moment and nothing else, ever."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from registry.core.people import Role
from tests.desk.blind import THIRD, version
from tests.web.drafts import accept, begun, handed_in, page
from tests.web.keepers import Site
from tests.web.test_codings import FACETS, ask, asked, chosen
from tests.web.test_every_route import plain

PRIVATE = ("canarymargin", "canarysource", "canaryremark", "canaryanswer", "canarydraft", "canarycode")
ACCEPTED = ("canarytext", "canaryreason", "canaryquote", "canarysummary")
SHOWN = (
    *(
        "/labs/acme/policy/3.0/",
        "/changes/",
        "/changes.atom",
        "/revisions/2/",
        "/log/entries",
        "/log/archive",
    ),
    *("/labs/acme/policy/diff/2.0..3.0/", "/labs/acme/policy/clauses/look/", "/topics/audit/"),
)
"""Where an accepted text is shown, among others."""

AROUND = (
    *(
        "/",
        "/labs/acme/",
        "/labs/acme/policy/",
        "/changes.json",
        "/changes.csv",
        "/corrections/",
        "/methods/",
        "/log/",
    ),
    *("/about/people/", "/about/people/ada/", "/about/people/grace/", "/about/people/hedy/", "/revisions/"),
    *(
        "/standards/caution/acme/",
        "/log/checkpoints.atom",
        f"/revisions/?path={THIRD}",
        "/deadlines/",
        "/healthz",
    ),
)
NOWHERE: dict[str, set[str]] = {word: set() for word in (*PRIVATE, *ACCEPTED)}


def looked_up(site: Site) -> dict[str, str]:
    """What a reader finds who looks for the words: where they would stand, and by searching."""
    reader = site.app.test_client(use_cookies=False)
    found = {address: plain(reader.get(address).get_data()) for address in (*SHOWN, *AROUND)}
    for word in (*PRIVATE, *ACCEPTED):
        answer = reader.get(f"/search.json?q={word}").json
        assert answer is not None
        found[f"searching {word}"] = word if answer["total"] else ""
    return found


def at(pages: dict[str, str]) -> dict[str, set[str]]:
    """The addresses where each word stands."""
    return {
        word: {address for address, text in pages.items() if word in text} for word in (*PRIVATE, *ACCEPTED)
    }


def test_only_what_was_accepted_becomes_public(own_keepers: Site) -> None:
    """On pages, in feeds, tables, exports and a report: nothing before the acceptance; then the texts and the reason.

    That a draft is on no page at all, however one comes to it, is tested in test_every_route.
    """
    ada, hedy = own_keepers.browser(own_keepers.join("ada")), own_keepers.browser(own_keepers.join("hedy"))
    grace = own_keepers.browser(own_keepers.join("grace", Role.REVIEWER))
    text = version().replace("Acme will let others look.", "Acme will let canarytext look.")
    text = text.replace("will let others look", "will let canaryquote look").replace(
        "canary-summary", "canarysummary"
    )
    found = handed_in(own_keepers, "ada", {THIRD: text}, reason="A canaryreason", note="A canarymargin")
    begun(own_keepers, "ada", reason="canarydraft", note="canarydraft")
    home = page(found)
    ask(grace, found, "hedy")
    coding = f"/desk/codings/{asked(own_keepers, found).id}/"
    remark = {**chosen(**FACETS), "c0.remark": "canarycode"}
    assert hedy.submit(hedy.get(coding), coding, **remark, deed="finish").status_code == 303
    assert ada.post(home + "sources/", {"paste": "The canarysource says it."}).status_code == 303
    assert grace.submit(grace.get(home), "/comments/", text="A canaryremark").status_code == 303
    assert grace.submit(grace.get(home), "/changes/", answer="A canaryanswer").status_code == 303
    assert ada.submit(ada.get(home), "/submit/").status_code == 303
    assert at(looked_up(own_keepers)) == NOWHERE
    report = PdfReader(BytesIO(own_keepers.browser().get("/standards/caution/acme.pdf").get_data()))
    assert "Acme" in report.pages[0].extract_text()
    assert at({"": "".join(sheet.extract_text() for sheet in report.pages)}) == NOWHERE
    assert accept(grace, found).status_code == 303
    after = at(looked_up(own_keepers))
    assert {word: after[word] for word in PRIVATE} == {word: set() for word in PRIVATE}
    assert after["canarytext"] >= {"searching canarytext", *SHOWN}
    assert after["canaryreason"] >= {"/revisions/", "/revisions/2/", "/log/entries"}
    assert after["canarysummary"] and after["canaryquote"]
