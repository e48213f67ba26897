"""The trace, and what people declared of their interests: added to, and never changed."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from registry.core.people import Role
from registry.store import events, people
from registry.store.engine import Database
from registry.store.events import MAX_DETAIL, Outcome
from tests.store.revisions import NOON

REFUSED = [
    "UPDATE event SET outcome = 'done'",
    "DELETE FROM event",
    "UPDATE declaration SET text = 'Nothing.'",
    "DELETE FROM declaration WHERE n = 1",
]
ON_SQLITE = [
    "INSERT OR REPLACE INTO event SELECT n, time, actor, action, subject, 'done', detail FROM event",
    "INSERT OR REPLACE INTO declaration SELECT n, handle, time, labs, '' FROM declaration",
    "UPDATE OR REPLACE event SET n = 2 WHERE n = 1",
]
ON_POSTGRESQL = ["TRUNCATE event", "TRUNCATE declaration"]


def test_the_trace_and_declarations_take_no_change(database: Database) -> None:
    """Updates, deletions, replacements and truncation of either are refused by the database itself."""
    with database.writing() as session:
        people.add_account(
            session,
            "ada",
            name="Ada",
            roles=frozenset({Role.EDITOR}),
            lab=None,
            now=NOON,
            created_by="operator",
        )
        people.declare(session, "ada", ["acme"], "I worked there.", NOON)
        for _ in range(2):
            events.trace(
                session,
                actor="ada",
                action="accept submission",
                subject="one",
                now=NOON,
                outcome=Outcome.REFUSED,
            )
    with database.reading() as session:
        before = (events.events(session), people.declarations(session))
        special = ON_SQLITE if session.get_bind().dialect.name == "sqlite" else ON_POSTGRESQL
    for statement in (*REFUSED, *special):
        with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
            session.execute(text(statement))
    with database.reading() as session:
        assert (events.events(session), people.declarations(session)) == before


def test_an_entry_is_one_line(database: Database) -> None:
    """Whatever a subject or a detail holds, it cannot pass for another entry, nor fill the disk."""
    with database.writing() as session:
        events.trace(
            session,
            actor="ada",
            action="open page",
            subject="a\r\nb\x1b[2J\u2028c",
            now=NOON,
            detail="x\n" * 9999,
        )
    with database.reading() as session:
        (entry,) = events.events(session)
    assert entry.subject.isprintable()
    assert entry.detail.isprintable() and len(entry.detail) == MAX_DETAIL
