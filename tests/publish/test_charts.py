"""Charts: what they say in words, that nothing typed can break them, and that both themes and paper can colour them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from markupsafe import Markup

from registry.core.adoption import Span
from registry.core.movers import Cause, Why
from registry.core.trajectory import Step, Totals, Trajectory
from registry.publish import charts, drawing
from registry.publish.adoption_chart import Lane, adoption
from registry.publish.score_chart import score_chart
from registry.settings import data_root
from tests import builders
from tests.builders import day

HOSTILE = '"><script>alert(1)</script><image href="file:///etc/passwd"/>'
GRADES = {"A": 80.0, "B": 65.0, "C": 50.0, "D": 35.0, "E": 20.0, "F": 0.0}


def standing(practice: float = 30.0, promise: float = 40.0, *, grade: str | None = "E") -> Markup:
    """A scale with a range around practice."""
    return charts.standing(
        practice=practice, promise=promise, low=20.0, high=60.0, grades=GRADES, grade=grade
    )


def steps(*totals: tuple[str, float, float, Why]) -> Trajectory:
    """A trajectory with those days, promises and practices, each moved by a version or something else."""
    policy = builders.document()
    found = tuple(
        Step(
            day(on),
            Totals(promise, practice, practice, practice, 1.0, None),
            (Cause(why, policy, builders.version("1", on)),),
        )
        for on, promise, practice, why in totals
    )
    return Trajectory(replace(builders.standard(), grades=GRADES), "acme", found)


RISEN = steps(
    ("2024-03-01", 10, 10, Why.VERSION),
    ("2025-06-01", 35, 30, Why.CONDUCT),
    ("2026-01-01", 12, 12, Why.VERSION),
)


def course(found: Trajectory = RISEN, *, name: str = "Acme") -> Markup:
    """Totals that rise and fall, with two versions on the way."""
    return score_chart(found, name=name, until=day("2026-11-21"))


def lanes(name: str = "Acme") -> Markup:
    """Two labs, of which one dropped a promise of its own."""
    return adoption(
        (
            Lane(name, (Span(day("2024-03-01"), day("2025-06-01")),), (), day("2025-06-01")),
            Lane("Other", (), (Span(day("2024-06-01"), None),), None),
        ),
        until=day("2026-11-21"),
    )


EVERY = (standing(), course(), lanes(), charts.meter(35.0, low=20.0, high=60.0, label="35 of 100"))


@pytest.mark.parametrize("chart", EVERY)
def test_a_chart_says_in_words_what_it_shows(chart: Markup) -> None:
    """It is an image to assistive technology, named by a label and by a title that says the same."""
    root = ET.fromstring(chart)  # noqa: S314 - our own
    assert root.get("role") == "img"
    assert root.get("aria-label")
    assert root.findtext("title") == root.get("aria-label")


def test_the_words_hold_the_numbers() -> None:
    """Whoever cannot see the scale is told practice, promise, range and grade."""
    label = ET.fromstring(standing()).get("aria-label") or ""  # noqa: S314
    for part in ("30.0", "40.0", "20.0", "60.0", "grade E"):
        assert part in label


def test_a_bar_beside_its_number_is_hidden_from_assistive_technology() -> None:
    """Without a label a bar is decoration, so that the number is not read twice."""
    root = ET.fromstring(charts.meter(35.0))  # noqa: S314
    assert root.get("aria-hidden") == "true"
    assert root.get("role") is None


@pytest.mark.parametrize("chart", EVERY)
def test_a_chart_keeps_to_the_content_policy(chart: Markup) -> None:
    """No style attribute, no script, no event handler, no address: a strict policy and a printer both take it."""
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href|url\(", chart)


def test_what_people_typed_cannot_leave_a_chart() -> None:
    """Grades, labels and names of versions are text, whatever they hold."""
    drawn = charts.standing(practice=1, promise=1, low=1, high=1, grades={HOSTILE: 0.0}, grade=HOSTILE)
    named = course(replace(RISEN, standard=replace(RISEN.standard, title=HOSTILE)), name=HOSTILE)
    for chart in (drawn, named, lanes(HOSTILE), charts.meter(1, label=HOSTILE)):
        tags = {element.tag for element in ET.fromstring(chart).iter()}  # noqa: S314
        assert tags <= {"svg", "title", "rect", "line", "text", "path", "g"}


@pytest.mark.parametrize("promise", [0.0, 1.0, 20.7, 50.0, 99.0, 100.0])
@pytest.mark.parametrize("practice", [0.0, 1.0, 20.7, 50.0, 99.0, 100.0])
def test_captions_never_touch(practice: float, promise: float) -> None:
    """The captions of practice and promise stand apart and inside the chart, wherever their marks are."""
    texts = list(ET.fromstring(standing(practice, promise)).iter("text"))  # noqa: S314
    first, second = texts[-2:]
    assert first.get("text-anchor") == "end"
    assert second.get("text-anchor") == "start"
    assert 70 <= float(first.get("x", "0")) < float(second.get("x", "0")) <= 450


def test_the_step_line_holds_each_total_until_the_next() -> None:
    """The line is drawn level until the day of a change and then straight up or down: no slope invents a day."""
    paths = {e.get("class"): e.get("d", "") for e in ET.fromstring(course()).iter("path")}  # noqa: S314
    for name in ("value-line", "mark-line"):
        assert re.fullmatch(r"M[\d.]+ [\d.]+(H[\d.]+V[\d.]+)+H[\d.]+", paths[name])


def test_marks_tell_versions_from_the_rest_and_bear_their_numbers() -> None:
    """A step by a version has a filled mark, another a hollow one; each bears its number in the table."""
    late = steps(("2024-03-01", 10, 10, Why.VERSION), ("2027-01-01", 50, 50, Why.VERSION))
    drawn = ET.fromstring(course())  # noqa: S314
    marks = {e.get("class", "").split()[0]: e.get("d", "").count("M") for e in drawn.iter("path")}
    assert (marks["value"], marks["hollow"]) == (2, 1)
    assert [[e.text for e in group] for group in drawn.iter("g")][-1] == ["1", "2", "3"]
    assert [[e.text for e in group] for group in ET.fromstring(course(late)).iter("g")][-1] == ["1"]  # noqa: S314
    with pytest.raises(ValueError, match="no totals"):
        score_chart(RISEN, name="Acme", until=day("2024-02-29"))


@pytest.mark.parametrize("gap", [1, 20, 60, 200])
def test_texts_of_a_chart_over_time_never_touch(gap: int) -> None:
    """However close steps stand, the numbers of a row stand apart and inside, large enough to be read on a phone."""
    days = [(day("2024-01-01") + timedelta(days=gap * n)).isoformat() for n in range(14)]
    found = steps(*((on, 10.0 + n, 10.0 + n, Why.VERSION) for n, on in enumerate(days)))
    root = ET.fromstring(score_chart(found, name="Acme", until=day(days[-1]) + timedelta(days=1)))  # noqa: S314
    width = float(root.get("viewBox", "").split()[2])
    for group in root.iter("g"):
        assert float(group.get("font-size", "0")) * 328 / width > 10
        placed = sorted((e.get("y", ""), float(e.get("x", "0")), len(e.text or "") * 7) for e in group)
        for (row, x, wide), (next_row, next_x, next_wide) in pairwise(placed):
            assert row != next_row or next_x - x >= (wide + next_wide) / 2
        assert all(0 <= x <= width for _, x, _ in placed)


def test_heat_rises_with_the_score() -> None:
    """More points never look colder, nothing and little look different, and not assessed is a look of its own."""
    steps = [charts.heat(float(value)) for value in range(101)]
    assert steps[0] != steps[1]
    assert all(earlier <= later for earlier, later in pairwise(steps))
    assert steps[100] == "heat-5"
    assert charts.heat(0, assessed=False) == "heat-none"


def test_paper_has_the_colours_of_the_site() -> None:
    """Every colour that report and site both name is the same on both; charts use those colours too."""
    site, report = (
        dict(
            re.findall(
                r"(--[a-z-]+): (#[0-9a-f]+)",
                (data_root() / "static/css" / name).read_text().split("@media")[0],
            )
        )
        for name in ("site.css", "report.css")
    )
    assert len(report) >= 8
    assert {name: site[name] for name in report} == report
    assert {drawing.INK, drawing.SOFT, drawing.RULE, drawing.LINE, drawing.ACCENT} <= set(site.values())
