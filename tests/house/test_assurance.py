"""The page on why the record can be trusted names tests that exist, and leaves no abuse case and no ASVS line out."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "assurance.md").read_text(encoding="utf-8")

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)(?:\[[^`]*\])?`")
LOOSE = re.compile(r"`(tests/[^`]*)`")
ROW = re.compile(r"^\| ([\d., –]+) \| (.+) \|$", re.MULTILINE)

ABUSES = tuple(str(number) for number in range(1, 47))

ASVS = (
    "1.1.1", "1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5", "1.2.10", "1.3.3, 1.3.5", "1.3.4", "1.3.6", "1.3.7", "1.3.12",
    "1.5.1", "1.5.2", "2.2.1", "2.2.3", "2.3.1", "2.3.3", "2.3.4", "2.3.5", "2.4.1", "3.2.1", "3.3.1–3.3.4", "3.4.1",
    "3.4.2", "3.4.3", "3.4.4–3.4.6", "3.4.8", "3.5.1", "3.5.3", "3.7.2", "4.1.1", "4.1.3", "4.1.4", "4.2.1", "4.3.1",
    "5.2.1–5.2.3", "5.2.5", "5.3.2", "5.4.1–5.4.2", "6.2.1, 6.2.4, 6.2.9, 6.2.12", "6.2.5–6.2.8", "6.3.1", "6.3.2",
    "6.3.3", "6.5.1, 6.5.5", "7.2.3–7.2.4", "7.3.1–7.3.2", "7.4.1–7.4.2", "7.5.1", "8.2.1–8.2.2", "8.2.3, 15.3.3",
    "8.3.2", "11.4.2", "11.5.1", "13.2.4–13.2.5", "13.3.1", "13.4.1–13.4.5", "14.3.2", "15.1.2, 15.2.1",
    "15.1.3, 15.2.2", "15.3.2", "15.4.2", "16.2.1–16.4.1", "16.4.2–16.4.3", "16.5.1, 16.5.3–16.5.4",
)  # fmt: skip
"""The lines that concern this site most, as they were chosen before anything was built."""

UNTESTED = {"4.2.1"}
"""Lines of which the page says that nothing here tests them."""


@cache
def names_in(path: Path) -> frozenset[str]:
    """The names under which a file's tests are run: functions, classes, and classes that a machine makes."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return frozenset(name for name in found if name.startswith(("test_", "Test")))


def rows(title: str) -> dict[str, str]:
    """The rows of a section's table: what stands first in each, and the rest."""
    section = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return dict(ROW.findall(section))


def test_every_test_that_is_named_exists() -> None:
    """No claim leans on a test that was renamed or taken away."""
    named = NAMED.findall(PAGE)
    assert len(named) > 200
    missing = [f"{path}::{name}" for path, name in named if not is_there(ROOT / path, name)]
    assert missing == []


def test_a_test_is_named_in_full() -> None:
    """What begins as a test's name is one: no claim leans on a folder or a whole file."""
    whole = {match.group().strip("`") for match in NAMED.finditer(PAGE)}
    assert {name for name in LOOSE.findall(PAGE) if name not in whole} <= {"tests/house/test_assurance.py"}


def test_every_abuse_case_has_its_row() -> None:
    """Each with where it is held and a test, in order, none twice."""
    found = rows("Abuse cases")
    assert tuple(found) == ABUSES
    assert [number for number, row in found.items() if not NAMED.search(row)] == []


def test_every_line_of_asvs_has_its_row() -> None:
    """Each with a test, or among those of which the page says that there is none."""
    found = rows("ASVS 5.0")
    assert tuple(found) == ASVS
    assert {line for line, row in found.items() if not NAMED.search(row)} == UNTESTED
    assert all("**Not tested**" in found[line] for line in UNTESTED)


def is_there(path: Path, name: str) -> bool:
    """Whether a file has a test of that name."""
    return path.is_file() and name in names_in(path)
