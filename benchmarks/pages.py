"""One page at a time inside the process: first in a new process, made anew, and kept; no socket."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from flask import Flask
from flask.testing import FlaskClient

from benchmarks.bare import create as bare
from benchmarks.ground import Ground
from benchmarks.measuring import Figure, digits, in_turns, seconds
from benchmarks.tables import Table, ratio
from registry.app import create_app

PAGES = {
    "home": "/",
    "lab": "/labs/anthropic/",
    "diff": "/labs/anthropic/responsible-scaling-policy/diff/2.2..3.0/",
    "scorecard": "/standards/buying-time/anthropic/",
    "compare": "/compare/?labs=anthropic,openai,google-deepmind&standard=buying-time",
    "search": "/search/?q=deployment",
}
KEPT_REQUESTS = 100


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


def _row(ground: Ground, site: Flask, plain: Flask, name: str, address: str) -> tuple[str, ...]:
    client, other, numbers = site.test_client(), plain.test_client(), count()
    joint = "&" if "?" in address else "?"
    size = get(client, address)
    first = Figure(tuple(_first(ground, address) for _ in range(min(3, ground.runs))))
    (anew,) = in_turns([lambda: get(client, f"{address}{joint}anew={next(numbers)}")], runs=ground.runs)
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


def get(client: FlaskClient, address: str) -> int:
    """Ask for a page; gives its size. Raises Unanswered where there is none."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise Unanswered(f"{address} answers {answer.status}")
    return len(answer.data)


def _first(ground: Ground, address: str) -> float:
    client = create_app(ground.settings).test_client()
    return seconds(lambda: get(client, address))


def _often(client: FlaskClient, address: str) -> None:
    for _ in range(KEPT_REQUESTS):
        get(client, address)
