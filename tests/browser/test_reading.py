"""A reader with a real browser: clicking through, on a phone and at a desk, in light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.patience import PATIENCE

RSP = "/labs/anthropic/responsible-scaling-policy/"

KINDS = [
    "/", "/labs/", "/labs/anthropic/", "/labs/mistral/", RSP, f"{RSP}3.0/", f"{RSP}diff/2.2..3.0/",
    f"{RSP}clauses/asl3-weight-security/", "/labs/anthropic/conduct/2024-10-15-four-shortfalls-under-version-1/",
    "/joint/", "/joint/seoul-frontier-commitments-2024/", "/labs/antropic/", "/labs/anthropic/?as_of=2024-06-01",
    "/topics/", "/topics/merge-clause/", "/changes/?lab=conjecture", "/deadlines/", "/decisions/",
    "/standards/", "/standards/buying-time/", "/standards/buying-time/conjecture/", "/compare/",
    "/compare/?labs=conjecture,openai&standard=buying-time", "/search/?q=merge+clause", "/search/?q=zebrafish",
    "/revisions/", "/revisions/1/", "/methods/", "/glossary/", "/about/",
]  # fmt: skip

Scheme = Literal["light", "dark"]

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@contextmanager
def reader(browser: Browser, size: dict[str, int], scheme: Scheme = "light", **given: Any) -> Iterator[Page]:
    """A page in a fresh window; what its console complains of fails the test."""
    context = browser.new_context(viewport=size, color_scheme=scheme, **given)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None
    )
    yield page
    context.close()
    assert not [line for line in said if "404" not in line], said


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_from_home_to_what_changed(browser: Browser, address: str, size: dict[str, int]) -> None:
    """From the home page to what version 3.0 of a policy dropped takes three clicks, without JavaScript."""
    with reader(browser, size, java_script_enabled=False) as page:
        page.goto(address)
        page.get_by_role("rowheader", name="Anthropic").get_by_role("link").click()
        page.get_by_role("heading", level=1, name="Anthropic").wait_for()
        page.get_by_role("link", name="Responsible Scaling Policy", exact=True).first.click()
        page.get_by_role("heading", level=1, name="Responsible Scaling Policy").wait_for()
        page.get_by_role("link", name="What changed in 3.0").click()
        page.wait_for_url(f"{address}{RSP}diff/2.2..3.0/")
        page.get_by_role("heading", name="removed").wait_for()


def test_the_past_by_form(browser: Browser, address: str) -> None:
    """Choosing a day in the form shows the page as it was, and one link leads back to today."""
    with reader(browser, DESK) as page:
        page.goto(f"{address}{RSP}")
        page.get_by_label("As of").fill("2024-01-01")
        page.get_by_role("button", name="Show").click()
        page.wait_for_url(f"{address}{RSP}?as_of=2024-01-01")
        assert (
            page.get_by_role("note")
            .inner_text()
            .startswith("This page shows what was in force on 1 January 2024")
        )
        page.get_by_role("link", name="Show today’s page").click()
        page.wait_for_url(f"{address}{RSP}")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_sign_of_the_grid_lands_on_its_topic(browser: Browser, address: str, size: dict[str, int]) -> None:
    """A link from the grid lands on the lab's topic; what is folded there opens without JavaScript."""
    with reader(browser, size, java_script_enabled=False) as page:
        page.goto(f"{address}/labs/anthropic/#accountability")
        section = page.locator("section#accountability")
        top = section.bounding_box()
        assert top is not None and -5 <= top["y"] < 100
        hidden = section.locator("details .clause").first
        assert not hidden.is_visible()
        section.locator("summary").first.click()
        assert hidden.is_visible()


def test_print_shows_what_is_folded(browser: Browser, address: str) -> None:
    """On paper nothing is folded away."""
    with reader(browser, DESK) as page:
        page.goto(f"{address}/labs/anthropic/")
        height = "document.documentElement.scrollHeight"
        on_screen = page.evaluate(height)
        page.emulate_media(media="print")
        assert page.evaluate(height) > 1.5 * on_screen


def test_the_keyboard_reaches_the_content(browser: Browser, address: str) -> None:
    """The first stop of the tab key is the link that skips to the content, and it does."""
    with reader(browser, DESK) as page:
        page.goto(address)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("path", KINDS)
@pytest.mark.parametrize(
    ("scheme", "size"), [("light", DESK), ("dark", PHONE)], ids=["light-desk", "dark-phone"]
)
def test_axe_finds_nothing(
    browser: Browser, address: str, path: str, scheme: Scheme, size: dict[str, int]
) -> None:
    """No kind of page has an accessibility fault that axe can find, in either scheme and at either size.

    Colours do not depend on the size nor the layout on the scheme, so two of the four pairs see both.
    """
    with reader(browser, size, scheme) as page:
        page.goto(address + path)
        found = Axe().run(page).response["violations"]
        assert not found, [(fault["id"], fault["nodes"][0]["target"], fault["help"]) for fault in found]


@pytest.mark.parametrize("path", KINDS)
def test_fits_a_phone_and_a_zoomed_page(browser: Browser, address: str, path: str) -> None:
    """Nothing makes the page wider than a phone's screen, nor than a desk's at 400 %."""
    for width in (360, 320):
        with reader(browser, {"width": width, "height": 640}) as page:
            page.goto(address + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, width
