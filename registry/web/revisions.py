"""Revisions: the public log of this record's own changes, each with what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from flask import Blueprint, Flask, current_app, render_template

from registry.desk.recounting import Amendment, Revision, Story
from registry.errors import BadValue, NotFound
from registry.publish.patches import Stretch, patch
from registry.web.access import public
from registry.web.context import parameter, view
from registry.web.forms import page_number, positive

LISTED = 50
"""Revisions, and changed records, on one page."""

_EXTENSION = "registry.chronicle"

blueprint = Blueprint("revisions", __name__)


class Log(Protocol):
    """Where revisions are read from."""

    def revisions(self, *, before: int | None = None, limit: int = 50) -> tuple[Revision, ...]:
        """Revisions, newest first."""

    def story(self, n: int, *, start: int = 0, limit: int = 50) -> Story:
        """One revision with some of its changed records. Raises NotFound."""


@dataclass(frozen=True, slots=True)
class RevisionsPage:
    """Some revisions, newest first; `older` is where the next ones begin. Without `kept` no ledger stands behind it."""

    revisions: tuple[Revision, ...]
    older: int | None
    kept: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One record that a revision changed, line by line where it was there before."""

    amendment: Amendment
    stretches: tuple[Stretch, ...]

    @property
    def happened(self) -> str:
        """What became of the record, in a word or two."""
        if self.amendment.blanked:
            return "text removed by law"
        if self.amendment.after is None:
            return "deleted"
        return "changed" if self.amendment.before is not None else "added"


@dataclass(frozen=True, slots=True)
class RevisionPage:
    """One revision and a page of the records it changed."""

    story: Story
    differences: tuple[Difference, ...]
    number: int
    pages: int


def connect_log(app: Flask, log: Log | None) -> None:
    """Give an application its log, or none where its catalogue stands in no ledger."""
    app.extensions[_EXTENSION] = log


@blueprint.get("/revisions/")
@public
def index() -> str:
    """The revisions, newest first."""
    view()
    log = _log()
    before = positive("before") if parameter("before") else None
    found = log.revisions(before=before, limit=LISTED + 1) if log else ()
    listed = found[:LISTED]
    older = listed[-1].n if len(found) > LISTED else None
    return render_template("revisions/index.html", page=RevisionsPage(listed, older, log is not None))


@blueprint.get("/revisions/<int(max=999999999):number>/")
@public
def show(number: int) -> str:
    """One revision: who, when, why, and what it changed."""
    seen = view()
    log = _log()
    if log is None:
        raise NotFound("revision", str(number), nearest=str(seen.snapshot.revision))
    asked = page_number()
    story = log.story(number, start=(asked - 1) * LISTED, limit=LISTED)
    pages = max(1, -(-story.changed // LISTED))
    if asked > pages:
        raise BadValue(f"revision {number} has {pages} pages, no page {asked}")
    page = RevisionPage(story, tuple(_difference(item) for item in story.amendments), asked, pages)
    return render_template("revisions/show.html", page=page)


def _difference(amendment: Amendment) -> Difference:
    both = amendment.before is not None and amendment.after is not None
    return Difference(amendment, patch(amendment.before or "", amendment.after or "") if both else ())


def _log() -> Log | None:
    log: Log | None = current_app.extensions[_EXTENSION]
    return log
