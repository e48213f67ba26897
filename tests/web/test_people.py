"""Accounts over the web: set up by their people, changed by administrators, and public as far as the record needs."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pyotp
import pytest
from werkzeug.test import TestResponse

from registry.content.folder import read_all
from registry.core.names import RESERVED
from registry.core.people import Role
from registry.desk import accounts
from registry.store import people
from registry.store.events import Outcome
from registry.store.leaf import RevisionKind
from tests.content.sample import TEXTS
from tests.desk.members import LABS, PASSWORD, Member
from tests.store.revisions import append
from tests.web.keepers import Browser, Site, forms
from tests.web.reading import Page
from tests.web.sites import NASTY, reader_of

OTHER = "herons weigh copper lanterns"


@pytest.fixture
def root(keepers: Site) -> Browser:
    """An administrator's browser."""
    return keepers.browser(keepers.join("root-a", Role.ADMINISTRATOR))


def html(page: TestResponse) -> str:
    """A page as it was sent."""
    return page.get_data(as_text=True)


def link_on(page: TestResponse) -> str:
    """The one-time link that a page shows."""
    found = re.search(r"/account/invitation/[\w-]+/", html(page))
    assert found, html(page)
    return found[0]


def secret_on(page: TestResponse) -> str:
    """The secret that a page shows for a phone."""
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', html(page))
    assert found
    return found[1].replace(" ", "")


def test_an_administrator_makes_an_account_and_its_person_sets_it_up(keepers: Site, root: Browser) -> None:
    """By a link that is shown once and works once; the person chooses the password, scans the code, keeps the rest."""
    made = root.submit(
        root.get("/desk/people/"),
        "/desk/people/",
        handle="grace",
        name="Grace H.",
        role=("editor", "reviewer"),
    )
    link, browser = link_on(made), keepers.browser()
    assert link not in html(root.get("/desk/people/")) and link not in html(root.get("/desk/people/grace/"))
    page = browser.get(link)
    assert "Grace H." in html(page) and 'autocomplete="new-password"' in html(page)
    assert '<img src="data:image/svg+xml' in html(page) and "<svg" in unquote(html(page))
    weak = browser.submit(page, password="short", again="short", code="000000")  # noqa: S106
    assert weak.status_code == 400 and "at least 8" in html(weak) and "short" not in html(weak)
    assert secret_on(weak) == secret_on(page), "what was scanned stays good"
    unlike = browser.submit(weak, password=OTHER, again=PASSWORD, code="000000")
    assert unlike.status_code == 400 and not browser.is_in()
    code = pyotp.TOTP(secret_on(page)).at(keepers.time.now)
    done = browser.submit(unlike, password=OTHER, again=OTHER, code=f"{code[:3]} {code[3:]}")
    codes = re.findall(r"<code>([a-z2-9-]{19})</code>", html(done))
    assert len(codes) == 10 and browser.is_in()
    assert browser.get(link).status_code == 404 and browser.post(link, {}).status_code == 404
    again = keepers.browser()
    member = Member("grace", OTHER, secret_on(page), tuple(codes))
    assert again.sign_in(member).status_code == 302
    assert not any(
        code in html(again.get(address)) for address in ("/account/", "/account/codes/") for code in codes
    )


def test_a_link_knows_its_site_where_the_site_knows_itself(own_keepers: Site, root: Browser) -> None:
    """Whole where the settings name the address, and else a path, with a word on what to put before it."""
    safe = own_keepers.browser(own_keepers.join("root-b", Role.ADMINISTRATOR))
    fields = {"handle": "ada", "name": "Ada", "role": "editor"}
    assert "<code>https://registry.example/account/invitation/" in html(safe.post("/desk/people/", fields))
    assert "<code>/account/invitation/" in html(root.post("/desk/people/", fields))


def test_an_account_that_cannot_be_is_typed_again(root: Browser) -> None:
    """With everything that was typed still there, and why."""
    page = root.post("/desk/people/", {"handle": "joint", "name": NASTY, "role": "reviewer", "lab": "acme"})
    again = forms(page)[-1].fields
    assert page.status_code == 400 and "kept for the site" in html(page)
    assert (again["handle"], again["name"], again["role"], again["lab"]) == (
        "joint",
        NASTY,
        "reviewer",
        "acme",
    )
    assert root.post("/desk/people/", {"handle": "root-a", "name": "A", "role": "editor"}).status_code == 409


