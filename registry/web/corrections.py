"""Corrections: what this registry had got wrong, and the revisions that put it right."""

from __future__ import annotations

from flask import Blueprint, render_template

from registry.desk.recounting import RevisionKind
from registry.web.access import public
from registry.web.context import view
from registry.web.revisions import revisions_page

blueprint = Blueprint("corrections", __name__)


@blueprint.get("/corrections/")
@public
def index() -> str:
    """The revisions that are corrections, newest first."""
    view()
    return render_template("corrections/index.html", page=revisions_page(kind=RevisionKind.CORRECTION))
