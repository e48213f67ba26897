"""The chart of groups: says in words what it shows, keeps every mark on its scale, and lets no name out of its text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.publish.intervals import Row, intervals

HOSTILE = '"><script>alert(1)</script><image href="file:///etc/passwd"/>'


@st.composite
def charts(draw: st.DrawFn) -> list[list[Row]]:
    """Up to three groups of labs with any totals and ranks that can come together."""
    sizes = draw(st.lists(st.integers(1, 4), max_size=3))
    score = st.floats(0, 100, allow_nan=False)
    rank = st.integers(1, max(sum(sizes), 1))

    def row() -> Row:
        low, practice, high = sorted((draw(score), draw(score), draw(score)))
        best, worst = sorted((draw(rank), draw(rank)))
        return Row(
            draw(st.text(st.characters(codec="utf-8", categories=("L", "P")), max_size=30)),
            practice,
            low,
            high,
            draw(rank),
            best,
            worst,
        )

    return [[row() for _ in range(size)] for size in sizes]


@settings(max_examples=20)
@given(charts())
def test_every_mark_lies_on_its_scale_and_every_lab_is_told(groups: list[list[Row]]) -> None:
    """Nothing leaves the picture, wider intervals are drawn wider, and the same rows give the same bytes."""
    drawn = intervals(groups)
    assert drawn == intervals(groups)
    root = ET.fromstring(drawn)  # noqa: S314 - our own
    _, _, width, height = (float(part) for part in (root.get("viewBox") or "").split())
    for box in root.iter("rect"):
        left, top = float(box.get("x", "-1")), float(box.get("y", "-1"))
        assert left >= 0 and left + float(box.get("width", "-1")) <= width + 0.02
        assert top >= 0 and top + float(box.get("height", "-1")) <= height
    rows = [row for group in groups for row in group]
    spans = [float(box.get("width", "0")) for box in root.iter("rect") if box.get("class") == "span"]
    ranks = sorted(zip((row.worst - row.best for row in rows), spans[1::2], strict=True))
    assert [width for _, width in ranks] == sorted(width for _, width in ranks)
    label = root.get("aria-label") or ""
    for row in rows:
        assert (
            f"{row.name} {row.practice:.1f}, between {row.low:.1f} and {row.high:.1f}, rank {row.best}"
            in label
        )


def test_groups_are_told_apart() -> None:
    """In words by number, and by a line between them."""
    rows = [Row(name, 50, 40, 60, 1, 1, 2) for name in ("A", "B", "C")]
    root = ET.fromstring(intervals([rows[:2], rows[2:]]))  # noqa: S314
    label = root.get("aria-label") or ""
    assert "Group 1: A 50.0, between 40.0 and 60.0, rank 1 to 2; B" in label
    assert "Group 2: C" in label
    assert len([rule for rule in root.iter("line") if rule.get("x1") == "0"]) == 1


def test_what_people_typed_cannot_leave_the_chart() -> None:
    """A lab's name is text, whatever it holds; the content policy finds nothing to refuse."""
    drawn = intervals([[Row(HOSTILE, 1, 1, 1, 1, 1, 1)]])
    tags = {element.tag for element in ET.fromstring(drawn).iter()}  # noqa: S314
    assert tags <= {"svg", "title", "rect", "line", "text"}
    assert not re.search(r"\sstyle=|<style|<script|<image|\son\w+=|url\(", drawn)
