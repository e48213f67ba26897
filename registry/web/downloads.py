"""What people sent, given back to editors as a file that no browser opens by itself."""

from __future__ import annotations

import re

from flask import Response

_CLOSED = "sandbox; default-src 'none'; frame-ancestors 'none'"
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")


def as_file(content: bytes, name: str) -> Response:
    """Bytes of anybody's making, to be saved under a name of our making. Raises ValueError for any other name."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a file that is handed out")
    response = Response(content, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = _CLOSED
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
