"""The ground that tests stand on is what conftest.py says it is."""

from __future__ import annotations

import socket
import urllib.request

import pytest
from sqlalchemy import create_engine, text

from tests.conftest import NetworkBlocked


@pytest.mark.parametrize(
    "address", ["http://192.0.2.1/", "http://registry.example/", "http://[2001:db8::1]/"]
)
def test_nothing_reaches_beyond_this_machine(address: str) -> None:
    """A request to another machine fails before a packet leaves, by number and by name."""
    with pytest.raises(NetworkBlocked):
        urllib.request.urlopen(address, timeout=1)


def test_this_machine_is_reachable() -> None:
    """A test may serve to itself on the loopback address."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as connection,
    ):
        assert connection.getpeername() == server.getsockname()


def test_every_test_gets_an_empty_database(database_url: str) -> None:
    """The database is of the kind that its address names, and holds no table."""
    engine = create_engine(database_url)
    tables = {
        "sqlite": "SELECT count(*) FROM sqlite_master",
        "postgresql": "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'",
    }
    with engine.connect() as connection:
        assert connection.execute(text(tables[engine.dialect.name])).scalar_one() == 0
    engine.dispose()
