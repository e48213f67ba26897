"""What other sites may show: badges, a card in a frame, and the code to copy, whatever a lab is called."""

from __future__ import annotations

import html
from typing import Any

import lxml.etree
import lxml.html
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.publish.badges import badge
from tests import builders
from tests.web.html5 import parsed
from tests.web.reading import read
from tests.web.sites import NASTY, reader_of

SVG = "{http://www.w3.org/2000/svg}"


def nasty(name: str) -> FlaskClient:
    """A reader of a site on which a lab is called so."""
    policy = builders.document(builders.version("1", "2024-01-01", builders.clause("a")))
    standard = builders.standard(builders.criterion(builders.level(80.0)))
    catalog = builders.catalog(builders.lab(policy, name=name), standards=(standard,))
    return reader_of(catalog, base_url="https://registry.example")


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_a_badge_holds_its_words(whose: str, what: str, said: str) -> None:
    """Whatever letters: nothing that XML cannot hold, both halves beside each other, as wide as they say."""
    made = badge(whose, what, said)
    assert made.name.start + made.name.width < made.edge < made.said.start
    assert made.width < 660
    lxml.etree.fromstring(f"<a>{html.escape(made.title)}</a>")


@pytest.mark.parametrize("whose", ["Institute " * 40, "W" * 400, "智" * 90])
def test_a_long_name_leaves_room_for_what_is_said(whose: str) -> None:
    """It is cut with a mark, so that a reader sees of what it is; who cannot see it hears all."""
    made = badge(whose, "last change", "3 added")
    assert made.name.text.endswith("…, last change")
    assert made.said.text == "3 added"
    assert made.title == f"{whose.strip()}, last change: 3 added"


def test_a_long_list_is_cut_between_its_parts() -> None:
    """No number loses a digit, no word its end."""
    said = badge("Acme", "last change", "30 June 2026: 3 weakened, 12 removed, 5 mixed, 16 strengthened").said
    assert said.text == "30 June 2026: 3 weakened, 12 removed, 5 mixed, …"


def test_a_badge_tells_the_grade(client: FlaskClient) -> None:
    """The same as the scorecard, with a title for who cannot see it; no script, nothing from elsewhere."""
    answer = client.get("/standards/buying-time/anthropic.svg")
    card = client.get("/standards/buying-time/anthropic.json").get_json()
    assert answer.mimetype == "image/svg+xml"
    root: Any = lxml.etree.fromstring(answer.data)
    title = root.findtext(f"{SVG}title") or ""
    assert root.get("role") == "img" and root.get("aria-label") == title
    assert title.endswith(f"{card['grade']}, {card['practice']:.1f} of 100")
    assert {element.tag for element in root.iter()} <= {
        SVG + tag for tag in ("svg", "title", "rect", "g", "text")
    }
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_badge_tells_the_last_change(client: FlaskClient) -> None:
    """The newest change on the day asked about; before there was any it says so."""
    latest = client.get("/changes.json?lab=anthropic").get_json()[0]
    told = client.get("/labs/anthropic/last-change.svg").text
    assert latest["date"][:4] in told and latest["direction"] in told
    assert "no change on record" in client.get("/labs/anthropic/last-change.svg?as_of=2001-01-01").text


def test_only_the_card_may_be_framed(client: FlaskClient) -> None:
    """Any site may put it into a frame, and no page besides; it runs nothing, and its links leave the frame."""
    card = client.get("/embed/buying-time/anthropic/")
    assert "frame-ancestors *" in card.headers["Content-Security-Policy"]
    assert "script-src" not in card.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in card.headers
    links = list(parsed(card).all("a"))
    assert links and all(link.get("target") == "_top" and link.get("rel") == "noopener" for link in links)
    assert "<script" not in card.text
    for address in ("/embed/", "/labs/anthropic/", "/embed/buying-time/nobody/"):
        answer = client.get(address)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("name", [NASTY, "a\"b'c<d>&e", "汉字 עברית " * 9])
def test_a_hostile_name_stays_a_name(name: str) -> None:
    """In the badge, on the card, and in the code that others put into their pages it is text."""
    reader = nasty(name)
    lxml.etree.fromstring(reader.get("/standards/test/acme.svg").data)
    assert "<img src=x" not in reader.get("/embed/test/acme/").text
    page = reader.get("/embed/")
    codes = [str(code) for code in lxml.html.document_fromstring(page.text).xpath("//pre/code/text()")]
    assert len(codes) == 3
    for code in codes:
        assert "https://registry.example/" in code
        assert code.count("<img") + code.count("<iframe") == 1, code
        shown = html.unescape(code)
        assert name.split(maxsplit=1)[0] in shown


def test_the_code_is_found_where_readers_look(client: FlaskClient) -> None:
    """A scorecard leads to it, for its lab and its standard."""
    link = "/embed/?lab=meta&standard=buying-time"
    assert link in read(client, "/standards/buying-time/meta/").links
    assert "/standards/buying-time/meta/" in read(client, link).links
    assert client.get("/embed/?lab=nobody").status_code == 400


def test_code_that_would_lead_nowhere_is_not_given(client: FlaskClient) -> None:
    """A site that does not know its own address says so in place of code that is dead on every other site."""
    page = client.get("/embed/").text
    assert "REGISTRY_BASE_URL" in page
    assert "&lt;iframe" not in page and "<pre" not in page
    assert "REGISTRY_BASE_URL" not in nasty("Acme").get("/embed/").text
