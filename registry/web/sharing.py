"""Which answers the scripts of other sites may read: the API's and the files of data, and nothing else."""

from __future__ import annotations

from flask import Flask, Response, request

from registry.web.access import access_of
from registry.web.problems import API

_DATA = (".atom", ".csv", ".ics", ".json", ".xlsx")
"""How the addresses of files of data end."""

_READING = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def share(app: Flask) -> None:
    """Let every site read what everybody may read as data. No credentials go with it, for none are asked for."""
    app.after_request(_shared)


def _shared(response: Response) -> Response:
    if _is_data():
        response.headers.update(_READING)
        if request.method == "OPTIONS":
            response.headers.update(_PREFLIGHT)
    return response


def _is_data() -> bool:
    if request.path.startswith(API):
        return True
    access = access_of(request.endpoint) if request.endpoint else None
    return bool(access and access.is_public and not access.writes) and request.path.endswith(_DATA)
