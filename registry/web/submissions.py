"""A submission's page: what it proposes, what follows, what was said about it, and what its author does with it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from registry.core.people import Person, Role, why_not_review
from registry.desk import drafting, gathering, submitting
from registry.desk.catalogue import Edition
from registry.desk.gathering import QuoteFinding
from registry.desk.previewing import Difference, Preview
from registry.errors import BadValue, Conflict, Problem, ProblemsFound
from registry.publish.patches import Line, numbered
from registry.store import codings, events, ledger, people, sources, submissions
from registry.store.codings import Coding
from registry.store.comments import Comment, comments
from registry.store.events import Event
from registry.store.leaf import RevisionKind
from registry.store.people import Account
from registry.store.sources import SourceText
from registry.store.submissions import Proposal, Submission
from registry.web.access import requires
from registry.web.backstage import backstage, now
from registry.web.context import to, today
from registry.web.fields import field, whole
from registry.web.naming import place, record_title, records_title
from registry.web.visible import own_submission, somebody, visible_submission

blueprint = Blueprint("submissions", __name__)

PROPOSING = (Role.EDITOR, Role.REPRESENTATIVE)

CHECKS = (
    "I have read the sources, and they say this.",
    "Each text keeps the force of its source: will, plans to, may, should.",
    "What was derived and judged is what happened.",
    "I have no interest in this that I have not declared.",
)
"""What a reviewer confirms, one by one, before they accept."""


@dataclass(frozen=True)
class RecordLine:
    """One record that a submission touches: what becomes of it, its problems, and how its lines differ."""

    path: str
    title: str
    happened: str
    stale: bool
    problems: tuple[Problem, ...]
    lines: tuple[Line, ...]

    @property
    def is_form(self) -> bool:
        """Whether a record of this kind can be edited at all: one whose path the catalogue has."""
        return place(self.path) is not None


@dataclass(frozen=True)
class SubmissionPage:
    """Everything that a submission's page shows to one person."""

    submission: Submission
    person: Person
    title: str
    records: tuple[RecordLine, ...]
    preview: Preview
    other_problems: tuple[Problem, ...]
    sources: tuple[SourceText, ...]
    comments: tuple[Comment, ...]
    codings: tuple[Coding, ...]
    trace: tuple[Event, ...]
    author: Account | None
    author_ties: tuple[str, ...]
    obstacle: str | None
    needed: int
    checks: tuple[str, ...]
    nonce: str
    problem: str = ""
    typed: str = ""
    pasted: str = ""
    quotes: tuple[QuoteFinding, ...] = ()
    about: tuple[str, int] | None = None

    @property
    def is_author(self) -> bool:
        """Whether the reader wrote it."""
        return self.person.handle == self.submission.author

    @property
    def is_editable(self) -> bool:
        """Whether the reader may change it now."""
        return self.is_author and self.submission.state.is_open

    @property
    def is_stale(self) -> bool:
        """Whether the record has moved since something in it was begun."""
        return any(record.stale for record in self.records)


@blueprint.get("/desk/submissions/<name>/")
@requires(*Role)
def show(name: str) -> str:
    """One submission."""
    return page_of(visible_submission(name))


@blueprint.post("/desk/submissions/<name>/describe/")
@requires(*PROPOSING)
def describe(name: str) -> Response | tuple[str, int]:
    """Say what it is for."""
    found = own_submission(name)
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
        return page_of(found, problem=str(error)), _status(error)
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
        text = f"{count} {'mistake stands' if count == 1 else 'mistakes stand'} in the way; they are listed below"
        return page_of(found, problem=text), 422
    except (BadValue, Conflict) as error:
        return page_of(found, problem=str(error)), _status(error)
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


def page_of(found: Submission, *, problem: str = "", typed: str = "", pasted: str = "") -> str:
    """The page of a submission for the person signed in.

    `problem` says what could not be done, and `typed` what was typed for it, lest it be lost.
    """
    here, person = backstage(), somebody()
    preview = here.previewer.preview(found.changes, on=today())
    with here.database.reading() as session:
        author = people.account(session, found.author)
        declared = people.declared(session, found.author)
        heads = ledger.bases(session, found.paths)
        page = SubmissionPage(
            submission=found,
            person=person,
            title=_title(found, preview.edition, preview),
            records=tuple(_records(found, preview, heads)),
            preview=preview,
            other_problems=tuple(item for item in preview.problems if item.path not in found.paths),
            sources=sources.of_submission(session, found.id),
            comments=comments(session, found.id),
            codings=codings.of_submission(session, found.id),
            trace=events.events(session, subject=found.id),
            author=author,
            author_ties=declared.labs if declared else (),
            obstacle=why_not_review(
                person,
                author=found.author,
                concerned=preview.concerned,
                commented_as_coder=person.handle in submissions.coders(session, found.id),
            ),
            needed=here.quorum.needed(found.paths),
            checks=CHECKS,
            nonce=secrets.token_urlsafe(16),
            problem=problem,
            typed=typed,
            pasted=pasted,
            quotes=gathering.find_quotes(session, found, preview.catalog) if preview.catalog else (),
            about=_commented_line(found),
        )
    return render_template("submissions/show.html", page=page)


def _title(found: Submission, edition: Edition, preview: Preview) -> str:
    catalogs = (edition.catalog, *([preview.catalog] if preview.catalog else []))
    return records_title(found.paths, *catalogs)


def _records(found: Submission, preview: Preview, heads: dict[str, int]) -> Iterator[RecordLine]:
    catalogs = (preview.edition.catalog, *([preview.catalog] if preview.catalog else []))
    differences = {difference.path: difference for difference in preview.differences}
    for proposal in found.proposals:
        difference = differences.get(proposal.path)
        yield RecordLine(
            path=proposal.path,
            title=record_title(proposal.path, *catalogs),
            happened=_happened(proposal, difference, preview),
            stale=found.state.is_open and heads[proposal.path] != proposal.base,
            problems=tuple(item for item in preview.problems if item.path == proposal.path),
            lines=tuple(numbered(difference.stretches)) if difference else (),
        )


def _happened(proposal: Proposal, difference: Difference | None, preview: Preview) -> str:
    if difference is None:
        return "as on record" if proposal.path in preview.edition.texts or proposal.text is None else "new"
    if difference.before is None:
        return "new"
    return "ends" if difference.after is None else "changed"


def _commented_line(found: Submission) -> tuple[str, int] | None:
    """The line that the reader wants to comment on, as the address has it."""
    path, _, number = request.args.get("line", "").rpartition(":")
    if path in found.paths and number.isascii() and number.isdigit() and len(number) < 7:
        return path, int(number)
    return None


def _status(error: BadValue | Conflict) -> int:
    return 409 if isinstance(error, Conflict) else 400
