"""The runner: `python -m benchmarks [--runs N] [SUBJECT …]` prints a table for each subject, all of them by default."""

from __future__ import annotations

import argparse
import importlib
import time

from benchmarks.ground import RUNS, Ground
from benchmarks.machine import described

LARGE = {"large": "search over a hundred thousand clauses, which takes most of an hour"}
"""What is measured only where it is asked for by name."""

SUBJECTS = {
    "catalogue": "loading it from files and from the ledger",
    "scoring": "all labs, standards and months",
    "searching": "building the index, and asking it",
    "relevance": "how good the first hits of judged queries are",
    "pages": "one page, cold and warm, without a socket",
    "accepting": "the first reading after an accept",
    "serving": "requests a second over a real server",
    "printing": "reports as PDF: seconds and memory",
    "packing": "the data archive: seconds and memory, once and ten times over",
    "starting": "from an empty folder to the first page, and again",
}


def main() -> None:
    """Measure the subjects named on the command line."""
    listed = "\n".join(f"  {name:10} {about}" for name, about in (SUBJECTS | LARGE).items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"Measure the registry beside named peers.\n\nsubjects:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "subjects", nargs="*", metavar="SUBJECT", choices=[[], *SUBJECTS, *LARGE], help="all without any"
    )
    parser.add_argument("--runs", type=int, default=RUNS, help=f"how often each thing is measured ({RUNS})")
    given = parser.parse_args()
    print(described(), flush=True)
    print(
        "A figure is the median of its runs, with the least and the most. Ratio: the registry's over the other's."
    )
    with Ground(runs=max(1, given.runs)) as ground:
        for name in given.subjects or SUBJECTS:
            started = time.monotonic()
            for table in importlib.import_module(f"benchmarks.{name}").measure(ground):
                print(f"\n{table}", flush=True)
            print(f"({name} took {time.monotonic() - started:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
