"""Small sites for a test's own catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask.testing import FlaskClient

from registry.app import create_app
from registry.core.catalog import Catalog
from registry.errors import NotFound
from registry.settings import Settings
from registry.web.context import Snapshot

NASTY = "<script>alert('x')</script>\"><img src=x onerror=alert(1)> {{ 7*7 }} =1+1"
"""What nobody should be able to smuggle onto a page."""


@dataclass(frozen=True, eq=False)
class FixedSource:
    """One catalogue that never moves."""

    catalog: Catalog
    revision: int = 1
    hash: str = "0" * 64

    def current(self) -> Snapshot:
        """The catalogue."""
        return Snapshot(self.catalog, self.revision, self.hash)

    def at(self, revision: int) -> Snapshot:
        """The catalogue, under its own number. Raises NotFound for any other."""
        if revision != self.revision:
            raise NotFound("revision", str(revision))
        return self.current()


def reader_of(catalog: Catalog, *, today: str = "2026-01-01", **settings: str) -> FlaskClient:
    """A reader of a site that shows a catalogue on a day."""
    app = create_app(
        Settings(**settings), source=FixedSource(catalog), clock=lambda: date.fromisoformat(today)
    )
    return app.test_client(use_cookies=False)
