"""A copy of the site is a site by itself, with nothing but files behind it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
from flask import Response

from registry.app import create_app
from registry.cli.opening import follow
from registry.desk.marking import MARK, SEAL, SUMS, compared
from registry.desk.vouching import Finding, check
from registry.errors import Conflict, Unavailable
from registry.settings import Settings
from registry.store.engine import Database
from registry.web import reports
from registry.web.copies import Copied, copy_site
from registry.web.log import own_log

LIVING = "https://registry.example"
TODAY = date(2026, 11, 21)

Pages = dict[Path, Any]


@pytest.fixture(scope="module")
def kept(kept_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose ledger holds the sample catalogue."""
    folder = tmp_path_factory.mktemp("copied")
    shutil.copy(kept_file, folder / "registry.db")
    made = Settings(data_dir=str(folder))
    database = Database(made.database)
    follow(made, database)
    database.close()
    return folder


@pytest.fixture(scope="module")
def copy(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a site that has no address of its own."""
    folder = tmp_path_factory.mktemp("copy")
    copied(kept, folder)
    return folder


@pytest.fixture(scope="module")
def pages(copy: Path) -> Pages:
    """Every page of the copy by its file."""
    return {path: page_of(path) for path in copy.rglob("*.html")}


def copied(kept: Path, folder: Path, *, reports: bool = False, **settings: str) -> Copied:
    """Copy the site of a data folder."""
    app = create_app(Settings(data_dir=str(kept), **settings), clock=lambda: TODAY)
    return copy_site(app, folder, reports=reports)


def page_of(path: Path) -> Any:
    """A page of a copy."""
    return lxml.html.document_fromstring(path.read_bytes())


def files(copy: Path) -> dict[str, bytes]:
    """Every file of a copy."""
    return {
        path.relative_to(copy).as_posix(): path.read_bytes() for path in copy.rglob("*") if path.is_file()
    }


def dead(copy: Path, pages: Pages) -> Iterator[str]:
    """Every link of the copy that does not lead to a file of it, or to a place that the file does not have."""
    ids = {path: set(page.xpath("//@id")) for path, page in pages.items()}
    for path, page in pages.items():
        for _, _, link, _ in page.iterlinks():
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            inside = not parts.path.startswith("/") and target.is_relative_to(copy) and target.is_file()
            if not inside or parts.query or (parts.fragment and parts.fragment not in ids.get(target, ())):
                yield f"{path.relative_to(copy)}: {link}"


def test_every_link_leads_to_a_file(copy: Path, pages: Pages) -> None:
    """From whatever folder the copy is read, no link is dead, none needs a server, and no page is without a way."""
    assert list(dead(copy, pages)) == []
    led = {
        (path.parent / unquote(urlsplit(link).path)).resolve()
        for path, page in pages.items()
        for _, _, link, _ in page.iterlinks()
        if not urlsplit(link).scheme
    }
    assert pages.keys() - led == set()
    names = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    assert names >= {
        *("index.html", "labs/acme/index.html", "labs/acme/policy/diff/1.0..2.0/index.html", "labs/acme.bib"),
        *("standards/caution/acme/index.html", "changes/direction=removed/index.html", "log/archive.gz"),
        *("changes/direction=removed.csv", "log/proof/inclusion/n=1.json", MARK, SUMS),
        "static/css/site.css",
        "data.zip",
        "static/fonts/newsreader-latin-400-italic.woff2",
    }


def test_pages_say_that_they_are_a_copy(pages: Pages) -> None:
    """Each says of what and of which day, and has no form, no script and no offer that would find nobody there."""
    for path, page in pages.items():
        said = page.xpath("//main/p[@role='note'][1]")[0].text_content()
        assert said.startswith("A copy, made on 21 November 2026 of revision 1;"), path
        offers = "//form | //script | //main//input | //p[@class='forms']/a[not(@href)]"
        assert page.xpath(f"{offers} | //a[contains(., 'Suggest a correction')]") == []


def test_a_narrowed_list_says_so(pages: Pages, copy: Path) -> None:
    """Where the site has a form that shows it, a copy has words, and a way to the whole."""
    (lost,) = pages[copy / "changes/direction=removed/index.html"].xpath("//p[starts-with(., 'Only: ')]")
    assert lost.text_content() == "Only: removed"
    exact = pages[copy / "topics/pause/aspect=stop-training/index.html"]
    assert exact.xpath("//p[starts-with(., 'Only: ')]/a/@href") == ["../index.html#held"]


def test_a_copy_tells_of_itself(copy: Path, pages: Pages, kept: Path) -> None:
    """One page says of what it is a copy, what it holds, under which licence, and how to find out whether it is whole.

    A program learns the same, finds every file as it was written, and a list of them that the log has sealed.
    """
    told = pages[copy / "about/index.html"].get_element_by_id("copy").getparent().text_content()
    about = json.loads((copy / MARK).read_text())
    for said in (
        "21 November 2026",
        "revision 1",
        about["hash"],
        "CC BY 4.0",
        about["check"],
        "reports as PDF",
    ):
        assert said in told
    assert (about["day"], about["revision"], about["site"], about["reports"]) == (
        "2026-11-21",
        1,
        None,
        False,
    )
    assert (compared(copy).same, compared(copy).differing) == (len(files(copy)) - 2, ())
    app = create_app(Settings(data_dir=str(kept)))
    with app.app_context():
        log = own_log()
    assert log is not None
    found = check(log, (copy / SUMS).read_bytes(), beside=(copy / SEAL).read_bytes())
    assert (found.finding, found.claim and found.claim.hash) == (Finding.OURS, about["hash"])


def test_the_name_of_a_file_tells_its_kind(copy: Path) -> None:
    """A file server, which knows nothing but names, can say of each what it is; and none is written in two ways."""
    kinds = {path.suffix for path in copy.rglob("*") if path.is_file()}
    assert kinds <= {*".html .css .svg .woff2 .json .csv .xlsx .bib .ics .txt .py .gz .zip".split()}
    names = [path.relative_to(copy).as_posix() for path in copy.rglob("*")]
    assert "topics/pause/aspect=stop-training.csl.json" in names
    assert len({name.casefold() for name in names}) == len(names)


def test_no_file_names_an_address_that_is_none(copy: Path) -> None:
    """Without a base URL no file leads to the name under which pages were asked for, and feeds are left out."""
    assert [path for path in copy.rglob("*") if path.is_file() and b"copy.invalid" in path.read_bytes()] == []
    assert not (copy / "changes.atom").exists()
    assert not list(copy.rglob("*.pdf"))


def test_a_copy_knows_the_living_site(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a base URL each page leads to itself there, and feeds are in; so are PDFs where they are asked for.

    The same revision and day give the same bytes.
    """
    monkeypatch.setattr(reports, "_pdf", lambda *_: Response(b"%PDF-", mimetype="application/pdf"))
    first, again = (tmp_path / name for name in ("first", "again"))
    done = [
        copied(kept, folder, reports=True, base_url=LIVING, origin="lab-safety-registry")
        for folder in (first, again)
    ]
    assert done[0] == done[1]
    assert files(first) == files(again)
    assert json.loads((first / MARK).read_text())["site"] == LIVING

    page = page_of(first / "labs/index.html")
    assert page.xpath("string(//link[@rel='canonical']/@href)") == f"{LIVING}/labs/"
    assert page.xpath("//main/p[1]/a/@href") == ["../about/index.html#copy", f"{LIVING}/labs/"]
    assert (first / "changes.atom").exists()
    assert page_of(first / "standards/caution/acme/index.html").xpath("//a[text()='PDF']/@href") == [
        "../acme.pdf"
    ]
    assert (first / "standards/caution/acme.pdf").exists()
    assert page_of(first / "labs/acme/policy/diff/1.0..2.0/index.html").xpath("//a[text()='PDF']")
    assert (first / "press-sheet/labs=acme&standard=caution.pdf").exists()


def test_a_copy_is_whole(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the site cannot make something just now there is no copy, for it would be quietly without it."""

    def refuse(*_: object) -> Response:
        raise Unavailable("the report could not be made just now")

    monkeypatch.setattr(reports, "_pdf", refuse)
    with pytest.raises(Unavailable, match=r"\.pdf is answered with 503"):
        copied(kept, tmp_path / "copy", reports=True)


def test_a_copy_is_of_one_revision(kept_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a revision is accepted meanwhile there is no copy, for its pages would be of two."""
    shutil.copy(kept_file, tmp_path / "registry.db")
    app = create_app(Settings(data_dir=str(tmp_path)), clock=lambda: TODAY)
    days = iter((TODAY, date(2026, 11, 22)))
    monkeypatch.setattr("registry.web.copies.today", lambda: next(days))
    monkeypatch.setattr("registry.web.copies._Walk.gather", lambda *_: None)
    with pytest.raises(Conflict, match="while the site was copied"):
        copy_site(app, tmp_path / "copy")
