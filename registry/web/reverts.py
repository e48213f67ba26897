"""Undoing a revision: a submission that puts back what was there before it."""

from __future__ import annotations

import secrets

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from registry.core.people import Role
from registry.desk import reverting
from registry.errors import BadValue
from registry.store import ledger
from registry.web.access import requires
from registry.web.backstage import backstage, now
from registry.web.fields import field
from registry.web.submissions import back
from registry.web.visible import somebody

blueprint = Blueprint("reverts", __name__)


@blueprint.get("/desk/revert/<int(max=999999999):number>/")
@requires(Role.EDITOR)
def show(number: int) -> str:
    """What undoing would do, and the button for it."""
    return _page(number)


@blueprint.post("/desk/revert/<int(max=999999999):number>/")
@requires(Role.EDITOR)
def begin(number: int) -> Response | tuple[str, int]:
    """Prepare the submission that undoes it."""
    try:
        made = reverting.revert(backstage().database, somebody(), number, nonce=field("nonce"), now=now())
    except BadValue as error:
        return _page(number, problem=str(error)), 400
    return back(made.id)


def _page(number: int, *, problem: str = "") -> str:
    with backstage().database.reading() as session:
        revision = ledger.revision(session, number)
        entries = ledger.entries(session, number)
    nonce = secrets.token_urlsafe(16)
    return render_template(
        "reverts/show.html", revision=revision, entries=entries, nonce=nonce, problem=problem
    )
