"""A real browser on the site, served from a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from registry.app import create_app
from registry.desk.importing import import_folder
from registry.settings import Settings, data_root
from registry.store.engine import Database
from registry.store.schema import upgrade

CHROMIUM = "/usr/bin/chromium"

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site on the shipped catalogue, where today is 21 November 2026."""
    settings = Settings(data_dir=str(tmp_path_factory.mktemp("site")))
    database = Database(settings.database)
    upgrade(database)
    import_folder(database, data_root(), author="operator", now=datetime(2026, 11, 21, tzinfo=UTC))
    database.close()
    server = make_server(
        "127.0.0.1", 0, create_app(settings, clock=lambda: date(2026, 11, 21)), threaded=True
    )
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
