"""The API under Schemathesis: what its description allows is answered as described, what it does not is refused."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from registry.web.api import operations
from scripts.fuzz import fuzz
from tests import builders
from tests.web.conftest import TODAY
from tests.web.sites import reader_of


def test_nothing_is_found(site: Flask) -> None:
    """At every address: of what is on record, of names that nobody has, and with what is wrong (`make fuzz`: more)."""
    found = fuzz(site, today=TODAY, examples=2, random=False)
    assert found.faults == {}
    assert {200, 400, 404} <= found.answered.keys() <= {200, 301, 308, 400, 404}
    assert found.cases > 120


def test_a_fault_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that is not as described, or a parameter that is not refused, does not go by unseen."""
    monkeypatch.setattr(operations, "as_json", lambda _: Response("{}\n", mimetype="application/json"))
    app = reader_of(builders.catalog(builders.lab()), today=TODAY.isoformat()).application
    described = "/api/v1/labs/"
    assert any(
        described in place
        for place in fuzz(app, today=TODAY, examples=1, random=False, only=described).faults
    )
