"""The data archive: seconds and memory, of the catalogue as it is and ten times over."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.apart import apart
from benchmarks.ground import Ground, filled
from benchmarks.grown import grown
from benchmarks.measuring import Figure, digits, in_turns
from benchmarks.tables import Table, ratio
from registry.content.folder import write_folder
from registry.desk.catalogue import CatalogueSource
from registry.desk.packing import pack
from registry.desk.projecting import project
from registry.store.engine import Database

TIMES = 10

_READ = """
import sys
from pathlib import Path
from registry.desk.catalogue import CatalogueSource
from registry.desk.packing import pack
from registry.store.engine import Database
database = Database(Path(sys.argv[1]))
edition = CatalogueSource(database).current()
"""
_PACK = f"{_READ}pack(database, edition)\n"


def measure(ground: Ground) -> Iterator[Table]:
    """Packing beside zipfile, which compresses the same files with the same strength."""
    yield Table(
        "Data archive",
        ("catalogue", "rows", "kB", "seconds", "zipfile", "ratio", "peak MB", "before"),
        [_row(ground, times) for times in (1, TIMES)],
        (
            "Seconds: on the clock, once the catalogue and its tables are there; an archive is made once a revision.",
            "zipfile: compressing the same files, which packing does as well. Peak: of a process that reads the",
            "catalogue and packs it; before: of one that only reads it.",
        ),
    )


def _row(ground: Ground, times: int) -> tuple[str, ...]:
    address = _tables(ground, times)
    with closing(Database(address)) as database:
        edition = CatalogueSource(database).current()
        files = _files(pack(database, edition))
        ours, peer = in_turns([lambda: pack(database, edition), lambda: _zipped(files)], runs=ground.runs)
        size = len(pack(database, edition))
    rows = sum(len(json.loads(content)) for name, content in files.items() if name.startswith("json/"))
    peak, before = (_memory(ground, program, address) for program in (_PACK, _READ))
    return (
        "as it is" if times == 1 else f"{times} times over",
        f"{rows:,}",
        digits(size / 1000),
        str(ours),
        str(peer),
        ratio(ours.over(peer)),
        digits(peak.middle),
        digits(before.middle),
    )


def _tables(ground: Ground, times: int) -> Path:
    """Where a database lies whose tables hold the catalogue so many times over."""
    content, address = ground.folder("content"), ground.folder("packing") / "registry.db"
    write_folder(content, grown(ground.texts, times))
    with closing(filled(address, content)) as database:
        project(database, CatalogueSource(database))
    return address


def _files(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        return {name: found.read(name) for name in found.namelist()}


def _zipped(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        for name, content in files.items():
            made.writestr(name, content)


def _memory(ground: Ground, program: str, address: Path) -> Figure:
    command = [sys.executable, "-c", program, str(address)]
    return Figure(tuple(apart(command).megabytes for _ in range(min(3, ground.runs))))
