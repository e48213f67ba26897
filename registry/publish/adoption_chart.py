"""Adoption as a chart: a lane a lab, in the order in which they began, with the stretches in which a promise stood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from registry.core.adoption import Span
from registry.publish.drawing import ACCENT, INK, RULE, SOFT, chart, element, line, rect, text
from registry.publish.writing import day

LEFT, RIGHT, LANE, TOP = 150.0, 508.0, 20.0, 8.0
LONGEST = 21
"""Characters of a name that fit before the lanes, on a phone too."""

_DayScale = Callable[[date], float]


@dataclass(frozen=True, slots=True)
class Lane:
    """A lab by name, with the stretches in which it held a promise of its own, and one signed with others."""

    name: str
    own: tuple[Span, ...]
    joint: tuple[Span, ...]
    dropped: date | None


def adoption(lanes: Sequence[Lane], *, until: date) -> Markup:
    """Those lanes from the first beginning to a day: a thick bar for own promises, a thin one for joint ones.

    A cross stands where a lab dropped its last. Raises ValueError without a lane.
    """
    start = min(span.start for lane in lanes for span in (*lane.own, *lane.joint))
    opens = date(start.year, 1, 1)
    days = max((until - opens).days, 1)
    bottom = TOP + LANE * len(lanes)

    def x(on: date) -> float:
        return LEFT + (RIGHT - LEFT) * (on - opens).days / days

    drawn = [*_years(opens, until, x, bottom)]
    for number, lane in enumerate(lanes):
        drawn.extend(_lane(lane, TOP + LANE * number, x, until))
    said = "; ".join(_said(lane) for lane in lanes)
    return chart(drawn, 520, bottom + 20, f"Who held such a promise when, up to {day(until)}. {said}")


def _lane(lane: Lane, top: float, x: _DayScale, until: date) -> Iterator[Markup]:
    name = lane.name if len(lane.name) <= LONGEST else lane.name[: LONGEST - 1].rstrip() + "…"
    yield text(LEFT - 8, top + 13.5, name, "ink", INK, size=10, anchor="end")
    yield line(LEFT, top + LANE, RIGHT, top + LANE, "rule", RULE, 0.5)
    for spans, offset, height in ((lane.own, 3.0, 8.0), (lane.joint, 13.5, 2.5)):
        for span in spans:
            begins, ends = x(span.start), x(span.end or until)
            yield rect(begins, top + offset, max(ends - begins, 1.5), height, "value", ACCENT)
    if lane.dropped:
        at = x(lane.dropped)
        cross = f"M{at + 2:.2f} {top + 6:.2f}l8 8m0 -8l-8 8"
        yield element("path", d=cross, class_="mark-line", fill="none", stroke=INK, stroke_width=1.5)


def _years(opens: date, until: date, x: _DayScale, bottom: float) -> Iterator[Markup]:
    """A line at the beginning of each year; of many years, some are named."""
    years = range(opens.year, until.year + 1)
    step = -(-len(years) // 8)
    for year in years:
        at = x(date(year, 1, 1))
        yield line(at, TOP, at, bottom + 4, "rule", RULE, 0.75)
        if (until.year - year) % step == 0 and at < RIGHT - 12:
            yield text(at, bottom + 16, str(year), "soft", SOFT, size=9, anchor="start")


def _said(lane: Lane) -> str:
    """A lane in words."""
    kinds = ((lane.own, "its own"), (lane.joint, "joint"))
    parts = [f"{name} {_stretch(span)}" for spans, name in kinds for span in spans]
    return f"{lane.name}: {', '.join(parts)}"


def _stretch(span: Span) -> str:
    return f"from {day(span.start)}" + (f" to {day(span.end)}" if span.end else "")
