"""Reports as PDF: complete, tagged, the same bytes each time, readable at their worst, and closed to the world."""

from __future__ import annotations

import io
import json
import logging
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from registry.content.folder import read_catalog
from registry.core.catalog import Catalog
from registry.core.compare import between
from registry.core.records import Direction
from registry.core.robustness import ranking
from registry.core.scoring import score
from registry.core.standard import Practice
from registry.errors import BadValue, NotFound, Unavailable
from registry.publish.comparison_reports import comparison_report
from registry.publish.markdown import plain_text
from registry.publish.periods import opening, period, recorded
from registry.publish.press import Bounds, print_pdf
from registry.publish.press_sheets import press_sheet
from registry.publish.scorecard_reports import scorecard_report
from registry.settings import data_root
from tests.builders import day
from tests.publish.reported import (
    IMPRINT,
    ON,
    catalogue,
    change_memo_pdf,
    comparison_pdf,
    elements,
    fonts,
    pages_of,
    press_sheet_pdf,
    scorecard_pdf,
    strays,
    text_of,
    with_another_standard,
)
from tests.publish.verapdf import broken_rules

TODAY = day("2026-11-21")
SIX = ("anthropic", "google-deepmind", "meta", "microsoft", "openai", "xai")
OURS = re.compile(r"Newsreader|Source-Sans|Noto-Sans")


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    """The catalogue that the registry ships."""
    return read_catalog(data_root())


@pytest.fixture(scope="module")
def card(shipped: Catalog) -> bytes:
    """A real scorecard: a lab with many promises."""
    return scorecard_pdf(shipped, "anthropic", "buying-time", TODAY, edition=IMPRINT)


@pytest.fixture(scope="module")
def compared(shipped: Catalog) -> bytes:
    """A real comparison of three labs."""
    return comparison_pdf(
        shipped, ("anthropic", "openai", "mistral"), ("buying-time",), TODAY, edition=IMPRINT
    )


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine and the list of all who have connected to it."""
    hits: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    connection, peer = server.accept()
                except TimeoutError:
                    continue
                hits.append(str(peer))
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", hits
        done.set()
        thread.join()


@pytest.fixture(scope="module")
def sheet(shipped: Catalog) -> bytes:
    """A real press sheet of as many labs as there can be."""
    edition = replace(IMPRINT, base="https://registry.example")
    return press_sheet_pdf(shipped, SIX, "buying-time", TODAY, edition=edition)


@pytest.fixture(scope="module")
def parts() -> bytes:
    """A comparison under two standards."""
    catalog = with_another_standard(catalogue())
    return comparison_pdf(catalog, ("acme", "blank"), ("other", "test"), ON, edition=IMPRINT)


@pytest.fixture(scope="module")
def memo(shipped: Catalog) -> bytes:
    """A real change memo: a version that weakened, removed and added."""
    document = shipped.document("anthropic", "responsible-scaling-policy")
    earlier, later = (document.version_by_label[label] for label in ("2.2", "3.0"))
    return change_memo_pdf(shipped, document, earlier, later, TODAY, edition=IMPRINT)


def plain(text: str) -> str:
    """A text without white space and hyphens: a PDF's lines may break anywhere, and readers join broken words."""
    return re.sub(r"[\s\ufffe\u00ad-]", "", text)


def test_a_scorecard_holds_everything(shipped: Catalog, card: bytes) -> None:
    """Totals, every criterion and its deciding clause, every source in full, and the imprint are in the text."""
    result = score(shipped, shipped.standard("buying-time"), "anthropic", TODAY)
    text = plain(text_of(card))
    for value in (result.practice, result.promise, result.low, result.high):
        assert f"{value:.1f}" in text
    for criterion in result.criteria:
        assert plain(criterion.criterion.title) in text
        assert plain(criterion.criterion.question) in text
        if criterion.deciding:
            assert plain(criterion.deciding.tenure.clause.text) in text
            assert plain(criterion.deciding.tenure.version.source.url) in text
        for entry in criterion.conduct:
            assert all(plain(source.url) in text for source in entry.sources)
    assert "BUYINGTIME,VERSION1.0" in text
    assert "21November2026" in text