def test_an_administrator_changes_what_others_may_do(keepers: Site, root: Browser) -> None:
    """Roles, access, a new invitation; each stands in the trace on the account's page."""
    keepers.join("ada")
    page = root.get("/desk/people/ada/")
    assert root.submit(page, "/roles/", role=("reader", "reviewer")).location == "/desk/people/ada/"
    assert keepers.house.account("ada").roles == {Role.READER, Role.REVIEWER}
    assert root.submit(root.get("/desk/people/ada/"), "/roles/", role="representative").status_code == 400
    assert root.submit(root.get("/desk/people/ada/"), "/disable/").status_code == 302
    assert root.post("/desk/people/ada/disable/", {}).status_code == 409
    assert root.submit(root.get("/desk/people/ada/"), "/enable/").status_code == 302
    assert link_on(root.submit(root.get("/desk/people/ada/"), "/invite/"))
    shown = html(root.get("/desk/people/ada/"))
    for deed in ("change roles", "disable account", "enable account", "invite again"):
        assert deed in shown
    assert root.get("/desk/people/nobody/").status_code == 404
    assert root.post("/desk/people/nobody/disable/", {}).status_code == 404


def test_the_last_administrator_cannot_leave(keepers: Site, root: Browser) -> None:
    """With a page that says what to do first."""
    page = root.post("/desk/people/root-a/disable/", {})
    assert page.status_code == 403 and "make another one first" in html(page)
    assert root.post("/desk/people/root-a/roles/", {"role": "editor"}).status_code == 403
    assert root.is_in()


def test_accounts_are_changed_by_somebody_who_has_just_proved_it(keepers: Site, root: Browser) -> None:
    """Else they are asked, what they had typed is carried along, and nothing is done before they send it again."""
    keepers.time.passes(minutes=11)
    page = root.submit(
        root.get("/desk/people/"), "/desk/people/", handle="ada", name="Ada", role=("editor", "reader")
    )
    assert page.status_code == 401 and "Confirm that it is you" in html(page)
    with keepers.house.database.reading() as session:
        assert people.account(session, "ada") is None
    assert 'name="carried.role"' in html(page) and 'value="root-a"' in html(page)


def test_one_has_an_account_to_oneself(keepers: Site) -> None:
    """Name, codes, sessions; and nobody else's."""
    ada = keepers.join("ada")
    browser, other = keepers.browser(ada), keepers.browser(ada)
    assert browser.submit(browser.get("/account/"), "/name/", name="Ada  Lovelace").status_code == 302
    assert "Ada Lovelace" in html(browser.get("/account/"))
    wrong = browser.submit(browser.get("/account/"), "/name/", name="\u202e")
    assert wrong.status_code == 400 and "nobody can see" in html(wrong)
    assert html(browser.get("/account/")).count("Another browser") == 2, (
        "the one that the invitation opened, too"
    )
    browser.submit(browser.get("/account/"), "/sessions/end/")
    assert not other.is_in() and browser.is_in() and "Another browser" not in html(browser.get("/account/"))


def test_one_sets_up_a_phone_and_makes_new_recovery_codes(keepers: Site) -> None:
    """The phone counts from the next sign-in on; the cookie of before is dead."""
    ada = keepers.join("ada")
    browser, copy = keepers.browser(ada), keepers.browser()
    copy.client.set_cookie("registry", browser.cookie)
    assert browser.post("/account/codes/recovery/", {}).status_code == 400
    page = browser.get("/account/codes/")
    wrong = browser.submit(page, code="000000")
    assert wrong.status_code == 400 and secret_on(wrong) == secret_on(page)
    done = browser.submit(wrong, code=pyotp.TOTP(secret_on(page)).at(keepers.time.now))
    first = re.findall(r"<code>([a-z2-9-]{19})</code>", html(done))
    assert len(first) == 10 and browser.is_in() and not copy.is_in()
    assert "10 recovery codes left" in html(browser.get("/account/"))
    second = re.findall(r"<code>([a-z2-9-]{19})</code>", html(browser.post("/account/codes/recovery/", {})))
    assert len(second) == 10 and not set(first) & set(second)
    keepers.time.passes(minutes=1)
    assert keepers.browser().sign_in(Member("ada", PASSWORD, secret_on(page))).location == "/desk/"


