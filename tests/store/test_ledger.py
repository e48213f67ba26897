"""The ledger through its one way in and its ways out, on both databases."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from registry.errors import BadValue, NotFound
from registry.store import ledger, tallies
from registry.store.chain import faults, recorded
from registry.store.engine import Database
from registry.store.leaf import RevisionKind
from tests.store.revisions import NOON, append, three_revisions


def test_revisions_are_numbered_and_linked(database: Database) -> None:
    """Each holds the number after, and the hash of, the one before it; the chain verifies."""
    three_revisions(database)
    with database.reading() as session:
        newest_first = ledger.revisions(session)
        assert [revision.n for revision in newest_first] == [3, 2, 1]
        assert [revision.prev for revision in newest_first] == [
            newest_first[1].hash,
            newest_first[2].hash,
            None,
        ]
        assert ledger.head(session) == newest_first[0]
        assert ledger.head_number(session) == 3
        assert list(faults(recorded(session))) == []


def test_texts_are_those_of_any_revision(database: Database) -> None:
    """What was changed, deleted or brought back later does not show at an earlier one; before the first is nothing."""
    three_revisions(database)
    with database.reading() as session:
        assert ledger.texts_at(session, 0) == {}
        assert ledger.texts_at(session, 1) == {"a": "first", "b": "second", "c": "third"}
        assert ledger.texts_at(session, 2) == {"a": "changed", "c": "third"}
        assert ledger.texts_at(session, 3) == {"a": "changed", "b": "again", "c": "third"}


def test_what_changed_since_a_revision_is_told_apart_from_the_rest(database: Database) -> None:
    """Only touched paths, with their newest text, None for one that is gone."""
    three_revisions(database)
    with database.reading() as session:
        assert ledger.texts_since(session, 2) == {"b": "again"}
        assert ledger.texts_since(session, 1) == {"a": "changed", "b": "again"}
        assert ledger.texts_since(session, 3) == {}


def test_what_touched_a_path_last_is_told_once(database: Database) -> None:
    """Between two revisions, with the hash of the text that it has then; none where it ended."""
    three_revisions(database)
    with database.reading() as session:
        until_two = tallies.touches(session, since=0, until=2)
        assert [(touch.path, touch.revision, touch.hash is None) for touch in until_two] == [
            ("a", 2, False),
            ("b", 2, True),
            ("c", 1, False),
        ]
        (last,) = tallies.touches(session, since=2, until=3)
        assert last.hash == ledger.history(session, "b")[-1].hash
        assert tallies.touches(session, since=3, until=3) == ()


def test_a_path_has_a_history(database: Database) -> None:
    """Every text that it had and every deletion, oldest first; nothing for a path never recorded."""
    three_revisions(database)
    with database.reading() as session:
        found = [(entry.revision, entry.text, entry.is_deletion) for entry in ledger.history(session, "b")]
        assert found == [(1, "second", False), (2, None, True), (3, "again", False)]
        assert ledger.history(session, "never") == ()
        assert [entry.path for entry in ledger.entries(session, 2)] == ["a", "b"]
        assert ledger.latest_entries(session, 2) == {"a": 2, "b": 2, "c": 1}
        assert ledger.imported_entries(session) == {"a": 1, "b": 3, "c": 1}


def test_revisions_are_listed_in_pages(database: Database) -> None:
    """Newest first, below a number, and no more than asked for."""
    three_revisions(database)
    with database.reading() as session:
        assert [revision.n for revision in ledger.revisions(session, before=3, limit=1)] == [2]
        assert ledger.revision(session, 2).reviewer == "Grace"
        with pytest.raises(NotFound):
            ledger.revision(session, 4)


def test_an_equal_text_does_nothing(database: Database) -> None:
    """Only what differs from the head enters a revision, and where nothing does there is none."""
    append(database, {"a": "first", "b": "second"})
    made = append(database, {"a": "first", "b": "other", "never": None})
    assert made is not None
    with database.reading() as session:
        assert [entry.path for entry in ledger.entries(session, 2)] == ["b"]
    assert append(database, {"a": "first", "b": "other", "never": None}) is None
    assert append(database, {}) is None
    with database.reading() as session:
        assert ledger.head_number(session) == 2


def test_equal_texts_have_different_hashes(database: Database) -> None:
    """A fresh salt each time: who knows a text cannot tell from the public leaf that it is the one removed."""
    append(database, {"a": "same", "b": "same"})
    with database.reading() as session:
        one, other = ledger.entries(session, 1)
        assert one.hash != other.hash


@pytest.mark.parametrize("text", ["", "\ufeff\r\n tail \n\n", "\U0001f600\u202e\u0301", "x" * 1_000_000])
def test_texts_come_back_byte_for_byte(database: Database, text: str) -> None:
    """Line ends, a byte order mark, astral characters, an empty text and a megabyte are kept as they were."""
    append(database, {"a": text})
    with database.reading() as session:
        assert ledger.texts_at(session, 1) == {"a": text}
        assert list(faults(recorded(session))) == []


def test_many_paths_enter_and_leave_at_once(database: Database) -> None:
    """More of them than a database takes parameters in one query."""
    paths = {f"labs/lab-{number}/lab.md": str(number) for number in range(1500)}
    append(database, paths)
    assert append(database, paths) is None
    append(database, dict.fromkeys(paths))
    with database.reading() as session:
        assert ledger.texts_at(session, 1) == dict(sorted(paths.items()))
        assert ledger.texts_at(session, 2) == {}


def test_time_never_runs_backwards(database: Database) -> None:
    """A clock that was set back does not date a revision before the one it follows; order is by number."""
    append(database, {"a": "1"})
    back = append(database, {"a": "2"}, now=NOON - timedelta(hours=1))
    forth = append(database, {"a": "3"}, now=NOON + timedelta(seconds=1, microseconds=900000))
    assert back is not None
    assert forth is not None
    assert (back.time, forth.time) == (NOON, NOON + timedelta(seconds=1))


@pytest.mark.parametrize(
    "given",
    [
        {"author": " "},
        {"reason": ""},
        {"author": "Ada", "reviewer": "Ada", "kind": RevisionKind.UPDATE},
        {"author": "Ada", "reviewer": "Grace, Ada", "kind": RevisionKind.UPDATE},
        {"reviewer": "Grace", "kind": RevisionKind.IMPORT},
        {"author": "Ada\0"},
        {"reason": "\ud800"},
    ],
)
def test_a_revision_without_a_proper_author_is_refused(database: Database, given: dict[str, Any]) -> None:
    """Somebody and some reason, nobody as their own reviewer, no character that a database would not keep."""
    with pytest.raises(BadValue):
        append(database, {"a": "text"}, **given)
    with database.reading() as session:
        assert ledger.head(session) is None


@pytest.mark.parametrize("changes", [{"": "text"}, {"a": "nul\0"}, {"a": "\ud800"}, {"a\0": "text"}])
def test_texts_that_a_database_would_not_keep_are_refused(
    database: Database, changes: dict[str, str]
) -> None:
    """The same ones on both databases, and nothing of the revision enters."""
    with pytest.raises(BadValue):
        append(database, {"fine": "text", **changes})
    with database.reading() as session:
        assert ledger.head(session) is None


def test_an_error_after_append_undoes_it(database: Database) -> None:
    """The transaction is the caller's: raise, and nothing happened."""
    with suppress(KeyError), database.writing() as session:
        ledger.append(session, {"a": "b"}, author="Ada", kind=RevisionKind.IMPORT, reason="r", now=NOON)
        raise KeyError("later")
    with database.reading() as session:
        assert ledger.head(session) is None
