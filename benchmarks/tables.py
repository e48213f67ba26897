"""Results as plain text tables, readable in a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

NOTHING = "–"


@dataclass(frozen=True)
class Table:
    """A subject's figures. `notes` say what was measured on what, and what the peer is."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    notes: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        widths = [max(map(len, column)) for column in zip_longest(self.columns, *self.rows, fillvalue="")]
        rule = "|".join("-" * (width + 2) for width in widths)
        lines = [_line(self.columns, widths), f"|{rule}|", *(_line(row, widths) for row in self.rows)]
        return "\n".join([f"## {self.title}", "", *lines, "", *self.notes])


def ratio(value: float) -> str:
    """One figure as a multiple of another."""
    return f"{value:.0f}×" if value >= 10 else f"{value:.2g}×"


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    padded = (
        cell.ljust(width) if place == 0 else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"| {' | '.join(padded)} |"
