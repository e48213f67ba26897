"""A reader with a real browser: clicking through, on a phone and at a desk, in light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from registry.app import create_app
from registry.settings import Settings
from registry.web.access import access_of
from tests import builders
from tests.patience import PATIENCE
from tests.web.sites import FixedSource

RSP = "/labs/anthropic/responsible-scaling-policy/"

KINDS = [
    "/", "/labs/", "/labs/anthropic/", "/labs/mistral/", RSP, f"{RSP}3.0/", f"{RSP}diff/2.2..3.0/",
    f"{RSP}clauses/asl3-weight-security/", f"{RSP}clauses/pause-scaling-if-safeguards-lag/",
    "/labs/anthropic/conduct/2024-10-15-four-shortfalls-under-version-1/",
    "/labs/alibaba/disclosures/2025-12-09-transparency-index-findings/",
    "/joint/", "/joint/seoul-frontier-commitments-2024/", "/joint/new-york-raise-act/", "/labs/antropic/",
    "/labs/anthropic/?as_of=2024-06-01", "/topics/", "/topics/merge-clause/", "/topics/deployment-gate/adoption/",
    "/changes/?lab=conjecture", "/deadlines/", "/decisions/", "/decisions/?decision=deploy",
    "/standards/", "/standards/buying-time/", "/standards/buying-time/conjecture/", "/compare/",
    "/compare/?labs=conjecture,openai&standard=buying-time", "/search/?q=merge+clause", "/search/?q=zebrafish",
    "/search/help/", "/revisions/", "/revisions/1/", "/corrections/", "/corrections/1/", "/corrections/suggested/",
    "/suggest/?about=/labs/", "/log/", "/methods/", "/methods/for-labs/", "/glossary/", "/about/", "/about/trust/",
    "/about/contact/", "/about/privacy/", "/about/licences/", "/about/people/", "/about/people/operator/",
    "/account/sign-in/", "/verify/", "/api/", "/data/", "/embed/?lab=conjecture",
    "/embed/buying-time/conjecture/",
]  # fmt: skip
"""Pages of every route that anybody can read."""

ELSEWHERE = {"entrance.invitation", "diffs.chosen"}
"""A page that needs a secret in its address, and one that only leads on."""

Scheme = Literal["light", "dark"]

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@contextmanager
def reader(browser: Browser, size: dict[str, int], scheme: Scheme = "light", **given: Any) -> Iterator[Page]:
    """A page in a fresh window, watched."""
    context = browser.new_context(viewport=size, color_scheme=scheme, **given)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE * 1000)
    with watched(context.new_page()) as page:
        yield page
        context.close()


@contextmanager
def watched(page: Page) -> Iterator[Page]:
    """What the console of a page complains of from here on, or a question to a third party, fails the test."""
    said: list[str] = []
    hosts: set[str] = set()

    def complains(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(message.text)

    def asks(request: Request) -> None:
        hosts.add(urlsplit(request.url).netloc)

    page.on("console", complains)
    page.on("request", asks)
    yield page
    page.remove_listener("console", complains)
    page.remove_listener("request", asks)
    assert len(hosts - {""}) <= 1, hosts
    assert not [line for line in said if "404" not in line], said


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
    """A link from the grid unfolds the lab's topic and lands on it; what is folded there opens without JavaScript."""
    with reader(browser, size, java_script_enabled=False) as page:
        page.goto(f"{address}/labs/anthropic/#accountability")
        topic = page.locator("#accountability")
        top = topic.bounding_box()
        # Above it stands the line of the topic that was unfolded.
        assert top is not None and 0 <= top["y"] < 200
        hidden = topic.locator("details .clause, details li").first
        assert not hidden.is_visible()
        topic.locator("summary").first.click()
        assert hidden.is_visible()


def test_no_kind_of_page_is_forgotten() -> None:
    """Each public route that shows a page, not data, has one among those that are looked at below."""
    site = create_app(Settings(), source=FixedSource(builders.catalog(builders.lab())))
    routes = site.url_map.bind("registry")
    looked_at = {routes.match(path.partition("?")[0], method="GET")[0] for path in KINDS}
    public = {
        rule.endpoint
        for rule in site.url_map.iter_rules()
        if rule.rule.endswith("/") and "GET" in (rule.methods or ()) and not rule.endpoint.startswith("api.")
        if (access := access_of(rule.endpoint, site)) and access.is_public
    }
    assert public - looked_at == ELSEWHERE


HEAVIEST = 150_000

WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter(one => !one.name.endsWith(".woff2")).reduce((sum, one) => sum + one.encodedBodySize, 0)"""
"""The bytes that came for a page, but for its fonts, which are kept."""

axe = Axe()

COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """One window for all kinds of pages, which keep nothing in it: a new one costs more than a page."""
    with reader(browser, DESK) as page:
        yield page


@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing_and_all_fits(window: Page, address: str, path: str) -> None:
    """No kind of page has a fault that axe can find, in light and dark, at a desk and on a phone.

    Nor is one heavier than it may be, or wider than a phone's screen, or than a desk's at 400 %. The layout does not
    depend on the scheme, so all is looked at once in each size, and the colours once more in each scheme.
    """
    window.set_viewport_size(DESK)  # type: ignore[arg-type]
    window.emulate_media(color_scheme="light")
    with watched(window) as page:
        page.goto(address + path)
        assert 0 < page.evaluate(WEIGHT) <= HEAVIEST
        found = faults(page)
        page.emulate_media(color_scheme="dark")
        found += faults(page, COLOURS)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        found += faults(page)
        page.emulate_media(color_scheme="light")
        found += faults(page, COLOURS)
        assert not found
        for width in (PHONE["width"], 320):
            page.set_viewport_size({"width": width, "height": 640})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def faults(page: Page, options: dict[str, list[str]] | None = None) -> list[tuple[str, str, str]]:
    """What axe finds on a page as it is; it is brought to the page once."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe.axe_script)
    said = page.evaluate(
        "options => axe.run(options).then(found => found.violations)",
        options or {"resultTypes": ["violations"]},
    )
    return [(fault["id"], fault["nodes"][0]["target"], fault["help"]) for fault in said]


def test_a_word_is_explained_by_keyboard_and_touch(browser: Browser, address: str) -> None:
    """Where it stands, without JavaScript; Escape closes it, paper shows it, and it leads to the glossary."""
    with reader(browser, DESK, java_script_enabled=False) as page:
        page.goto(f"{address}/standards/buying-time/openai/")
        word, meaning = page.get_by_role("button", name="Coverage"), page.locator("#about-coverage")
        assert not meaning.is_visible()
        word.press("Enter")
        assert meaning.is_visible()
        page.keyboard.press("Tab")
        assert page.locator("#about-coverage a:focus").count() == 1
        page.keyboard.press("Escape")
        assert not meaning.is_visible()
        page.emulate_media(media="print")
        assert meaning.is_visible()
    with reader(browser, PHONE, java_script_enabled=False, has_touch=True) as page:
        page.goto(f"{address}/standards/buying-time/openai/")
        page.get_by_role("button", name="Coverage").tap()
        box = page.locator("#about-coverage").bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
        page.locator("#about-coverage a").tap()
        page.wait_for_url(f"{address}/glossary/#coverage")
