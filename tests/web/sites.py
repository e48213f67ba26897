"""Small sites for a test's own catalogue."""

from __future__ import annotations

from datetime import date

from flask.testing import FlaskClient

from registry.app import create_app
from registry.core.catalog import Catalog
from registry.settings import Settings
from registry.web.context import FixedSource

NASTY = "<script>alert('x')</script>\"><img src=x onerror=alert(1)> {{ 7*7 }} =1+1"
"""What nobody should be able to smuggle onto a page."""


def reader_of(catalog: Catalog, *, today: str = "2026-01-01", **settings: str) -> FlaskClient:
    """A reader of a site that shows a catalogue on a day."""
    app = create_app(
        Settings(**settings), source=FixedSource(catalog), clock=lambda: date.fromisoformat(today)
    )
    return app.test_client(use_cookies=False)
