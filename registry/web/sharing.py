"""Which answers the scripts of other sites may read: the API's and the files of data, and nothing else."""

from __future__ import annotations

from flask import Flask, Response, request

from registry.web.access import access_of
from registry.web.addresses import OTHER_FORMS
from registry.web.problems import API

_READING = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


def share(app: Flask) -> None:
    """Let every site read what everybody may read as data. No credentials go with it, for none are asked for."""
    app.before_request(_asked_ahead)
    app.after_request(_shared)


def _asked_ahead() -> Response | None:
    """What a browser asks before a script's request with headers of its own; yes, so that the answer can be read.

    That is so also where the answer is that nothing is there.
    """
    is_ahead = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
    return Response(status=204, headers=_PREFLIGHT) if is_ahead and _is_data() else None


def _shared(response: Response) -> Response:
    if _is_data():
        response.headers.update(_READING)
    return response


def _is_data() -> bool:
    """Whether the address is the API's, or that of a public file: of a page's other form."""
    if request.path.startswith(API):
        return True
    access = access_of(request.endpoint) if request.endpoint else None
    return bool(access and access.is_public) and request.path.endswith(OTHER_FORMS)
