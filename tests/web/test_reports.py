"""Reports on the site: where they are, how they are kept, and what a reader hears when there is none."""

from __future__ import annotations

import io
import json
import re
import threading
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.app import create_app
from registry.errors import Busy
from registry.publish import press
from registry.publish.press import Attachment, Bounds, print_pdf
from registry.publish.shelf import Shelf
from registry.settings import Settings
from tests.patience import PATIENCE
from tests.publish.reported import ON, catalogue, text_of, with_another_standard
from tests.web.sites import FixedSource

CARD = "/standards/test/acme.pdf"
SIDE_BY_SIDE = "/compare.pdf?labs=acme,blank&standard=test"


class Printer:
    """Stands in for the renderer: counts, and gives the HTML back behind a PDF's first bytes."""

    def __init__(self) -> None:
        self.printed: list[str] = []
        self.attached: list[list[str]] = []

    def __call__(self, html: str, attached: Sequence[Attachment] = ()) -> bytes:
        self.printed.append(html)
        self.attached.append([file.name for file in attached])
        return b"%PDF-1.7\n" + html.encode()


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> Printer:
    """The stand-in, in the renderer's place."""
    found = Printer()
    monkeypatch.setattr(press, "print_pdf", found)
    return found


def small_site(folder: Path, *, revision: int = 1, base_url: str = "") -> Flask:
    """A site of three labs that keeps its reports in a folder."""
    source = FixedSource(catalogue(), revision=revision, hash=f"{revision:064x}")
    return create_app(Settings(data_dir=str(folder), base_url=base_url), source=source, clock=lambda: ON)


@pytest.fixture
def reader(tmp_path: Path) -> FlaskClient:
    """A reader of the small site."""
    return small_site(tmp_path).test_client(use_cookies=False)


def test_a_scorecard_comes_as_pdf(reader: FlaskClient) -> None:
    """The address of a scorecard with .pdf answers with a PDF, shown in place, under a name that says what it is."""
    answer = reader.get(CARD)
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="acme-test-2026-01-01.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Acme" in text_of(answer.data)


@pytest.mark.parametrize(
    ("address", "served"),
    [(CARD, "/standards/test/acme.json"), (SIDE_BY_SIDE, "/api/v1/compare/?labs=acme,blank&standard=test")],
    ids=["scorecard", "comparison"],
)
def test_a_report_carries_the_data_that_is_served(reader: FlaskClient, address: str, served: str) -> None:
    """The CSV attached is that of the same address with another ending, and the JSON that of the API."""
    with pikepdf.open(io.BytesIO(reader.get(address).data)) as document:
        table, data = (document.attachments[name] for name in sorted(document.attachments))
        assert table.get_file().mime_type == "text/csv"
        assert table.get_file().read_bytes() == reader.get(address.replace(".pdf", ".csv")).data
        assert data.get_file().mime_type == "application/json"
        answer = reader.get(served).get_json()
        assert json.loads(data.get_file().read_bytes()) == answer.get("data", answer)
        assert table.description and data.description


def test_the_answer_is_cached_by_its_tag(reader: FlaskClient, printer: Printer) -> None:
    """A reader that has the report is told that it has not changed, and nothing is printed again."""
    tag = reader.get(CARD).headers["ETag"]
    assert reader.get(CARD, headers={"If-None-Match": tag}).status_code == 304
    assert reader.head(CARD).status_code == 200
    assert len(printer.printed) == 1


def test_a_kept_report_outlives_the_process(tmp_path: Path, printer: Printer) -> None:
    """After a restart a report is read from disk; at another revision it is another report."""
    first = small_site(tmp_path).test_client().get(CARD)
    again = small_site(tmp_path).test_client().get(CARD)
    assert first.data == again.data
    assert len(printer.printed) == 1
    assert small_site(tmp_path, revision=2).test_client().get(CARD).data != first.data
    assert len(printer.printed) == 2


def test_a_spoilt_report_is_printed_again(tmp_path: Path, printer: Printer) -> None:
    """A file that a crash or a hand has changed is not served."""
    whole = small_site(tmp_path).test_client().get(CARD).data
    for file in (tmp_path / "reports").glob("*.report"):
        file.write_bytes(file.read_bytes()[:-10])
    assert small_site(tmp_path).test_client().get(CARD).data == whole
    assert len(printer.printed) == 2


