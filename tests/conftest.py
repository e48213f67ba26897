"""What every test stands on: no network, a folder and a database of its own, and time on a busy machine."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import argon2
import pytest
from hypothesis import HealthCheck, settings

from registry.desk import passwords
from registry.publish import extracting, press
from registry.store import engine
from registry.store.engine import Database
from registry.store.schema import upgrade
from tests.patience import PATIENCE
from tests.postgres import Server

# Machines differ in speed, and one that is busy is no fault; a failing example prints what brings it back. Continuous
# integration tries the same examples each time, so that it fails for a change alone, and fewer of them; everybody else
# tries new ones.
settings.register_profile(
    "registry",
    deadline=None,
    max_examples=40 if "CI" in os.environ else 100,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
    print_blob=True,
)
settings.load_profile("registry")


class NetworkBlocked(RuntimeError):
    """A test tried to reach beyond this machine."""


def _is_local(address: Any) -> bool:
    if not isinstance(address, tuple):  # a Unix socket's path
        return True
    host = str(address[0]).partition("%")[0]
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _block_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto") and not _is_local(arguments[1]):
        raise NetworkBlocked(f"{event} to {arguments[1]}")
    if event == "socket.getaddrinfo" and not _is_local((arguments[0] or "localhost",)):
        raise NetworkBlocked(f"name look-up of {arguments[0]}")


def pytest_configure() -> None:
    """Block the network for the whole run; an audit hook sees every socket that Python code opens.

    Garbage is looked for less often, and never among what was imported: a sixth of all time would go into that.
    """
    sys.addaudithook(_block_network)
    gc.set_threshold(50_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that nobody waits in the end for the one who came to it last."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """Nothing that is there by now ever goes."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def patient() -> Iterator[None]:
    """What the registry would give up for the sake of a waiting reader is waited for: the machine may be busy.

    A renderer still ends at its seconds of work; tests of giving up set a wait of their own.
    """
    with pytest.MonkeyPatch.context() as patched:
        for confining in (press, extracting):
            patched.setattr(confining, "Bounds", partial(confining.Bounds, wait=float(PATIENCE)))
        patched.setattr(engine, "WRITE_WAIT", PATIENCE)
        yield


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """A guess costs next to nothing here; what it costs elsewhere has a test of its own."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passwords, "hasher", argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test runs in a folder of its own, so that none can write into the checkout by a relative path."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """One PostgreSQL server for a test process."""
    server = Server()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def shaped_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file in this version's shape with nothing in it, to be copied."""
    database = Database(tmp_path_factory.mktemp("shaped") / "registry.db")
    upgrade(database)
    database.close()
    return Path(str(database))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database; every test that asks for it runs on SQLite and on PostgreSQL.

    It is empty, but has its shape already where the test asks for `database` as well: making it costs more than most
    tests.
    """
    shaped = "database" in request.fixturenames
    if request.param == "sqlite":
        if shaped:
            shutil.copy(request.getfixturevalue("shaped_file"), tmp_path / "registry.db")
        yield f"sqlite:///{tmp_path / 'registry.db'}"
        return
    server: Server = request.getfixturevalue("postgres_server")
    with server.database(shaped=shaped) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database of either kind, in this version's shape, with nothing in it."""
    found = Database(database_url)
    yield found
    found.close()
