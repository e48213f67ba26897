"""Building the index, whole and after a change, and asking it, beside SQLite's FTS5 over the same entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from benchmarks.fts5 import Yardstick
from benchmarks.ground import Ground, edited
from benchmarks.measuring import Figure, digits, in_turns, seconds
from benchmarks.questions import Question, questions
from benchmarks.tables import Table, ratio
from registry.content.reader import read_all
from registry.publish.search import Filters, SearchIndex
from registry.publish.search.harvest import harvest


@dataclass(frozen=True)
class Engines:
    """Both indexes over the same entries."""

    registry: SearchIndex
    fts5: Yardstick
    today: date

    def ask(self, question: Question) -> tuple[int, int]:
        """How many entries each of the two finds."""
        return self.search(question), self.match(question)

    def search(self, question: Question) -> int:
        """Ask the registry, as the search page does."""
        filters = Filters(lab=question.lab, as_of=question.day)
        return self.registry.search(question.typed, today=self.today, filters=filters).total

    def match(self, question: Question) -> int:
        """Ask FTS5."""
        return self.fts5.search(question.match, lab=question.lab, day=question.day)


def measure(ground: Ground) -> Iterator[Table]:
    """Milliseconds to build and to answer."""
    engines = Engines(SearchIndex(ground.folder("index")), Yardstick(ground.folder("fts5")), ground.today)
    yield _building(ground, engines)
    yield _asking(ground, engines)


def _building(ground: Ground, engines: Engines) -> Table:
    catalogs = [read_all(edited(ground.texts, mark)) for mark in ("one", "two")]
    runs = min(3, ground.runs)

    def turned(write: Callable[..., object]) -> Callable[[], object]:
        """Writing the other of the two catalogues each time, so that there is a change to write."""

        def call() -> object:
            catalogs.reverse()
            return write(catalogs[0], str(id(catalogs[0])))

        return call

    def fts5_anew() -> None:
        engines.fts5.rebuild(harvest(ground.catalog))

    ours, peer = in_turns([partial(engines.registry.rebuild, ground.catalog, "whole"), fts5_anew], runs=runs)
    (after,) = in_turns([turned(engines.registry.update)], runs=runs)
    (again,) = in_turns([turned(lambda catalog, _: engines.fts5.update(harvest(catalog)))], runs=runs)
    engines.registry.rebuild(ground.catalog, "whole")
    engines.fts5.rebuild(harvest(ground.catalog))
    rows = [
        ("whole, from nothing", str(ours), str(peer), ratio(ours.over(peer))),
        ("after one text has changed", str(after), str(again), ratio(after.over(again))),
    ]
    return Table(
        f"Search index: {len(harvest(ground.catalog)):,} entries",
        ("seconds", "registry", "FTS5", "ratio"),
        rows,
        (
            "Both take the entries out of the catalogue; after a change both look for the entries that differ.",
        ),
    )


def _asking(ground: Ground, engines: Engines) -> Table:
    asked = questions(harvest(ground.catalog), ground.today)
    rows = []
    for kind, given in asked.items():
        found = [engines.ask(question) for question in given]
        ours, peer = _latencies(engines, given, rounds=ground.runs)
        rows.append(
            (
                kind,
                _mean(found, 0),
                _mean(found, 1),
                digits(ours.middle),
                digits(ours.percentile(99)),
                digits(peer.middle),
                digits(peer.percentile(99)),
                ratio(ours.over(peer)),
            )
        )
    count = len(next(iter(asked.values())))
    return Table(
        f"Search: {count} queries of each kind, {ground.runs} times",
        ("ms", "hits", "FTS5's", "p50", "p99", "FTS5 p50", "FTS5 p99", "ratio of p50"),
        rows,
        (
            "Registry: as the search page asks, 20 hits in order with marked titles and snippets, the total, counts by",
            "kind, state, lab and topic, how each hit stands today, synonyms, and what else may have been meant.",
            "FTS5: porter stems, bm25, the best 20 with snippet(), the total and counts by kind.",
        ),
    )


def _latencies(engines: Engines, given: Sequence[Question], *, rounds: int) -> tuple[Figure, Figure]:
    """Milliseconds of every question, several times over."""
    taken: Mapping[Callable[[Question], int], list[float]] = {engines.search: [], engines.match: []}
    for _ in range(rounds):
        for ask, values in taken.items():
            values += [1000 * seconds(partial(ask, question), tidy=False) for question in given]
    ours, peer = (Figure(tuple(values)) for values in taken.values())
    return ours, peer


def _mean(found: Sequence[tuple[int, int]], engine: int) -> str:
    return f"{sum(pair[engine] for pair in found) / len(found):.0f}"