def test_the_day_and_the_imprint_are_printed(reader: FlaskClient, printer: Printer) -> None:
    """A report of another day says so and counts what was in force then; it names revision and hash."""
    assert reader.get(CARD + "?as_of=2023-06-01").status_code == 200
    (html,) = printer.printed
    assert "as of 1 June 2023" in html
    assert "Revision 1 of the record" in html
    assert f"{1:064x}" in html
    assert "The lab will pause" not in html


def test_the_address_is_printed_where_the_site_knows_its_own(tmp_path: Path, printer: Printer) -> None:
    """With a public address set, the foot of each page says where this very report can be had again."""
    small_site(tmp_path, base_url="https://registry.example").test_client().get(CARD)
    assert (
        "https://registry.example/standards/test/acme.pdf?as_of=2026-01-01&amp;revision=1"
        in printer.printed[0]
    )


def test_a_comparison_takes_labs_either_way(reader: FlaskClient, printer: Printer) -> None:
    """Labs separated by commas and repeated make the same report."""
    assert reader.get(SIDE_BY_SIDE).status_code == 200
    answer = reader.get("/compare.pdf?labs=acme&labs=blank&standard=test")
    assert (
        answer.headers["Content-Disposition"]
        == 'inline; filename="comparison-acme-blank-test-2026-01-01.pdf"'
    )
    assert len(printer.printed) == 1


def test_a_comparison_takes_several_standards(tmp_path: Path, printer: Printer) -> None:
    """A part for each, in the order asked for, with its own files; its address names them all."""
    source = FixedSource(with_another_standard(catalogue()))
    settings = Settings(data_dir=str(tmp_path), base_url="https://registry.example")
    reader = create_app(settings, source=source, clock=lambda: ON).test_client()
    answer = reader.get("/compare.pdf?labs=acme,blank&standard=other,test")
    assert answer.status_code == 200
    assert 'comparison-acme-blank-other-test-2026-01-01.pdf"' in answer.headers["Content-Disposition"]
    (html,) = printer.printed
    assert "labs=acme,blank&amp;standard=other,test&amp;as_of" in html
    assert html.index('id="other-map"') < html.index('id="test-map"') < html.index('id="topics"')
    assert [name.partition("-2026")[0] for name in printer.attached[0]] == [
        "comparison-other", "comparison-other", "comparison-test", "comparison-test",
    ]  # fmt: skip
    page = reader.get("/compare/?labs=acme&labs=blank&standard=test")
    assert 'href="/compare.pdf?labs=acme,blank&amp;standard=test,other"' in page.text
    assert reader.get("/press-sheet.pdf?labs=acme&standard=other,test").status_code == 400


def test_a_comparison_takes_a_period(reader: FlaskClient, printer: Printer) -> None:
    """What changed is told from the day asked for; without one, of the year before."""
    reader.get(SIDE_BY_SIDE)
    reader.get(SIDE_BY_SIDE + "&since=2024-06-01")
    year, longer = printer.printed
    assert "What changed from 1 January 2025 to 1 January 2026" in year
    assert "What changed from 1 June 2024 to 1 January 2026" in longer


def test_a_change_memo_stands_beside_its_page(reader: FlaskClient, printer: Printer) -> None:
    """Two versions in either order; the page of the two leads to it."""
    page = reader.get("/labs/acme/policy/diff/1..2/")
    assert 'href="/labs/acme/policy/diff/1..2.pdf"' in page.text
    answer = reader.get("/labs/acme/policy/diff/1..2.pdf")
    assert answer.headers["Content-Disposition"] == 'inline; filename="acme-policy-1-2.pdf"'
    assert reader.get("/labs/acme/policy/diff/2..1.pdf").status_code == 200
    assert "Read backwards" in printer.printed[1]


