"""`registry serve` hands over to a production server: granian, and gunicorn as the one to fall back on."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.cli.conftest import Command
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
SERVERS = ("granian", "gunicorn")


@pytest.fixture(scope="module")
def data(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose ledger holds a catalogue of one lab; nothing has been derived from it yet."""
    folder = tmp_path_factory.mktemp("data")
    assert Command(folder)("import", small).exit_code == 0
    return folder


def environment(data: Path, **more: str) -> dict[str, str]:
    """What the registry is told in a test: where its data lies, and nothing from the machine's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGISTRY_")}
    return kept | {"REGISTRY_DATA_DIR": str(data)} | more


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def serving(data: Path, *, server: str, log: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A running site and its address; the server and its workers are killed if they still run in the end."""
    port = free_port()
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "registry", "serve", "--workers", "1", "--server", server],
            cwd=ROOT,
            env=environment(data, HOST="127.0.0.1", PORT=str(port)),
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def read(address: str, process: subprocess.Popen[bytes], log: Path) -> bytes:
    """What an address answers, as soon as the server listens. A server that has ended fails the test at once."""
    deadline = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urlopen(address, timeout=PATIENCE) as answer:
                body: bytes = answer.read()
                return body
        except (URLError, ConnectionError):
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.05)


@pytest.mark.parametrize("server", SERVERS)
def test_it_serves_and_stops(server: str, data: Path, tmp_path: Path) -> None:
    """HOST and PORT say where it listens; it answers from the ledger, and TERM ends it in order."""
    log = tmp_path / "serve.log"
    with serving(data, server=server, log=log) as (process, address):
        assert json.loads(read(f"{address}/healthz", process, log)) == {"status": "ok", "revision": 1}
        assert b"Conjecture" in read(f"{address}/labs/conjecture/", process, log)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


def test_a_second_start_changes_nothing(data: Path, tmp_path: Path) -> None:
    """What the first start made is found in place: same files, and one line that says where the site is."""
    log = tmp_path / "serve.log"
    lines, ledgers = [], []
    for _ in range(2):
        with serving(data, server="granian", log=log) as (process, address):
            read(f"{address}/healthz", process, log)
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
        lines.append(
            [line for line in log.read_text(encoding="utf-8").splitlines() if not line.startswith("[")]
        )
        done = Command(data)("verify")
        assert done.exit_code == 0
        ledgers.append(done.stdout)
    assert len(lines[1]) == 1
    assert lines[1][0].startswith("serving on http://127.0.0.1:")
    assert ledgers[0] == ledgers[1]