def test_every_page_says_what_it_belongs_to(card: bytes) -> None:
    """Each page has its number of how many, the date, the standard's version, the revision and its whole hash."""
    pages = pages_of(card)
    for number, text in enumerate(pages, start=1):
        assert f"{number} of {len(pages)}" in text
        assert "Buying time 1.0 · as of 21 November 2026" in text
        assert "Revision 12 of the record" in text
        assert IMPRINT.hash in text


def test_contents_name_the_right_pages(shipped: Catalog, compared: bytes) -> None:
    """The comparison's contents name for every criterion the page on which it stands."""
    pages = pages_of(compared)
    for number, criterion in enumerate(shipped.standard("buying-time").criteria, start=1):
        line = re.search(rf"{number}\. {re.escape(criterion.title)} (\d+)", pages[0])
        assert line is not None
        assert f"{number}. {criterion.title} {criterion.question}" in pages[int(line[1]) - 1]


def test_contents_name_the_pages_of_every_part(parts: bytes) -> None:
    """Under two standards that ask the same, each question stands in the contents twice, with its own page."""
    pages = pages_of(parts)
    contents = next(text for text in pages if "Contents" in text)
    for title in ("Another test", "Test"):
        (at,) = (number for number, text in enumerate(pages, 1) if f"Practice by criterion: {title} " in text)
        assert re.search(rf"{title} 1\.0 .*?Heat map of criteria and labs {at} ", contents)
    first, second = re.findall(r"1\. Stops in time (\d+)", contents)
    assert all("1. Stops in time Is it so?" in pages[int(number) - 1] for number in (first, second))
    assert int(first) < int(second)


def test_a_comparison_sets_labs_side_by_side(shipped: Catalog, compared: bytes) -> None:
    """Every lab's totals, every criterion and topic, and each deciding clause with its source are in the text."""
    text = plain(text_of(compared))
    standard = shipped.standard("buying-time")
    for slug in ("anthropic", "openai", "mistral"):
        result = score(shipped, standard, slug, TODAY)
        assert f"{result.practice:.1f}" in text
        for criterion in result.criteria:
            if criterion.deciding:
                assert plain(criterion.deciding.tenure.version.source.url) in text
    assert all(plain(topic.title) in text for topic in shipped.vocabulary.topics)


def test_a_comparison_tells_ranks_and_the_period(shipped: Catalog, compared: bytes) -> None:
    """How far each lab's rank moves, and each step of its totals in the last year with what moved it."""
    ruler = shipped.standard("buying-time")
    text = text_of(compared)
    ranks = ranking(ruler, (score(shipped, ruler, slug, TODAY) for slug in shipped.labs))
    for place in ranks.places:
        if place.lab in ("anthropic", "openai", "mistral") and place.best != place.worst:
            assert f"{place.rank} ({place.best} to {place.worst})" in text
    assert "What changed from 21 November 2025 to 21 November 2026" in text
    found = period(shipped, ruler, "anthropic", day("2025-11-21"), TODAY)
    assert found.before is not None and found.after is not None
    assert found.steps[-1].step.totals.practice == found.after
    for item in found.steps:
        assert item.before is not None
        assert f"{item.before.totals.practice:.1f} → {item.step.totals.practice:.1f}" in text
    assert f"In its own documents: {found.line}." in text


def test_a_period_has_days(shipped: Catalog) -> None:
    """One that would begin after its end is refused; one of a single day holds what came on that day.

    Without a beginning it is a year, or what the calendar has of it.
    """
    with pytest.raises(BadValue, match="has no days"):
        comparison_report(
            shipped, ("openai", "meta"), ("buying-time",), ON, edition=IMPRINT, since=ON + timedelta(days=1)
        )
    day_of_first = day("2023-09-19")
    found = period(shipped, shipped.standard("buying-time"), "anthropic", day_of_first, day_of_first)
    assert "added" in found.line
    assert [item.step.on for item in found.steps] == [day_of_first]
    assert opening(None, day("2024-02-29")) == day("2023-02-28")
    assert opening(None, date.min) == date.min


def test_steps_are_those_that_moved_a_total(shipped: Catalog) -> None:
    """A day on which only low or high moved is none of them: each row shows two different totals."""
    for slug in SIX:
        found = period(shipped, shipped.standard("buying-time"), slug, day("2018-01-01"), TODAY)
        assert found.steps
        for item in found.steps:
            before = item.before.totals if item.before else None
            moved = before and (before.practice, before.promise)
            assert moved != (item.step.totals.practice, item.step.totals.promise)


