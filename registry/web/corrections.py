"""Corrections: what this registry had got wrong, the revisions that put it right, and what others suggested."""

from __future__ import annotations

from flask import Blueprint, render_template

from registry.desk.recounting import RevisionKind
from registry.web.access import public
from registry.web.backstage import is_open
from registry.web.caching import fleeting
from registry.web.context import view
from registry.web.paces import correspondence
from registry.web.queries import reads
from registry.web.revisions import revisions_page

blueprint = Blueprint("corrections", __name__)


@blueprint.get("/corrections/")
@public
@fleeting
@reads("before")
def index() -> str:
    """The revisions that are corrections, newest first; what others suggested, and how long they wait for us."""
    view()
    page = revisions_page(kind=RevisionKind.CORRECTION)
    suggested = correspondence() if is_open() else None
    return render_template("corrections/index.html", page=page, suggested=suggested)
