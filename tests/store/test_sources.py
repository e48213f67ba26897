"""Sources are kept byte for byte beside the submission that they were given to."""

from __future__ import annotations

import pytest

from registry.errors import NotFound
from registry.store import people, sources, submissions
from registry.store.engine import Database
from registry.store.leaf import RevisionKind
from registry.store.sources import SourceText
from registry.store.submissions import State, Submission
from tests.store.revisions import NOON

BYTES = bytes(range(256)) * 10


def made(content: bytes, name: str = "policy.pdf", *, has_text: bool = True, note: str = "") -> SourceText:
    """What is said of a source, with as few words as the test is about."""
    return SourceText(
        "s", sources.hash_of(content), name, "pdf", len(content), has_text, note, added=NOON, added_by="ada"
    )


def with_submission(database: Database) -> None:
    """One empty draft of Ada's."""
    empty = Submission(
        *("s", "ada", State.DRAFT, RevisionKind.UPDATE, "", "", 1, "", None, NOON, NOON),
        *(None, None, None, "", None, ()),
    )
    with database.writing() as session:
        people.add_account(session, "ada", name="Ada", roles=frozenset(), lab=None, now=NOON, created_by="x")
        submissions.add(session, empty, nonce="n")


def test_what_is_kept_comes_back(database: Database) -> None:
    """Bytes, text, and what is said of both; listed without them."""
    with_submission(database)
    second = made(b"%PDF-", "b.pdf", has_text=False, note="encrypted")
    with database.writing() as session:
        sources.add(session, second, content=b"%PDF-", text=None)
        sources.add(session, made(BYTES), content=BYTES, text="The text – “all”")
    with database.reading() as session:
        assert sources.of_submission(session, "s") == (second, made(BYTES))
        assert sources.of_submission(session, "other") == ()
        first = sources.source(session, "s", sources.hash_of(BYTES))
        assert sources.content(session, first) == BYTES
        assert sources.text(session, first) == "The text – “all”"
        assert sources.text(session, second) is None


def test_nothing_is_found_under_another_name(database: Database) -> None:
    """Neither by another hash, nor beside another submission, nor by what no database keeps."""
    with_submission(database)
    with database.writing() as session:
        sources.add(session, made(BYTES), content=BYTES, text=None)
    with database.reading() as session:
        for submission, digest in (("s", "0" * 64), ("t", sources.hash_of(BYTES)), ("s\0", "\ud800")):
            with pytest.raises(NotFound):
                sources.source(session, submission, digest)
