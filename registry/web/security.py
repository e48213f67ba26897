"""Which hosts are answered, and the headers that every answer carries, pages, errors and static files alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from flask import Flask, Response, request
from werkzeug.sansio.utils import host_is_trusted

from registry.web.problems import is_for_programs, problem

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

FRAMED = "frame-ancestors *"
"""In the policy of a page that any site may put into a frame."""

HEALTH = "/healthz"
"""The address that answers under any host: a health check asks by number, not by name."""

_REFUSAL = "This site does not answer under the host name asked for."

_LONGEST_HOST = 260
"""A name of 253 characters with its port; nothing longer is looked at or remembered."""

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# Without includeSubDomains: what else stands below the operator's domain is not for this site to promise.
_STAY_ON_TLS = {"Strict-Transport-Security": "max-age=63072000"}


def protect(app: Flask, *, hosts: Sequence[str] | None) -> None:
    """Answer only to those hosts, make every answer carry the headers, and every redirect stay on the site.

    Flask's own TRUSTED_HOSTS is left alone: it refuses only after the page store has been asked, and knows no
    exception for the health check.
    """
    headers, trusts = protection(app), trusting(hosts)

    def refuse() -> Response | None:
        if request.path == HEALTH or trusts(request.headers.get("Host", "")):
            return None
        if is_for_programs():
            refusal = problem(400, "Not this host", _REFUSAL)
        else:
            refusal = Response(f"{_REFUSAL}\n", 400, mimetype="text/plain")
        refusal.headers["Cache-Control"] = "no-store"
        return refusal

    def protected(response: Response) -> Response:
        for name, value in (headers | _STAY_ON_TLS if request.is_secure else headers).items():
            response.headers.setdefault(name, value)
        if FRAMED in response.headers["Content-Security-Policy"]:
            del response.headers["X-Frame-Options"]  # it cannot say so
        if "Location" in response.headers:
            _keep_on_site(response)
        return response

    app.before_request(refuse)
    app.after_request(protected)


def trusting(hosts: Sequence[str] | None) -> Callable[[str], bool]:
    """Says whether a Host header names one of those hosts; any does where there are none."""
    trusted = [host.lower() for host in hosts or ()]
    if not trusted:
        return lambda _: True

    @lru_cache(maxsize=256)
    def is_trusted(host: str) -> bool:
        return host_is_trusted(host.lower(), trusted)

    return lambda host: len(host) <= _LONGEST_HOST and is_trusted(host)


def protection(app: Flask) -> dict[str, str]:
    """The headers for every answer of an application, the promise of TLS among them where its address has it.

    Behind a proxy that ends TLS no request tells.
    """
    base: str = app.config["BASE_URL"]
    return _HEADERS | _STAY_ON_TLS if base.startswith("https://") else _HEADERS


def _keep_on_site(response: Response) -> None:
    """Take the host out of a redirect, whose header and text would repeat whatever Host the request named.

    Every redirect of this site leads to itself. The host is cut off unread: a forged one need not be decodable.
    """
    before, found, after = response.headers["Location"].partition("://")
    if found and before.isalpha():
        response.headers["Location"] = "/" + after.partition("/")[2].lstrip("/")
    response.set_data(b"")
