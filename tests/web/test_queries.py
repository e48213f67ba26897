"""Queries: what each page says that it reads is what it reads, and nothing else makes another page of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import ImmutableMultiDict

from registry.web.access import access_of
from registry.web.queries import LISTS, Reads, in_one_form, query_at, reads_of
from tests import builders
from tests.web.places import QUERIES, example
from tests.web.sites import reader_of

COMPARED = "labs=openai,anthropic&standard=buying-time"
ASKED = {endpoint: query.removeprefix("?") for endpoint, query in QUERIES.items()} | {
    "log.inclusion": "n=1", "log.consistency": "first=1", "diffs.chosen": "from=1.0&to=2.0",
    "tables.compared": COMPARED, "reports.comparison": COMPARED, "reports.press_sheet": COMPARED,
    "api.compare": COMPARED, "api.search": "q=pause",
}  # fmt: skip
"""What pages must be asked for to read all that they read."""

JUNK = "utm_source=x&labs%20=y&%FF="
"""What no page reads."""


class Watched(ImmutableMultiDict[str, str]):
    """The parameters sent, and which of them were looked for by name; `*` where somebody went through them all."""

    seen: set[str]

    def getlist(self, key: Any, *args: Any, **more: Any) -> Any:
        self.seen.add(key)
        return super().getlist(key, *args, **more)

    def get(self, key: Any, *args: Any, **more: Any) -> Any:
        self.seen.add(key)
        return super().get(key, *args, **more)

    def __getitem__(self, key: Any) -> Any:
        self.seen.add(key)
        return super().__getitem__(key)

    def __iter__(self) -> Iterator[str]:
        self.seen.add("*")
        return super().__iter__()


class Waiting:
    """A shelf on which no report is ever ready: nobody prints one here."""

    def begin(self, *_: object) -> int:
        """How many are before it."""
        return 0


def public(site: Flask) -> Iterator[tuple[str, str]]:
    """Endpoint and address, without a query, of everything that everybody may read."""
    for rule in site.url_map.iter_rules():
        access = access_of(rule.endpoint, site)
        assert access is not None
        if access.is_public and not access.token and "GET" in (rule.methods or ()):
            address = example(
                re.sub(r"<(?:name:(\w+)|any\((\w+)[^>]*)>", r"<\1>\2", rule.rule).replace("<>", "")
            )
            yield rule.endpoint, re.sub(r"<[^>]*>", "1", address)


def test_pages_read_what_they_say(site: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither more nor less, page by page; and with parameters that none of them reads each is the same page."""
    read, seen = defaultdict[str, set[str]](set), set[str]()

    class Watching(Request):
        @property
        def args(self) -> Any:
            found = Watched(super().args)
            found.seen = seen
            return found

    monkeypatch.setattr(site, "request_class", Watching)
    monkeypatch.setitem(site.extensions, "registry-reports", Waiting())
    for endpoint, address in public(site):
        seen.clear()
        # Whoever is signed in meets nothing that is kept; a browser waits for reports.
        asking = {"headers": {"Cookie": "registry=x", "Accept": "text/html"}, "buffered": True}
        query = ASKED.get(endpoint, "")
        answer = client.get(f"{address}?{query}", **asking)
        read[endpoint] |= seen
        if not reads_of(endpoint, site).every:
            again = client.get(f"{address}?{JUNK}&{query}", **asking)
            assert again.status_code == answer.status_code, address
            if answer.status_code == 200 and answer.headers["Cache-Control"] != "no-store":
                assert again.data == answer.data, address
    assert len(read) > 100
    for endpoint, names in read.items():
        known = reads_of(endpoint, site)
        if known.every:
            assert names >= known.names | {"*"}, endpoint
        elif endpoint.startswith("citations."):
            assert names <= known.names, (
                endpoint
            )  # it hands on what its page reads, without looking at all of it
        else:
            assert names == known.names, endpoint


def test_nothing_else_enters_the_name_a_page_is_kept_under(site: Flask) -> None:
    """Parameters of other pages and of nobody, empty ones, blanks and another order make no other name."""
    query = query_at(site)
    others = {name for rule in site.url_map.iter_rules() for name in reads_of(rule.endpoint, site).names}
    for endpoint, address in public(site):
        known = reads_of(endpoint, site)
        if known.every:
            continue
        junk = "&".join(f"{name}=1" for name in sorted(others - known.names))
        own = "&".join(f"{name}=+b,+{name}+" for name in sorted(known.names, reverse=True))
        empty = "&".join(f"{name}=+" for name in known.names)
        assert query(address, f"{JUNK}&{junk}&{own}&{empty}") == query(address, own), address
        assert query(address, f"{junk}&{empty}") == "", address
    assert query("/api/v1/labs/", "lab=&x=1") == "lab=&x=1"
    assert query("/nothing/", "") is None
    assert query("/labs", "lab=x") is None


def test_every_byte_stays(site: Flask) -> None:
    """What is no UTF-8 is another query than any other, and what WSGI could not have sent is none."""
    query = query_at(site)
    found = {
        query("/search/", f"q={asked}") for asked in ("%FF", "%FE", "%C3%BF", "%EF%BF%BD", "\xe9", "%25FF")
    }
    assert len(found) == 6
    assert query("/search/", "q=\xc3\xa9") == query("/search/", "q=%C3%A9") == "q=%C3%A9"
    assert query("/search/", "q=€") is None


PAIRS = st.lists(st.tuples(st.sampled_from(["a", "labs", "x"]), st.text("ab ,", max_size=4)), max_size=6)
KNOWN = Reads(frozenset(("a", "labs")))


@given(PAIRS)
def test_a_query_has_one_form(pairs: list[tuple[str, str]]) -> None:
    """Written again it is the same; order between names, blanks and what is unknown change nothing; lists are whole."""
    found = in_one_form(pairs, KNOWN)
    assert in_one_form(found, KNOWN) == found
    assert in_one_form(sorted(pairs, key=lambda pair: pair[0], reverse=True), KNOWN) == found
    assert in_one_form([(name, f" {value} ") for name, value in pairs if name != "x"], KNOWN) == found
    assert [name for name, _ in found] == sorted(name for name, _ in found)
    assert sum(name in LISTS for name, _ in found) <= 1
    assert all(value and value == value.strip() for _, value in found)


@pytest.mark.parametrize(
    ("asked", "status"),
    [("lab=&lab=acme", 200), ("lab=acme&lab=+", 200), ("lab=+acme+", 200), ("lab=acme&lab=acme", 400)],
)
def test_an_empty_value_is_none(asked: str, status: int) -> None:
    """Beside another it is passed over, as where the page is kept; two that say something are refused."""
    reader = reader_of(builders.catalog(builders.lab()))
    for _ in range(2):
        assert reader.get(f"/changes/?{asked}").status_code == status
    if status == 200:
        assert reader.get(f"/changes/?{asked}").data == reader.get("/changes/?lab=acme").data


def test_a_list_has_one_form() -> None:
    """Labs sent one by one, as a form does, make the same page as those sent by comma, and are cited as one list."""
    reader = reader_of(builders.catalog(builders.lab(slug="a", name="A"), builders.lab(slug="b", name="B")))
    one, other = (
        reader.get(f"/compare/?{asked}") for asked in ("labs=b&labs=a&topics=", "topics=&labs=b,,+a")
    )
    assert one.data == other.data
