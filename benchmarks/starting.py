"""From `registry serve` to the first page: with an empty data folder, and again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.ground import Ground
from benchmarks.measuring import Figure
from benchmarks.running import Command, Site, by_command, on_granian
from benchmarks.tables import Table, ratio


def measure(ground: Ground) -> Iterator[Table]:
    """Seconds until the home page is answered, beside a bare Flask view on the same server."""
    empty, again, bare = [], [], []
    for _ in range(min(3, ground.runs)):
        data = ground.folder("start")
        empty.append(_started(by_command, data, "/"))
        again.append(_started(by_command, data, "/"))
        bare.append(_started(on_granian("benchmarks.bare:create"), data, "/bytes/1000"))
    peer = Figure(tuple(bare))
    rows = [
        (name, str(figure), str(peer), ratio(figure.over(peer)))
        for name, figure in (
            ("empty data folder", Figure(tuple(empty))),
            ("second start", Figure(tuple(again))),
        )
    ]
    yield Table(
        "Start-up",
        ("seconds to the first page", "registry", "bare view", "ratio"),
        rows,
        (
            "Empty data folder: makes the database, reads every file into it, derives the tables and the index.",
            "Bare view: the same server with nothing to prepare: what Python, Flask and granian take by themselves.",
        ),
    )


def _started(command: Command, data: Path, first: str) -> float:
    with Site(command, data, first=first) as site:
        return site.seconds
