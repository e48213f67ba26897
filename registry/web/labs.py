"""The list of labs, and a lab's own page."""

from __future__ import annotations

from flask import Blueprint, render_template

from registry.web.context import view

blueprint = Blueprint("labs", __name__, url_prefix="/labs")


@blueprint.get("/")
def index() -> str:
    """All labs."""
    return render_template("labs/index.html", labs=view().catalog.labs.values())
