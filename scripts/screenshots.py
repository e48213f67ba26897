"""Takes the pictures of the documentation, and the one beside links to the site: `make screenshots`."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

import pyotp
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
CARD = ROOT / "static" / "icons" / "card.png"
DESKTOP, PHONE = (1280, 860), (390, 780)
SHARED = (1200, 630)
"""The size in which other sites show what a link leads to."""

CARD_STYLE = """
.nav, .find, .forms, .foot, .lede, main > :not(.head) { display: none !important; }
.brand { font-size: 2.4rem; padding: 2rem 1rem; }
.brand svg { width: 3.4rem; height: 3.4rem; }
h1 { font-size: 5.2rem; padding: 2.5rem 1rem; max-width: none; }
"""
"""Of the home page the name and the heading, large: figures would be out of date wherever the picture is kept."""

COLOURS = 128
PATIENCE = 120

RSP = "/labs/anthropic/responsible-scaling-policy/"
PICTURES = (
    ("home", "/", DESKTOP, "light", ""),
    ("home-phone", "/", PHONE, "light", ""),
    ("lab", "/labs/openai/", DESKTOP, "dark", ""),
    ("lab-scores", "/labs/anthropic/", DESKTOP, "light", "#scores"),
    ("document", RSP, DESKTOP, "light", "#table"),
    ("diff", f"{RSP}diff/2.1..2.2/", DESKTOP, "light", ""),
    ("topic", "/topics/pause/", DESKTOP, "light", ""),
    ("scorecard", "/standards/buying-time/openai/", DESKTOP, "light", ""),
    ("scorecard-phone", "/standards/buying-time/openai/", PHONE, "dark", ""),
    ("compare", "/compare/?labs=anthropic,openai,google-deepmind&standard=buying-time", DESKTOP, "light", ""),
    ("search", "/search/?q=stop+and+assist", DESKTOP, "light", ""),
)
"""Their names, what they show, in which size and colours, and from which element on, where not from the top."""

TYPED = "respons"
"""What is being typed where suggestions are shown."""


DOCUMENT, LABEL = "naver/ai-safety-framework", "2.0"
VERSION = f"labs/{DOCUMENT}/{LABEL}.md"
"""What is added in the pictures of the desk: a real version, which their site does not have yet."""

PASSPHRASE = "otters knit quiet umbrellas"  # noqa: S105 - nobody's


@dataclass(frozen=True)
class Site:
    """A site that is being served, and the environment in which commands find it."""

    address: str
    environ: dict[str, str]

    def registry(self, *words: str) -> str:
        """What a `registry` command prints."""
        return _registry(self.environ, *words)


@contextmanager
def site(catalogue: Path) -> Iterator[Site]:
    """A site of its own on a catalogue; stopped at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    with TemporaryDirectory() as data:
        environ = {**os.environ, "REGISTRY_DATA_DIR": data, "REGISTRY_DATABASE_URL": "", "PORT": str(port)}
        _registry(environ, "import", str(catalogue))
        process = subprocess.Popen([sys.executable, "-m", "registry", "serve"], env=environ)
        try:
            _wait(f"{address}/healthz")
            yield Site(address, environ)
        finally:
            process.terminate()
            process.wait()


def _registry(environ: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "registry", *words]
    return subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout  # noqa: S603


def _wait(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(address, timeout=PATIENCE):  # noqa: S310 - our own server
                return
        except (URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def take_public(browser: Browser, base: str) -> None:
    """What a reader sees first at each address."""
    for name, path, (width, height), scheme, above in PICTURES:
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        open_twice(page, base + path)
        save(page, FOLDER / f"{name}.png", above=above)
        page.close()


def take_typing(browser: Browser, base: str) -> None:
    """What is suggested on a phone while somebody types."""
    width, height = PHONE
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
    open_twice(page, base)
    page.get_by_role("combobox").press_sequentially(TYPED)
    page.get_by_role("option").first.wait_for()
    save(page, FOLDER / "suggestions-phone.png")
    page.close()


def open_twice(page: Page, address: str) -> None:
    """Show a page as a reader sees it who has been here before: fonts that come late are used the next time."""
    page.goto(address)
    page.reload()


def take_card(browser: Browser, base: str) -> None:
    """What other sites show beside a link to any page of this one."""
    width, height = SHARED
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme="light", bypass_csp=True
    )
    open_twice(page, base)
    page.add_style_tag(content=CARD_STYLE)
    save(page, CARD)
    page.close()


def take_desk(browser: Browser, place: Site, text: str) -> None:
    """One person adds a version, another one is asked to judge it."""
    with at_desk(browser, place, "ada", "Ada L.") as page:
        page.get_by_role("link", name="Add a version").click()
        page.get_by_label("Document").select_option(DOCUMENT)
        page.get_by_label("What the version is called").fill(LABEL)
        page.get_by_role("button", name="Begin").click()
        page.get_by_role("link", name="Edit as text").click()
        page.get_by_label("The whole text of the record").fill(text)
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("link", name="Edit as a form").click()
        page.locator("#f-clauses-1 > summary").click()
        save(page, FOLDER / "editor.png", above="#f-clauses")
        page.get_by_role("button", name="Save and go to the submission").click()
        page.get_by_label("Reason").fill("NAVER published version 2.0 of its framework on 7 July 2026.")
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("button", name="Send for review").click()
        submission = page.url
    with at_desk(browser, place, "grace", "Grace H.") as page:
        page.goto(submission)
        save(page, FOLDER / "review.png", above="#why")


@contextmanager
def at_desk(browser: Browser, place: Site, handle: str, name: str) -> Iterator[Page]:
    """A browser in which somebody who was just given an account has set it up and is signed in."""
    roles = ("--role", "editor", "--role", "reviewer")
    link = place.registry("account", "add", handle, "--name", name, *roles).strip()
    width, height = DESKTOP
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="light")
    page = context.new_page()
    page.goto(place.address + link)
    page.get_by_label("New password").fill(PASSPHRASE)
    page.get_by_label("The same once more").fill(PASSPHRASE)
    secret = (page.locator("code.secret").text_content() or "").replace(" ", "")
    page.get_by_label("The code that the app shows now").fill(pyotp.TOTP(secret).at(datetime.now(UTC)))
    page.get_by_role("button", name="Set up and sign in").click()
    page.get_by_role("link", name="I have kept them").click()
    page.goto(f"{place.address}/desk/")
    yield page
    context.close()


def save(page: Page, path: Path, *, above: str = "") -> None:
    """Keep what the browser shows, from a little above an element on or from the top."""
    if above:
        page.evaluate("name => scrollTo(0, document.querySelector(name).offsetTop - 20)", above)
    picture = Image.open(io.BytesIO(page.screenshot()))
    # Few colours: a page of text loses nothing by it, and the picture weighs a third.
    picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    print(path.relative_to(ROOT))


@contextmanager
def catalogue_before() -> Iterator[Path]:
    """The shipped catalogue without the version that is added in the pictures of the desk."""
    with TemporaryDirectory() as folder:
        for top in ("labs", "standards"):
            shutil.copytree(ROOT / top, Path(folder) / top)
        (Path(folder) / VERSION).unlink()
        yield Path(folder)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"]
        )
        with site(ROOT) as public:
            take_public(chromium, public.address)
            take_typing(chromium, public.address)
            take_card(chromium, public.address)
        with catalogue_before() as before, site(before) as desk:
            take_desk(chromium, desk, (ROOT / VERSION).read_text(encoding="utf-8"))
        chromium.close()
