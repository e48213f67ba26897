"""The first reading after an accept: the texts are read again, then a page is made for the first time since."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Mapping

from flask.testing import FlaskClient

from benchmarks.ground import Ground
from benchmarks.grown import grown
from benchmarks.measuring import Figure
from benchmarks.pages import TIMES, get
from benchmarks.tables import Table, ratio
from registry.app import create_app
from registry.content.reader import Reader
from registry.core.catalog import Catalog
from registry.core.records import natural_key
from registry.errors import NotFound
from registry.web.context import Snapshot

EDITED = "labs/anthropic/responsible-scaling-policy/"
"""The longest document: each accept edits its newest version."""

PAGES = {
    "home": "/",
    "the lab": "/labs/anthropic/",
    "the document": "/labs/anthropic/responsible-scaling-policy/",
    "another lab": "/labs/openai/",
    "changes": "/changes/",
    "decisions": "/decisions/",
    "standards": "/standards/",
    "standard": "/standards/buying-time/",
    "scorecard": "/standards/buying-time/anthropic/",
}


class Moving:
    """A catalogue of texts of which one is edited at each accept, for a site that needs no ledger."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts, self._reader, self._revision = dict(texts), Reader(), 0
        labels = (path for path in texts if path.startswith(EDITED) and not path.endswith("/document.md"))
        self._edited = max(labels, key=natural_key)
        self._catalog: Catalog = self._reader.read(self._texts)

    def accept(self) -> None:
        """Read what an edit makes of the texts."""
        self._revision += 1
        self._texts[self._edited] += f"\nEdit {self._revision}.\n"
        self._catalog = self._reader.read(self._texts)

    def current(self) -> Snapshot:
        """The catalogue."""
        return Snapshot(self._catalog, self._revision, f"{self._revision:064d}")

    def at(self, revision: int) -> Snapshot:
        """The catalogue. Raises NotFound for any revision but the one it is at."""
        if revision != self._revision:
            raise NotFound("revision", str(revision))
        return self.current()


def measure(ground: Ground) -> Iterator[Table]:
    """Milliseconds of the processor, with all pages asked for before each accept."""
    sources = [Moving(texts) for texts in (ground.texts, grown(ground.texts, TIMES))]
    clients = [
        create_app(ground.settings, source=source).test_client(use_cookies=False) for source in sources
    ]
    for client in clients:
        _ask_for_all(client)
    gc.collect()
    gc.freeze()  # as a server does once it has started
    rows = []
    for name, address in PAGES.items():
        now, then = (
            _first(source, client, address, runs=ground.runs)
            for source, client in zip(sources, clients, strict=True)
        )
        figures = [str(figure.times(1000)) for figure in (*now, *then)]
        rows.append((name, *figures, ratio(then[1].over(now[1]))))
    gc.unfreeze()
    yield Table(
        f"The first reading after an accept, at the present catalogue and at {TIMES} times as much of it",
        (
            "ms of processor time",
            "texts",
            "page",
            f"texts, {TIMES} times",
            f"page, {TIMES} times",
            "ratio of pages",
        ),
        rows,
        (
            "Texts: reading again what an edit of the newest version of the longest document makes of them.",
            "The limits for a page: 60 ms now, twice that then.",
        ),
    )


def _first(source: Moving, client: FlaskClient, address: str, *, runs: int) -> tuple[Figure, Figure]:
    read, made = [], []
    for _ in range(runs):
        _ask_for_all(client)
        gc.collect()
        started = time.process_time()
        source.accept()
        between = time.process_time()
        get(client, address)
        read.append(between - started)
        made.append(time.process_time() - between)
    return Figure(tuple(read)), Figure(tuple(made))


def _ask_for_all(client: FlaskClient) -> None:
    for address in PAGES.values():
        get(client, address)
