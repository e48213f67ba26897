"""Loading the catalogue: from files, from the ledger, and again after one text has changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager

import yaml

from benchmarks.ground import Ground, edited, filled
from benchmarks.measuring import in_turns
from benchmarks.tables import Table, ratio
from registry.content.folder import read_catalog
from registry.content.reader import Reader
from registry.desk.catalogue import CatalogueSource
from registry.store.engine import Database
from tests.postgres import Server, ServerMissing

_FRONT_MATTER = re.compile(r"\A---\n(.*?)^---$", re.DOTALL | re.MULTILINE)


def measure(ground: Ground) -> Iterator[Table]:
    """Milliseconds until there is a catalogue, beside the YAML library's plain reading of the same front matters."""
    plain = tuple(front_matters(ground.texts))
    reader, versions = Reader(), [edited(ground.texts, mark) for mark in ("one", "two")]
    reader.read(versions[0])

    def after_an_edit() -> None:
        versions.reverse()
        reader.read(versions[0])

    calls: dict[str, Callable[[], object]] = {
        "from files": lambda: read_catalog(ground.content),
        "one text of them changed": after_an_edit,
    }
    with postgresql(ground) as server, closing(Database(ground.settings.database)) as sqlite:
        calls["from the ledger, SQLite"] = lambda: CatalogueSource(sqlite).current()
        if server:
            calls["from the ledger, PostgreSQL"] = lambda: CatalogueSource(server).current()
        peer, *found = in_turns([lambda: load(plain), *calls.values()], runs=ground.runs)
    rows = [
        (name, str(figure.times(1000)), str(peer.times(1000)), ratio(figure.over(peer)))
        for name, figure in zip(calls, found, strict=True)
    ]
    size = sum(map(len, ground.texts.values())) / 1000
    yield Table(
        f"Catalogue load: {len(ground.texts)} texts, {size:,.0f} kB",
        ("ms until there is a catalogue", "registry", "CSafeLoader", "ratio"),
        rows,
        (
            "CSafeLoader: PyYAML's C parser, reading the same YAML into dictionaries: no lines, types or checks.",
            *(() if server else ("PostgreSQL: not measured, there is no server on this machine.",)),
        ),
    )


def front_matters(texts: Mapping[str, str]) -> Iterator[str]:
    """The YAML of every text that has any."""
    for path, text in texts.items():
        found = _FRONT_MATTER.match(text)
        if path.endswith(".yaml") or found:
            yield found[1] if found else text


def load(plain: tuple[str, ...]) -> None:
    """Read every YAML text as the library does it by itself."""
    for text in plain:
        yaml.load(text, Loader=yaml.CSafeLoader)


@contextmanager
def postgresql(ground: Ground) -> Iterator[Database | None]:
    """A filled database on a PostgreSQL server of our own; None where the machine has none."""
    try:
        server = Server()
    except ServerMissing:
        yield None
        return
    try:
        with server.database() as url, closing(filled(url, ground.content)) as database:
            yield database
    finally:
        server.stop()
