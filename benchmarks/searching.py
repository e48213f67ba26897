"""Building the index, whole and after a change, and asking it: both engines, beside FTS5 and tantivy by themselves."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import quote_plus

from flask.testing import FlaskClient

from benchmarks.fts5 import Yardstick
from benchmarks.ground import Ground, edited
from benchmarks.grown import grown
from benchmarks.measuring import Figure, digits
from benchmarks.pages import Unanswered
from benchmarks.plain_tantivy import PlainTantivy
from benchmarks.questions import Question, questions
from benchmarks.tables import NOTHING, Table
from registry.app import create_app
from registry.content.reader import Reader
from registry.core.catalog import Catalog
from registry.desk.catalogue import CatalogueSource
from registry.desk.projecting import project
from registry.publish.search import Filters, SearchIndex
from registry.publish.search.entries import Entry, EntryKind
from registry.publish.search.harvest import harvest
from registry.settings import Settings
from registry.store.engine import Database
from tests.publish.search.test_hostile import HOSTILE

ENGINES = ("whoosh", "tantivy")
GROWN = 14
"""So many times the catalogue is ten thousand clauses."""

_PROCESSOR = (
    "Milliseconds of processor time: what a reader waits for where nothing else keeps the cores busy."
)

Ask = Callable[[Question], int]
Peer = Yardstick | PlainTantivy


@dataclass(frozen=True)
class Stand:
    """One catalogue, and all that is measured over it."""

    title: str
    catalog: Catalog
    entries: Sequence[Entry]
    folders: Mapping[str, Path]
    indexes: Mapping[str, SearchIndex]
    peers: Mapping[str, Peer]

    @classmethod
    def of(cls, ground: Ground, catalog: Catalog) -> Stand:
        """Empty indexes for a catalogue."""
        entries = harvest(catalog)
        clauses = sum(entry.kind is EntryKind.CLAUSE for entry in entries)
        folders = {name: ground.folder(name) for name in ENGINES}
        indexes = {name: SearchIndex(folder, engine=name) for name, folder in folders.items()}
        peers: Mapping[str, Peer] = {
            "FTS5": Yardstick(ground.folder("fts5")),
            "plain tantivy": PlainTantivy(ground.folder("plain")),
        }
        return cls(
            f"{clauses:,} clauses, {len(entries):,} entries", catalog, entries, folders, indexes, peers
        )


def measure(ground: Ground) -> Iterator[Table]:
    """Milliseconds to build and to answer, on the catalogue and on ten thousand clauses."""
    yield from measured(ground, 1)
    yield _pages(ground)
    yield from measured(ground, GROWN)


def measured(ground: Ground, times: int) -> Iterator[Table]:
    """Building and asking, on so many times the catalogue."""
    texts, reader = grown(ground.texts, times), Reader()
    stand = Stand.of(ground, reader.read(texts))
    yield _building(ground, stand, reader.read(edited(texts, "once")))
    gc.freeze()  # a catalogue of this size is looked through for garbage now and then; that is not search
    yield _asking(ground, stand)
    yield _hostile(ground, stand)
    gc.unfreeze()


def _building(ground: Ground, stand: Stand, changed: Catalog) -> Table:
    runs = min(3, ground.runs) if stand.catalog.labs.keys() == ground.catalog.labs.keys() else 1
    turns = [stand.catalog, changed]

    def update(index: SearchIndex) -> None:
        """Write the other of the two catalogues each time, so that there is a change to write."""
        turns.reverse()
        index.update(turns[0], str(id(turns[0])))

    rows = []
    for name, index in stand.indexes.items():
        whole = _spent(partial(index.rebuild, stand.catalog, "whole"), runs)
        after = _spent(partial(update, index), 2 * runs)
        opened = _spent(partial(_opened, stand.folders[name], name), runs)
        rows.append((f"registry, {name}", str(whole), str(after), str(opened)))
    for name, peer in stand.peers.items():
        whole = _spent(partial(_filled, peer, stand.catalog), runs)
        rows.append((name, str(whole), NOTHING, NOTHING))
    return Table(
        f"Search index: {stand.title}",
        ("seconds", "whole, from nothing", "after one text has changed", "read by a new process"),
        rows,
        (
            "All take the entries out of the catalogue first. The registry's index is written to disk and synced.",
        ),
    )


def _spent(call: Callable[[], object], runs: int) -> Figure:
    """Seconds of processor time, of all threads of this process."""

    def once() -> float:
        before = time.process_time()
        call()
        return time.process_time() - before

    return Figure(tuple(once() for _ in range(runs)))


def _opened(folder: Path, engine: str) -> str | None:
    return SearchIndex(folder, engine=engine).revision


def _filled(peer: Peer, catalog: Catalog) -> None:
    peer.rebuild(harvest(catalog))


def _asking(ground: Ground, stand: Stand) -> Table:
    asks: dict[str, Ask] = {
        **{name: partial(_search, index, ground.today) for name, index in stand.indexes.items()},
        **{name: partial(_match, peer) for name, peer in stand.peers.items()},
    }
    rows = []
    for kind, given in questions(stand.entries, ground.today).items():
        taken = _latencies(asks, given, rounds=ground.runs)
        hits = sum(map(asks[ENGINES[0]], given)) / len(given)
        figures = [digits(figure.percentile(percent)) for figure in taken.values() for percent in (50, 99)]
        rows.append((kind, f"{hits:,.0f}", *figures))
    columns = [f"{name} {figure}" for name in asks for figure in ("p50", "p99")]
    return Table(
        f"Search: {stand.title}; {len(given)} queries of each kind, {ground.runs} times",
        ("ms", "hits", *columns),
        rows,
        (
            "Whoosh, tantivy: the registry with that engine, as the search page asks: 20 hits in order with marked",
            "titles and snippets, the total, counts by kind, state, lab, topic and year, how each hit stands today,",
            "synonyms, and what else may have been meant. p99 is mostly that of what was not asked before.",
            "FTS5, plain tantivy: stems, bm25, the best 20 with snippets, the total and counts by kind.",
            _PROCESSOR,
        ),
    )


def _search(index: SearchIndex, today: date, question: Question) -> int:
    return index.search(question.typed, today=today, filters=Filters(lab=question.narrowed_to)).total


def _match(peer: Peer, question: Question) -> int:
    return peer.search(question.match, lab=question.lab, day=question.day)


def _latencies(asks: Mapping[str, Ask], given: Sequence[Question], *, rounds: int) -> Mapping[str, Figure]:
    """Milliseconds of every question, several times over."""
    taken: dict[str, list[float]] = {name: [] for name in asks}
    for _ in range(rounds):
        for name, ask in asks.items():
            taken[name] += [_processor(partial(ask, question)) for question in given]
    return {name: Figure(tuple(values)) for name, values in taken.items()}


def _processor(call: Callable[[], object]) -> float:
    """Milliseconds of this thread's own processor time: what a call takes where nothing else keeps the cores busy."""
    before = time.thread_time()
    call()
    return 1000 * (time.thread_time() - before)


