"""Charts as SVG text, the same on pages and in reports: pure functions of values, every text escaped.

A chart carries classes, which the site's style sheet colours for either theme, and the light colours as attributes,
which is what a report shows. Its `label` says in words what it shows; without one it is decoration beside a number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup

from registry.publish.drawing import ACCENT, INK, RANGE, RULE, SOFT, chart, line, rect, text

_HEAT = 5

_Scale = Callable[[float], float]


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
