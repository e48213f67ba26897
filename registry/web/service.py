"""Addresses for machines: the health check, robots.txt and the icon that browsers ask for by themselves."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from registry.settings import data_root
from registry.web.access import public
from registry.web.context import head
from registry.web.security import HEALTH

blueprint = Blueprint("service", __name__)

_MADE_TO_ORDER = ("/search/", "/compare/", "/suggest/", "/desk/", "/account/")
_ROBOTS = "\n".join(("User-agent: *", *(f"Disallow: {address}" for address in _MADE_TO_ORDER), ""))


@blueprint.get(HEALTH)
@public
def healthz() -> Response:
    """Whether the catalogue can be read, and at which revision it stands."""
    response = jsonify(status="ok", revision=head().revision)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """What crawlers may read: all but the pages that are made to order."""
    return Response(_ROBOTS, mimetype="text/plain")


@blueprint.get("/favicon.ico")
@public
def icon() -> Response:
    """The site's icon, for who has not read in a page where it is."""
    return Response((data_root() / "static/icons/favicon.svg").read_bytes(), mimetype="image/svg+xml")
