"""The limit for pages: a Flask application that returns bytes, and does nothing else."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, Response


def create() -> Flask:
    """The application; it can be served as the site is."""
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/bytes/<int:size>", view_func=content)
    app.add_url_rule("/unchanged", view_func=unchanged)
    return app


def content(size: int) -> Response:
    """An answer of so many bytes."""
    return Response(_filled(size), mimetype="text/html")


def unchanged() -> Response:
    """An answer that says that the reader has the page."""
    return Response(status=304)


@lru_cache(maxsize=16)
def _filled(size: int) -> bytes:
    return b"x" * size
