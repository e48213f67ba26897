"""Sites as processes on this machine's own address, ended after use."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from http.client import HTTPException
from pathlib import Path
from typing import Self
from urllib.error import URLError
from urllib.request import Request, urlopen

from benchmarks.ground import environment
from registry.cli.serving import WORKERS, granian

_PATIENCE = 120
_PAUSE = 0.01
_ROOT = Path(__file__).resolve().parent.parent


Command = Callable[[int], Sequence[str]]
"""The module and arguments that serve something on a port."""


def on_granian(application: str) -> Command:
    """What serves an application as `registry serve` serves the site."""
    return lambda port: granian("127.0.0.1", port, WORKERS, application=application)


def by_command(port: int) -> Sequence[str]:
    """What serves the site from the command line."""
    return ["registry", "serve", "--port", str(port)]


class Site:
    """A running site. Inside its context it has answered once."""

    def __init__(self, command: Command, data: Path, *, first: str = "/") -> None:
        self.port = _free_port()
        self._first = first
        self._started = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, "-m", *command(self.port)],
            cwd=_ROOT,
            env=environment(data),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.seconds = 0.0

    def __enter__(self) -> Self:
        self._await()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def url(self, address: str) -> str:
        """The whole address of a page."""
        return f"http://127.0.0.1:{self.port}{address}"

    def fetched(self, address: str) -> tuple[int, str]:
        """How many bytes a page has, compressed, and its entity tag."""
        request = Request(self.url(address), headers={"Accept-Encoding": "gzip"})
        with urlopen(request, timeout=_PATIENCE) as answer:
            return len(answer.read()), answer.headers.get("ETag", "")

    def _await(self) -> None:
        """Ask for the first page until it is given; `seconds` is then how long that took."""
        while time.perf_counter() - self._started < _PATIENCE and self._process.poll() is None:
            try:
                self.fetched(self._first)
            except (URLError, HTTPException, OSError):
                time.sleep(_PAUSE)
            else:
                break
        else:
            self.__exit__()
            raise RuntimeError(f"the site did not answer; it ended with {self._process.returncode}")
        self.seconds = time.perf_counter() - self._started


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
