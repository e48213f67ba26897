"""Bringing a submission up to date with a record that has moved: three texts side by side, and one that follows."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from registry.core.catalog import Catalog
from registry.desk import rebasing
from registry.desk.rebasing import ThreeWay
from registry.errors import BadValue, Conflict
from registry.publish.patches import Line, numbered, patch
from registry.store.submissions import Submission
from registry.web.access import requires
from registry.web.backstage import backstage, now
from registry.web.context import head
from registry.web.fields import whole
from registry.web.naming import record_title
from registry.web.submissions import PROPOSING, back, status_of
from registry.web.visible import own_submission, somebody

blueprint = Blueprint("rebases", __name__)


@dataclass(frozen=True, slots=True)
class Side:
    """One record that has moved: what came in meanwhile and what the author changed, both against where they began."""

    way: ThreeWay
    title: str
    theirs: tuple[Line, ...]
    mine: tuple[Line, ...]
    typed: str


@dataclass(frozen=True, slots=True)
class RebasePage:
    """All records of a submission that have moved."""

    submission: Submission
    sides: tuple[Side, ...]
    problem: str = ""


@blueprint.get("/desk/submissions/<name>/rebase/")
@requires(*PROPOSING)
def show(name: str) -> str:
    """The texts side by side."""
    return _page(own_submission(name))


@blueprint.post("/desk/submissions/<name>/rebase/")
@requires(*PROPOSING)
def save(name: str) -> Response | tuple[str, int]:
    """Go on from the newer texts."""
    found = own_submission(name)
    paths = [path for path in found.paths if f"head:{path}" in request.form]
    texts = {
        path: None if request.form.get(f"end:{path}") else _lines(request.form.get(f"text:{path}", ""))
        for path in paths
    }
    try:
        heads = {path: whole(f"head:{path}") for path in paths}
        rebasing.rebase(
            backstage().database,
            somebody(),
            name,
            texts=texts,
            heads=heads,
            edition=whole("edition"),
            now=now(),
        )
    except (BadValue, Conflict) as error:
        moved = {way.path for way in rebasing.three_ways(backstage().database, somebody(), name)}
        if not moved.issuperset(texts):
            raise  # brought up to date meanwhile: its page would not hold what was typed
        return _page(found, problem=str(error)), status_of(error)
    return back(name)


def _page(found: Submission, *, problem: str = "") -> str:
    ways = rebasing.three_ways(backstage().database, somebody(), found.id)
    catalog = head().catalog
    sides = tuple(_side(way, catalog, request.form.get(f"text:{way.path}")) for way in ways)
    return render_template("rebases/show.html", page=RebasePage(found, sides, problem))


def _side(way: ThreeWay, catalog: Catalog, typed: str | None) -> Side:
    before = way.before or ""
    return Side(
        way,
        record_title(way.path, catalog),
        theirs=tuple(numbered(patch(before, way.theirs or ""))),
        mine=tuple(numbered(patch(before, way.mine or ""))),
        typed=_lines(typed) if typed is not None else way.merged or "",
    )


def _lines(text: str) -> str:
    """A text with the line ends of files; forms send those of mail."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
