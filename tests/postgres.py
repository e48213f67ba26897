"""A PostgreSQL server of the tests' own, in a temporary folder and on a Unix socket, stopped after use."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path

import psycopg

from registry.store.engine import Database
from registry.store.schema import upgrade
from tests.patience import PATIENCE

# A test's data need not outlive a power cut, so nothing waits for the disk.
_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_connections": "50",
}


class ServerMissing(RuntimeError):
    """The machine has no PostgreSQL server to start; the message says what installs one."""


def _programs() -> Path:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if folders:
        return folders[-1].parent
    found = shutil.which("initdb")
    if found is None:
        raise ServerMissing("no PostgreSQL server on this machine; `scripts/setup test` says how to get one")
    return Path(found).parent


class Server:
    """One running server. Every test gets an empty database of its own in it."""

    def __init__(self) -> None:
        self._programs = _programs()
        self._folder = Path(tempfile.mkdtemp(prefix="registry-postgres-"))
        self._data = self._folder / "data"
        self._numbers = count(1)
        # The server refuses to run as root. It also goes when the test process dies, whatever killed it.
        self._prefix = ["setpriv", "--pdeathsig", "KILL"]
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres")
            self._prefix += ["--reuid=postgres", "--regid=postgres", "--clear-groups"]
        self._process = self._start()

    @cached_property
    def _shaped(self) -> str:
        """A database in this version's shape, made once: copying one takes a fifth of making one."""
        self._copy("template0", "shaped")
        database = Database(self._url("shaped"))
        upgrade(database)
        database.close()
        return "shaped"

    def _copy(self, name: str, copy: str) -> None:
        self._execute(f"CREATE DATABASE {copy} TEMPLATE {name} STRATEGY FILE_COPY")

    def _command(self, program: str, *arguments: str) -> list[str]:
        return [*self._prefix, str(self._programs / program), "-D", str(self._data), *arguments]

    def _start(self) -> subprocess.Popen[bytes]:
        make = self._command("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync")
        subprocess.run([*make, "--locale=C.UTF-8"], check=True, capture_output=True, cwd=self._folder)
        options = [f"--{name}={value}" for name, value in _OPTIONS.items()]
        with (self._folder / "server.log").open("wb") as log:
            process = subprocess.Popen(
                self._command("postgres", "-k", str(self._folder), *options),
                stdout=log,
                stderr=log,
                cwd=self._folder,
            )
        self._process = process
        self._await()
        return process

    def _await(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(self._url("postgres")).close()
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self._folder / "server.log").read_text(encoding="utf-8")) from None
                time.sleep(0.05)

    def _url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self._folder}"

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def database(self, *, shaped: bool = False) -> Iterator[str]:
        """A database, empty or in this version's shape, given by its address and dropped afterwards."""
        name = f"test_{next(self._numbers)}"
        self._copy(self._shaped if shaped else "template0", name)
        try:
            yield self._url(name)
        finally:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self._process.send_signal(signal.SIGINT)  # fast: whoever is still connected is sent away
        self._process.wait(timeout=PATIENCE)
        shutil.rmtree(self._folder, ignore_errors=True)
