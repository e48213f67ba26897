"""The page of one disclosure: a fact on how insiders may speak."""

from __future__ import annotations

from flask import Blueprint, render_template

from registry.web.access import public
from registry.web.context import view
from registry.web.finding import find_disclosure

blueprint = Blueprint("disclosures", __name__)


@blueprint.get("/labs/<lab>/disclosures/<name>/")
@public
def show(lab: str, name: str) -> str:
    """One disclosure."""
    owner = view().catalog.lab(lab)
    return render_template("disclosures/show.html", lab=owner, entry=find_disclosure(owner, name))
