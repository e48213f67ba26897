"""Reviewing: accept the texts that were seen, ask for changes, decline with a reason, and talk about lines."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from registry.core.people import Role
from registry.desk import commenting, projecting, reviewing
from registry.errors import BadValue, Conflict, ProblemsFound, RegistryError
from registry.store.submissions import State, Submission
from registry.web.access import requires
from registry.web.backstage import backstage, now
from registry.web.fields import field, whole
from registry.web.submission_pages import CHECKS, page_of
from registry.web.submissions import back, status_of
from registry.web.visible import somebody, visible_submission

blueprint = Blueprint("reviews", __name__)


@blueprint.post("/desk/submissions/<name>/accept/")
@requires(Role.REVIEWER)
def accept(name: str) -> Response | tuple[str, int]:
    """Approve exactly what the page showed; the last approval needed makes it public."""
    found = visible_submission(name)
    here = backstage()
    confirmed = request.form.getlist("check")
    if set(confirmed) != {str(number) for number in range(len(CHECKS))}:
        return page_of(found, problem="Confirm each line of the check list first; nothing was decided"), 400
    try:
        done = reviewing.approve(
            here.database,
            here.editions,
            somebody(),
            name,
            edition=whole("edition"),
            content_hash=field("content_hash"),
            now=now(),
            quorum=here.quorum,
            follow=_bring_index_up_to_date,
        )
    except ProblemsFound as error:
        return page_of(found, problem=f"It no longer reads as part of the record: {error.problems[0]}"), 422
    except (BadValue, Conflict) as error:
        return page_of(visible_submission(name), problem=str(error)), status_of(error)
    if done.lagging:
        late = f"It is public; search and tables do not follow yet, and will: {done.lagging}"
        return page_of(visible_submission(name), problem=late), 200
    response = back(name, anchor="decided")
    if done.revision is not None and not done.again:
        response.call_on_close(_fill_tables())
    return response


@blueprint.post("/desk/submissions/<name>/changes/")
@requires(Role.REVIEWER)
def changes(name: str) -> Response | tuple[str, int]:
    """Send it back to its author."""
    return _answered(name, reviewing.request_changes)


@blueprint.post("/desk/submissions/<name>/decline/")
@requires(Role.REVIEWER)
def decline(name: str) -> Response | tuple[str, int]:
    """Close it without a revision."""
    return _answered(name, reviewing.decline)


@blueprint.post("/desk/submissions/<name>/comments/")
@requires(*Role)
def comment(name: str) -> Response | tuple[str, int]:
    """Remark on it, or on one line."""
    visible_submission(name)
    path = field("path") or None
    try:
        commenting.comment(
            backstage().database,
            somebody(),
            name,
            text=field("text"),
            edition=whole("edition"),
            nonce=field("nonce"),
            now=now(),
            path=path,
            number=whole("line") if path else None,
        )
    except (BadValue, Conflict) as error:
        newest = visible_submission(name)
        if not newest.state.is_open:
            raise  # its page has no form any more that could hold what was typed
        return page_of(newest, problem=str(error), typed=field("text")), status_of(error)
    return back(name, anchor="comments")


def _answered(name: str, decide: Callable[..., Submission]) -> Response | tuple[str, int]:
    visible_submission(name)
    here = backstage()
    try:
        decide(
            here.database,
            here.editions,
            somebody(),
            name,
            edition=whole("edition"),
            answer=field("answer"),
            now=now(),
        )
    except (BadValue, Conflict) as error:
        newest = visible_submission(name)
        if newest.state is not State.SUBMITTED:
            raise
        return page_of(newest, problem=str(error), answered=field("answer")), status_of(error)
    return back(name, anchor="decided")


def _bring_index_up_to_date() -> None:
    here = backstage()
    edition = here.editions.current()
    here.index.update(edition.catalog, edition.revision.hash)


def _fill_tables() -> Callable[[], None]:
    """Filling the tables, to be done once the answer is on its way: readers of pages do not wait for them."""
    here, log = backstage(), current_app.logger

    def fill() -> None:
        try:
            projecting.project(here.database, here.editions)
        except RegistryError:
            log.exception("the tables lag behind")

    return fill
