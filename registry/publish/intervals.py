"""All labs under a standard in groups: how far each one's score and its rank could lie otherwise, as a chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from registry.publish.drawing import ACCENT, INK, RANGE, RULE, SOFT, chart, line, rect, text

_WIDTH = 520.0
_NAMES = 158.0
_SCORES = (166.0, 348.0)
_RANKS = (372.0, 510.0)
_ROW, _GAP, _TOP = 17.0, 7.0, 24.0
_LONGEST = 23
"""How much of a lab's name there is room for."""


@dataclass(frozen=True, slots=True)
class Row:
    """One lab: its practice total with low and high, its rank and the ranks between which it mostly lies."""

    name: str
    practice: float
    low: float
    high: float
    rank: int
    best: int
    worst: int


def intervals(groups: Sequence[Sequence[Row]]) -> Markup:
    """Groups from the top down with a line between them; scores on the left scale, ranks on the right."""
    rows = [row for group in groups for row in group]
    height = _TOP + len(rows) * _ROW + len(groups) * _GAP
    drawn = [*_scales(len(rows), height), *_drawn(groups, len(rows))]
    return chart(drawn, _WIDTH, height, f"Groups of labs. {_said(groups)}", class_="chart intervals")


def _said(groups: Sequence[Sequence[Row]]) -> str:
    return " ".join(
        f"Group {number}: {'; '.join(_row_said(row) for row in group)}."
        for number, group in enumerate(groups, start=1)
    )


def _row_said(row: Row) -> str:
    ranks = f"rank {row.best}" if row.best == row.worst else f"rank {row.best} to {row.worst}"
    return f"{row.name} {row.practice:.1f}, between {row.low:.1f} and {row.high:.1f}, {ranks}"


def _scales(count: int, height: float) -> Iterator[Markup]:
    """What the two scales measure, their ends, and a faint line at each end."""
    for (left, right), name, ends in (
        (_SCORES, "score", ("0", "100")),
        (_RANKS, "rank", ("1", str(max(count, 1)))),
    ):
        yield text((left + right) / 2, 10, name, "soft", SOFT, size=9)
        for at, end in zip((left, right), ends, strict=True):
            yield text(at, 10, end, "soft", SOFT, size=9)
            yield line(at, 15, at, height, "rule", RULE, 0.75)


def _drawn(groups: Sequence[Sequence[Row]], count: int) -> Iterator[Markup]:
    at = _TOP
    for group in groups:
        if at > _TOP:
            yield line(0, at - _GAP / 2, _WIDTH, at - _GAP / 2, "rule", RULE, 0.75)
        for row in group:
            yield from _row(row, at, count)
            at += _ROW
        at += _GAP


def _row(row: Row, top: float, count: int) -> Iterator[Markup]:
    name = row.name if len(row.name) <= _LONGEST else row.name[: _LONGEST - 1] + "…"
    yield text(_NAMES, top + 11, name, "ink", INK, size=10, anchor="end")
    yield rect(_score(row.low), top + 3, max(_score(row.high) - _score(row.low), 1), 9, "span", RANGE)
    yield rect(_score(0), top + 6, max(_score(row.practice) - _score(0), 0), 3, "value", ACCENT)
    left, right, mark = (_rank(place, count) for place in (row.best - 1, row.worst, row.rank - 0.5))
    yield rect(left, top + 3, right - left, 9, "span", RANGE)
    yield line(mark, top + 2, mark, top + 13, "mark", INK, 2)


def _score(value: float) -> float:
    left, right = _SCORES
    return left + (right - left) * value / 100


def _rank(value: float, count: int) -> float:
    """Each rank has a cell of its own: rank 1 lies from 0 to 1."""
    left, right = _RANKS
    return left + (right - left) * value / count
