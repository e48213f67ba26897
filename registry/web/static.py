"""Addresses of the static files, each with a mark of its content so that it may be kept for ever."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from registry.web.security import add_headers

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
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(folder), prefix="static/", max_age=_YEAR, add_headers_function=add_headers
    )
