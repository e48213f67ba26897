"""What a submission's page shows to one person: its records and how they differ, what follows, what was said."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template, request

from registry.content.places import Sort
from registry.core.catalog import Catalog
from registry.core.people import Person
from registry.core.records import Source, Version
from registry.desk import seeking
from registry.desk.previewing import Difference, Preview
from registry.desk.reviewing import why_not
from registry.desk.seeking import Look
from registry.errors import Problem
from registry.publish.patches import Line, numbered, patch
from registry.store import codings, events, ledger, people, sources
from registry.store.codings import Coding
from registry.store.comments import Comment, comments
from registry.store.events import Event
from registry.store.people import Account
from registry.store.sources import SourceText
from registry.store.submissions import Proposal, Submission
from registry.web.backstage import backstage, now
from registry.web.context import today
from registry.web.naming import place, record_title, records_title
from registry.web.visible import somebody

CHECKS = (
    "I have read the sources, and they say this.",
    "Each text keeps the force of its source: will, plans to, may, should.",
    "What was derived and judged is what happened.",
    "I have no interest in this that I have not declared.",
)
"""What a reviewer confirms, one by one, before they accept."""


@dataclass(frozen=True)
class RecordLine:
    """One record that a submission touches: what becomes of it, its problems, and how its lines differ.

    A new version's lines are held against those of the version before it, called `against`.
    """

    path: str
    title: str
    happened: str
    stale: bool
    problems: tuple[Problem, ...]
    sources: tuple[Source, ...]
    lines: tuple[Line, ...]
    against: str = ""


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
    quotes: Look
    problem: str = ""
    typed: str = ""
    answered: str = ""
    pasted: str = ""
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


def page_of(
    found: Submission, *, problem: str = "", typed: str = "", answered: str = "", pasted: str = ""
) -> str:
    """The page of a submission for the person signed in.

    `problem` says what could not be done, and `typed` what was typed for it, lest it be lost.
    """
    here, person = backstage(), somebody()
    preview = here.previewer.preview(found.changes, on=today())
    with here.database.reading() as session:
        author = people.account(session, found.author)
        declared = people.declarations(session, found.author)
        heads = ledger.bases(session, found.paths)
        page = SubmissionPage(
            submission=found,
            person=person,
            title=records_title(found.paths, *_catalogs(preview)),
            records=tuple(_records(found, preview, heads)),
            preview=preview,
            other_problems=tuple(item for item in preview.problems if item.path not in found.paths),
            sources=sources.of_submission(session, found.id),
            comments=comments(session, found.id),
            codings=codings.of_submission(session, found.id),
            trace=events.events(session, subject=found.id),
            author=author,
            author_ties=tuple(tie.lab for tie in people.ties(declared, now())),
            obstacle=why_not(session, person, found, *_catalogs(preview)),
            needed=here.quorum.needed(found.paths),
            checks=CHECKS,
            nonce=secrets.token_urlsafe(16),
            problem=problem,
            typed=typed,
            answered=answered,
            pasted=pasted,
            quotes=seeking.find_quotes(session, found, preview.catalog) if preview.catalog else Look(),
            about=_commented_line(found),
        )
    return render_template("submissions/show.html", page=page)


def _catalogs(preview: Preview) -> tuple[Catalog, ...]:
    """The record's catalogue, and the one that would follow where it can be read."""
    before = preview.edition.catalog
    return (before, preview.catalog) if preview.catalog else (before,)


def _records(found: Submission, preview: Preview, heads: dict[str, int]) -> Iterator[RecordLine]:
    catalogs = _catalogs(preview)
    differences = {difference.path: difference for difference in preview.differences}
    for proposal in found.proposals:
        difference = differences.get(proposal.path)
        lines, against = _lines(found, difference, preview) if difference else ((), "")
        yield RecordLine(
            path=proposal.path,
            title=record_title(proposal.path, *catalogs),
            happened=_happened(proposal, difference, preview),
            stale=found.state.is_open and heads[proposal.path] != proposal.base,
            problems=tuple(item for item in preview.problems if item.path == proposal.path),
            sources=_sources(proposal.path, preview),
            lines=lines,
            against=against,
        )


def _lines(found: Submission, difference: Difference, preview: Preview) -> tuple[tuple[Line, ...], str]:
    """The lines that differ, and the version before where it is that which they differ from."""
    before = _version_before(difference.path, preview) if difference.before is None else None
    if before is None or difference.after is None:
        return tuple(numbered(difference.stretches)), ""
    text = found.changes.get(before.path) or preview.edition.texts[before.path]
    return tuple(numbered(patch(text, difference.after))), before.label


def _sources(path: str, preview: Preview) -> tuple[Source, ...]:
    """Where a proposed record comes from, as it says itself; none where the texts do not read."""
    at, catalog = place(path), preview.catalog
    if at is None or catalog is None:
        return ()
    lab = catalog.labs.get(at.owner)
    found: tuple[Source, ...] = ()
    if at.sort is Sort.VERSION:
        found = tuple(
            version.source
            for version in catalog.document(at.owner, at.document).versions
            if version.path == path
        )
    elif lab is not None:
        found = tuple(source for entry in lab.conduct if entry.path == path for source in entry.sources)
        found += tuple(entry.source for entry in lab.disclosures if entry.path == path)
    return found


def _version_before(path: str, preview: Preview) -> Version | None:
    at = place(path)
    if preview.catalog is None or at is None or at.sort is not Sort.VERSION:
        return None
    versions = preview.catalog.document(at.owner, at.document).versions
    number = next(number for number, version in enumerate(versions) if version.path == path)
    return versions[number - 1] if number else None


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
