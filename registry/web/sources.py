"""Sources kept beside a submission: added as a file or pasted, shown as text, handed out as they were given."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from registry.core.people import Role
from registry.desk import gathering
from registry.errors import BadValue, Conflict
from registry.publish.extracting import MAX_UPLOAD
from registry.publish.kinds import Kind
from registry.store import sources
from registry.store.sources import SourceText
from registry.store.submissions import Submission
from registry.web.access import requires
from registry.web.backstage import backstage, now
from registry.web.downloads import as_file
from registry.web.fields import field
from registry.web.submission_pages import page_of
from registry.web.submissions import PROPOSING, back, status_of
from registry.web.visible import own_submission, somebody, visible_submission

blueprint = Blueprint("sources", __name__)

_ROOM = MAX_UPLOAD + 1_000_000
"""The largest form that is taken: a source of the largest size, and what surrounds it."""


@dataclass(frozen=True, slots=True)
class SourcePage:
    """The text that was taken from a kept source."""

    submission: Submission
    source: SourceText
    text: str | None


@blueprint.post("/desk/submissions/<name>/sources/")
@requires(*PROPOSING, room=_ROOM)
def add(name: str) -> AnyResponse | tuple[str, int]:
    """Keep a source."""
    found = own_submission(name)
    file = request.files.get("file")
    content = file.stream.read() if file is not None and file.filename else field("paste")
    if not content:
        return page_of(found, problem="Choose a file, or paste the text of the source"), 400
    try:
        title = file.filename or "" if file is not None and isinstance(content, bytes) else ""
        gathering.gather(backstage().database, somebody(), name, content, name=title, now=now())
    except (BadValue, Conflict) as error:
        newest = own_submission(name)
        if not newest.state.is_open:
            raise  # its page has no form any more that could hold what was pasted
        return page_of(newest, problem=str(error), pasted=field("paste")), status_of(error)
    return back(name, anchor="sources")


@blueprint.get("/desk/submissions/<name>/sources/<digest>/")
@requires(*Role)
def text(name: str, digest: str) -> str:
    """The text that was taken from it, to be read beside the clauses."""
    found = visible_submission(name)
    with backstage().database.reading() as session:
        source = sources.source(session, name, digest)
        page = SourcePage(found, source, sources.text(session, source))
    return render_template("sources/text.html", page=page)


@blueprint.get("/desk/submissions/<name>/sources/<digest>/file/")
@requires(*Role)
def download(name: str, digest: str) -> Response:
    """Its bytes, which no browser shows or runs: somebody outside wrote them."""
    visible_submission(name)
    with backstage().database.reading() as session:
        source = sources.source(session, name, digest)
        content = sources.content(session, source)
    return as_file(content, f"source-{source.hash[:16]}.{Kind(source.kind).extension}")
