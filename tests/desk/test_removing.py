"""A text that the law wants gone goes, everywhere in reach, and nothing else does: no hash, no proof, no trace."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from registry.app import create_app
from registry.core.merkle import is_included
from registry.desk.attesting import PublicLog
from registry.desk.backing_up import backup, restore
from registry.desk.catalogue import CatalogueSource
from registry.desk.drafting import begin, withdraw
from registry.desk.recounting import Chronicle
from registry.desk.removing import MAX_ORDER, Removed, remove_text
from registry.desk.verifying import verify
from registry.errors import BadValue, Conflict, NotFound
from registry.settings import Settings
from registry.store import codings, comments, ledger, sources, submissions
from registry.store.chain import faults, recorded
from registry.store.engine import Database
from registry.store.events import Event, Outcome, events
from registry.store.keyring import Keyring
from registry.store.leaf import RevisionKind
from registry.store.schema import upgrade
from tests.content.sample import OTHER_LAB, QUESTIONS, TEXTS
from tests.desk.crew import hire
from tests.desk.folders import NOON, accept, folder, head, read_in
from tests.desk.members import House
from tests.processes import KILLED, killed_at_each_step

WORD = "Zanzibar-4711"
"""A word that stands in the text that is to go, and nowhere else."""

ORDER = "Order 7 O 12/26 of the court of Springfield"


def stocked(database: Database, path: Path) -> None:
    """Revision 1 has a text that must go, 2 takes it out, 3 deletes another record."""
    read_in(database, folder(path, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", f"Bolt {WORD}")}))
    accept(database, {OTHER_LAB: TEXTS[OTHER_LAB]})
    accept(database, {QUESTIONS: None})


def remove(database: Database, n: int = 1, path: str = OTHER_LAB, **given: str) -> Removed:
    """The removal that these tests are about."""
    return remove_text(
        database,
        n,
        path,
        **{"actor": "operator", "ordered": ORDER, "now": NOON, **given},  # type: ignore[arg-type]
    )


def log_of(database: Database, path: Path) -> PublicLog:
    """The log of a database, with keys of its own."""
    return PublicLog(database, Keyring(path / "keys"), "log.example")


def test_the_text_goes_and_every_hash_and_proof_stays(database: Database, tmp_path: Path) -> None:
    """What was signed before verifies after; the tombstone says who, when and on what order."""
    stocked(database, tmp_path / "files")
    log = log_of(database, tmp_path)
    note, proof = log.checkpoint(), log.inclusion(1)
    done = remove(database)
    assert done.scoured and done.remaining == ()
    with database.reading() as session:
        entry = next(entry for entry in ledger.entries(session, 1) if entry.path == OTHER_LAB)
        assert entry.text is None and not entry.is_deletion
        assert list(faults(recorded(session))) == []
        assert WORD not in str([*recorded(session)])
    again = log_of(database, tmp_path)
    assert again.checkpoint() == note and again.inclusion(1) == proof
    assert is_included(proof.leaf, 0, proof.size, proof=proof.proof, root=proof.root)
    assert verify(database, CatalogueSource(database), keyring=Keyring(tmp_path / "keys")).findings == (
        "the tables were never filled; `registry reindex` fills them",
    )
    story = Chronicle(database).story(1)
    amendment = next(item for item in story.amendments if item.path == OTHER_LAB)
    assert amendment.blanked and amendment.removal == done.removal
    assert (done.removal.actor, done.removal.ordered, done.removal.time) == ("operator", ORDER, NOON)
    after = next(item for item in Chronicle(database).story(2).amendments if item.path == OTHER_LAB)
    assert after.lost and after.before is None and after.after == TEXTS[OTHER_LAB]


def test_what_may_not_be_removed_is_refused_and_traced(database: Database, tmp_path: Path) -> None:
    """The present text, what was never there, what is gone already, and an order that says nothing."""
    stocked(database, tmp_path / "files")
    with pytest.raises(Conflict, match=r"still has this text.*nothing was removed"):
        remove(database, 2)
    for n, path in ((2, QUESTIONS), (9, OTHER_LAB), (1, "labs/none/lab.md")):
        with pytest.raises(NotFound):
            remove(database, n, path)
    with pytest.raises(BadValue, match="ended there"):
        remove(database, 3, QUESTIONS)
    for ordered in ("", "  ", "x" * (MAX_ORDER + 1), "nul \0"):
        with pytest.raises(BadValue, match="needs an actor and an order"):
            remove(database, ordered=ordered)
    remove(database)
    with pytest.raises(BadValue, match="was removed on 2026-11-21 already"):
        remove(database)
    with database.reading() as session:
        traced = events(session)
        assert [item.outcome for item in traced] == [Outcome.REFUSED, Outcome.DONE] + [Outcome.REFUSED] * 9
        assert {item.action for item in traced} == {"remove text"}
        assert traced[1].subject == f"revision 1: {OTHER_LAB}" and traced[1].detail == ORDER


def test_a_text_that_came_back_is_the_present_one(database: Database, tmp_path: Path) -> None:
    """An older revision's text that a newer one brought back cannot go before that one has gone."""
    stocked(database, tmp_path / "files")
    secret = TEXTS[OTHER_LAB].replace("Bolt", f"Bolt {WORD}")
    accept(database, {OTHER_LAB: secret})
    with pytest.raises(Conflict):
        remove(database)
    accept(database, {OTHER_LAB: TEXTS[OTHER_LAB]})
    assert remove(database).remaining == ((4, OTHER_LAB),)
    assert remove(database, 4).remaining == ()


