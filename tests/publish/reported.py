"""Catalogues that reports are tested with, and how a PDF is read back."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pikepdf
import pypdfium2

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.records import NothingFound, Read, Source, Verdict
from registry.core.standard import Practice, Standard
from registry.publish.change_memos import change_memo
from registry.publish.comparison_reports import comparison_report
from registry.publish.press_sheets import press_sheet
from registry.publish.printed import Imprint
from registry.publish.scorecard_reports import scorecard_report
from tests import builders
from tests.builders import clause, criterion, day, level, standard, version

ON = day("2026-01-01")
IMPRINT = Imprint(12, "0123456789abcdef" * 4, datetime(2026, 1, 1, 9, 30, tzinfo=UTC))


def ruler(words: str = "") -> Standard:
    """A standard of three criteria with two levels each; `words` go into every text of it."""
    levels = (
        replace(level(100, strength="firm", has=("decided_by",), without=("waiver",)), label=f"Firm {words}"),
        replace(level(35, strength="conditional"), label=f"With a way out {words}"),
    )
    criteria = tuple(
        replace(criterion(*levels, name=name, topics=(topic,)), title=f"{title} {words}", question=f"Is it so? {words}")
        for name, topic, title in (
            ("stop", "pause", "Stops in time"), ("check", "audit", "Is checked"), ("again", "audit", "Is seen"),
        )
    )  # fmt: skip
    practice = Practice(values={"kept": 1.0, "broken": 0.5})
    return replace(standard(*criteria, practice=practice), title=f"Test {words}", about=f"About {words}")


def catalogue(words: str = "", *, address: str = "https://example.org/policy") -> Catalog:
    """A lab with promises and conduct, one with nothing and one that has only looked for; `words` in every text."""
    source = Source(address, Read.SECONDARY, archive=address, read_from=address)
    texts = {
        "text": f"The lab will pause {words}", "where": f"section {words}", "scope": f"models {words}",
        "trigger": f"danger {words}", "decided_by": f"the board {words}",
    }  # fmt: skip
    first = replace(version("1", "2024-01-01", clause("a", **texts)), source=source, title=f"First {words}")
    second = replace(
        version(
            "2",
            "2025-01-01",
            clause("a", **texts, waiver=f"an emergency {words}"),
            clause("b", strength="conditional", text=f"The lab may pause {words}"),
        ),
        source=source,
        title=f"Second {words}",
    )
    policy = builders.document(first, second, title=f"Policy {words}")
    event = replace(
        builders.conduct("2025-06-01", Verdict.BROKEN, "policy/a"),
        statement=f"It did not. {words}",
        sources=(source,),
    )
    looked = NothingFound("audit", PartialDate.parse("2025-12-01"), f"on its site {words}")
    return builders.catalog(
        builders.lab(policy, name=f"Acme {words}", conduct=(event,), nothing_found=(looked,)),
        builders.lab(slug="blank", name=f"Blank {words}"),
        builders.lab(slug="seeker", name="Seeker", nothing_found=(looked,)),
        standards=(ruler(words),),
    )


def with_another_standard(found: Catalog) -> Catalog:
    """The same catalogue with a second standard that asks the same."""
    other = replace(found.standard("test"), id="other", title="Another test")
    return Catalog(found.vocabulary, found.labs, found.joint, {**found.standards, "other": other})


def scorecard_pdf(*asked: Any, edition: Imprint = IMPRINT) -> bytes:
    """The scorecard that was asked for."""
    return scorecard_report(*asked, edition=edition).pdf()


def comparison_pdf(*asked: Any, edition: Imprint = IMPRINT, since: date | None = None) -> bytes:
    """The comparison that was asked for."""
    return comparison_report(*asked, edition=edition, since=since).pdf()


def press_sheet_pdf(*asked: Any, edition: Imprint = IMPRINT) -> bytes:
    """The press sheet that was asked for."""
    return press_sheet(*asked, edition=edition).pdf()


def change_memo_pdf(*asked: Any, edition: Imprint = IMPRINT) -> bytes:
    """The change memo that was asked for."""
    return change_memo(*asked, edition=edition).pdf()


def pages_of(content: bytes) -> list[str]:
    """The words of each page of a PDF on one line, in the order in which they are written."""
    document = pypdfium2.PdfDocument(content)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def text_of(content: bytes) -> str:
    """All words of a PDF on one line."""
    return " ".join(pages_of(content))


def strays(content: bytes) -> list[tuple[float, ...]]:
    """The boxes of those characters of a PDF that lie beyond their page: left, bottom, right, top."""
    found: list[tuple[float, ...]] = []
    for page in pypdfium2.PdfDocument(content):
        (width, height), text = page.get_size(), page.get_textpage()
        for box in map(text.get_charbox, range(text.count_chars())):
            left, bottom, right, top = box
            if left < -0.5 or right > width + 0.5 or bottom < 0 or top > height:
                found.append(box)
    return found


@dataclass(frozen=True)
class Element:
    """One element of a PDF's structure: its kind, its alternative text, and whether it names its headers."""

    kind: str
    alt: str
    has_headers: bool


def elements(content: bytes) -> list[Element]:
    """Every element of a PDF's structure tree, in the order of reading."""
    found: list[Element] = []
    with pikepdf.open(io.BytesIO(content)) as document:
        stack: list[Any] = [document.Root.StructTreeRoot.K[0]]
        while stack:
            item = stack.pop()
            if not isinstance(item, pikepdf.Dictionary) or "/S" not in item:
                continue
            attributes: Any = item.get("/A", {})
            named = "/Headers" in attributes and len(attributes.Headers) > 0
            found.append(Element(str(item.S), str(item.get("/Alt", "")), named))
            children: Any = item.get("/K", [])
            stack.extend(reversed(list(children) if isinstance(children, pikepdf.Array) else [children]))
    return found


def fonts(content: bytes) -> dict[str, bool]:
    """The fonts of a PDF by their names without the subset's letters, and whether each is embedded."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return {
            str(item.FontName).rpartition("+")[2]: any(f"/FontFile{n}" in item for n in ("", "2", "3"))
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and "/FontName" in item
        }
