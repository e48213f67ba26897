"""What people sent is given back so that no browser takes it for anything but bytes."""

from __future__ import annotations

import pytest
from flask import Flask

from registry.web.downloads import as_file
from tests.web.sites import NASTY

PAGE = f"<html>{NASTY}</html>"


def test_nothing_in_it_runs() -> None:
    """Not a page by its type, not to be guessed at, in a box without rights, kept by nobody, the bytes as they were."""
    answer = as_file(PAGE.encode(), "source-0123abcd.html")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_data(as_text=True) == PAGE


def test_a_file_has_a_name_of_ours() -> None:
    """Whatever its sender called it, no word of theirs enters a header."""
    answer = as_file(b"%PDF-", "source-0123abcd.pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="source-0123abcd.pdf"'
    for name in ('x"; evil="', "../x.pdf", "a\r\nSet-Cookie: b", "", "A.pdf", "x" * 200, "naïve.pdf"):
        with pytest.raises(ValueError, match="no name"):
            as_file(b"", name)


def test_the_sites_headers_leave_it_so() -> None:
    """The headers that every answer carries do not loosen its own."""
    from registry.web.security import protect

    app = Flask("x")
    app.config["BASE_URL"] = ""
    protect(app, hosts=None)
    app.add_url_rule("/x", "x", lambda: as_file(PAGE.encode(), "page.html"))
    found = app.test_client().get("/x")
    assert found.headers["Content-Security-Policy"].startswith("sandbox;")
    assert found.headers["Cross-Origin-Resource-Policy"] == "same-origin"