def test_a_press_sheet_takes_one_lab_or_more(reader: FlaskClient, printer: Printer) -> None:
    """Its file is named after the labs and the day."""
    assert reader.get("/press-sheet.pdf?labs=acme").status_code == 200
    answer = reader.get("/press-sheet.pdf?labs=acme,blank&standard=test")
    assert (
        answer.headers["Content-Disposition"]
        == 'inline; filename="press-sheet-acme-blank-test-2026-01-01.pdf"'
    )
    assert "Press sheet" in printer.printed[1]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/standards/test/acmee.pdf", 404),
        ("/standards/tset/acme.pdf", 404),
        ("/standards/test/acme.pdf?revision=7", 404),
        ("/standards/test/acme.pdf?as_of=soon", 400),
        ("/standards/test/acme.pdf?as_of=2030-01-01", 400),
        ("/standards/test/acme.pdf?as_of=2025-01-01&as_of=2025-01-02", 400),
        ("/standards/test/%00.pdf", 404),
        ("/standards/test/..%2Facme.pdf", 404),
        ("/standards/test/a%22%0d%0ax.pdf", 404),
        ("/press-sheet.pdf", 400),
        ("/press-sheet.pdf?labs=acme&standard=none", 400),
        ("/labs/acme/policy/diff/1..9.pdf", 404),
        ("/compare.pdf", 400),
        ("/compare.pdf?labs=acme,blank&since=2026-01-02", 400),
        ("/compare.pdf?labs=acme,blank&since=once", 400),
        ("/compare.pdf?labs=acme", 400),
        ("/compare.pdf?labs=acme,acme", 400),
        ("/compare.pdf?labs=acme,nobody", 400),
        ("/compare.pdf?labs=acme,blank&standard=none", 400),
    ],
)
def test_what_there_is_not(reader: FlaskClient, printer: Printer, address: str, status: int) -> None:
    """Unknown names and senseless values get the usual page, and nothing is printed or kept."""
    answer = reader.get(address)
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert printer.printed == []


def test_a_killed_renderer_is_a_503_and_no_more(reader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the renderer dies the reader is asked to come back, and the next request gets the report."""
    with monkeypatch.context() as patched:
        patched.setattr(
            press,
            "print_pdf",
            lambda html, attached: print_pdf(html, attached, bounds=Bounds(memory=64 * 1024 * 1024)),
        )
        answer = reader.get(CARD)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    assert reader.get(CARD).status_code == 200


def test_a_person_waits_on_a_page(reader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser is shown a page that asks again by itself, and then gets the file; a program gets the file at once."""
    go, printing = threading.Event(), threading.Event()

    def printed(html: str, _attached: Sequence[Attachment]) -> bytes:
        printing.set()
        assert go.wait(PATIENCE)
        return b"%PDF-" + html.encode()

    monkeypatch.setattr(press, "print_pdf", printed)
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    first = reader.get(CARD, headers=browser)
    assert (first.status_code, first.mimetype) == (202, "text/html")
    assert int(first.headers["Refresh"]) > 0
    assert f"asks again every {first.headers['Refresh']} seconds" in first.text
    assert first.headers["Cache-Control"] == "no-store"
    assert f'href="{CARD}"' in first.text
    assert printing.wait(PATIENCE)
    assert "written now" in reader.get(CARD, headers=browser).text
    assert "1 other is made before it" in reader.get(CARD + "?as_of=2025-03-01", headers=browser).text
    go.set()
    assert reader.get(CARD, headers={"Accept": "*/*"}).mimetype == "application/pdf"
    assert reader.get(CARD, headers=browser).mimetype == "application/pdf"
    # The thread that makes the other one must not live on into another test.
    assert reader.get(CARD + "?as_of=2025-03-01").mimetype == "application/pdf"


def test_a_person_who_finds_the_line_full_asks_again(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A browser is not left on an error: its page says why and when it asks again, and does so by itself."""

    def begin(*_: object) -> int:
        raise Busy("too many reports are being made")

    monkeypatch.setattr(Shelf, "begin", begin)
    answer = reader.get(CARD, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert int(answer.headers["Refresh"]) == int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    assert "has to wait" in answer.text
    assert f"asks again every {answer.headers['Refresh']} seconds" in answer.text


def test_pages_lead_to_their_reports(reader: FlaskClient, printer: Printer) -> None:
    """The scorecard's and the comparison's pages link to their PDFs, on the same day, and the links work."""
    for page in ("/standards/test/acme/?as_of=2025-02-01", "/compare/?labs=acme&labs=blank&standard=test"):
        found = re.search(r'href="([^"]+\.pdf[^"]*)"', reader.get(page).text)
        assert found is not None
        answer = reader.get(found[1].replace("&amp;", "&"))
        assert answer.status_code == 200
        assert answer.mimetype == "application/pdf"
    assert "as of 1 February 2025" in printer.printed[0]
