"""What other sites embed, in a page of another origin, on a phone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from tests import builders
from tests.patience import PATIENCE
from tests.web.html5 import parsed
from tests.web.sites import reader_of


def code(address: str) -> str:
    """The code of a lab's card and badges as it is given, but that the frame is loaded at once."""
    catalog = builders.catalog(
        builders.lab(slug="safe-superintelligence"),
        standards=(replace(builders.standard(builders.criterion(builders.level(80.0))), id="buying-time"),),
    )
    given = parsed(reader_of(catalog, base_url=address).get("/embed/")).all("code")
    return "".join("".join(each.itertext()) for each in given).replace('loading="lazy"', "")


@pytest.fixture
def blog(address: str) -> Iterator[str]:
    """A page with that code under another name than the site's."""
    server = make_server("127.0.0.1", 0, Response(code(address), mimetype="text/html"))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_another_site_shows_the_card_and_the_badges(browser: Browser, address: str, blog: str) -> None:
    """All is loaded, nothing is refused, it fits without a bar to scroll by, and a link of the card leads out of it."""
    context = browser.new_context(viewport={"width": 320, "height": 900})
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    page.goto(blog)
    card = page.frame_locator("iframe")
    assert card.get_by_role("heading", level=1).inner_text() == "Safe Superintelligence"
    assert page.frames[1].evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert all(page.evaluate("[...document.images].map(one => one.naturalHeight === 22)"))
    card.get_by_role("link", name="Lab Safety Registry").click()
    page.wait_for_url(f"{address}/")
    context.close()
