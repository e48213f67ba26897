"""The limits for pages: a Flask view that returns bytes, and the least that WSGI allows; neither does anything else."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response

HELLO = b"Hello, world!\n"


def create() -> Flask:
    """The Flask application; it can be served as the site is."""
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/bytes/<int:size>", view_func=content)
    return app


def create_raw() -> WSGIApplication:
    """The application without Flask: a greeting, or at /SIZE as many bytes."""
    return _raw


def content(size: int) -> Response:
    """An answer of so many bytes."""
    return Response(_filled(size), mimetype="text/html")


def _raw(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    size = environ["PATH_INFO"][1:]
    body = _filled(int(size)) if size else HELLO
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]


@lru_cache(maxsize=16)
def _filled(size: int) -> bytes:
    return b"x" * size