def test_conduct_is_told_whole(shipped: Catalog) -> None:
    """A lab's answer often stands last: every statement of the period is there to its end, with what it is about."""
    text = plain(text_of(comparison_pdf(shipped, ("anthropic", "openai"), ("buying-time",), TODAY)))
    for slug in ("anthropic", "openai"):
        entries = recorded(shipped, shipped.lab(slug), day("2025-11-21"), TODAY).entries
        assert entries
        for told in entries:
            assert plain(plain_text(told.entry.statement)) in text
            assert all(plain(about) in text for about in told.about)


def test_a_lab_that_was_not_founded_gets_no_noughts(shipped: Catalog) -> None:
    """It has no score, no criterion and no change: on paper that is said, and in the data there is nothing of it."""
    on, labs = day("2023-12-01"), ("safe-superintelligence", "openai")
    report = comparison_report(shipped, labs, ("buying-time",), on, edition=IMPRINT)
    html, (table, data) = report.written()
    assert html.count('<td class="heat-none">–</td>') == len(shipped.standard("buying-time").criteria)
    assert "Not founded by 1 December 2023." in html
    assert "Safe Superintelligence" not in "".join(re.findall(r'<p class="none">.*?</p>|<li>.*?</li>', html))
    assert b"safe-superintelligence" not in table.content
    unfounded, other = json.loads(data.content)["scores"]
    assert (unfounded["practice"], unfounded["criteria"]) == (None, [])
    assert len(other["criteria"]) == len(shipped.standard("buying-time").criteria)
    sheet, _ = press_sheet(shipped, labs[:1], "buying-time", on, edition=IMPRINT).written()
    assert "No scorecard for this day" in sheet
    assert 'class="criteria"' not in sheet


def test_methods_name_what_lowers_a_promise() -> None:
    """The verdicts that a standard counts below a kept promise, whichever they are."""
    found = catalogue()
    ruler = found.standard("test")
    lenient = replace(ruler, practice=Practice(values={"kept": 1.0, "disputed": 0.5, "broken": 1.0}))
    other = Catalog(found.vocabulary, found.labs, found.joint, {"test": lenient})
    html, _ = scorecard_report(other, "acme", "test", ON, edition=IMPRINT).written()
    assert "has something as disputed. Where nothing is on record" in html


def test_a_change_memo_tells_every_change(shipped: Catalog, memo: bytes) -> None:
    """What happened in one line, both sources, and each changed clause below what happened to it, on the page named."""
    document = shipped.document("anthropic", "responsible-scaling-policy")
    pages = pages_of(memo)
    text = plain(" ".join(pages))
    assert "7weakened,26removed" in text
    found = [
        change
        for change in between(
            document,
            *(document.version_by_label[label] for label in ("2.2", "3.0")),
            vocabulary=shipped.vocabulary,
        )
        if change.direction is not Direction.UNCHANGED
    ]
    assert len(found) > 50
    for change in found:
        if change.before is None or change.after is None:
            assert plain(change.clause.text) in text
    removed = re.search(r"Removed: 26 clauses (\d+)", pages[0])
    assert removed is not None
    assert "Removed: 26 clauses" in pages[int(removed[1]) - 1]


def test_a_press_sheet_is_one_page(shipped: Catalog, sheet: bytes) -> None:
    """With six labs: their totals, what earns each most and moved it last, and where the file can be verified."""
    (page,) = pages_of(sheet)
    for slug in SIX:
        result = score(shipped, shipped.standard("buying-time"), slug, TODAY)
        assert f"{result.low:.1f} to {result.high:.1f}" in page
    assert page.count("Moved last on") == page.count("to promise would come of") == len(SIX)
    assert "Give it to https://registry.example/verify/" in page
    assert any(
        "QR code of the address https://registry.example/verify/" in item.alt for item in elements(sheet)
    )


