"""Corrections that people outside suggest: taken in once, slowed down by network, without a trace of who wrote them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from registry.desk.corresponding import (
    IN_ALL,
    MAX_ABOUT,
    MAX_SOURCE,
    MAX_TEXT,
    PER_NETWORK,
    PER_SITE,
    suggest,
)
from registry.errors import BadValue, TooMany
from registry.store import events, tickets
from registry.store.desk_tables import DESK_TABLES
from registry.store.engine import Database
from registry.store.keyring import Keyring
from registry.store.schema import upgrade
from registry.store.tickets import Ticket, TicketState
from tests.store.revisions import NOON

ADDRESS = "198.51.100.77"


@pytest.fixture(scope="module")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    """Keys of an installation."""
    return Keyring(tmp_path_factory.mktemp("keys") / "keys")


def send(
    database: Database, keyring: Keyring, text: str = "The date is wrong.", **given: str | datetime
) -> Ticket:
    """One suggestion about a clause."""
    values: dict[str, object] = {
        "about": "/labs/acme/policy/clauses/a/",
        "source": "",
        "nonce": "nonce",
        "address": ADDRESS,
        "now": NOON,
    } | given
    return suggest(database, keyring, text=text, **values)  # type: ignore[arg-type]


def counted(database: Database) -> set[str]:
    """Under what messages are counted."""
    with database.reading() as session:
        return set(session.execute(sql("SELECT key FROM throttle WHERE level > 0")).scalars())


def everything(database: Database) -> str:
    """All that stands in the desk's tables, as one text."""
    with database.reading() as session:
        names = [str(table.__tablename__) for table in DESK_TABLES]
        return " ".join(
            str(tuple(row)) for name in names for row in session.execute(sql(f'SELECT * FROM "{name}"'))
        )


def test_a_suggestion_becomes_a_ticket(database: Database, keyring: Keyring) -> None:
    """It is numbered in the order received, and waits, unread, with what was said; the trace says that somebody did."""
    made = send(database, keyring, " Line one\r\n\r\nline two ", source="https://example.org/x")
    assert (made.number, made.state, made.is_shown) == (1, TicketState.RECEIVED, False)
    assert (made.text, made.source, made.time) == ("Line one\n\nline two", "https://example.org/x", NOON)
    second = send(database, keyring, nonce="another")
    with database.reading() as session:
        assert tickets.waiting(session) == (made, second)
        assert tickets.ticket(session, 1) == made
        traced = events.events(session, subject="ticket 1")
    assert [(entry.actor, entry.action) for entry in traced] == [("", "suggest correction")]


def test_the_same_form_sent_twice_makes_one_ticket(database: Database, keyring: Keyring) -> None:
    """A lost answer may be asked for again, however often; what was changed after going back is another message."""
    first = send(database, keyring)
    assert [send(database, keyring).number for _ in range(10)] == [first.number] * 10
    assert send(database, keyring, "And the title, too.").number == first.number + 1


def test_no_address_is_kept(database: Database, keyring: Keyring) -> None:
    """Neither the address nor its network stands in any table; after a day its fingerprint is another one."""
    send(database, keyring)
    kept = everything(database)
    for clue in (ADDRESS, "198.51", "100.77", "100.0/24", ADDRESS.encode().hex(), "c633644d"):
        assert clue not in kept
    first = counted(database)
    send(database, keyring, nonce="later", now=NOON + timedelta(days=1, seconds=1))
    later = counted(database)
    assert len(first) == len(later) == 2
    assert len(first & later) == 1, "all of them together are counted under one name; a network is not"


def test_a_network_is_slowed_down(database: Database, keyring: Keyring) -> None:
    """After the first few, each one has to wait as told; others are not held up, and nothing refused is stored."""
    for number in range(int(PER_NETWORK.holds)):
        send(database, keyring, nonce=str(number))
    before = everything(database)
    with pytest.raises(TooMany) as refused:
        send(database, keyring, nonce="more", address="198.51.100.3")
    assert everything(database) == before
    assert refused.value.wait == timedelta(hours=1) / PER_NETWORK.per_hour
    send(database, keyring, nonce="elsewhere", address="2001:db8::1")
    with pytest.raises(TooMany):
        send(database, keyring, nonce="more", now=NOON + refused.value.wait - timedelta(seconds=1))
    send(database, keyring, nonce="more", now=NOON + refused.value.wait)


def test_many_networks_together_are_slowed_down(tmp_path: Path, keyring: Keyring) -> None:
    """Whoever sends from everywhere fills the disk no faster than the bound for all; within an hour it opens again."""
    database = _sqlite(tmp_path)
    for number in range(int(IN_ALL.holds)):
        send(database, keyring, nonce=str(number), address=f"10.{number}.0.1")
    with pytest.raises(TooMany) as refused:
        send(database, keyring, nonce="more", address="192.0.2.1")
    send(database, keyring, nonce="more", address="192.0.2.1", now=NOON + refused.value.wait)
    database.close()


def test_one_connection_does_not_silence_everybody(tmp_path: Path, keyring: Keyring) -> None:
    """Whoever has many IPv6 networks of one site is slowed down for all of them; another site is not."""
    database = _sqlite(tmp_path)
    for number in range(int(PER_SITE.holds)):
        send(database, keyring, nonce=str(number), address=f"2001:db8:7:{number:x}::1")
    with pytest.raises(TooMany):
        send(database, keyring, nonce="more", address="2001:db8:7:ffff::1")
    send(database, keyring, nonce="more", address="2001:db8:8:ffff::1")
    send(database, keyring, nonce="another", address="192.0.2.1")
    assert PER_SITE.holds + PER_SITE.per_hour < IN_ALL.per_hour
    database.close()


@pytest.mark.parametrize(
    "given",
    [
        {"text": ""}, {"text": " \r\n "}, {"text": "x" * (MAX_TEXT + 1)}, {"text": "a\0b"}, {"text": "a\ud800b"},
        {"text": "a\u202eb"}, {"source": "javascript:alert(1)"}, {"source": "//evil.example"}, {"source": "ftp://x.org/"},
        {"source": "https://x.org/" + "x" * MAX_SOURCE}, {"source": "https://user@x.org/"}, {"about": ""},
        {"about": "https://evil.example/"}, {"about": "/" + "x" * MAX_ABOUT}, {"nonce": ""}, {"nonce": "x" * 200},
        {"nonce": "a\ud800"},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_taken_is_refused(tmp_path: Path, keyring: Keyring, given: dict[str, str]) -> None:
    """With a reason, and with nothing stored or counted."""
    database = _sqlite(tmp_path)
    before = everything(database)
    with pytest.raises(BadValue):
        send(database, keyring, **given)
    assert everything(database) == before
    database.close()


def _sqlite(folder: Path) -> Database:
    database = Database(folder / "registry.db")
    upgrade(database)
    return database