def test_nothing_of_it_is_left_in_the_file(tmp_path: Path) -> None:
    """SQLite would leave the bytes of a blanked text in free pages and in its log; they are written over."""
    database = Database(tmp_path / "registry.db")
    upgrade(database)
    stocked(database, tmp_path / "files")
    assert WORD.encode() in bytes_of(tmp_path)
    assert remove(database).scoured
    assert WORD.encode() not in bytes_of(tmp_path)
    database.close()


def bytes_of(path: Path) -> bytes:
    """The database's files."""
    return b"".join(file.read_bytes() for file in path.glob("registry.db*"))


def test_a_backup_keeps_the_tombstone(database: Database, tmp_path: Path) -> None:
    """It comes back without the text, with everything else, and verifies."""
    stocked(database, tmp_path / "files")
    remove(database)
    backup(database, tmp_path / "b")
    assert WORD.encode() not in gzip.decompress((tmp_path / "b").read_bytes())
    other = Database(tmp_path / "other.db")
    upgrade(other)
    assert restore(other, tmp_path / "b", actor="operator", now=NOON).added == 3
    with database.reading() as one, other.reading() as two:
        assert [*recorded(one)] == [*recorded(two)]
        assert list(faults(recorded(two))) == []
    other.close()


@pytest.fixture
def reader(tmp_path: Path) -> FlaskClient:
    """A reader of a site on the stocked ledger."""
    settings = Settings(data_dir=str(tmp_path / "data"))
    database = Database(settings.database)
    upgrade(database)
    stocked(database, tmp_path / "files")
    database.close()
    return create_app(settings, clock=lambda: date(2026, 11, 22)).test_client(use_cookies=False)


def test_no_page_shows_it_any_more(reader: FlaskClient, tmp_path: Path) -> None:
    """At once, those that were kept among them; the tombstone stands in its place; past pages never break."""
    shown = ["/revisions/1/", "/revisions/2/", "/log/entries", "/log/archive", "/labs/bolt/?revision=1"]
    for address in shown:
        assert WORD in text_of(reader, address), address
    database = Database(tmp_path / "data" / "registry.db")
    remove(database)
    database.close()
    for address in shown[:-1]:
        assert WORD not in text_of(reader, address), address
    for address in ("/revisions/1/", "/log/"):
        assert ORDER in text_of(reader, address)
    assert "the text before was removed by law" in text_of(reader, "/revisions/2/")
    past = reader.get("/labs/bolt/?revision=1")
    assert past.status_code in (400, 404) and WORD not in past.text
    assert "2-1" not in {path.name for path in (tmp_path / "data" / "archives").iterdir()}
    assert reader.get("/labs/bolt/").status_code == reader.get("/labs/bolt/?revision=2").status_code == 200


