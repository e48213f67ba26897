"""Revisions: the public log of this record's own changes, each with what it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask import Blueprint, Flask, current_app, render_template

from registry.core.typed import is_storable
from registry.desk.recounting import Amendment, RevisionKind, Story, Told, Touch
from registry.errors import BadValue, NotFound
from registry.publish.patches import MAX_SHOWN, Stretch, patch
from registry.web.access import public
from registry.web.context import head, parameter, view
from registry.web.forms import choice, page_number, pages_of, positive
from registry.web.queries import reads

LISTED = 50
"""Revisions, and changed records, on one page."""

LONGEST_PATH = 300
"""Characters of a record's path in an address."""

_EXTENSION = "registry.chronicle"

blueprint = Blueprint("revisions", __name__)


class Log(Protocol):
    """Where revisions are read from."""

    def revisions(
        self,
        *,
        before: int | None = None,
        limit: int = 50,
        kind: RevisionKind | None = None,
        path: str | None = None,
    ) -> tuple[Told, ...]:
        """Revisions, newest first."""

    def story(self, n: int, *, start: int = 0, limit: int = 50) -> Story:
        """One revision with some of its changed records. Raises NotFound."""

    def tally(self) -> Mapping[RevisionKind, int]:
        """How many revisions there are of each kind."""

    def touched(self) -> Mapping[str, datetime]:
        """When each record was last touched."""

    def touches(self, *, since: int, until: int) -> tuple[Touch, ...]:
        """Every record that a revision after `since` touched, and what did so last up to `until`."""


@dataclass(frozen=True, slots=True)
class RevisionsPage:
    """Some revisions, newest first; `older` is where the next ones begin. Without `kept` no ledger stands behind it.

    `kind` and `path` are what was asked for: revisions of a kind, or those that touched a record.
    """

    revisions: tuple[Told, ...]
    older: int | None
    kept: bool
    kind: RevisionKind | None = None
    path: str | None = None
    kinds: tuple[RevisionKind, ...] = tuple(RevisionKind)

    @property
    def query(self) -> dict[str, str]:
        """What was asked for, as parameters of an address."""
        return {name: value for name, value in (("kind", self.kind), ("path", self.path)) if value}


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
        if self.amendment.lost:
            return "changed; the text before was removed by law"
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
@reads("kind", "path", "before")
def index() -> str:
    """The revisions, newest first: all, those of a kind, or those that touched a record."""
    view()
    kind = choice("kind", list(RevisionKind))
    page = revisions_page(kind=RevisionKind(kind) if kind else None, path=_path())
    return render_template("revisions/index.html", page=page)


@blueprint.get("/revisions/<int(max=999999999):number>/")
@public
@reads("page")
def show(number: int) -> str:
    """One revision: who, when, why, and what it changed."""
    view()
    asked = page_number()
    told = story(number, start=(asked - 1) * LISTED, limit=LISTED)
    pages = pages_of(told.changed, size=LISTED, number=asked)
    page = RevisionPage(told, tuple(_difference(item) for item in told.amendments), asked, pages)
    return render_template("revisions/show.html", page=page)


def story(number: int, *, start: int, limit: int) -> Story:
    """One revision with at most `limit` of its changed records. Raises NotFound, also where no ledger is there."""
    log = chronicle()
    if log is None:
        raise NotFound("revision", str(number), nearest=str(head().revision))
    return log.story(number, start=start, limit=limit)


def revisions_page(*, kind: RevisionKind | None = None, path: str | None = None) -> RevisionsPage:
    """Revisions of a kind, or of a record, from where the address says on."""
    log = chronicle()
    before = positive("before") if parameter("before") else None
    found = log.revisions(before=before, limit=LISTED + 1, kind=kind, path=path) if log else ()
    listed = found[:LISTED]
    older = listed[-1].revision.n if len(found) > LISTED else None
    return RevisionsPage(listed, older, log is not None, kind, path)


def _path() -> str | None:
    path = parameter("path")
    if len(path) > LONGEST_PATH or not is_storable(path):
        raise BadValue("'path' is not the path of a record; write such as path=labs/anthropic/lab.md")
    return path or None


def _difference(amendment: Amendment) -> Difference:
    both = amendment.before is not None and amendment.after is not None
    return Difference(
        amendment, patch(amendment.before or "", amendment.after or "", most=MAX_SHOWN) if both else ()
    )


def tally() -> Mapping[RevisionKind, int] | None:
    """How many revisions there are of each kind; None where no ledger stands behind the catalogue."""
    log = chronicle()
    return log.tally() if log else None


def touched() -> Mapping[str, datetime]:
    """When each record was last touched; nothing where no ledger stands behind the catalogue."""
    log = chronicle()
    return log.touched() if log else {}


def chronicle() -> Log | None:
    """Where revisions are read from; None where no ledger stands behind the catalogue."""
    log: Log | None = current_app.extensions[_EXTENSION]
    return log
