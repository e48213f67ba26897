"""Revisions: the public log of our own changes, from a real ledger."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from registry.app import create_app
from registry.settings import Settings, data_root
from registry.store import ledger
from registry.store.engine import Database
from registry.store.leaf import RevisionKind
from registry.store.schema import upgrade
from tests import builders
from tests.web.conftest import TODAY
from tests.web.reading import read
from tests.web.sites import NASTY, reader_of

LAB = "labs/acme/lab.md"
WORDS = "standards/vocabulary.yaml"


def lab_text(about: str) -> str:
    """The text of a lab's record."""
    return f"---\nname: Acme\n---\n\n{about}\n"


@pytest.fixture
def reader(tmp_path: Path, real_words: str) -> FlaskClient:
    """A reader of a site with three revisions: an import, a correction, an update."""
    database = Database(f"sqlite:///{tmp_path / 'registry.db'}")
    upgrade(database)
    steps = (
        (
            {WORDS: real_words, LAB: lab_text("It makes models.")},
            "operator",
            None,
            RevisionKind.IMPORT,
            "Read in",
        ),
        ({LAB: lab_text(f"It makes models.\nIt {NASTY}.")}, "anna", "ben", RevisionKind.CORRECTION, NASTY),
        (
            {"labs/bolt/lab.md": "---\nname: Bolt\n---\n\nNew.\n"},
            "anna",
            "ben",
            RevisionKind.UPDATE,
            "A new lab",
        ),
    )
    for minute, (texts, author, reviewer, kind, reason) in enumerate(steps):
        with database.writing() as session:
            ledger.append(
                session,
                texts,
                author=author,
                reviewer=reviewer,
                kind=kind,
                reason=reason,
                now=datetime(2026, 11, 1, 12, minute, tzinfo=UTC),
            )
    app = create_app(Settings(data_dir=str(tmp_path)), clock=lambda: TODAY)
    return app.test_client(use_cookies=False)


@pytest.fixture(scope="session")
def real_words() -> str:
    """The shipped vocabulary."""
    return (data_root() / WORDS).read_text(encoding="utf-8")


def test_the_log_lists_every_revision_newest_first(reader: FlaskClient) -> None:
    """With its author, its reviewer, its kind and its fingerprint."""
    rows = read(reader, "/revisions/").table("Revisions, newest first")[1:]
    assert [row[0] for row in rows] == ["Revision 3", "Revision 2", "Revision 1"]
    assert [row[3:5] for row in rows] == [["anna", "ben"], ["anna", "ben"], ["operator", "none"]]
    assert [row[2].split(":")[0] for row in rows] == ["update", "correction", "import from files"]
    assert "Revision 2" not in read(reader, "/revisions/?before=2").text


def test_a_revision_shows_what_it_changed(reader: FlaskClient) -> None:
    """A changed record line by line, a new one whole, each with its path."""
    page = read(reader, "/revisions/2/")
    assert page.status == 200
    assert "1 record changed" in page.text
    assert "+ It <script>" in page.text
    assert "- It makes models." not in page.text
    new = read(reader, "/revisions/3/")
    assert "labs/bolt/lab.md added" in new.text
    assert "name: Bolt" in new.text


def test_an_import_is_shown_as_one(reader: FlaskClient) -> None:
    """Nobody reviewed it, and the page says so."""
    text = read(reader, "/revisions/1/").text
    assert "Import from files" in text
    assert "Nobody else reviewed it here." in text


def test_each_revision_names_the_one_before(reader: FlaskClient) -> None:
    """The chain can be followed from page to page, and the record opened as it was."""
    rows = {row[0]: row[6] for row in read(reader, "/revisions/").table("Revisions, newest first")[1:]}
    page = read(reader, "/revisions/3/")
    assert rows["Revision 2"] in page.text
    assert "/revisions/2/" in page.links
    old = read(reader, "/labs/?revision=1")
    assert old.status == 200
    assert "Bolt" not in old.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/revisions/4/", 404),
        ("/revisions/0/", 404),
        ("/revisions/x/", 404),
        ("/revisions/99999999999999999999/", 404),
        ("/revisions/1/?page=2", 400),
        ("/revisions/?before=0", 400),
        ("/revisions/?before=now", 400),
    ],
)
def test_bad_values_get_a_page_that_helps(reader: FlaskClient, address: str, status: int) -> None:
    """Nothing that is sent breaks the log."""
    assert read(reader, address).status == status


def test_hostile_words_stay_words(reader: FlaskClient) -> None:
    """Markup in a reason or a text is text."""
    for address in ("/revisions/", "/revisions/2/"):
        page = read(reader, address)
        assert "<script>alert" not in page.html
        assert "<img" not in page.html


def test_a_site_without_a_ledger_says_so() -> None:
    """What is shown straight from files has no log."""
    client = reader_of(builders.catalog(builders.lab()))
    assert "There is no log behind it." in read(client, "/revisions/").text
    assert read(client, "/revisions/1/").status == 404