def test_a_role_that_needs_codes_waits_for_them(keepers: Site, root: Browser) -> None:
    """Whoever becomes a reviewer sets up a phone before anything else opens."""
    ada = keepers.join("ada")
    root.post("/desk/people/ada/roles/", {"role": "reviewer"})
    browser = keepers.browser(ada)
    assert browser.get("/desk/").location == "/account/codes/"
    assert "Your role needs a one-time code" in html(browser.get("/account/codes/"))


def test_forms_take_no_more_than_they_ask_for(keepers: Site) -> None:
    """Role, handle, state, author and the like are never set by who may not set them."""
    ada, eve = keepers.join("ada"), keepers.join("eve")
    browser, before = keepers.browser(ada), keepers.house.account("eve")
    more = {
        "role": "administrator", "roles": "administrator", "handle": "eve", "actor": "eve", "created_by": "eve",
        "disabled": "2020-01-01T00:00:00Z", "password": OTHER, "secret": "x", "invitation": "x", "step": "0",
    }  # fmt: skip
    browser.post("/account/name/", {"name": "Ada", **more})
    browser.post("/account/declaration/", {"lab": "acme", "text": "Mine", **more})
    browser.post("/account/sessions/end/", more)
    found = keepers.house.account("ada")
    assert (found.roles, found.disabled, found.created_by) == (frozenset((Role.EDITOR,)), None, "operator")
    assert (
        keepers.house.account("eve") == before
        and keepers.browser(ada).is_in()
        and keepers.browser(eve).is_in()
    )
    with keepers.house.database.reading() as session:
        assert [item.handle for item in people.declarations(session)] == ["ada"]
    now = keepers.time.now
    wanted = accounts.Wanted("zoe", "Zoe", ("editor",))
    link = accounts.add(
        keepers.house.database, wanted, labs=LABS, operator="o", actor="operator", now=now
    ).token
    guest = keepers.browser()
    guest.submit(guest.get(f"/account/invitation/{link}/"), **{**more, "password": OTHER, "again": OTHER})
    assert guest.is_in() and keepers.house.account("zoe").roles == {Role.EDITOR}


