"""Submissions: each one's page, and what its author does with it: says why, leaves out, sends, gives up."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from registry.core.people import Role
from registry.desk import drafting, submitting
from registry.errors import BadValue, Conflict, ProblemsFound
from registry.store.leaf import RevisionKind
from registry.web.access import requires
from registry.web.backstage import backstage, now
from registry.web.context import to
from registry.web.fields import field, whole
from registry.web.submission_pages import page_of
from registry.web.visible import own_submission, somebody, visible_submission

blueprint = Blueprint("submissions", __name__)

PROPOSING = (Role.EDITOR, Role.REPRESENTATIVE)


@blueprint.get("/desk/submissions/<name>/")
@requires(*Role)
def show(name: str) -> str:
    """One submission."""
    return page_of(visible_submission(name))


@blueprint.post("/desk/submissions/<name>/describe/")
@requires(*PROPOSING)
def describe(name: str) -> Response | tuple[str, int]:
    """Say what it is for."""
    own_submission(name)
    try:
        drafting.describe(
            backstage().database,
            somebody(),
            name,
            kind=kind_field(),
            reason=field("reason"),
            note=field("note"),
            edition=whole("edition"),
            now=now(),
        )
    except (BadValue, Conflict) as error:
        newest = own_submission(name)
        if not newest.state.is_open:
            raise  # its page has no form any more that could hold what was typed
        typed = replace(newest, reason=field("reason"), note=field("note"))
        return page_of(typed, problem=str(error)), status_of(error)
    return back(name)


@blueprint.post("/desk/submissions/<name>/drop/")
@requires(*PROPOSING)
def drop(name: str) -> Response:
    """Propose nothing for a record any more."""
    own_submission(name)
    drafting.drop_path(
        backstage().database, somebody(), name, field("path"), edition=whole("edition"), now=now()
    )
    return back(name)


@blueprint.post("/desk/submissions/<name>/end/")
@requires(*PROPOSING)
def end(name: str) -> Response:
    """Propose that a record comes to its end."""
    own_submission(name)
    drafting.put_text(
        backstage().database, somebody(), name, field("path"), None, edition=whole("edition"), now=now()
    )
    return back(name)


@blueprint.post("/desk/submissions/<name>/submit/")
@requires(*PROPOSING)
def submit(name: str) -> Response | tuple[str, int]:
    """Hand it in for review."""
    found = own_submission(name)
    here = backstage()
    try:
        submitting.submit(here.database, here.editions, somebody(), name, edition=whole("edition"), now=now())
    except ProblemsFound as error:
        count = len(error.problems)
        several = f"{count} mistakes stand in the way; they are listed below"
        text = several if count > 1 else "A mistake stands in the way; it is shown below"
        return page_of(found, problem=text), 422
    except (BadValue, Conflict) as error:
        return page_of(found, problem=str(error)), status_of(error)
    return back(name)


@blueprint.post("/desk/submissions/<name>/withdraw/")
@requires(*PROPOSING)
def withdraw(name: str) -> Response:
    """Give it up."""
    own_submission(name)
    drafting.withdraw(backstage().database, somebody(), name, now=now())
    return back(name)


def back(name: str, *, anchor: str = "") -> Response:
    """Lead to a submission's page."""
    return redirect(to("submissions.show", name=name) + (f"#{anchor}" if anchor else ""), code=303)


def kind_field() -> RevisionKind:
    """Which kind of change the form names. Raises BadValue."""
    try:
        return RevisionKind(field("kind"))
    except ValueError:
        raise BadValue("Say whether the world has changed (update) or we were wrong (correction)") from None


def status_of(error: BadValue | Conflict) -> int:
    """Whether somebody else was faster, or what was sent makes no sense."""
    return 409 if isinstance(error, Conflict) else 400
