"""A process of its own that asks a shelf for reports: run with the shelf's folder, told what to ask line by line.

What it makes it notes in `made`, and makes it only while nobody holds the lock of `gate`.
"""

from __future__ import annotations

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from registry.errors import Busy
from registry.publish.shelf import Shelf, ShelfBounds


class Asker:
    """Another process, for a test to speak to. It is killed in the end, if it was not before."""

    def __init__(self, folder: Path, *, queue: int = 8) -> None:
        command = [sys.executable, "-m", "tests.publish.asker", str(folder), str(queue)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def kill(self) -> None:
        """End it without a word, and wait until it is gone."""
        self.process.kill()
        self.process.communicate()

    def tell(self, how: str, name: str) -> None:
        """Let it ask for a report, by `begin` or `get`."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{how} {name}\n")
        self.process.stdin.flush()

    def begin(self, name: str) -> str:
        """What it hears of a report: how many come before it, `kept` or `refused`."""
        self.tell("begin", name)
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@contextmanager
def closed(gate: Path) -> Iterator[None]:
    """Keep everybody from making anything."""
    with gate.open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def serve(folder: Path, queue: int) -> None:
    """Ask as told until nobody tells anything any more."""
    shelf = Shelf(folder / "reports", bounds=ShelfBounds(queue=queue))

    def make(name: str) -> bytes:
        with (folder / "made").open("a") as made:
            made.write(f"{name}\n")
        with (folder / "gate").open("wb") as gate:
            fcntl.flock(gate, fcntl.LOCK_SH)
        return b"%PDF-" + name.encode()

    for line in sys.stdin:
        how, name = line.split()
        ask = shelf.begin if how == "begin" else shelf.get
        try:
            found = ask(name, lambda name=name: make(name))  # type: ignore[misc]
        except Busy:
            found = -1
        answer = "kept" if isinstance(found, bytes) else "refused" if found < 0 else str(found)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
