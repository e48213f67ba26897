"""Charts as SVG text, the same on pages and in reports: pure functions of values, every text escaped.

A chart carries classes, which the site's style sheet colours for either theme, and the light colours as attributes,
which is what a report shows. Its `label` says in words what it shows; without one it is decoration beside a number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from registry.publish.drawing import (
    ACCENT,
    INK,
    LINE,
    RANGE,
    RULE,
    SOFT,
    chart,
    element,
    line,
    number,
    rect,
    text,
)

_HEAT = 5

_Scale = Callable[[float], float]
_DayScale = Callable[[date], float]


@dataclass(frozen=True, slots=True)
class Moment:
    """Totals on a day; they hold until the next moment."""

    on: date
    promise: float
    practice: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on a day, with the few characters that name it."""

    on: date
    name: str


def meter(
    value: float | None, *, low: float | None = None, high: float | None = None, label: str | None = None
) -> Markup:
    """A score from 0 to 100 as a thin bar, with the range it could lie in. The number must stand beside it."""
    drawn = [rect(0, 2.5, 100, 1, "track", RULE)]
    if low is not None and high is not None:
        drawn.append(rect(low, 0, max(high - low, 0), 6, "span", RANGE))
    drawn.append(rect(0, 1.5, value or 0, 3, "value", ACCENT))
    return chart(drawn, 100, 6, label, class_="bar", preserveAspectRatio="none")


def standing(
    *,
    practice: float,
    promise: float,
    low: float,
    high: float,
    grades: Mapping[str, float],
    grade: str | None,
) -> Markup:
    """Totals on the scale of a standard: practice as a bar, low to high behind it, promise as a mark, grades above."""
    left, width, top = 1.0, 518.0, 24.0

    def x(value: float) -> float:
        return left + width * value / 100

    drawn = list(_grade_bands(grades, grade, x))
    drawn += [
        rect(x(0), top + 9, width, 2, "track", RULE),
        rect(x(low), top, max(x(high) - x(low), 0), 20, "span", RANGE),
        rect(x(0), top + 5, x(practice) - x(0), 10, "value", ACCENT),
        line(x(promise), top - 4, x(promise), top + 24, "mark", INK, 2),
    ]
    at_left, at_right = _apart(x(practice), x(promise))
    drawn += [
        text(
            at_left, top + 54, f"practice {practice:.1f}", "value", ACCENT, size=11, weight=600, anchor="end"
        ),
        text(at_right, top + 54, f"promise {promise:.1f}", "mark", INK, size=11, anchor="start"),
    ]
    said = (
        f"Practice {practice:.1f} and promise {promise:.1f} on a scale from 0 to 100, "
        f"between {low:.1f} and {high:.1f}; grade {grade or 'none'}"
    )
    return chart(drawn, 520, 82, said)


def course(moments: Sequence[Moment], marks: Sequence[Mark], *, until: date) -> Markup:
    """Totals over time as steps, practice as an area and promise as a line, with marks on the axis below."""
    left, right, top, height = 30.0, 510.0, 10.0, 110.0
    start = moments[0].on
    days = max((until - start).days, 1)
    most = _scale_top(max(max(moment.promise, moment.practice) for moment in moments))

    def x(on: date) -> float:
        return left + (right - left) * (on - start).days / days

    def y(value: float) -> float:
        return top + height * (1 - value / most)

    practice = _steps([(x(moment.on), y(moment.practice)) for moment in moments], right)
    promise = _steps([(x(moment.on), y(moment.promise)) for moment in moments], right)
    drawn = [
        *_levels(most, left, right, y),
        element("path", d=f"{practice}V{number(y(0))}H{number(left)}Z", class_="span", fill=RANGE),
        element("path", d=practice, class_="value-line", fill="none", stroke=ACCENT, stroke_width=2),
        element(
            "path",
            d=promise,
            class_="mark-line",
            fill="none",
            stroke=INK,
            stroke_width=1,
            stroke_dasharray="3 2",
        ),
        *_years(start, until, x, top + height),
        *_marks(marks, x, top + height),
    ]
    said = "; ".join(
        f"{moment.on}: practice {moment.practice:.1f}, promise {moment.promise:.1f}" for moment in moments
    )
    return chart(drawn, 520, 168, f"Totals over time, up to {until}. {said}")


