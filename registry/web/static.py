"""The static files, compressed as pages are, each under an address with a mark of its content to be kept for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask
from werkzeug.exceptions import NotFound as NoRoute

from registry.web.access import public
from registry.web.kept import Page, finished
from registry.web.queries import reads
from registry.web.security import protection

_BELOW = "/static/"

_FOR_EVER = f"public, max-age={365 * 24 * 3600}"

_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".py": "text/x-python; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
"""What each file is, by its ending."""


def serve_static(app: Flask, folder: Path) -> None:
    """Serve a folder's files under /static/, and give templates `static(path)`, which raises KeyError for unknown ones.

    A file is finished as a page is, compressed where that is worth it, when it is asked for first. Raises KeyError for
    a kind of file that is not served.
    """
    found = {
        f"{_BELOW}{path.relative_to(folder).as_posix()}": path for path in folder.rglob("*") if path.is_file()
    }
    kinds = {address: _KINDS[path.suffix] for address, path in found.items()}
    marks = {address: hashlib.sha256(path.read_bytes()).hexdigest()[:10] for address, path in found.items()}

    def static(path: str) -> str:
        return f"{_BELOW}{path}?v={marks[_BELOW + path]}"

    app.add_template_global(static)
    # The files never reach Flask; the route is there so that any other method gets its 405, and no file its 404.
    app.add_url_rule(f"{_BELOW}<path:path>", "static", _no_file)
    pages, headers = app.wsgi_app, protection(app)

    @cache
    def file(address: str) -> Page:
        said = (("Content-Type", kinds[address]), *headers.items())
        return finished(said, found[address].read_bytes(), shared=_FOR_EVER)

    def either(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        address = environ.get("PATH_INFO", "")
        if address in found and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            return file(address).sent(environ, start_response)
        return pages(environ, start_response)

    app.wsgi_app = either  # type: ignore[method-assign]


@public
@reads(timeless=True)
def _no_file(path: str) -> str:
    raise NoRoute(path)
