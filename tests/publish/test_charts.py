"""Charts: what they say in words, that nothing typed can break them, and that both themes and paper can colour them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from markupsafe import Markup

from registry.core.adoption import Span
from registry.publish import charts, drawing
from registry.publish.adoption_chart import Lane, adoption
from registry.publish.charts import Mark, Moment
from registry.settings import data_root
from tests.builders import day

HOSTILE = '"><script>alert(1)</script><image href="file:///etc/passwd"/>'
GRADES = {"A": 80.0, "B": 65.0, "C": 50.0, "D": 35.0, "E": 20.0, "F": 0.0}


def standing(practice: float = 30.0, promise: float = 40.0, *, grade: str | None = "E") -> Markup:
    """A scale with a range around practice."""
    return charts.standing(
        practice=practice, promise=promise, low=20.0, high=60.0, grades=GRADES, grade=grade
    )


def course() -> Markup:
    """Totals that rise and fall, with two versions on the way."""
    moments = (
        Moment(day("2024-03-01"), 10, 10),
        Moment(day("2025-06-01"), 35, 30),
        Moment(day("2026-01-01"), 12, 12),
    )
    return charts.course(
        moments, (Mark(day("2025-06-01"), "2.0"), Mark(day("2025-06-20"), "")), until=day("2026-11-21")
    )


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
    named = charts.course(
        (Moment(day("2025-01-01"), 1, 1),), (Mark(day("2025-02-01"), HOSTILE),), until=day("2025-03-01")
    )
    for chart in (drawn, named, lanes(HOSTILE), charts.meter(1, label=HOSTILE)):
        tags = {element.tag for element in ET.fromstring(chart).iter()}  # noqa: S314
        assert tags <= {"svg", "title", "rect", "line", "text", "path"}


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
    path = next(e.get("d") for e in ET.fromstring(course()).iter("path") if e.get("class") == "value-line")  # noqa: S314
    assert path is not None
    assert re.fullmatch(r"M[\d.]+ [\d.]+(H[\d.]+V[\d.]+)+H[\d.]+", path)


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
