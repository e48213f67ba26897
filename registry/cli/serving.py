"""`registry serve`: make the database and the index if there are none, then hand over to a web server."""

from __future__ import annotations

import os
import sys

import click

from registry.cli.opening import prepare
from registry.cli.running import settings, tell

WORKERS = 2
"""Two processes: Python's lock keeps one from using a second core."""

_THREADS = "12"
"""Of a process. Nine can be held: by three who send, three who wait for a report, three for the archive."""

WORKER_LIFETIME = "6h"
"""Workers are replaced now and then, so that nothing that builds up can build up for long."""

STOP_SECONDS = 10
"""How long a request in flight may take to end when the server stops. A worker that is still starting sits it out."""


@click.command(short_help="Serve the site; sets everything up first.")
@click.option(
    "--host", envvar="HOST", default="127.0.0.1", show_default=True, help="Address to listen on [HOST]."
)
@click.option(
    "--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535), help="[PORT]"
)
@click.option("--workers", default=WORKERS, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option(
    "--server",
    type=click.Choice(["granian", "gunicorn"]),
    default="granian",
    show_default=True,
    help="Web server.",
)
def serve(host: str, port: int, workers: int, server: str) -> None:
    """Serve the site on HOST:PORT.

    On the first start the database is created, labs/ and standards/ are read into it and the search index is built;
    later starts find everything in place and change nothing.
    """
    prepare(settings())
    command = granian(host, port, workers) if server == "granian" else _gunicorn(host, port, workers)
    shown = f"[{host}]" if ":" in host else host
    tell(f"serving on http://{shown}:{port} (stop with Ctrl-C)")
    os.execv(sys.executable, [sys.executable, "-m", *command])  # noqa: S606 - the server takes this process's place


def granian(host: str, port: int, workers: int, *, application: str = "registry.wsgi:create") -> list[str]:
    """The arguments of the production server, for the site or another application made by a function."""
    return [
        "granian", application, "--factory", "--interface", "wsgi",
        "--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", _THREADS,
        "--respawn-failed-workers", "--workers-lifetime", WORKER_LIFETIME,
        "--workers-kill-timeout", str(STOP_SECONDS), "--log-level", "error", "--no-ws",
    ]  # fmt: skip


def _gunicorn(host: str, port: int, workers: int) -> list[str]:
    bound = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [
        "gunicorn", "registry.wsgi:create()", "--bind", bound, "--workers", str(workers),
        "--worker-class", "gthread", "--threads", _THREADS,
        "--graceful-timeout", str(STOP_SECONDS), "--log-level", "warning",
    ]  # fmt: skip
