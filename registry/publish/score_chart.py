"""A lab's totals under a standard over time, drawn as steps: practice as an area, promise above it, what moved them below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from markupsafe import Markup

from registry.core.movers import Why
from registry.core.trajectory import Step, Trajectory
from registry.publish.drawing import (
    ACCENT,
    INK,
    LINE,
    PAPER,
    RANGE,
    RULE,
    SOFT,
    chart,
    element,
    line,
    number,
    text,
)
from registry.publish.writing import day

WIDTH = 360.0
"""The width on a page, in the units of its texts: on a phone nearly as many pixels, so that they can be read there."""

_LEFT, _TOP, _HEIGHT, _MARGIN = 24.0, 8.0, 120.0, 16.0
_BOTTOM = _TOP + _HEIGHT
_SIZE = 12.0
_ROWS = 3

_Scale = Callable[[float], float]
_DayScale = Callable[[date], float]


def score_chart(found: Trajectory, *, name: str, until: date, width: float = WIDTH) -> Markup:
    """The steps up to a day, each numbered as it stands in their table; empty where there are none.

    Filled marks are versions; `name` is the lab's.
    """
    known = found.until(until)
    steps = known.steps
    if not steps:
        return Markup("")
    start, right = steps[0].on, width - _MARGIN
    days = max((until - start).days, 1)

    def x(on: date) -> float:
        return _LEFT + (right - _LEFT) * (on - start).days / days

    drawn = [
        *_grades(found.standard.grades, right),
        *_years(start, until, x),
        *_lines(steps, x, right),
        *_marks(known, x, right),
    ]
    height = _BOTTOM + 28 + 13 * _ROWS
    return chart(drawn, width, height, _said(known, name, until), class_="chart course")


def _y(value: float) -> float:
    return _TOP + _HEIGHT * (1 - value / 100)


def _grades(grades: Mapping[str, float], right: float) -> list[Markup]:
    """A line for each cut-off with its points at the left, and each grade's letter at the right of its band."""
    drawn: list[Markup] = []
    above, lettered = 100.0, _TOP - _SIZE
    for name, cutoff in sorted({"": 100.0, **grades}.items(), key=lambda item: (-item[1], item[0])):
        drawn.append(line(_LEFT, _y(cutoff), right, _y(cutoff), "rule", RULE, 0.75))
        drawn.append(text(_LEFT - 4, _y(cutoff) + 4, f"{cutoff:g}", "soft", SOFT, size=_SIZE, anchor="end"))
        middle = (_y(above) + _y(cutoff)) / 2
        if name and middle - lettered >= _SIZE:
            drawn.append(text(right + 4, middle + 4, name[:2], "soft", SOFT, size=_SIZE, anchor="start"))
            lettered = middle
        above = cutoff
    return drawn


def _lines(steps: Sequence[Step], x: _DayScale, right: float) -> list[Markup]:
    practice = _path(((x(step.on), _y(step.totals.practice)) for step in steps), right)
    promise = _path(((x(step.on), _y(step.totals.promise)) for step in steps), right)
    area = f"{practice}V{number(_BOTTOM)}H{number(_LEFT)}Z"
    return [
        element("path", d=area, class_="span", fill=RANGE),
        element(
            "path",
            d=promise,
            class_="mark-line",
            fill="none",
            stroke=INK,
            stroke_width=1,
            stroke_dasharray="3 2",
        ),
        element("path", d=practice, class_="value-line", fill="none", stroke=ACCENT, stroke_width=2),
    ]


def _path(points: Iterable[tuple[float, float]], right: float) -> str:
    (x, y), *rest = points
    return (
        f"M{number(x)} {number(y)}"
        + "".join(f"H{number(a)}V{number(b)}" for a, b in rest)
        + f"H{number(right)}"
    )


def _years(start: date, until: date, x: _DayScale) -> list[Markup]:
    drawn: list[Markup] = []
    free = 0.0
    for year in range(start.year + 1, until.year + 1):
        at = x(date(year, 1, 1))
        drawn.append(line(at, _BOTTOM, at, _BOTTOM + 4, "line", LINE, 0.75))
        if at - 14 > free:
            drawn.append(text(at, _BOTTOM + 16, str(year), "soft", SOFT, size=_SIZE))
            free = at + 20
    return drawn


def _marks(found: Trajectory, x: _DayScale, right: float) -> list[Markup]:
    """A triangle for each step that moved a line, filled where a version did; its number where there is room."""
    drawn: list[Markup] = []
    free = [0.0] * _ROWS
    for index, step in found.moves:
        at = x(step.on)
        filled = any(cause.why is Why.VERSION for cause in step.causes)
        drawn.append(
            element(
                "path",
                d=f"M{number(at)} {number(_BOTTOM + 20)}l4 6h-8z",
                class_="value value-line" if filled else "hollow value-line",
                fill=ACCENT if filled else PAPER,
                stroke=ACCENT,
                stroke_width=1,
            )
        )
        half = 3.5 * len(str(index))
        row = next((row for row, taken in enumerate(free) if at - half > taken), None)
        if row is not None:
            place = min(at, right - half)
            drawn.append(text(place, _BOTTOM + 38 + row * 13, str(index), "ink", INK, size=_SIZE))
            free[row] = place + half + 4
    return drawn


def _said(found: Trajectory, name: str, until: date) -> str:
    first, last = found.steps[0], found.steps[-1]
    best = max(found.steps, key=lambda step: step.totals.practice)
    return (
        f"Totals of {name} under {found.standard.title} from {day(first.on)} to {day(until)}: practice "
        f"{first.totals.practice:.1f} at first, {best.totals.practice:.1f} at its highest from {day(best.on)}, "
        f"{last.totals.practice:.1f} at last, where the promise is {last.totals.promise:.1f}. "
        "Every step stands in the table below."
    )
