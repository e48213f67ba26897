"""The whole site on the shipped catalogue, as a robot walks it from the first page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.core.catalog import Catalog
from scripts.crawl import PREVIEW, Page, crawl, faults, invalid, listed_paths

EACH = 1
"""Pages of each route that the validator reads: `make crawl` gives it all of them."""

BROKEN = Page("/broken/", 200, body=b"<!doctype html><html lang=en><title>x</title><p><div></p></div>")


def samples(found: Mapping[str, Page], app: Flask) -> Iterator[Page]:
    """Some pages of each route: the longest, on which most can go wrong."""
    routes, sorts = app.url_map.bind("registry"), defaultdict[str, list[Page]](list)
    for page in found.values():
        if page.is_page:
            sorts[routes.match(page.address.partition("?")[0], method="GET")[0]].append(page)
    for pages in sorts.values():
        yield from sorted(pages, key=lambda page: len(page.body))[-EACH:]


@pytest.mark.long
def test_a_robot_finds_no_fault(site: Flask, client: FlaskClient, catalog: Catalog) -> None:
    """Every page answers, leads nowhere in vain, has a title and words of its own, and is valid HTML, kind by kind."""
    found = crawl(client)
    assert {f"/labs/{lab}/" for lab in catalog.labs} <= found.keys()
    assert sum(page.is_page for page in found.values()) > 1200
    assert list(faults(found, listed_paths(client))) == []
    said = invalid([*samples(found, site), BROKEN])
    assert said and all(line.startswith(BROKEN.address) for line in said), said


SOUND = Page(
    "/", 200, "Home", "About home.", "/", frozenset(PREVIEW), ("top",), (1, 2), ("/labs/#list",), b"<p>x"
)
LABS = replace(
    SOUND,
    address="/labs/",
    title="Labs",
    description="All labs.",
    canonical="/labs/",
    ids=("list",),
    links=("/",),
)


def told(*pages: Page) -> list[str]:
    return list(faults({page.address: page for page in pages}, ["/", "/labs/"]))


def test_a_walk_tells_what_is_wrong() -> None:
    """Dead links and places, what is said twice or left out, what the sitemap has too much or too little."""
    assert told(SOUND, LABS) == []
    assert told(SOUND, Page("/labs/", 404)) == ["/labs/: 404, linked from /"]
    assert told(SOUND, replace(LABS, ids=())) == ["/: no 'list' on /labs/"]
    assert told(SOUND, replace(LABS, title="Home")) == ["title 'Home': /, /labs/"]
    assert told(SOUND, replace(LABS, description="")) == ["description '': /labs/"]
    assert told(SOUND, replace(LABS, canonical="/other/")) == ["/labs/: calls itself '/other/'"]
    assert told(SOUND, replace(LABS, preview=frozenset(PREVIEW[:-1]))) == ["/labs/: has no og:image"]
    assert told(SOUND, replace(LABS, outline=(1, 3))) == ["/labs/: headings (1, 3)"]
    assert told(SOUND, replace(LABS, ids=("list", "list"))) == ["/labs/: an id stands twice"]
    assert told(SOUND) == ["/labs/: in the sitemap, and no link leads to it"]
    more = replace(LABS, address="/more/", canonical="/more/", title="More", description="More.")
    assert told(SOUND, LABS, more) == ["/more/: not in the sitemap"]