def _hostile(ground: Ground, stand: Stand) -> Table:
    rows = []
    for name, typed in HOSTILE.items():
        asked = [partial(index.search, typed, today=ground.today) for index in stand.indexes.values()]
        rows.append((name, *(digits(_processor(ask)) for ask in asked)))
    rows.sort(key=lambda row: -float(row[1].replace(",", "")))
    return Table(
        f"Hostile queries: {stand.title}",
        ("ms, asked once", *ENGINES),
        rows[:8],
        (f"The slowest of {len(rows)}; the bound is 300 ms.", _PROCESSOR),
    )


def _pages(ground: Ground) -> Table:
    """Whole answers, without a socket, each address asked for once, so that none is kept."""
    given = questions(harvest(ground.catalog), ground.today)
    asked = sorted({question.typed for each in given.values() for question in each})
    begun = sorted({typed[:length] for typed in asked for length in (2, 3, 5, 8) if typed[:length].isalpha()})
    rows = []
    for name in ENGINES:
        client = create_app(_settings(ground, name)).test_client()
        for what, address, texts in (
            ("search page", "/search/?q=", asked),
            ("suggestions", "/search/suggest.json?q=", begun),
        ):
            _page(client, f"{address}first")
            taken = [_processor(partial(_page, client, address + quote_plus(text))) for text in texts]
            figure = Figure(tuple(taken))
            cells = (figure.middle, figure.percentile(99), max(taken))
            rows.append((f"{what}, {name}", f"{len(texts)}", *map(digits, cells)))
    return Table(
        "Search pages: different queries of all kinds, once each",
        ("ms", "asked", "p50", "p99", "most"),
        rows,
        ("A whole answer of the application, from the request to the last byte of HTML or JSON.", _PROCESSOR),
    )


def _page(client: FlaskClient, address: str) -> None:
    if client.get(address).status_code != 200:
        raise Unanswered(f"{address} was not answered")


def _settings(ground: Ground, engine: str) -> Settings:
    """The installation with an index of that engine."""
    settings = replace(
        ground.settings,
        search=engine,
        data_dir=str(ground.folder("data")),
        database_url=f"sqlite:///{ground.settings.database}",
    )
    database = Database(settings.database)
    project(database, CatalogueSource(database), index=SearchIndex(settings.index_path, engine=engine))
    database.close()
    return settings