def test_every_deed_leaves_a_trace(keepers: Site, root: Browser) -> None:
    """Each route that changes something adds an entry, done or refused, under the name of who did it."""
    grace = keepers.join("grace", Role.REVIEWER)
    browser = keepers.browser(grace)
    deeds: list[tuple[Browser, str, dict[str, object], Outcome]] = [
        (browser, "/account/name/", {"name": "G"}, Outcome.DONE),
        (browser, "/account/name/", {"name": ""}, Outcome.REFUSED),
        (browser, "/account/declaration/", {"text": "None."}, Outcome.DONE),
        (browser, "/account/declaration/", {"lab": "nowhere"}, Outcome.REFUSED),
        (browser, "/account/sessions/end/", {}, Outcome.DONE),
        (browser, "/account/password/", {"password": "x", "again": "x"}, Outcome.REFUSED),
        (browser, "/account/password/", {"password": OTHER, "again": OTHER}, Outcome.DONE),
        (browser, "/account/codes/", {"code": "1"}, Outcome.REFUSED),
        (browser, "/account/codes/recovery/", {}, Outcome.DONE),
        (browser, "/account/sign-out/", {}, Outcome.DONE),
        (browser, "/account/sign-in/", {"handle": "grace", "password": "x"}, Outcome.REFUSED),
        (browser, "/account/sign-in/", {"handle": "grace", "password": OTHER}, Outcome.DONE),
        (root, "/desk/people/", {"handle": "zoe", "name": "Z", "role": "editor"}, Outcome.DONE),
        (root, "/desk/people/", {"handle": "Z", "name": "Z", "role": "editor"}, Outcome.REFUSED),
        (root, "/desk/people/zoe/roles/", {"role": "reader"}, Outcome.DONE),
        (root, "/desk/people/zoe/roles/", {"role": "king"}, Outcome.REFUSED),
        (root, "/desk/people/zoe/disable/", {}, Outcome.DONE),
        (root, "/desk/people/zoe/invite/", {}, Outcome.REFUSED),
        (root, "/desk/people/zoe/enable/", {}, Outcome.DONE),
        (root, "/desk/people/zoe/enable/", {}, Outcome.REFUSED),
        (root, "/desk/people/zoe/invite/", {}, Outcome.DONE),
        (root, "/desk/people/root-a/disable/", {}, Outcome.REFUSED),
    ]
    for sender, address, fields, outcome in deeds:
        before = keepers.house.trace()[0].n
        answer = sender.post(address, fields)
        added = [entry for entry in keepers.house.trace() if entry.n > before]
        assert [entry.outcome for entry in added] == [outcome], (address, fields, answer.status_code)
        actor = "" if "sign-in" in address else "root-a" if sender is root else "grace"
        assert added[0].actor == actor
    routes = {str(rule) for rule in keepers.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    ours = {rule for rule in routes if rule.startswith(("/account/", "/desk/people/"))}
    tried = {re.sub(r"people/[\w-]+/", "people/<handle>/", address) for _, address, _, _ in deeds}
    assert ours - tried == {"/account/sign-in/code/", "/account/invitation/<token>/"}, (
        "these two are tested elsewhere"
    )


def test_reading_changes_nothing(keepers: Site, root: Browser) -> None:
    """To open every page of accounts and people writes no row."""
    keepers.join("ada")
    root.get("/account/")

    def rows() -> str:
        with keepers.house.database.reading() as session:
            return repr((people.accounts(session), people.declarations(session), keepers.house.trace()))

    before = rows()
    for address in (
        "/account/", "/account/password/", "/account/codes/", "/desk/people/", "/desk/people/ada/", "/about/people/",
        "/about/people/ada/", "/account/sign-in/", "/account/sign-in/?again=1", "/account/invitation/x/",
    ):  # fmt: skip
        assert root.get(address).status_code in (200, 302, 404)
    assert rows() == before


def test_everybody_sees_who_keeps_the_record(own_keepers: Site) -> None:
    """Their roles, the interests that they declare, and what they wrote and reviewed."""
    ada, grace = own_keepers.join("ada"), own_keepers.join("grace", Role.EDITOR, Role.REVIEWER)
    append(
        own_keepers.house.database,
        {"labs/bolt/open-questions.md": "- Who?\n"},
        author="ada",
        reviewer="grace",
        kind=RevisionKind.UPDATE,
        reason="They asked",
    )
    stranger, browser = own_keepers.browser(), own_keepers.browser(ada)
    everybody = Page(stranger.get("/about/people/"))
    assert everybody.table("with an account")[1:] == [
        ["Ada ada", "Editor", "none declared yet", "1", "0", "0"],
        ["Grace grace", "Editor, reviewer", "none declared yet", "0", "1", "0"],
    ]
    assert everybody.table("without an account")[1:] == [["operator", "1", "0"]]
    browser.submit(browser.get("/account/"), "/declaration/", lab="acme", text="Shares in Acme.")
    own_keepers.time.passes(days=2)
    later = own_keepers.browser(ada)
    later.submit(later.get("/account/"), "/declaration/", lab="bolt", text="Sold them; advising Bolt.")
    page = Page(stranger.get("/about/people/ada/"))
    assert (
        page.part("interests").split()
        == (
            "Interests Declared a tie to Acme until 23 November 2026; it still counts until 23 November 2027. "
            "23 November 2026 until now Tied to Bolt. Sold them; advising Bolt. "
            "Declared before 21 November 2026 to 23 November 2026 Tied to Acme. Shares in Acme."
        ).split()
    )
    assert "it still counts until 23 November 2027" in Page(later.get("/account/")).part("declaration")
    assert page.table("wrote or reviewed")[1][2:] == ["wrote", "grace", "They asked"]
    assert Page(stranger.get("/about/people/grace/")).table("wrote or reviewed")[1][2:4] == [
        "reviewed",
        "ada",
    ]
    assert grace.recovery


def test_two_reviewers_of_a_revision_are_two_people(own_keepers: Site) -> None:
    """Nobody of both names is in the list; either page has the revision, and leads to the other two."""
    for handle in ("ada", "bob", "cid"):
        own_keepers.join(handle, Role.EDITOR)
    append(
        own_keepers.house.database,
        {"labs/bolt/open-questions.md": "- Who?\n"},
        author="ada",
        reviewer="bob, cid",
        kind=RevisionKind.UPDATE,
    )
    stranger = own_keepers.browser()
    everybody = Page(stranger.get("/about/people/"))
    assert [row[4] for row in everybody.table("with an account")[1:]] == ["0", "1", "1"]
    assert everybody.table("without an account")[1:] == [["operator", "1", "0"]]
    for handle, others in (("ada", "bob, cid"), ("bob", "ada, cid"), ("cid", "ada, bob")):
        page = Page(stranger.get(f"/about/people/{handle}/"))
        assert page.table("wrote or reviewed")[1][3] == others


def test_a_name_without_an_account_has_a_page_that_says_so(keepers: Site) -> None:
    """The operator's; nobody else's."""
    stranger = keepers.browser()
    page = Page(stranger.get("/about/people/operator/"))
    assert "belongs to no account" in page.text and "import from files" in page.text
    for handle in ("nobody", "ada", "..", "a%00b", "%F0%9F%A6%A6", "x" * 3000):
        assert stranger.get(f"/about/people/{handle}/").status_code == 404


def test_no_more_is_public_than_the_record_needs(keepers: Site) -> None:
    """Nobody who was only invited; nothing of sessions, codes, invitations; what one declares is text."""
    grace = keepers.join("grace", Role.REVIEWER)
    browser, stranger = keepers.browser(grace), keepers.browser()
    wanted = accounts.Wanted("zoe", "Zoe Secret", ("editor",))
    accounts.add(
        keepers.house.database, wanted, labs=LABS, operator="o", actor="operator", now=keepers.time.now
    )
    keepers.time.passes(minutes=1)
    browser.post("/account/name/", {"name": NASTY[:80]})
    browser.post("/account/declaration/", {"text": NASTY})
    pages = [html(stranger.get(address)) for address in ("/about/people/", "/about/people/grace/")]
    for page in pages:
        assert (
            "Zoe" not in page and "<script>" not in page and "<img src=x" not in page and "{{ 7*7 }}" in page
        )
        assert "12:0" not in page.partition("<main")[2].partition("wrote or reviewed")[0], "no time of day"
        for word in ("session", "recovery", "invit", "argon2", "one-time"):
            assert word not in page.partition("<main")[2].partition("</main")[0]
    assert stranger.get("/about/people/zoe/").status_code == 404
    assert NASTY not in html(browser.get("/account/"))


def test_who_has_left_stays_on_record(keepers: Site, root: Browser) -> None:
    """With when they left, under the same address."""
    keepers.join("ada")
    root.post("/desk/people/ada/disable/", {})
    stranger = keepers.browser()
    assert "No longer active here since 21 November 2026" in Page(stranger.get("/about/people/ada/")).text
    assert Page(stranger.get("/about/people/")).table("account is closed")[1][0] == "Ada ada"


def test_a_site_without_a_ledger_has_nobody() -> None:
    """It says so, and knows nobody's name."""
    reader = reader_of(read_all(TEXTS))
    assert "nobody has an account here" in Page(reader.get("/about/people/")).text
    assert (
        reader.get("/about/people/ada/").status_code == 404
        and reader.get("/account/sign-in/").status_code == 404
    )


def test_what_changes_shows_at_once(keepers: Site) -> None:
    """Pages about people do not wait for the next revision."""
    browser, stranger = keepers.browser(keepers.join("ada")), keepers.browser()
    seen = []
    for name in ("First", "Second"):
        browser.post("/account/name/", {"name": name})
        seen.append(stranger.get("/about/people/ada/"))
    assert [Page(page).title.split()[0] for page in seen] == ["First", "Second"]
    assert seen[1].headers["Cache-Control"] == "public, max-age=60"
    known = {"If-None-Match": seen[1].headers["ETag"]}
    assert stranger.get("/about/people/ada/", headers=known).status_code == 304


def test_no_handle_is_what_an_address_begins_with(keepers: Site) -> None:
    """Whoever had it would pass for a page of the site."""
    rules = [str(rule).strip("/").split("/")[0] for rule in keepers.app.url_map.iter_rules()]
    names = {name for name in rules if re.fullmatch(r"[a-z0-9-]+", name)}
    assert names - RESERVED == set()


def test_typed_characters_break_nothing(keepers: Site, root: Browser) -> None:
    """Neither a NUL nor half a character nor a very long text is a fault of ours."""
    keepers.time.passes(seconds=1)
    for value in ("\0", "\ud800", "x" * 200_000, "\u0301\u0323" * 50_000):
        sent = value.encode("utf-8", "surrogatepass")
        for address, field in (
            ("/account/name/", "name"),
            ("/account/declaration/", "text"),
            ("/account/declaration/", "lab"),
            ("/account/sign-in/", "handle"),
            ("/account/sign-in/", "password"),
            ("/account/sign-in/code/", "ticket"),
            ("/account/codes/", "sealed"),
            ("/account/codes/", "code"),
            ("/desk/people/", "handle"),
            ("/desk/people/", "role"),
        ):
            assert root.post(address, {field: sent}).status_code < 500, (address, field, value[:5])
