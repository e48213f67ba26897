"""Time: a page says what its address, a day and a revision make it say, and tells which; walked over the routes."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import lxml.html
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.places import pages

PAST, SAID = "2025-01-15", "15 January 2025"


def main_of(client: FlaskClient, address: str) -> Any:
    """The main part of a page."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return lxml.html.document_fromstring(answer.get_data()).find(".//main")


def told(main: Any) -> str:
    """All that a main part says but for the notice that it is of the past."""
    parts = (part.text_content() for part in main if part.get("role") != "note")
    return " ".join(" ".join(parts).split())


def past(address: str) -> str:
    """The same page on a day of the past."""
    return f"{address}{'&' if '?' in address else '?'}as_of={PAST}"


def test_every_page_that_hangs_on_the_day_can_be_asked_for_another(site: Flask, client: FlaskClient) -> None:
    """Where a page of the past says anything else, it has the control, which keeps filters, and says what it is."""
    hanging = set()
    for endpoint, address in pages(site):
        now, then = main_of(client, address), main_of(client, past(address))
        if told(now) == told(then):
            continue
        hanging.add(endpoint)
        said = [notice for notice in then.find_class("notice") if SAID in notice.text_content()]
        back = [link.get("href") for link in said[0].iter("a")] if said else []
        assert [urlsplit(link).path for link in back] == [urlsplit(address).path], (
            f"{address} does not say so"
        )
        assert asked(back[0]) == asked(address)
        for main, day in ((now, ""), (then, PAST)):
            days = main.xpath(
                ".//form//input[@name='as_of' and @type='date' and contains(@value, $day)]", day=day
            )
            assert days, f"{address} has no way to another day"
            (form,) = days[0].xpath("ancestor::form")
            sent = form.xpath(".//input[@type='hidden' or @type='search' or @checked] | .//select")
            assert {field.get("name") for field in sent} >= set(asked(address)), address
    assert len(hanging) > 15


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/labs/anthropic/responsible-scaling-policy/3.0/", "this version was not in force yet"),
        (
            "/labs/anthropic/responsible-scaling-policy/diff/2.2..3.0/",
            "not both of these versions were in force",
        ),
        (
            "/labs/anthropic/responsible-scaling-policy/diff/3.0..2.2/",
            "not both of these versions were in force",
        ),
        (
            "/labs/anthropic/responsible-scaling-policy/clauses/cannot-commit-unilaterally/",
            "this clause had not appeared yet",
        ),
        ("/labs/anthropic/conduct/2026-02-24-pause-pledge-in-version-3/", "this had not happened yet"),
        (
            "/labs/anthropic/disclosures/2026-03-24-noncompliance-policy-updated/",
            "this had not become known yet",
        ),
    ],
)
def test_what_came_later_says_so_on_an_earlier_day(client: FlaskClient, address: str, words: str) -> None:
    """Its page can be read on any day, but on one before it does not look like something of that day."""
    assert f"On {SAID} {words}" in told(main_of(client, past(address)))
    assert words not in told(main_of(client, address))


def asked(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(address).query))
