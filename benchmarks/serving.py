"""Requests a second: the site on its production server, beside a bare Flask view on the same server."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.ground import Ground
from benchmarks.load import CONNECTIONS, SECONDS, Load, loaded, tool
from benchmarks.measuring import Figure
from benchmarks.running import Site, on_granian
from benchmarks.tables import Table, ratio

PAGES = {
    "home": "/",
    "scorecard": "/standards/buying-time/anthropic/",
    "search": "/search/?q=deployment",
}


def measure(ground: Ground) -> Iterator[Table]:
    """Requests a second of kept pages and of unchanged ones."""
    data = ground.settings.data_path
    with (
        Site(on_granian("registry.wsgi:create"), data) as site,
        Site(on_granian("benchmarks.bare:create"), data, first="/bytes/1000") as bare,
    ):
        rows = []
        for name, address in PAGES.items():
            size, tag = site.fetched(address)
            rows.append(
                _row(ground, f"{name}, {size / 1000:.0f} kB", site.url(address), bare.url(f"/bytes/{size}"))
            )
            if name == "home":
                rows.append(
                    _row(ground, "home, unchanged", site.url(address), bare.url("/unchanged"), tag=tag)
                )
    yield Table(
        f"Serving: {tool()}, {CONNECTIONS} connections, {SECONDS} s at a time",
        ("requests a second", "registry", "p99 ms", "bare view", "p99 ms", "ratio"),
        rows,
        (
            "Both on granian with the options of `registry serve`, two processes; kept pages, compressed. The load",
            "comes from the same cores, so that both figures are lower than a machine of their own would give.",
        ),
    )


def _row(ground: Ground, name: str, ours: str, theirs: str, *, tag: str = "") -> tuple[str, ...]:
    loaded(ours, tag=tag)  # every process has made the page by now
    runs = [(loaded(ours, tag=tag), loaded(theirs)) for _ in range(min(3, ground.runs))]
    site, bare = (_rates(loads) for loads in zip(*runs, strict=True))
    late = (str(_latest(loads)) for loads in zip(*runs, strict=True))
    return name, str(site), next(late), str(bare), next(late), ratio(site.over(bare))


def _rates(loads: tuple[Load, ...]) -> Figure:
    return Figure(tuple(load.rate for load in loads))


def _latest(loads: tuple[Load, ...]) -> Figure:
    return Figure(tuple(load.late for load in loads))
