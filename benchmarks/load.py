"""A bounded load of requests on this machine's own address: by wrk where it is installed, else by a few threads."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from benchmarks.measuring import Figure

CONNECTIONS = 8
SECONDS = 1
_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


class LoadFailed(RuntimeError):
    """Requests were answered by errors, or not at all."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did under load: requests a second, and the milliseconds that 99 in 100 did not exceed."""

    rate: float
    late: float


def tool() -> str:
    """What makes the load."""
    return "wrk" if shutil.which("wrk") else "Python threads (install wrk for more load)"


def loaded(url: str, *, tag: str = "") -> Load:
    """Ask for a page again and again. With a tag, only for what differs. Raises LoadFailed for errors."""
    headers = {"Accept-Encoding": "gzip"} | ({"If-None-Match": tag} if tag else {})
    return _wrk(url, headers) if shutil.which("wrk") else _threads(url, headers)


def _wrk(url: str, headers: dict[str, str]) -> Load:
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", *given, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate, late = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    if "Non-2xx" in said or "Socket errors" in said or rate is None or late is None:
        raise LoadFailed(f"{url}: {said}")
    return Load(float(rate[1]), float(late[1]) * _MS[late[2]])


def _threads(url: str, headers: dict[str, str]) -> Load:
    taken: list[list[float]] = [[] for _ in range(CONNECTIONS)]
    workers = [threading.Thread(target=_ask, args=(url, headers, times)) for times in taken]
    started = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    all_times = tuple(value for times in taken for value in times)
    if not all(taken):
        raise LoadFailed(f"{url}: some requests were not answered as they should be")
    return Load(len(all_times) / (time.perf_counter() - started), Figure(all_times).percentile(99) * 1000)


def _ask(url: str, headers: dict[str, str], times: list[float]) -> None:
    """Ask on one connection until the time is over; leaves no times where an answer is an error."""
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    until = time.perf_counter() + SECONDS
    while (started := time.perf_counter()) < until:
        connection.request("GET", target, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status not in (200, 304):
            times.clear()
            break
        times.append(time.perf_counter() - started)
    connection.close()