@pytest.mark.parametrize("labs", [SIX[:1], SIX], ids=["one lab", "six labs"])
def test_a_press_sheet_of_the_longest_names_is_one_page(shipped: Catalog, labs: tuple[str, ...]) -> None:
    """Labs, criteria, titles and conduct of 300 characters: everything is cut to the lines it has."""
    name = WORST["a name of 300 characters"][0]
    known = {
        slug: replace(
            lab,
            name=name,
            documents=tuple(replace(document, title=name) for document in lab.documents),
            conduct=tuple(replace(entry, statement=name) for entry in lab.conduct),
        )
        for slug, lab in shipped.labs.items()
    }
    ruler = shipped.standard("buying-time")
    criteria = tuple(
        replace(item, title=name, levels=tuple(replace(level, label=name) for level in item.levels))
        for item in ruler.criteria
    )
    more = tuple(replace(item, id=f"{item.id}-too") for item in criteria[:6])
    standards = {ruler.id: replace(ruler, title=name, about=name, criteria=criteria + more)}
    worst = Catalog(shipped.vocabulary, known, shipped.joint, standards)
    edition = replace(IMPRINT, base="https://registry.example")
    content = press_sheet_pdf(worst, labs, ruler.id, TODAY, edition=edition)
    assert len(pages_of(content)) == 1
    assert strays(content) == []


