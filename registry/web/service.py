"""Addresses for machines: the health check and robots.txt."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from registry.web.context import head

blueprint = Blueprint("service", __name__)

_ROBOTS = "User-agent: *\nDisallow: /search/\nDisallow: /compare/\n"


@blueprint.get("/healthz")
def healthz() -> Response:
    """Whether the catalogue can be read, and at which revision it stands."""
    response = jsonify(status="ok", revision=head().revision)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What crawlers may read: all but the pages that are made to order."""
    return Response(_ROBOTS, mimetype="text/plain")
