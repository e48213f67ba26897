"""What the public pages would say if a submission were accepted, for whoever may see it."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound as NoRoute

from registry.core.people import Role
from registry.errors import BadValue
from registry.web.access import requires
from registry.web.backstage import backstage
from registry.web.context import to, today
from registry.web.naming import public_address
from registry.web.rehearsal import rehearse
from registry.web.visible import visible_submission

blueprint = Blueprint("rehearsals", __name__)


@blueprint.get("/desk/submissions/<name>/page/")
@requires(*Role)
def show(name: str) -> Response:
    """The public page of one of its records, by the record's path; without a path the home page."""
    if "path" not in request.args:
        return follow(name, "")
    address = public_address(request.args["path"])
    if address is None:
        raise NoRoute
    return _rehearsed(name, address, "")


@blueprint.get("/desk/submissions/<name>/page/<path:address>")
@requires(*Role)
def follow(name: str, address: str) -> Response:
    """A public page by its address: where the links of rehearsed pages lead."""
    return _rehearsed(name, f"/{address}", request.query_string.decode("ascii", "replace"))


def _rehearsed(name: str, address: str, query: str) -> Response:
    found = visible_submission(name)
    preview = backstage().previewer.preview(found.changes, on=today())
    if preview.catalog is None:
        raise BadValue("Its texts do not read as part of the record yet; their mistakes stand on its page")
    return rehearse(preview.catalog, address, query, under=to("rehearsals.show", name=name).rstrip("/"))