@pytest.mark.parametrize("name", ["card", "compared", "parts", "sheet", "memo"])
def test_a_report_is_tagged(name: str, request: pytest.FixtureRequest) -> None:
    """PDF/UA-1: marked, with language and title, pictures with words, cells with their headers, headings in order."""
    content: bytes = request.getfixturevalue(name)
    with pikepdf.open(io.BytesIO(content)) as document:
        root = document.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "en"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert all(str(page.obj.get("/Tabs")) == "/S" for page in document.pages)
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            told = {"memo": "2.2 to 3.0", "parts": "Another test 1.0, Test"}.get(name, "Buying time 1.0")
            assert told in str(metadata["dc:title"])
        (title,) = document.open_outline().root
        assert len(title.children) > (0 if name == "sheet" else 2)
    found = elements(content)
    figures = [element for element in found if element.kind == "/Figure"]
    assert figures
    assert all(element.alt for element in figures)
    cells = [element for element in found if element.kind == "/TD"]
    assert cells
    assert all(element.has_headers for element in cells)
    levels = [int(element.kind[2]) for element in found if re.fullmatch(r"/H[1-6]", element.kind)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_a_report_breaks_no_rule_of_pdf_ua(
    card: bytes, parts: bytes, sheet: bytes, memo: bytes, tmp_path: Path
) -> None:
    """Each kind, one with text in many scripts, satisfies veraPDF; one without its language is found out."""
    scripts = scorecard_pdf(catalogue(" ".join(WORST["many scripts"])), "acme", "test", ON, edition=IMPRINT)
    reports = {"card": card, "parts": parts, "sheet": sheet, "memo": memo, "scripts": scripts}
    maimed = io.BytesIO()
    with pikepdf.open(io.BytesIO(sheet)) as document:
        del document.Root.Lang
        document.save(maimed)
    broken = broken_rules(tmp_path, {**reports, "maimed": maimed.getvalue()})
    assert "7.2: " in broken.pop("maimed")[0]
    assert broken == {name: [] for name in reports}


def test_fonts_are_embedded_and_ours(card: bytes, compared: bytes) -> None:
    """A report has the fonts that we ship, whatever the machine has, and carries them all."""
    for content in (card, compared):
        assert all(OURS.search(name) for name in fonts(content))
        assert all(fonts(content).values())


def test_a_report_knows_no_machine(card: bytes) -> None:
    """No path of the machine that made it, no time but the revision's, nothing that runs."""
    with pikepdf.open(io.BytesIO(card)) as document:
        streams = [item.read_bytes() for item in document.objects if isinstance(item, pikepdf.Stream)]
        attached = [file.get_file() for file in document.attachments.values()]
        assert len(attached) == 2
        for file in attached:
            assert str(file.obj.Params.CreationDate) == str(file.obj.Params.ModDate) == "D:20260101093000Z"
        assert "/OpenAction" not in document.Root
        assert str(document.docinfo["/CreationDate"]).startswith("D:20260101093000")
    for part in (card, *streams):
        for trace in (str(data_root()).encode(), b"file://", b"registry:", b"/tmp/"):
            assert trace not in part


def test_the_same_input_gives_the_same_bytes(shipped: Catalog, card: bytes) -> None:
    """Another process, with another hash seed and folder, makes the same document byte for byte."""
    assert scorecard_pdf(shipped, "anthropic", "buying-time", TODAY, edition=IMPRINT) == card


def test_no_scorecard_before_a_lab_was_founded(shipped: Catalog) -> None:
    """A day before the founding gives a report that says so, without totals."""
    text = text_of(scorecard_pdf(shipped, "anthropic", "buying-time", day("2019-05-01"), edition=IMPRINT))
    assert "There is no scorecard for this day: the lab was founded in 2021." in text


def test_what_cannot_be_reported_is_said(shipped: Catalog) -> None:
    """Unknown names and wrong numbers of labs are refused before anything is rendered."""
    with pytest.raises(NotFound):
        scorecard_report(shipped, "anthropik", "buying-time", TODAY, edition=IMPRINT)
    with pytest.raises(NotFound):
        scorecard_report(shipped, "anthropic", "buying-tim", TODAY, edition=IMPRINT)
    for standards in ((), ("buying-time", "buying-time"), tuple("abcde")):
        with pytest.raises(BadValue, match="1 to 3 different standards"):
            comparison_report(shipped, SIX, standards, TODAY, edition=IMPRINT)
    for labs in (("anthropic",), tuple(list(shipped.labs)[:7])):
        with pytest.raises(BadValue):
            comparison_report(shipped, labs, ("buying-time",), TODAY, edition=IMPRINT)
    with pytest.raises(BadValue, match="1 to 6"):
        press_sheet(shipped, (), "buying-time", TODAY, edition=IMPRINT)


# -- readable at its worst -------------------------------------------------------------------------------------

WORST = {
    "a name of 300 characters": ("Very Long Institute of Careful Things " * 8,),
    "a word of 400 letters": ("Donaudampfschifffahrtsgesellschaft" * 12,),
    "many scripts": (
        "مختبر السلامة يلتزم بالتوقف معבדה לבטיחות",
        "安全实验室将暂停训练直到保障措施到位네이버는안전을약속한다" * 3,
        "Ασφάλεια Безопасность an toàn tuyệt đối Łódź ≥ → ✓",
    ),
}


def with_twins(found: Catalog) -> Catalog:
    """The same catalogue with each lab twice, for a comparison of as many as there can be."""
    twins = {f"{slug}-two": replace(lab, slug=f"{slug}-two") for slug, lab in found.labs.items()}
    return Catalog(found.vocabulary, {**found.labs, **twins}, found.joint, found.standards)


@pytest.mark.parametrize("words", WORST.values(), ids=WORST.keys())
def test_a_report_stays_readable(words: tuple[str, ...]) -> None:
    """Whatever the texts are made of, every character is drawn by a font of ours and lies on its page.

    A text in Latin letters stands there whole, however long its words.
    """
    catalog = with_twins(catalogue(" ".join(words)))
    (policy,) = catalog.lab("acme").documents
    sheet = press_sheet_pdf(catalog, tuple(catalog.labs), "test", ON, edition=IMPRINT)
    assert strays(sheet) == [] and len(pages_of(sheet)) == 1
    assert all(OURS.search(name) for name in fonts(sheet))
    for content in (
        scorecard_pdf(catalog, "acme", "test", ON, edition=IMPRINT),
        comparison_pdf(catalog, tuple(catalog.labs), ("test",), ON, edition=IMPRINT),
        change_memo_pdf(catalog, policy, policy.versions[0], policy.versions[1], ON, edition=IMPRINT),
    ):
        assert all(OURS.search(name) for name in fonts(content))
        assert strays(content) == []
        drawn = set(text_of(content))
        assert all(plain(each) in plain(text_of(content)) for each in words if each.isascii())
        for part in map(set, words):  # Arabic letters are drawn as their joined forms
            assert len(part - drawn - {" "}) <= len(part) // 4


# -- closed to the world ---------------------------------------------------------------------------------------


def hostile(server: str, file: Path) -> str:
    """Everything that has ever made a renderer read something, in one text."""
    return (
        f'"><img src="{server}/img"><img src="file://{file}"><link rel=stylesheet href="{server}/css">'
        f'<link rel=attachment href="file://{file}"><link rel=attachment href="{server}/attached">'
        f"<style>@import url({server}/import); @font-face {{ font-family: x; src: url({server}/font) }}"
        f" body {{ background: url({server}/bg); content: url(file://{file}) }}</style>"
        f'<object data="{server}/object"></object><embed src="{server}/embed"><iframe src="file://{file}"></iframe>'
        f'<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image href="{server}/svg"/><use xlink:href="file://{file}#a"/>'
        f"</svg><base href='{server}/'><meta http-equiv=refresh content='0;url={server}'>"
        f"<script src='{server}/js'></script>![x]({server}/md) [x](file://{file})"
        "{{ 7*7 }} {% include '/etc/passwd' %}"
    )


def leaks(content: bytes, secret: str) -> bool:
    """Whether a secret is anywhere in a PDF: its text, its streams, its attachments."""
    with pikepdf.open(io.BytesIO(content)) as document:
        streams = b"".join(item.read_bytes() for item in document.objects if isinstance(item, pikepdf.Stream))
    return secret in text_of(content) or secret.encode() in content or secret.encode() in streams


def test_no_text_of_a_lab_reaches_a_file_or_an_address(canary: tuple[str, list[str]], tmp_path: Path) -> None:
    """Hostile words in every field of a lab and a standard are printed as words: nothing is read, nobody is asked."""
    server, hits = canary
    secret = tmp_path / "canary.txt"
    secret.write_text("TOP-SECRET-CANARY")
    one, two, three = (
        catalogue(hostile(server, secret), address=address)
        for address in ("javascript:alert(1)", f"file://{secret}", f"{server}/x' onclick='")
    )
    (policy,) = two.lab("acme").documents
    for content in (
        scorecard_pdf(one, "acme", "test", ON, edition=IMPRINT),
        comparison_pdf(two, ("acme", "blank"), ("test",), ON, edition=IMPRINT),
        press_sheet_pdf(two, ("acme",), "test", ON, edition=IMPRINT),
        change_memo_pdf(two, policy, policy.versions[0], policy.versions[1], ON, edition=IMPRINT),
        scorecard_pdf(three, "acme", "test", ON, edition=IMPRINT),
    ):
        assert not leaks(content, "TOP-SECRET-CANARY")
        assert "<imgsrc=" in plain(text_of(content))
        with pikepdf.open(io.BytesIO(content)) as document:
            links = [
                str(item.URI)
                for item in document.objects
                if isinstance(item, pikepdf.Dictionary) and "/URI" in item
            ]
        assert all(link.startswith(("http://", "https://")) for link in links)
    assert hits == []


def test_the_renderer_loads_nothing_but_our_own(canary: tuple[str, list[str]], tmp_path: Path) -> None:
    """Even HTML that asks for them outright gets no file of the machine and no connection."""
    server, hits = canary
    secret = tmp_path / "canary.txt"
    secret.write_text("TOP-SECRET-CANARY")
    schemes = (
        "file://",
        "FILE://",
        "file:",
        "registry:",
        "registry:css/",
        "registry:fonts/../../",
        "ftp://",
        "gopher://",
    )
    asked = "".join(
        f'<link rel=attachment href="{scheme}{secret}"><img alt=x src="{scheme}{secret}">'
        for scheme in schemes
    )
    html = f"<html lang=en><title>x</title><body><p>{asked}{hostile(server, secret)}</p></body></html>"
    assert not leaks(print_pdf(html), "TOP-SECRET-CANARY")
    assert hits == []


@pytest.mark.parametrize(
    "bounds",
    [Bounds(memory=64 * 1024 * 1024), Bounds(wait=0.01), Bounds(output=1000)],
    ids=["memory", "time", "output"],
)
def test_a_renderer_that_takes_too_much_is_ended(bounds: Bounds, caplog: pytest.LogCaptureFixture) -> None:
    """Beyond its bounds the renderer is stopped, the asker told so, and the next rendering is none the worse."""
    html = scorecard_report(catalogue(), "acme", "test", ON, edition=IMPRINT).written()[0]
    with caplog.at_level(logging.CRITICAL), pytest.raises(Unavailable):
        print_pdf(html, bounds=bounds)
    assert print_pdf(html).startswith(b"%PDF-")
