"""A real browser on the site, served from a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from registry.app import create_app
from registry.desk.importing import import_folder
from registry.settings import Settings, data_root
from registry.store import tickets
from registry.store.engine import Database
from registry.store.schema import upgrade

CHROMIUM = "/usr/bin/chromium"

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip


def whole(site: WSGIApplication) -> WSGIApplication:
    """A site whose answers are ready before they are sent.

    A browser that turns to the next page hangs up on what it was loading, and the test server then forgets to close it.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        parts = site(environ, start_response)
        try:
            return list(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()

    return answer


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site on the shipped catalogue, on 21 November 2026, with one correction suggested."""
    settings = Settings(data_dir=str(tmp_path_factory.mktemp("site")))
    database = Database(settings.database)
    upgrade(database)
    now = datetime(2026, 11, 21, tzinfo=UTC)
    import_folder(database, data_root(), author="operator", now=now)
    with database.writing() as session:
        tickets.add(session, nonce="x", about="/labs/anthropic/", text="A date is wrong.", source="", now=now)
    database.close()
    site = create_app(settings, clock=lambda: date(2026, 11, 21))
    server = make_server("127.0.0.1", 0, whole(site), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium without a screen."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()
