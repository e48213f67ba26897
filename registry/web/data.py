"""The whole data as one archive, and a page that says what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template

from registry.desk import packing
from registry.desk.packing import pack, schema
from registry.errors import BadValue
from registry.publish.shelf import Shelf
from registry.publish.tables.table import Table
from registry.web.access import public, public_desk
from registry.web.backstage import backstage, is_open
from registry.web.context import view
from registry.web.heads import whole
from registry.web.log import sealed_as

blueprint = Blueprint("data", __name__)

_EXTENSION = "registry-data"


@dataclass(frozen=True, slots=True)
class DataPage:
    """The archive's tables. `open` says whether there is a ledger to make it from."""

    open: bool
    tables: tuple[Table[Any], ...]


def keep_data(app: Flask, shelf: Shelf) -> None:
    """Give an application the shelf on which the archive is kept."""
    app.extensions[_EXTENSION] = shelf


@blueprint.get("/data/")
@public
def index() -> str:
    """What the archive holds, how to use and to cite it."""
    view()
    return render_template("data/index.html", page=DataPage(is_open(), schema()))


@blueprint.get("/data.zip")
@public_desk
def archive() -> Response:
    """The archive of the newest revision, made once for it."""
    seen = view()
    if seen.is_old_revision or seen.is_past:
        raise BadValue("the archive is of the newest revision; leave `as_of` and `revision` out")
    shelf: Shelf = current_app.extensions[_EXTENSION]
    edition = backstage().editions.current()
    address = whole("/") if current_app.config["BASE_URL"] else ""
    name = f"data {packing.code()} {edition.state} {edition.revision.hash} {address}"
    content = shelf.get(name, lambda: pack(backstage().database, edition, address=address))
    revision = edition.revision  # not the view's: another one may have come in since it was taken
    content = sealed_as(content, revision=revision.n, digest=revision.hash)
    response = Response(content, mimetype="application/zip")
    file = f"lab-safety-registry-r{revision.n}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response
