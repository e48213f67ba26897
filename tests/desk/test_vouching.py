"""A file that left the house can be told from every other, and from what somebody made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.core.checkpoints import Note
from registry.core.seals import Claim, digest_of, joined
from registry.desk.attesting import PublicLog
from registry.desk.removing import remove_text
from registry.desk.vouching import LARGEST, Finding, check, named, seal
from registry.errors import BadValue, DatabaseError
from registry.store import ledger
from registry.store.engine import Database
from registry.store.keyring import Keyring
from tests.store.revisions import NOON, append

NAME = "log.example"
PDF = b"%PDF-1.7\nbody\n%%EOF\n"


@pytest.fixture
def log(database: Database, tmp_path: Path) -> PublicLog:
    """The log of a ledger of two revisions."""
    append(database, {"a": "text 1"})
    append(database, {"a": "text 2"})
    return PublicLog(database, Keyring(tmp_path / "keys"), NAME)


def _hash(database: Database, n: int) -> str:
    with database.reading() as session:
        return ledger.revision(session, n).hash


def _sealed(log: PublicLog, database: Database, n: int = 1) -> bytes:
    return seal(log, PDF, revision=n, digest=_hash(database, n))


def test_a_file_is_told_to_be_ours(log: PublicLog, database: Database) -> None:
    """With its revision and when that was recorded; the same file gets the same seal."""
    found = check(log, _sealed(log, database))
    assert (found.finding, found.removed) == (Finding.OURS, ())
    assert found.claim is not None
    assert (found.claim.revision, found.claim.hash, found.recorded) == (1, _hash(database, 1), NOON)
    assert _sealed(log, database) == _sealed(log, database)


def test_a_seal_beside_a_file_tells_the_same(log: PublicLog, database: Database) -> None:
    """Whatever kind of file it is; another file, or another seal, is noticed."""
    beside = log.vouch(b"any", revision=1, digest=_hash(database, 1)).encode()
    assert check(log, b"any", beside=beside).finding is Finding.OURS
    assert check(log, b"other", beside=beside).finding is Finding.CHANGED
    assert check(log, b"any", beside=beside + b"\n").finding is Finding.CHANGED
    assert check(log, b"any").finding is Finding.NOT_OURS


def test_every_altered_byte_is_noticed(log: PublicLog, database: Database) -> None:
    """Whichever byte of the file or of its seal is another one, it is no longer told to be ours."""
    content = _sealed(log, database)
    for place in range(len(content)):
        altered = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        assert check(log, altered).finding in {Finding.CHANGED, Finding.NOT_OURS}, place
    assert check(log, content.replace(b"body", b"BODY")).finding is Finding.CHANGED
    assert check(log, content + b"\n").finding is Finding.CHANGED


def test_what_never_left_here_is_not_ours(log: PublicLog, tmp_path: Path) -> None:
    """A file without a seal, and one that another key sealed in our name; one of another log is told by its name."""
    assert check(log, PDF).finding is Finding.NOT_OURS
    stranger = Keyring(tmp_path / "other")
    told = {NAME: (Finding.NOT_OURS, Finding.NOT_OURS), "other.example": (Finding.ELSEWHERE, Finding.CHANGED)}
    for origin, (finding, altered) in told.items():
        forged = joined(PDF, stranger.vouch(Claim(origin, 1, "ab" * 32, digest_of(PDF))))
        found = check(log, forged)
        assert (found.finding, found.recorded) == (finding, None)
        assert found.claim is not None and found.claim.origin == origin
        assert check(log, forged.replace(b"body", b"BODY")).finding is altered


def test_a_file_tells_that_the_record_has_moved_on(log: PublicLog, database: Database) -> None:
    """One of an earlier revision is ours all the same; one of the newest is not overtaken."""
    early, late = (check(log, _sealed(log, database, n)) for n in (1, 2))
    assert (early.finding, early.is_overtaken, early.newest) == (Finding.OURS, True, 2)
    assert (late.finding, late.is_overtaken) == (Finding.OURS, False)


def test_what_is_too_large_is_not_looked_at(log: PublicLog) -> None:
    """Whoever asks is told how much may be checked; up to there, everything is."""
    assert check(log, bytes(LARGEST)).finding is Finding.NOT_OURS
    with pytest.raises(BadValue, match="25 MB"):
        check(log, bytes(LARGEST + 1))


def test_a_checkpoint_is_no_seal(log: PublicLog) -> None:
    """Although the same key has signed it."""
    note = Note.parse(log.checkpoint())
    assert check(log, joined(PDF, note.encode())).finding is Finding.NOT_OURS


def test_a_file_of_a_key_that_was_replaced_is_told_apart(
    log: PublicLog, database: Database, tmp_path: Path
) -> None:
    """That key may be in other hands: such a file is not told to be ours, nor to be somebody else's."""
    content = _sealed(log, database)
    Keyring(tmp_path / "keys").renew()
    Keyring(tmp_path / "keys").renew()
    assert check(log, content).finding is Finding.FORMER_KEY
    assert check(log, _sealed(log, database)).finding is Finding.OURS


def test_a_file_tells_of_texts_removed_since(log: PublicLog, database: Database) -> None:
    """It may still show what was removed by law; a file of a revision before that text cannot."""
    early, late = _sealed(log, database, 1), _sealed(log, database, 2)
    append(database, {"a": "text 3"})
    remove_text(database, 2, "a", actor="operator", ordered="an order", now=NOON)
    assert check(log, early).removed == ()
    found = check(log, late)
    assert (found.finding, [each.path for each in found.removed]) == (Finding.OURS, ["a"])


def test_nothing_is_sealed_for_a_revision_that_is_not_on_record(
    log: PublicLog, database: Database, tmp_path: Path
) -> None:
    """Nor is a file of another record's revision told to be of this one, although our key sealed it."""
    with pytest.raises(DatabaseError, match="not on record"):
        seal(log, PDF, revision=3, digest=_hash(database, 2))
    foreign = Keyring(tmp_path / "keys").vouch(Claim(NAME, 1, "ab" * 32, digest_of(PDF)))
    assert check(log, joined(PDF, foreign)).finding is Finding.OTHER_RECORD


def test_a_revision_is_found_by_its_printed_hash(log: PublicLog, database: Database) -> None:
    """From its first twelve digits on, however they are set; less, or other signs, are refused."""
    printed = _hash(database, 2).upper()
    for typed in (printed, printed[:12], f" {printed[:8]} {printed[8:16]} "):
        found = named(log, typed)
        assert found is not None and (found.n, found.recorded) == (2, NOON)
    assert named(log, "0" * 12) is None
    for typed in (printed[:11], "g" * 12, ""):
        with pytest.raises(BadValue, match="12 to 64"):
            named(log, typed)
