"""Addresses of the static files, each with a mark of its content so that it may be kept for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from wsgiref.headers import Headers
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask
from werkzeug.exceptions import NotFound as NoRoute
from whitenoise import WhiteNoise

from registry.web.access import public
from registry.web.queries import reads
from registry.web.security import protection

_YEAR = 365 * 24 * 3600


def serve_static(app: Flask, folder: Path) -> None:
    """Serve a folder's files under /static/, and give templates `static(path)`. Raises KeyError for unknown files."""
    marks = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:10]
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

    def static(path: str) -> str:
        return f"/static/{path}?v={marks[path]}"

    app.add_template_global(static)
    # The files never reach Flask; the route is there so that any other method gets its 405, and no file its 404.
    app.add_url_rule("/static/<path:path>", "static", _no_file)
    pages, headers = app.wsgi_app, protection(app)

    def protect(found: Headers, _path: str, _url: str) -> None:
        for name, value in headers.items():
            found[name] = value

    files = WhiteNoise(
        pages,
        root=str(folder),
        prefix="static/",
        max_age=_YEAR,
        allow_all_origins=False,
        add_headers_function=protect,
    )

    def either(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        reads = environ["REQUEST_METHOD"] in ("GET", "HEAD")
        answer: Iterable[bytes] = (files if reads else pages)(environ, start_response)
        return answer

    app.wsgi_app = either  # type: ignore[method-assign]


@public
@reads(timeless=True)
def _no_file(path: str) -> str:
    raise NoRoute(path)
