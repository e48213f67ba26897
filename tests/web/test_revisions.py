"""Revisions: the public log of our own changes, from a real ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from registry.app import create_app
from registry.core.people import Role
from registry.settings import Settings, data_root
from registry.store import ledger, people
from registry.store.engine import Database
from registry.store.leaf import RevisionKind
from registry.store.schema import upgrade
from tests import builders
from tests.desk.crew import hire
from tests.publish.atoms import ATOM, faults, parsed
from tests.store.revisions import append
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
    assert [row[2].split(":")[0] for row in rows] == ["Update", "Correction", "Import from files"]
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
        ("/revisions/1/?page=2", 404),
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


def test_interests_stand_beside_author_and_reviewer(reader: FlaskClient, tmp_path: Path) -> None:
    """What each had declared by then, also what they had taken back but still counted; nothing of later."""
    database = Database(tmp_path / "registry.db")
    with database.writing() as session:
        first, second = ledger.revision(session, 2).time, ledger.revision(session, 3).time
        for handle in ("anna", "ben"):
            people.add_account(
                session,
                handle,
                name=handle.title(),
                roles=frozenset({Role.EDITOR}),
                lab=None,
                now=first,
                created_by="operator",
            )
        people.declare(session, "anna", ("acme",), "", first - timedelta(days=30))
        people.declare(session, "anna", (), "", first)
        people.declare(session, "anna", ("bolt", "gone"), "I hold <b>shares</b> of Bolt.", second)
        people.declare(session, "ben", ("acme",), "", second + timedelta(days=1))
    database.close()
    rows = read(reader, "/revisions/").table("Revisions, newest first")[1:]
    assert [row[3:5] for row in rows] == [
        ["anna tied to Bolt, gone; tied to Acme until 1 November 2026", "ben had declared no interests"],
        ["anna tied to Acme until 1 November 2026", "ben had declared no interests"],
        ["operator", "none"],
    ]
    page = reader.get("/revisions/3/").text
    assert "Declared: I hold &lt;b&gt;shares&lt;/b&gt; of Bolt." in page
    assert 'href="/about/people/anna/"' in page and "operator/" not in reader.get("/revisions/1/").text


def test_two_reviewers_stand_there_as_two_people(reader: FlaskClient, tmp_path: Path) -> None:
    """Each with what they declared, in the list and on the revision's page, though one field of the ledger has both."""
    database = Database(tmp_path / "registry.db")
    hire(database, "bob", ties=("bolt",))
    hire(database, "cid")
    change = {"labs/bolt/lab.md": "---\nname: Bolt\n---\n\nOld.\n"}
    append(database, change, reviewer="bob, cid", kind=RevisionKind.CORRECTION)
    database.close()
    newest = read(reader, "/revisions/").table("Revisions, newest first")[1]
    assert newest[4] == "bob tied to Bolt, cid tied to no lab"
    page = read(reader, "/revisions/4/")
    assert "Reviewerbob tied to Bolt" in page.text and "Reviewercid tied to no lab" in page.text
    assert {"/about/people/bob/", "/about/people/cid/"} <= set(page.links)


def test_corrections_have_a_feed_of_their_own(reader: FlaskClient) -> None:
    """Only corrections, each with the moment and the reason; what labs changed stands in another feed."""
    xml = reader.get("/corrections.atom").data
    assert faults(xml) == []
    (entry,) = parsed(xml).findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == f"Correction, revision 2: {NASTY}"
    assert (entry.findtext(f"{ATOM}updated") or "").endswith(":01:00Z")
    assert parsed(reader.get("/changes.atom").data).findall(f"{ATOM}entry") == []
    (item,) = reader.get("/corrections.feed.json").get_json()["items"]
    assert item["url"] == "/revisions/2/"
    assert reader.get("/revisions/2/").status_code == 200
    assert 'href="/corrections.atom"' in reader.get("/corrections/").text


def test_a_mirror_follows_revision_by_revision(reader: FlaskClient) -> None:
    """Since the revision that it has, newest first: what was touched, the texts, and the bytes behind each hash."""
    answer = reader.get("/api/v1/revisions/?since=1&limit=1").get_json()
    (newest,) = answer["data"]
    assert (newest["revision"], newest["kind"], newest["reviewers"]) == (3, "update", ["ben"])
    assert [record["path"] for record in newest["records"]] == ["labs/bolt/lab.md"]
    older = reader.get(answer["next"]).get_json()
    assert [revision["revision"] for revision in older["data"]] == [2]
    assert older["next"] is None
    whole = reader.get("/api/v1/revisions/3/").get_json()["data"]
    assert sha256(b"\0" + whole["leaf"].encode()).hexdigest() == whole["hash"] == newest["hash"]
    (text,) = reader.get("/api/v1/revisions/3/texts/").get_json()["data"]
    assert text["text"] == "---\nname: Bolt\n---\n\nNew.\n"
    corrections = reader.get("/api/v1/revisions/?kind=correction").get_json()["data"]
    assert [revision["revision"] for revision in corrections] == [2]
    assert reader.get("/api/v1/corrections/").get_json()["data"] == corrections
    touched = reader.get(f"/api/v1/revisions/?path={LAB}").get_json()["data"]
    assert [revision["revision"] for revision in touched] == [2, 1]


def test_a_mirror_asks_for_what_it_has_not_got(reader: FlaskClient) -> None:
    """Each record touched since a revision, once, with what touched it last and where it is told of."""
    answer = reader.get("/api/v1/records/?since=1").get_json()
    assert (answer["revision"], answer["total"]) == (3, 2)
    told = {record["path"]: (record["revision"], record["told_at"]) for record in answer["data"]}
    assert told == {LAB: (2, "/api/v1/labs/acme/"), "labs/bolt/lab.md": (3, "/api/v1/labs/bolt/")}
    revisions = reader.get("/api/v1/revisions/").get_json()["data"]
    newest = {
        record["path"]: record["hash"] for revision in revisions[::-1] for record in revision["records"]
    }
    every = reader.get("/api/v1/records/?limit=2").get_json()
    assert "revision=3" in every["next"]
    assert {record["path"]: record["hash"] for record in every["data"]}.items() <= newest.items()
    assert reader.get("/api/v1/records/?since=1&revision=2").get_json()["total"] == 1
    assert reader.get("/api/v1/records/?since=3").get_json()["data"] == []
