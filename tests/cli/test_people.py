"""`registry account`: the first administrator, and help for whoever is shut out."""

from __future__ import annotations

import re

import pyotp
import pytest

from registry.settings import Settings
from tests.cli.conftest import Command
from tests.desk.members import PASSWORD
from tests.web.keepers import Browser, site_of


def test_the_first_administrator_is_made_here(stocked: Command) -> None:
    """There is no account before; the command prints a link, by which the person sets up the rest on the site."""
    assert stocked.json("account", "list") == []
    done = stocked("account", "add", "ada", "--name", "Ada L.", "--role", "administrator", "--role", "editor")
    assert done.exit_code == 0 and re.fullmatch(r"/account/invitation/[\w-]{43}/\n", done.stdout)
    assert "REGISTRY_BASE_URL" in done.stderr and PASSWORD not in done.output
    [found] = stocked.json("account", "list")
    assert (found["handle"], found["roles"], found["standing"]) == (
        "ada",
        ["editor", "administrator"],
        "invited",
    )
    browser = Browser(site_of(Settings(data_dir=str(stocked.data))))
    page = browser.get(done.stdout.strip())
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page.get_data(as_text=True))
    assert secret is not None
    code = pyotp.TOTP(secret[1].replace(" ", "")).at(browser.site.time.now)
    browser.submit(page, password=PASSWORD, again=PASSWORD, code=code)
    assert browser.get("/desk/people/").status_code == 200
    assert stocked.json("account", "list")[0]["standing"] == "active"


def test_a_link_is_whole_where_the_address_is_known(
    stocked: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It alone is on standard output, ready to be handed over."""
    monkeypatch.setenv("REGISTRY_BASE_URL", "https://registry.example/")
    done = stocked("account", "add", "ada", "--name", "Ada", "--role", "editor")
    assert (
        done.stdout.startswith("https://registry.example/account/invitation/")
        and done.stdout.count("\n") == 1
    )


def test_accounts_are_changed_and_listed(stocked: Command) -> None:
    """Roles, disabling, enabling, another link; one line each."""
    stocked("account", "add", "ada", "--name", "Ada", "--role", "editor")
    stocked("account", "add", "con", "--name", "Con", "--role", "representative", "--lab", "conjecture")
    assert stocked("account", "roles", "ada", "--role", "reader").exit_code == 0
    assert stocked("account", "disable", "ada").exit_code == 0
    assert stocked("account", "invite", "ada").exit_code == 1
    shown = stocked("account", "list").stdout
    assert (
        "ada  Ada  (reader; disabled)" in shown
        and "con  Con  (representative of conjecture; invited)" in shown
    )
    assert "2 accounts" in shown
    assert stocked("account", "enable", "ada").exit_code == 0
    assert stocked("account", "invite", "ada").stdout.startswith("/account/invitation/")


@pytest.mark.parametrize(
    ("arguments", "status", "why"),
    [
        (("add", "Ada", "--name", "A", "--role", "editor"), 2, "small letters"),
        (("add", "ada", "--name", "A", "--role", "king"), 2, "king"),
        (("add", "ada", "--name", "A"), 2, "--role"),
        (("add", "operator", "--name", "A", "--role", "editor"), 2, "kept for the site"),
        (("add", "conjecture", "--name", "A", "--role", "editor"), 2, "somebody else"),
        (("add", "rep", "--name", "A", "--role", "representative", "--lab", "nowhere"), 2, "lab on record"),
        (("disable", "nobody"), 2, "nobody"),
        (("enable", "nobody"), 2, "nobody"),
        (("invite", "nobody"), 2, "nobody"),
        (("roles", "nobody", "--role", "editor"), 2, "nobody"),
    ],
)
def test_what_cannot_be_is_refused(
    small_filled: Command, arguments: tuple[str, ...], status: int, why: str
) -> None:
    """With what would be right and a status that says whose mistake it was."""
    done = small_filled("account", *arguments)
    assert (done.exit_code, why in done.stderr) == (status, True) and done.stdout == ""
    assert small_filled.json("account", "list") == []
