"""Requests a second: kept pages on the site's production server, beside the least that the same server can answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
        Site(on_granian("benchmarks.bare:create_raw"), data) as raw,
        Site(on_granian("benchmarks.bare:create"), data, first="/bytes/1000") as flask,
    ):
        rows = []
        for name, address in PAGES.items():
            size, tag = site.fetched(address)
            limits = raw.url("/"), raw.url(f"/{size}"), flask.url(f"/bytes/{size}")
            rows.append(_row(ground, f"{name}, {size / 1000:.0f} kB", site.url(address), limits))
            rows.append(_row(ground, f"{name}, unchanged", site.url(address), limits, tag=tag))
    yield Table(
        f"Serving: {tool()}, {CONNECTIONS} connections, {SECONDS} s at a time",
        (
            "requests a second",
            "registry",
            "p99 ms",
            "raw hello",
            "of it",
            "raw bytes",
            "of it",
            "Flask view",
            "of it",
        ),
        rows,
        (
            "All on granian with the options of `registry serve`, two processes; kept pages, compressed. Raw hello:",
            "WSGI without Flask, 14 bytes; raw bytes: as many as the page; Flask view: the same from a bare view.",
            "The load comes from the same cores, so that all figures are lower than a machine of their own would give.",
        ),
    )


def _row(ground: Ground, name: str, ours: str, limits: Sequence[str], *, tag: str = "") -> tuple[str, ...]:
    loaded(ours, tag=tag)  # every process has made the page by now
    runs = [(loaded(ours, tag=tag), *(loaded(limit) for limit in limits)) for _ in range(min(3, ground.runs))]
    site, *others = (_rates(loads) for loads in zip(*runs, strict=True))
    late = Figure(tuple(loads[0].late for loads in runs))
    beside = [text for other in others for text in (str(other), ratio(site.over(other)))]
    return name, str(site), str(late), *beside


def _rates(loads: tuple[Load, ...]) -> Figure:
    return Figure(tuple(load.rate for load in loads))
