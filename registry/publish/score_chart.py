"""A lab's totals under a standard over time, as a chart of steps with marks for what moved them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

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
    number,
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
    """The steps up to a day, each numbered as it stands in their table; filled marks are versions.

    `name` is the lab's. Raises ValueError where there is no step.
    """
    known = found.until(until)
    steps = known.steps
    if not steps:
        raise ValueError(f"{name} had no totals by {until}")
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
    cutoffs = sorted({"": 100.0, **grades}.items(), key=lambda item: (-item[1], item[0]))
    rules = "".join(f"M{number(_LEFT)} {number(_y(cutoff))}H{number(right)}" for _, cutoff in cutoffs)
    letters: list[Markup] = []
    free = _TOP
    for (_, above), (name, cutoff) in pairwise(cutoffs):
        middle = (_y(above) + _y(cutoff)) / 2
        if middle - _SIZE / 2 >= free:
            letters.append(_place(right + 4, middle + 4, name[:2]))
            free = middle + _SIZE / 2
    points = [_place(_LEFT - 4, _y(cutoff) + 4, f"{cutoff:g}") for _, cutoff in _apart(cutoffs)]
    return [
        element("path", d=rules, class_="rule-line", stroke=RULE, stroke_width=0.75),
        _texts(points, "soft", SOFT, anchor="end"),
        _texts(letters, "soft", SOFT, anchor="start"),
    ]


def _apart(cutoffs: Iterable[tuple[str, float]]) -> Iterator[tuple[str, float]]:
    """Those cut-offs, highest first, whose numbers do not touch the one above."""
    last = -_SIZE
    for name, cutoff in cutoffs:
        if _y(cutoff) - last >= _SIZE:
            last = _y(cutoff)
            yield name, cutoff


def _lines(steps: Sequence[Step], x: _DayScale, right: float) -> list[Markup]:
    practice = _path(((x(step.on), _y(step.totals.practice)) for step in steps), right)
    promise = _path(((x(step.on), _y(step.totals.promise)) for step in steps), right)
    area = f"{practice}V{number(_BOTTOM)}H{number(_LEFT)}Z"
    dashed: dict[str, str | float] = {"stroke": INK, "stroke_width": 1.0, "stroke_dasharray": "3 2"}
    return [
        element("path", d=area, class_="span", fill=RANGE),
        element("path", d=promise, class_="mark-line", fill="none", **dashed),
        element("path", d=practice, class_="value-line", fill="none", stroke=ACCENT, stroke_width=2),
    ]


def _path(points: Iterable[tuple[float, float]], right: float) -> str:
    (x, y), *rest = points
    steps = "".join(f"H{number(a)}V{number(b)}" for a, b in rest)
    return f"M{number(x)} {number(y)}{steps}H{number(right)}"


def _years(start: date, until: date, x: _DayScale) -> list[Markup]:
    """A tick at the beginning of each year, and its number where there is room."""
    places = {year: x(date(year, 1, 1)) for year in range(start.year + 1, until.year + 1)}
    ticks = "".join(f"M{number(at)} {number(_BOTTOM)}v4" for at in places.values())
    named: list[Markup] = []
    free = 0.0
    for year, at in places.items():
        if at - 14 > free:
            named.append(_place(at, _BOTTOM + 16, str(year)))
            free = at + 20
    return [
        element("path", d=ticks, class_="line-line", stroke=LINE, stroke_width=0.75),
        _texts(named, "soft", SOFT, anchor="middle"),
    ]


def _marks(found: Trajectory, x: _DayScale, right: float) -> list[Markup]:
    """A triangle for each step that moved a line, filled where a version did; its number where there is room."""
    shapes = {True: "", False: ""}
    named: list[Markup] = []
    free = [0.0] * _ROWS
    for place, step in found.moves:
        at = x(step.on)
        by_version = any(cause.why is Why.VERSION for cause in step.causes)
        shapes[by_version] += f"M{number(at)} {number(_BOTTOM + 20)}l4 6h-8z"
        half = 3.5 * len(str(place))
        centre = min(at, right - half)
        row = next((row for row, taken in enumerate(free) if centre - half > taken), None)
        if row is not None:
            named.append(_place(centre, _BOTTOM + 38 + row * 13, str(place)))
            free[row] = centre + half + 4
    outline: dict[str, str | float] = {"stroke": ACCENT, "stroke_width": 1.0}
    return [
        element("path", d=shapes[False], class_="hollow value-line", fill=PAPER, **outline),
        element("path", d=shapes[True], class_="value value-line", fill=ACCENT, **outline),
        _texts(named, "ink", INK, anchor="middle"),
    ]


def _place(x: float, y: float, words: str) -> Markup:
    return element("text", words, x=x, y=y)


def _texts(placed: Iterable[Markup], class_: str, fill: str, *, anchor: str) -> Markup:
    """Texts that look alike, in one group: half of a chart would be their attributes."""
    return element("g", *placed, class_=class_, fill=fill, font_size=_SIZE, text_anchor=anchor)


def _said(found: Trajectory, name: str, until: date) -> str:
    first, last = found.steps[0], found.steps[-1]
    best = max(found.steps, key=lambda step: step.totals.practice)
    return (
        f"Totals of {name} under {found.standard.title} from {day(first.on)} to {day(until)}: practice "
        f"{first.totals.practice:.1f} at first, {best.totals.practice:.1f} at its highest from {day(best.on)}, "
        f"{last.totals.practice:.1f} at last, where the promise is {last.totals.promise:.1f}. "
        "Every step stands in the table below."
    )
