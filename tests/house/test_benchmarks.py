"""The benchmarks run. What they measure is for people to read: nothing here or there depends on a time."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from benchmarks.__main__ import SUBJECTS
from benchmarks.fts5 import Yardstick
from benchmarks.measuring import Figure, digits
from benchmarks.tables import Table
from registry.content.folder import read_catalog
from registry.publish.search.harvest import harvest

ROOT = Path(__file__).resolve().parents[2]


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What `make bench` runs, with these arguments."""
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_subject_prints_its_table() -> None:
    """The smallest subject ends well and prints a table of the registry's figures beside the peer's and their ratio.

    Above it stands what the figures belong to, without a name or a path of the machine.
    """
    done = bench("--runs", "1", "catalogue")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^\| ms until.*\| +registry \| +CSafeLoader \| +ratio \|$", done.stdout, re.MULTILINE)
    assert re.match(r"\d+ cores, \d+ GB, [^/]*\n", done.stdout), (
        "the machine is told by its cores and versions alone"
    )
    assert re.search(r"^\| from files +\| +[\d.,]+ \| +[\d.,]+ \| +[\d.]+× \|$", done.stdout, re.MULTILINE)


def test_the_yardstick_of_search_takes_every_entry(tmp_path: Path) -> None:
    """SQLite's index is filled with what ours is filled with, and answers."""
    entries = harvest(read_catalog(ROOT))
    yardstick = Yardstick(tmp_path)
    yardstick.rebuild(entries)
    assert yardstick.search("whistleblowing", lab=None, day=None) > 0


def test_an_unknown_subject_is_refused() -> None:
    """A name that is no subject ends with status 2, and the message lists those there are."""
    done = bench("weather")
    assert done.returncode == 2
    assert all(subject in done.stderr for subject in SUBJECTS)


def test_every_subject_is_documented() -> None:
    """docs/benchmarks.md says of each subject what is measured against what."""
    written = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert [subject for subject in SUBJECTS if f"`{subject}`" not in written] == []


def test_a_figure_is_its_median_with_its_bounds() -> None:
    """Figures carry the least and the most, so that one slow run is seen and does not decide."""
    assert str(Figure((0.2, 0.1, 9.0))) == "0.200 (0.100–9.00)"
    assert Figure((1.0, 2.0, 3.0)).over(Figure((4.0,))) == 0.5
    assert Figure(tuple(float(n) for n in range(1, 101))).percentile(99) == 99.0
    assert [digits(value) for value in (0, 0.01234, 12.345, 1234.5)] == ["0", "0.0123", "12.3", "1,234"]


def test_tables_line_up() -> None:
    """Every line of a table is equally wide, whatever stands in it."""
    table = Table("T", ("what", "registry"), [("a", "1"), ("much longer", "12,345")])
    assert len({len(line) for line in str(table).splitlines() if line.startswith("|")}) == 1