def text_of(reader: FlaskClient, address: str) -> str:
    """What a reader is shown at an address."""
    answer = reader.get(address)
    assert answer.status_code == 200, address
    if answer.mimetype == "application/gzip":
        return gzip.decompress(answer.data).decode()
    return answer.text


def removing(url: str) -> Callable[[], object]:
    """What a process is killed at: removing a text."""
    return partial(remove, Database(url))


def test_a_removal_killed_at_any_step_is_all_or_nothing(small: House, tmp_path: Path) -> None:
    """Text, salt, tombstone and trace go or come together, and while they are there the next run is free to go on."""
    database = small.database
    stocked(database, tmp_path / "files")
    step, done = 0, list[Event]()
    for status in killed_at_each_step(removing, f"sqlite:///{tmp_path / 'registry.db'}"):
        step += 1
        assert status == KILLED
        with database.reading() as session:
            assert list(faults(recorded(session))) == []
            entry = next(item for item in ledger.entries(session, 1) if item.path == OTHER_LAB)
            done = [item for item in events(session) if item.outcome is Outcome.DONE]
        assert len(done) == (entry.text is None)
        if done:
            break
    assert (len(done), head(database)) == (1, 3)
    assert step > 7


def test_what_stays_elsewhere_is_told(database: Database, tmp_path: Path) -> None:
    """Comments, codings, sources, drafts and other revisions with words of it that the present record has not."""
    stocked(database, tmp_path / "files")
    ada = hire(database, "ada")
    secret = TEXTS[OTHER_LAB].replace("Bolt", f"Bolt {WORD}")
    texts = {OTHER_LAB: secret + "And more.\n"}
    draft = begin(database, ada, kind=RevisionKind.UPDATE, proposals=texts, nonce="one", now=NOON).id
    number = next(n for n, line in enumerate(secret.splitlines(), 1) if WORD in line)
    with database.writing() as session:
        for n, line in enumerate((secret.splitlines()[number - 1], TEXTS[OTHER_LAB].splitlines()[1]), 1):
            about = comments.Comment(n, "ada", NOON, 1, OTHER_LAB, number, line, "Really?")
            comments.add_comment(session, draft, about, nonce=str(n))
        clause = codings.CodedClause(OTHER_LAB, "one", 1, WORD)
        code = codings.Code(OTHER_LAB, "one", "strength", "promise")
        codings.add(session, codings.Coding("c", draft, "ada", "ada", 1, NOON, "ada"), [clause], [code])
        for words in (f"They are called Bolt\n{WORD} in there.", TEXTS[OTHER_LAB]):
            content = words.encode()
            digest = sources.hash_of(content)
            kept = sources.SourceText(draft, digest, "a.txt", "text", len(content), True, "", NOON, "ada")
            sources.add(session, kept, content=content, text=words)
    found = dict(remove(database).leftovers)
    assert found == {"proposal": 1, "comment": 1, "coded_clause": 1, "source_text": 1}


def test_closed_submissions_lose_the_text_too(database: Database, tmp_path: Path) -> None:
    """What was proposed and has been decided on holds the removed text no longer; an open draft is its author's."""
    stocked(database, tmp_path / "files")
    ada = hire(database, "ada")
    text = TEXTS[OTHER_LAB].replace("Bolt", f"Bolt {WORD}")
    made = [
        begin(database, ada, kind=RevisionKind.UPDATE, proposals={OTHER_LAB: text}, nonce=nonce, now=NOON)
        for nonce in ("given up", "open")
    ]
    withdraw(database, ada, made[0].id, now=NOON)
    remove(database)
    with database.reading() as session:
        closed, still_open = (submissions.submission(session, one.id).changes[OTHER_LAB] for one in made)
    assert (closed, still_open) == ("", text)
