"""Addresses for machines: the health check, robots.txt, security.txt and the icon that browsers ask for."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, current_app, jsonify
from werkzeug.exceptions import NotFound as NoRoute

from registry.settings import data_root
from registry.web.access import public
from registry.web.contacts import contacts
from registry.web.context import head, today
from registry.web.heads import whole
from registry.web.queries import reads
from registry.web.security import HEALTH

blueprint = Blueprint("service", __name__)

NOT_FOR_ROBOTS = (
    "/search/?",
    "/api/v1/",
    "/search.json",
    "/compare/?",
    "/compare.pdf",
    "/suggest/",
    "/desk/",
    "/account/",
)
"""How addresses begin whose pages are made to order, or are for some people only."""

SECURITY = "/.well-known/security.txt"

SECURITY_HOLDS = timedelta(days=180)
"""How long what security.txt says may be relied on; RFC 9116 asks for less than a year."""


@blueprint.get(HEALTH)
@public
@reads(timeless=True)
def healthz() -> Response:
    """Whether the catalogue can be read, and at which revision it stands."""
    response = jsonify(status="ok", revision=head().revision)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/robots.txt")
@public
@reads(timeless=True)
def robots() -> Response:
    """What crawlers may read: all but the pages that are made to order; and where the others are listed."""
    lines = ["User-agent: *", *(f"Disallow: {address}" for address in NOT_FOR_ROBOTS)]
    if current_app.config["BASE_URL"]:
        lines += ["", f"Sitemap: {whole('/sitemap.xml')}"]
    return _lines(lines)


@blueprint.get(SECURITY)
@public
@reads(timeless=True)
def security() -> Response:
    """Where flaws of the software are reported (RFC 9116); nothing where the operator has not said where."""
    contact = contacts().security
    if contact is None:
        raise NoRoute(SECURITY)
    lines = [
        f"Contact: {contact.uri}",
        f"Expires: {today() + SECURITY_HOLDS}T00:00:00Z",
        "Preferred-Languages: en",
    ]
    if current_app.config["BASE_URL"]:
        lines += [f"Canonical: {whole(SECURITY)}", f"Policy: {whole('/about/contact/')}"]
    return _lines(lines)


@blueprint.get("/favicon.ico")
@public
@reads(timeless=True)
def icon() -> Response:
    """The site's icon, for who has not read in a page where it is."""
    return Response((data_root() / "static/icons/favicon.svg").read_bytes(), mimetype="image/svg+xml")


def _lines(lines: list[str]) -> Response:
    return Response("\n".join((*lines, "")), mimetype="text/plain")