def heat(value: float, *, assessed: bool = True) -> str:
    """The class of a cell that holds a score, `heat-0` to `heat-5`, or `heat-none`. The number must stand in it."""
    if not assessed:
        return "heat-none"
    return f"heat-{min(int(value / 100 * _HEAT) + (value > 0), _HEAT)}"


def _grade_bands(grades: Mapping[str, float], grade: str | None, x: _Scale) -> list[Markup]:
    """The grades as stretches of the scale, each with its letter, and the cut-offs below."""
    drawn: list[Markup] = []
    end, shown_at = 100.0, float("inf")
    for name, cutoff in sorted(grades.items(), key=lambda item: -item[1]):
        mine = name == grade
        drawn.append(line(x(cutoff), 14, x(cutoff), 52, "rule", RULE, 1))
        drawn.append(
            text(
                (x(cutoff) + x(end)) / 2, 10, name[:8], "value" if mine else "soft", ACCENT if mine else SOFT,
                size=12 if mine else 10, weight=600 if mine else 400,
            )
        )  # fmt: skip
        if shown_at - x(cutoff) > 16:
            drawn.append(
                text(
                    x(cutoff), 62, f"{cutoff:g}", "soft", SOFT, size=8, anchor="middle" if cutoff else "start"
                )
            )
            shown_at = x(cutoff)
        end = cutoff
    return drawn


def _apart(first: float, second: float) -> tuple[float, float]:
    """Where two captions begin, one ending at the first place and one starting at the second, both inside."""
    ends = min(max(first, 76.0), 432.0)
    return ends, max(min(second, 444.0), ends + 8)


def _scale_top(value: float) -> float:
    return next(top for top in (20.0, 40.0, 60.0, 80.0, 100.0) if value <= top)


def _steps(points: Sequence[tuple[float, float]], right: float) -> str:
    (x, y), *rest = points
    return (
        f"M{number(x)} {number(y)}"
        + "".join(f"H{number(a)}V{number(b)}" for a, b in rest)
        + f"H{number(right)}"
    )


def _levels(most: float, left: float, right: float, y: _Scale) -> list[Markup]:
    drawn = []
    for value in (0.0, most / 2, most):
        drawn.append(line(left, y(value), right, y(value), "rule", RULE, 0.75))
        drawn.append(text(left - 6, y(value) + 3, f"{value:g}", "soft", SOFT, size=9, anchor="end"))
    return drawn


def _years(start: date, until: date, x: _DayScale, bottom: float) -> list[Markup]:
    drawn = []
    for year in range(start.year + 1, until.year + 1):
        at = x(date(year, 1, 1))
        drawn.append(line(at, bottom, at, bottom + 4, "line", LINE, 0.75))
        drawn.append(text(at, bottom + 14, str(year), "soft", SOFT, size=9))
    return drawn


def _marks(marks: Sequence[Mark], x: _DayScale, bottom: float) -> list[Markup]:
    """A small triangle for each mark; its name where there is room."""
    drawn = []
    free = [0.0, 0.0]
    for mark in sorted(marks, key=lambda mark: mark.on):
        at = x(mark.on)
        drawn.append(
            element("path", d=f"M{number(at)} {number(bottom + 18)}l3 5h-6z", class_="value", fill=ACCENT)
        )
        name = mark.name if len(mark.name) <= 16 else mark.name[:15] + "…"
        half = len(name) * 2.1
        row = next((row for row, taken in enumerate(free) if at - half > taken), None)
        if row is not None:
            centre = min(at, 514 - half)
            drawn.append(text(centre, bottom + 33 + row * 10, name, "ink", INK, size=8))
            free[row] = centre + half + 3
    return drawn
