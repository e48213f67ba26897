"""The headers that every answer carries, pages, errors and static files alike."""

from __future__ import annotations

from collections.abc import MutableMapping

from flask import Flask, Response, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def protect(app: Flask) -> None:
    """Make every answer of an application carry the headers, and every redirect stay on the site."""
    app.after_request(_protected)


def add_headers(headers: MutableMapping[str, str], _path: str, _url: str) -> None:
    """Put the headers on the answer for a static file."""
    for name, value in _HEADERS.items():
        headers[name] = value


def _protected(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
    _keep_on_site(response)
    return response


def _keep_on_site(response: Response) -> None:
    """Make a redirect to this host relative, so that a forged Host header cannot enter it."""
    location = response.headers.get("Location", "")
    # Not `request.host_url`: that decodes the host, and a forged one need not be decodable.
    here = f"{request.scheme}://{request.host}/"
    if location.startswith(here):
        response.headers["Location"] = "/" + location[len(here) :].lstrip("/")
