"""Compute a lab's totals anew from the data archive, with nothing but Python's standard library.

    python recompute.py LAB STANDARD [FOLDER]

FOLDER is where the archive was unpacked, this file's own without one. What the lab got for each criterion of the
standard is weighed as the standard says; the totals are printed beside those that the archive has.
"""

from __future__ import annotations

import json
import math
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any


def rows(folder: Path, table: str, **wanted: object) -> list[dict[str, Any]]:
    """The rows of a table that have these values."""
    found = json.loads((folder / "json" / f"{table}.json").read_text(encoding="utf-8"))
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


def rounded(value: float) -> float:
    """To nine places, and then, half up, to one."""
    return float(Decimal(repr(round(value, 9))).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def total(pairs: list[tuple[float, float]], aggregate: str) -> float:
    """The mean of (weight, points), as the standard takes it."""
    whole = sum(weight for weight, _ in pairs)
    if aggregate == "geometric":
        return rounded(math.exp(sum(weight * math.log(points + 1) for weight, points in pairs) / whole) - 1)
    return rounded(sum(weight * points for weight, points in pairs) / whole)


def recompute(folder: Path, lab: str, standard: str) -> tuple[str, dict[str, float], dict[str, float]]:
    """The day of the newest score, and promise, practice and high as computed and as the archive has them."""
    said = max(rows(folder, "score", lab=lab, standard=standard), key=lambda row: row["day"])
    (rules,) = rows(folder, "standard", standard=standard)
    weights = {row["criterion"]: row["weight"] for row in rows(folder, "criterion", standard=standard)}
    got = rows(folder, "criterion_score", lab=lab, standard=standard, day=said["day"])
    points = {
        "promise": [row["promise"] for row in got],
        "practice": [row["practice"] for row in got],
        "high": [row["practice"] if row["assessed"] else 100.0 for row in got],
    }
    weighed = [weights[row["criterion"]] for row in got]
    found = {
        name: total(list(zip(weighed, each, strict=True)), rules["aggregate"])
        for name, each in points.items()
    }
    return said["day"], found, {name: said[name] for name in points}


if __name__ == "__main__":
    day, found, said = recompute(
        Path(sys.argv[3]) if len(sys.argv) > 3 else Path(__file__).parent, *sys.argv[1:3]
    )
    for name, value in found.items():
        print(f"{day} {name}: {value}, and {said[name]} in the archive")
    sys.exit(0 if found == said else 1)
