"""Reports as PDF: the processor's seconds and memory, beside Chromium printing the same HTML."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import pikepdf

from benchmarks.apart import Outcome, apart
from benchmarks.ground import Ground
from benchmarks.measuring import Figure, digits, in_turns
from benchmarks.tables import NOTHING, Table, ratio
from registry.publish import press
from registry.publish.comparison_reports import comparison_report
from registry.publish.printed import Imprint
from registry.publish.scorecard_reports import scorecard_report

LAB = "anthropic"
STANDARD = "frontier-commitments"
"""The one whose reports are longest."""

COMPARED = ("anthropic", "google-deepmind", "meta", "microsoft", "openai", "xai")

_PRESS = """
import sys
from registry.publish.press import print_pdf
sys.stdout.buffer.write(print_pdf(sys.stdin.read()))
"""


def measure(ground: Ground) -> Iterator[Table]:
    """Seconds and memory for the report of one lab and of six."""
    edition = Imprint(1, "0" * 64)
    reports: Mapping[str, Callable[[], str]] = {
        "scorecard": lambda: scorecard_report(
            ground.catalog, LAB, STANDARD, ground.today, edition=edition
        ).written()[0],
        "comparison of six": lambda: comparison_report(
            ground.catalog, COMPARED, (STANDARD,), ground.today, edition=edition
        ).written()[0],
    }
    rows: list[tuple[str, ...]] = []
    notes: list[str] = []
    for name, written in reports.items():
        (writing,) = in_turns([written], runs=ground.runs)
        rows += _rows(ground, name, written())
        notes.append(f"Writing the HTML of the {name} takes {writing.times(1000)} ms more.")
    yield Table(
        "PDF",
        (
            "the same HTML",
            "seconds",
            "of the processor",
            "standing by",
            "peak MB",
            "pages",
            "kB",
            "ratio",
            "of MB",
        ),
        rows,
        (
            "Seconds: from nothing, on the clock. Of the processor: the same, as all processes together used it.",
            "Standing by: of the processor, by a renderer that had started, as the site prints. Ratio: that over",
            "Chromium's. Peak: the largest single process; Chromium starts several.",
            *notes,
        ),
    )


def _rows(ground: Ground, name: str, html: str) -> Iterator[tuple[str, ...]]:
    static, folder = ground.content / "static", ground.folder("print")
    pressed, standing, browsed = [], [], []
    press.print_pdf(html)
    for _ in range(min(3, ground.runs)):
        pressed.append(by_press(html))
        standing.append(by_standby(html))
        if shutil.which("chromium"):
            browsed.append(by_chromium(html, static, folder))
    ours, warm = _Figures(pressed), Figure(tuple(standing))
    peer = _Figures(browsed) if browsed else None
    over = (
        (ratio(warm.over(peer.work)), ratio(ours.megabytes.over(peer.megabytes)))
        if peer
        else (NOTHING, NOTHING)
    )
    yield f"{name}: registry", str(ours.seconds), str(ours.work), str(warm), *ours.rest, *over
    if peer:
        yield f"{name}: Chromium", str(peer.seconds), str(peer.work), NOTHING, *peer.rest, NOTHING, NOTHING


def by_standby(html: str) -> float:
    """The processor's seconds of one report by the renderer that stands by, and of who asks for it."""
    before = _work_of(press.renderer.process) + time.process_time()
    press.print_pdf(html)
    return _work_of(press.renderer.process) + time.process_time() - before


def _work_of(process: int | None) -> float:
    """The processor's seconds of a process and of those that it started and that have ended."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


class _Figures:
    """What several printings of the same took."""

    def __init__(self, printed: Sequence[Outcome]) -> None:
        self.seconds = Figure(tuple(item.seconds for item in printed))
        self.work = Figure(tuple(item.work for item in printed))
        self.megabytes = Figure(tuple(item.megabytes for item in printed))
        with pikepdf.open(BytesIO(printed[0].content)) as document:
            pages = len(document.pages)
        self.rest = (digits(self.megabytes.middle), str(pages), digits(len(printed[0].content) / 1000))


def by_press(html: str) -> Outcome:
    """Print as the command line does: by a renderer that starts for it, within its bounds."""
    return apart([sys.executable, "-c", _PRESS], given=html)


def by_chromium(html: str, static: Path, folder: Path) -> Outcome:
    """Print by a headless browser, with the same style sheets and fonts out of a folder."""
    page, printed = folder / "page.html", folder / "page.pdf"
    (folder / "css").mkdir(exist_ok=True)
    for sheet in (static / "css").glob("*.css"):
        (folder / "css" / sheet.name).write_text(
            _located(sheet.read_text(encoding="utf-8"), folder), encoding="utf-8"
        )
    shutil.copytree(static / "fonts", folder / "fonts", dirs_exist_ok=True)
    page.write_text(f'<link rel="stylesheet" href="css/report.css">{html}', encoding="utf-8")
    command = [
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        f"--user-data-dir={folder / 'profile'}", "--no-pdf-header-footer", f"--print-to-pdf={printed}", page.as_uri(),
    ]  # fmt: skip
    taken = apart(command)
    return Outcome(printed.read_bytes(), taken.seconds, taken.work, taken.megabytes)


def _located(text: str, folder: Path) -> str:
    """The text with the addresses of our own files pointing into a folder."""
    return re.sub(r"registry:(?=css/|fonts/)", f"{folder.as_uri()}/", text)
