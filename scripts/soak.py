"""Kills a process while it hands in and accepts, again and again, and checks what is left each time: `make soak`.

The process writes "try" into a journal before each deed and "ack" after it, both synced to disk; on its next start it
sends the deed whose answer it never had once more. Half of the kills come at a step in the database, which the seed
says, half after a time. Then several people do thousands of random things.
"""

from __future__ import annotations

import argparse
import multiprocessing
import secrets
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from registry.store.engine import Database
from registry.store.schema import upgrade
from tests.desk.desks import staff
from tests.desk.test_review_interleavings import Desk as ManyPeople
from tests.postgres import Server
from tests.soak.checking import check
from tests.soak.killed import Journal, work

PATIENCE = 300
STEPS = 330
"""A kill by step comes at one of this many: about as many as one submission takes from its form to the last table."""

LONGEST = 0.9
"""A kill by time comes within so many seconds."""

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.soak.checking", "tests.soak.killed"])


def soak(url: str, folder: Path, *, kills: int, seed: str, name: str) -> bool:
    """Kill it so many times. False, having said what is wrong and what brings it back, at the first fault."""
    database = Database(url)
    upgrade(database)
    staff(database)
    database.close()
    slowest, began = 0.0, time.monotonic()
    for number in range(1, kills + 1):
        chance = Random(f"{seed} {number}")  # noqa: S311
        step = chance.randrange(1, STEPS) if number % 2 else None
        status = _kill(url, folder, step, chance.uniform(0, LONGEST))
        wrong, took = _checked(url, folder)
        slowest = max(slowest, took)
        if status != -signal.SIGKILL or wrong:
            print(f"{name}: kill {number} of seed {seed!r}: exit {status}", *wrong, sep="\n  ")
            return False
        if number % 20 == 0:
            print(f"{name}: {number} kills, {time.monotonic() - began:.0f} s", flush=True)
    lines = Journal.read(folder / "journal")
    what = Counter(line["what"] for line in lines)
    again = what["try"] - len({(line["cycle"], line["deed"]) for line in lines})
    accepted = sum(line["what"] == "ack" and line["deed"] == "approve" for line in lines)
    print(f"{name}: {kills} kills, seed {seed!r}: {what['try']} deeds tried, {again} of them again,")
    print(f"  {what['ack']} acknowledged, {accepted} revisions; nothing lost, doubled or half,")
    print(f"  tables and index whole again within {slowest:.1f} s at the slowest", flush=True)
    return True


def _kill(url: str, folder: Path, step: int | None, delay: float) -> int | None:
    here, there = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=work, args=(url, str(folder), step, there))
    process.start()
    there.close()
    here.poll(PATIENCE)
    if step is None:
        time.sleep(delay)
        process.kill()
    process.join(PATIENCE)
    return process.exitcode


def _checked(url: str, folder: Path) -> tuple[list[str], float]:
    here, there = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=check, args=(url, str(folder), there))
    process.start()
    there.close()
    try:
        wrong, took = here.recv()
    except EOFError:
        wrong, took = ["the check itself failed"], 0.0
    process.join(PATIENCE)
    return wrong, took


@contextmanager
def databases(wanted: str, folder: Path) -> Iterator[dict[str, str]]:
    """An empty database of each kind wanted, by its kind."""
    found = {} if wanted == "postgresql" else {"sqlite": f"sqlite:///{folder / 'registry.db'}"}
    if wanted == "sqlite":
        yield found
        return
    server = Server()
    try:
        with server.database() as url:
            yield {**found, "postgresql": url}
    finally:
        server.stop()


def main() -> int:
    """Run it all; 0 where nothing was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument(
        "--seed", default=secrets.token_hex(4), help="what a run printed brings its kills back"
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument(
        "--people", type=int, default=340, help="histories of 30 random deeds by several people"
    )
    given = parser.parse_args()
    print(f"seed {given.seed!r}", flush=True)
    with (
        TemporaryDirectory(prefix="registry-soak-") as place,
        databases(given.database, Path(place)) as found,
    ):
        for name, url in found.items():
            folder = Path(place) / name
            folder.mkdir()
            if not soak(url, folder, kills=given.kills, seed=given.seed, name=name):
                return 1
    if given.people:
        many = settings(
            max_examples=given.people,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(ManyPeople, settings=many)
        print(
            f"{given.people} histories of up to 30 deeds: the ledger holds what was approved, and nothing else"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
