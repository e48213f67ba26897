"""One page at a time inside the process: first in a new process, made anew, and kept; no socket."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient

from benchmarks.bare import create as bare
from benchmarks.ground import Ground
from benchmarks.grown import Standing, grown
from benchmarks.measuring import Figure, digits, in_turns, seconds
from benchmarks.tables import Table, ratio
from registry.app import create_app
from registry.content.reader import read_all

PAGES = {
    "home": "/",
    "lab": "/labs/anthropic/",
    "diff": "/labs/anthropic/responsible-scaling-policy/diff/2.2..3.0/",
    "scorecard": "/standards/buying-time/anthropic/",
    "compare": "/compare/?labs=anthropic,openai,google-deepmind&standard=buying-time",
    "search": "/search/?q=deployment",
}
MORE_PAGES = {
    "labs": "/labs/",
    "document": "/labs/anthropic/responsible-scaling-policy/",
    "version": "/labs/anthropic/responsible-scaling-policy/3.0/",
    "topics": "/topics/",
    "topic": "/topics/pause/",
    "changes": "/changes/",
    "changes, as a feed": "/changes.atom",
    "deadlines": "/deadlines/",
    "decisions": "/decisions/",
    "standards": "/standards/",
    "standard": "/standards/buying-time/",
    "site map": "/sitemap.xml",
}
SIGNED_IN = {"Cookie": "registry=x"}
"""Whoever is signed in meets nothing that is kept: their pages are made anew."""

KEPT_REQUESTS = 100
TIMES = 10


class Unanswered(RuntimeError):
    """A page was not given, so there is nothing to measure."""


def measure(ground: Ground) -> Iterator[Table]:
    """Milliseconds for each page, beside a bare view that returns as many bytes."""
    site, plain = create_app(ground.settings), bare()
    rows = [_row(ground, site, plain, name, address) for name, address in PAGES.items()]
    yield Table(
        "Pages, without a socket",
        ("ms", "kB", "first after start", "made anew", "kept", "bare view", "ratio of kept"),
        rows,
        (
            "First after start: by an application that has read no catalogue and no template yet.",
            "Made anew: its catalogue is in memory, the page is not; every page is so once for a revision and day.",
            "Kept: the page is in memory. Bare view: Flask returning as many bytes, with nothing else to do.",
        ),
    )
    yield _growing(ground)


def _growing(ground: Ground) -> Table:
    """How long pages take to make while the catalogue grows; the search has a subject of its own."""
    catalogs = ground.catalog, read_all(grown(ground.texts, TIMES))
    clients = [
        create_app(ground.settings, source=Standing(catalog)).test_client(use_cookies=False)
        for catalog in catalogs
    ]
    rows = []
    for name, address in {**PAGES, **MORE_PAGES}.items():
        if name == "search":
            continue
        now, then = (_anew(client, address, runs=ground.runs) for client in clients)
        rows.append((name, str(now.times(1000)), str(then.times(1000)), ratio(then.over(now))))
    return Table(
        f"Pages made anew, at the present catalogue and at {TIMES} times as much of it",
        ("ms of processor time", "now", f"{TIMES} times", "ratio"),
        rows,
        ("The limits: 60 ms now, twice that then.",),
    )


def _anew(client: FlaskClient, address: str, *, runs: int) -> Figure:
    get(client, address)
    taken = []
    for _ in range(runs):
        gc.collect()
        started = time.process_time()
        get(client, address, **SIGNED_IN)
        taken.append(time.process_time() - started)
    return Figure(tuple(taken))


def _row(ground: Ground, site: Flask, plain: Flask, name: str, address: str) -> tuple[str, ...]:
    client, other = site.test_client(use_cookies=False), plain.test_client()
    size = get(client, address)
    first = Figure(tuple(_first(ground, address) for _ in range(min(3, ground.runs))))
    (anew,) = in_turns([lambda: get(client, address, **SIGNED_IN)], runs=ground.runs)
    kept, limit = in_turns(
        [lambda: _often(client, address), lambda: _often(other, f"/bytes/{size}")], runs=ground.runs
    )
    often = 1000 / KEPT_REQUESTS
    return (
        name,
        digits(size / 1000),
        str(first.times(1000)),
        str(anew.times(1000)),
        str(kept.times(often)),
        str(limit.times(often)),
        ratio(kept.over(limit)),
    )


def get(client: FlaskClient, address: str, **headers: str) -> int:
    """Ask for a page; gives its size. Raises Unanswered where there is none."""
    answer = client.get(address, headers=headers)
    if answer.status_code != 200:
        raise Unanswered(f"{address} answers {answer.status}")
    return len(answer.data)


def _first(ground: Ground, address: str) -> float:
    client = create_app(ground.settings).test_client()
    return seconds(lambda: get(client, address))


def _often(client: FlaskClient, address: str) -> None:
    for _ in range(KEPT_REQUESTS):
        get(client, address)
