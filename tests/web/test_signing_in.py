"""Signing in and out over the web: strangers learn nothing, nothing lives on that has ended, nothing typed is lost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from registry.core.people import Role
from registry.desk import accounts
from registry.desk.signing_in import Admitted
from registry.store import people
from registry.store.events import Outcome
from tests.desk.members import PASSWORD
from tests.web.keepers import Site, forms

SIGN_IN = "/account/sign-in/"


def text(page: TestResponse) -> str:
    """A page without what differs between two browsers by chance."""
    return re.sub(r'name="(csrf|ticket)" value="[^"]*"', "", page.get_data(as_text=True))


def test_an_editor_comes_to_the_desk(keepers: Site) -> None:
    """By name and password, which a password manager may fill in and anybody may paste."""
    ada, browser = keepers.join("ada"), keepers.browser()
    page = browser.get(SIGN_IN)
    assert 'autocomplete="username"' in text(page) and 'autocomplete="current-password"' in text(page)
    assert "onpaste" not in text(page)
    answer = browser.sign_in(ada)
    assert (answer.status_code, answer.location) == (302, "/desk/")
    assert browser.is_in()


def test_a_reviewer_gives_a_code_as_well(keepers: Site) -> None:
    """The password alone opens nothing, and sets no cookie that would."""
    grace, browser = keepers.join("grace", Role.REVIEWER), keepers.browser()
    asked = browser.submit(browser.get(SIGN_IN), "/sign-in/", handle="grace", password=PASSWORD)
    assert asked.status_code == 200 and 'autocomplete="one-time-code"' in text(asked)
    assert not browser.cookie and not browser.is_in()
    wrong = browser.submit(asked, "/code/", code="000000")
    assert wrong.status_code == 401 and not browser.is_in()
    assert browser.submit(wrong, "/code/", code=grace.recovery[0]).status_code == 302 and browser.is_in()


def test_whoever_takes_too_long_begins_again(keepers: Site) -> None:
    """The code page leads back to the password."""
    grace, browser = keepers.join("grace", Role.REVIEWER), keepers.browser()
    asked = browser.submit(browser.get(SIGN_IN), "/sign-in/", handle="grace", password=PASSWORD)
    keepers.time.passes(minutes=6)
    late = browser.submit(asked, "/code/", code=grace.code(keepers.time.now))
    assert late.status_code == 401 and "Begin again" in text(late) and forms(late)[-1].action == SIGN_IN


def test_strangers_learn_nothing(keepers: Site) -> None:
    """A name that nobody has, a wrong password, a disabled account and one never set up get the same page."""
    for handle in ("ada", "bob"):
        keepers.join(handle)
    accounts.disable(keepers.house.database, "bob", actor="operator", now=keepers.time.now)
    wanted = accounts.Wanted("eve", "Eve", ("editor",))
    accounts.add(
        keepers.house.database, wanted, labs=(), operator="o", actor="operator", now=keepers.time.now
    )
    pages = []
    for handle, password in (("zoe", "wrong"), ("ada", "wrong"), ("bob", PASSWORD), ("eve", PASSWORD)):
        browser = keepers.browser()
        page = browser.submit(browser.get(SIGN_IN), "/sign-in/", handle=handle, password=password)
        headers = {name: value for name, value in page.headers if name != "Set-Cookie"}
        pages.append((page.status_code, headers, text(page).replace(f'value="{handle}"', "")))
    assert all(page == pages[0] for page in pages) and pages[0][0] == 401
    assert PASSWORD not in pages[2][2]


def test_too_many_tries_are_told_when_to_come_again(keepers: Site) -> None:
    """With 429, and the wait in words and in a header; the right person elsewhere is not kept waiting."""
    ada, stranger = keepers.join("ada"), keepers.browser()
    page = stranger.get(SIGN_IN)
    for _ in range(11):
        page = stranger.submit(page, "/sign-in/", handle="ada", password="wrong")  # noqa: S106
    assert page.status_code == 429 and int(page.headers["Retry-After"]) <= 180
    assert "The next one counts in 3 minutes" in text(page)
    assert keepers.house.knock("ada", ada.password, now=keepers.time.now) == Admitted("ada")


def test_a_proxy_is_believed_if_it_is_ours(keepers: Site) -> None:
    """The address that it names counts for the tries; what anybody else writes into the header does not."""

    def tries(handle: str, forwarded: str, *, through: str) -> int:
        browser = keepers.browser()
        return browser.client.post(
            SIGN_IN,
            data={"csrf": browser.token(), "handle": handle, "password": "wrong"},
            headers={"X-Forwarded-For": forwarded},
            environ_overrides={"REMOTE_ADDR": through},
        ).status_code

    slowed = [401] * 10 + [429]
    assert [tries("ada", f"203.0.113.{n}", through="10.0.0.1") for n in range(11)] == slowed
    assert tries("ada", "8.8.8.8, 198.51.100.1", through="10.0.0.1") == 401
    assert [tries("bob", f"203.0.{n}.1", through="192.0.2.200") for n in range(11)] == slowed
    assert tries("bob", "8.8.8.8, nonsense", through="10.0.0.1") == 401
    assert tries("bob", "[2001:db8::1]:443", through="10.0.0.1") == 401


def test_the_cookie_tells_nobody_and_goes_nowhere(keepers: Site, own_keepers: Site) -> None:
    """HttpOnly, SameSite=Lax, for this host alone; over TLS Secure and under a name that says so."""
    for site, name, secure in ((keepers, "registry", False), (own_keepers, "__Host-registry", True)):
        answer = site.browser().sign_in(site.join("ada"))
        cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith(f"{name}="))
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
        assert ("Secure" in cookie) is secure and "Domain" not in cookie
        assert len(cookie.split(";")[0].removeprefix(f"{name}=")) == 43


def test_a_planted_cookie_is_not_adopted(keepers: Site) -> None:
    """Whatever the browser sent, the session begins under a token that nobody has seen before."""
    ada, eve = keepers.join("ada"), keepers.join("eve")
    planted = keepers.browser(eve)
    for value in ("a" * 43, planted.cookie):
        browser = keepers.browser()
        browser.client.set_cookie("registry", value)
        page = browser.get(SIGN_IN + "?again=1")
        browser.submit(page, "/sign-in/", handle="ada", password=ada.password)
        assert browser.is_in() and browser.cookie != value
    assert not planted.is_in(), "the session that the browser had before has ended"


def test_signing_in_again_takes_another_token(keepers: Site) -> None:
    """And the one before is good for nothing."""
    ada = keepers.join("ada")
    browser, copy = keepers.browser(ada), keepers.browser()
    before = browser.cookie
    browser.sign_in(ada, address=SIGN_IN + "?again=1")
    copy.client.set_cookie("registry", before)
    assert browser.is_in() and browser.cookie != before and not copy.is_in()


def test_signing_out_ends_the_session_on_the_server(keepers: Site) -> None:
    """The cookie that somebody copied opens nothing any more, and to use it revives nothing."""
    ada = keepers.join("ada")
    browser, copy = keepers.browser(ada), keepers.browser()
    copy.client.set_cookie("registry", browser.cookie)
    assert copy.is_in()
    answer = browser.post("/account/sign-out/", {})
    assert answer.location == SIGN_IN and not browser.cookie
    keepers.time.passes(minutes=2)
    assert not copy.is_in() and not copy.is_in()
    assert keepers.house.trace()[0].action == "sign out"


@pytest.mark.parametrize("deed", ["roles", "disable", "invite"])
def test_what_an_administrator_takes_acts_at_the_next_request(keepers: Site, deed: str) -> None:
    """Of every browser that the person is signed in with."""
    ada, root = keepers.join("ada"), keepers.browser(keepers.join("root-a", Role.ADMINISTRATOR))
    browsers = [keepers.browser(ada) for _ in range(2)]
    answer = root.post(f"/desk/people/ada/{deed}/", {"role": "reader"})
    assert answer.status_code in (200, 302)
    assert not any(browser.is_in() for browser in browsers)


def test_a_changed_password_ends_every_other_session(keepers: Site) -> None:
    """And gives this browser another token: a copy of the old one is dead."""
    ada = keepers.join("ada")
    browser, other, copy = keepers.browser(ada), keepers.browser(ada), keepers.browser()
    copy.client.set_cookie("registry", browser.cookie)
    new = "herons weigh copper lanterns"
    answer = browser.submit(browser.get("/account/password/"), password=new, again=new)
    assert answer.status_code == 302 and browser.is_in()
    assert not other.is_in() and not copy.is_in()


@pytest.mark.parametrize(
    ("roles", "idle", "longest"),
    [
        ((Role.EDITOR,), timedelta(hours=12), timedelta(days=7)),
        ((Role.REVIEWER,), timedelta(minutes=30), timedelta(hours=12)),
    ],
)
def test_a_session_ends_by_itself(
    keepers: Site, roles: tuple[Role, ...], idle: timedelta, longest: timedelta
) -> None:
    """After a while without a request, and after a longer one in any case."""
    member = keepers.join("ada", *roles)
    browser = keepers.browser(member)
    keepers.time.now += idle
    assert browser.is_in()
    keepers.time.now += idle + timedelta(seconds=1)
    assert not browser.is_in()
    browser = keepers.browser(member)
    began = keepers.time.now
    while keepers.time.now + idle <= began + longest:
        keepers.time.now += idle
        assert browser.is_in()
    keepers.time.now = began + longest + timedelta(seconds=1)
    assert not browser.is_in()


@pytest.mark.parametrize("address", ["/account/password/", "/account/codes/"])
def test_who_changes_what_signs_in_proves_it_again(keepers: Site, address: str) -> None:
    """Ten minutes after they last did; and then comes back to where they were going."""
    ada = keepers.join("ada")
    browser = keepers.browser(ada)
    keepers.time.passes(minutes=10)
    assert browser.get(address).status_code == 200
    keepers.time.passes(seconds=1)
    asked = browser.get(address)
    assert asked.location == f"{SIGN_IN}?next={address}&again=1"
    page = browser.get(asked.location)
    assert "Confirm that it is you" in text(page) and 'value="ada"' in text(page)
    assert browser.sign_in(ada, address=asked.location).location == address
    assert browser.get(address).status_code == 200


HOSTILE = (
    "https://evil.example", "http://evil.example/desk/", "//evil.example", "///evil.example", "////evil.example/",
    "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example", "/\n/evil.example",
    "\t//evil.example", " //evil.example", "/%09/evil.example", "/%2f/evil.example", "/%5cevil.example",
    "/desk/%2e%2e//evil.example", "/desk/..//evil.example", "/./\\evil.example", "/.//evil.example",
    "https:evil.example", "https:/evil.example", "http:\\\\evil.example", "javascript:alert(1)",
    "java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example@registry/",
    "https://registry@evil.example/", "/@evil.example", "evil.example", "/desk/#@evil.example",
    "?next=//evil.example", "/nowhere/", "/desk", "/account/sign-out/", "/\u202eevil", "/desk/\0", "/" + "a" * 5000,
    "/desk/?a=\r\nSet-Cookie:x=y", "/desk/;//evil.example", "/labs/acme/..\\..\\evil.example", "//",
    "/\u2044/evil.example",
)  # fmt: skip


def test_signing_in_leads_nowhere_else(keepers: Site) -> None:
    """To a page of this site that is there, or to the desk."""
    browser = keepers.browser(keepers.join("ada"))
    led, kept, sent = [], [], []
    for target in HOSTILE:
        led.append(browser.get(SIGN_IN, query_string={"next": target}).location)
        kept.append(
            forms(browser.get(SIGN_IN, query_string={"next": target, "again": "1"}))[-1].fields["next"]
        )
    for target in HOSTILE[::5]:
        answer = browser.post(SIGN_IN, {"handle": "ada", "password": PASSWORD, "next": target})
        sent.append(answer.location)
    assert (set(led), set(kept), set(sent)) == ({"/desk/"}, {""}, {"/desk/"})


@pytest.mark.parametrize(
    "target", ["/desk/people/", "/labs/acme/?as_of=2025-01-01", "/account/", "/search/?q=a%20b"]
)
def test_signing_in_leads_on(keepers: Site, target: str) -> None:
    """To the page that somebody wanted to see."""
    browser = keepers.browser(keepers.join("ada"))
    assert browser.get(SIGN_IN, query_string={"next": target}).location == target


def test_a_form_of_another_site_signs_nobody_in(keepers: Site) -> None:
    """Neither without the token of this browser's own page, nor with another's, nor sent from elsewhere."""
    keepers.join("ada")
    browser, others = keepers.browser(), keepers.browser()
    fields = {"handle": "ada", "password": PASSWORD}
    assert browser.client.post(SIGN_IN, data=fields).status_code == 403
    assert browser.client.post(SIGN_IN, data={**fields, "csrf": others.token()}).status_code == 403
    own = {**fields, "csrf": browser.token()}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert browser.client.post(SIGN_IN, data=own, headers=headers).status_code == 403
    assert not browser.is_in()
    assert (
        browser.client.post(SIGN_IN, data=own, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302
    )


def test_nothing_typed_is_lost_when_a_session_has_ended(keepers: Site) -> None:
    """The sign-in page carries it, through a wrong try and the code as well, and one press sends it."""
    grace = keepers.join("grace", Role.REVIEWER)
    browser = keepers.browser(grace)
    page = browser.get("/account/")
    keepers.time.passes(hours=1)
    typed = 'I advised Acme.\n\n<b>"No" shares</b>'
    stopped = browser.submit(page, "/declaration/", lab="acme", text=typed)
    assert stopped.status_code == 401 and "has ended" in text(stopped)
    wrong = browser.submit(stopped, "/sign-in/", handle="grace", password="wrong")  # noqa: S106
    asked = browser.submit(wrong, "/sign-in/", handle="grace", password=PASSWORD)
    back = browser.submit(asked, "/code/", code=grace.code(keepers.time.now))
    assert back.status_code == 200 and "<b>" not in back.get_data(as_text=True).partition("<main")[2]
    with keepers.house.database.reading() as session:
        assert people.declared(session, "grace") is None
    assert browser.submit(back, "/declaration/").status_code == 302
    with keepers.house.database.reading() as session:
        declared = people.declared(session, "grace")
    assert declared is not None and (declared.labs, declared.text) == (("acme",), typed)


def test_what_is_carried_leads_nowhere_else(keepers: Site) -> None:
    """A form that says it was for another site, or for no page that takes one, is not sent on."""
    ada, browser = keepers.join("ada"), keepers.browser()
    for target in ("https://evil.example/", "//evil.example/", "/desk/", "/nowhere/"):
        page = browser.get(SIGN_IN + "?again=1")
        fields = {"handle": "ada", "password": ada.password, "carried-to": target, "carried.x": "y"}
        assert browser.submit(page, "/sign-in/", **fields).location == "/desk/"


def test_private_pages_stay_private(keepers: Site) -> None:
    """No cache keeps them, and whoever is not signed in is asked to be."""
    ada = keepers.join("ada")
    browser, stranger = keepers.browser(ada), keepers.browser()
    for address in ("/account/", "/account/password/", "/account/codes/"):
        page = browser.get(address)
        assert page.headers["Cache-Control"] == "no-store" and "Cookie" in page.headers["Vary"]
        assert stranger.get(address).location == f"{SIGN_IN}?next={address}"
    assert stranger.get(SIGN_IN).headers["Cache-Control"] == "no-store"
    assert browser.get("/desk/people/").status_code == 403


def test_a_public_page_is_the_same_for_all(keepers: Site) -> None:
    """Signed in or not, and without a cookie set."""
    browser, stranger = keepers.browser(keepers.join("ada")), keepers.browser()
    for address in ("/", "/about/people/", "/about/people/ada/"):
        mine, theirs = browser.get(address), stranger.get(address)
        assert mine.data == theirs.data and "Set-Cookie" not in mine.headers


def test_what_signs_in_is_written_nowhere(keepers: Site, caplog: pytest.LogCaptureFixture) -> None:
    """Neither in the log nor in the trace nor on a page: passwords, codes, tokens, addresses."""
    grace, browser = keepers.join("grace", Role.REVIEWER), keepers.browser()
    pages = [browser.submit(browser.get(SIGN_IN), "/sign-in/", handle="grace", password="my bad guess")]  # noqa: S106
    keepers.time.passes(seconds=30)
    asked = browser.submit(pages[0], "/sign-in/", handle="grace", password=PASSWORD)
    code = grace.code(keepers.time.now)
    pages += [
        asked,
        browser.submit(asked, "/code/", code="123123"),
        browser.submit(asked, "/code/", code=code),
    ]
    pages += [browser.get("/account/"), browser.get("/about/people/grace/")]
    written = " ".join(
        [*(page.get_data(as_text=True) for page in pages), repr(keepers.house.trace()), caplog.text]
    )
    secrets = (
        "my bad guess",
        PASSWORD,
        grace.secret,
        code,
        "123123",
        browser.cookie,
        "127.0.0.1",
        *grace.recovery,
    )
    assert [secret for secret in secrets if secret in written] == []
    refused = [entry for entry in keepers.house.trace() if entry.outcome is Outcome.REFUSED]
    assert [entry.subject for entry in refused] == ["grace", "grace"]
