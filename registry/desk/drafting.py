"""Writing a submission: begun from a form, edited by whoever saw its newest edition, and given up."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from registry.content.frontmatter import MAX_BYTES
from registry.content.places import place_of
from registry.core.people import Person
from registry.core.typed import is_storable, line, passage
from registry.desk.refusing import (
    WRITERS,
    own,
    present,
    refuse_closed,
    refuse_foreign_paths,
    refuse_unseen,
)
from registry.errors import BadValue, Refused
from registry.store import ledger, sources, submissions
from registry.store.engine import Database, Session
from registry.store.events import trace
from registry.store.leaf import RevisionKind, moment_of, written
from registry.store.submissions import Proposal, State, Submission, content_hash

MAX_TEXTS = 50
"""The most texts that one submission proposes."""

MAX_SIZE = 5_000_000
"""The most characters that the texts of one submission have together."""

MAX_REASON = 1000
MAX_NOTE = 10_000
MAX_NONCE = 100

MAX_OPEN = 100
"""The most submissions that a person may have open at a time."""

MAX_BEGUN = 100
"""The most that a person begins in a day: what a script gone wild can write in one is this many times `MAX_SIZE`.

Its sources are bounded for good, in `gathering`.
"""


@dataclass(frozen=True, slots=True)
class Edit:
    """What one save changes of a submission; what is None or empty stays as it is.

    `texts` maps a path to its whole text, or to None to end it. `bases` says for a path from which revision's text the
    person began, where the head may have moved since; without it they began from the head. `dropped` are paths that
    the submission no longer touches.
    """

    kind: RevisionKind | None = None
    reason: str | None = None
    note: str | None = None
    texts: Mapping[str, str | None] = field(default_factory=dict)
    bases: Mapping[str, int] = field(default_factory=dict)
    dropped: Collection[str] = ()


def begin(
    database: Database,
    author: Person,
    *,
    kind: RevisionKind,
    reason: str = "",
    note: str = "",
    proposals: Mapping[str, str | None],
    bases: Mapping[str, int] | None = None,
    nonce: str,
    now: datetime,
    reverts: int | None = None,
) -> Submission:
    """Begin a draft with these texts by path. The same author and nonce again give the draft begun before, as it is.

    Raises Refused for whoever may not propose that, BadValue for a path that no catalogue has and for what is too large
    or cannot be stored.
    """
    if not nonce or line(nonce, "the nonce", most=MAX_NONCE) != nonce:
        raise BadValue("a form needs a nonce of its own")
    with database.writing() as session:
        writer = present(session, author, WRITERS)
        earlier = submissions.begun_by(session, writer.handle, nonce)
        if earlier is not None:
            return submissions.submission(session, earlier)
        found = submissions.counts(session, author=writer.handle)
        if sum(found[state] for state in submissions.OPEN) >= MAX_OPEN:
            raise Refused(f"You have {MAX_OPEN} open submissions; withdraw what you do not need any more.")
        lately = submissions.counts(session, author=writer.handle, since=now - timedelta(days=1))
        if sum(lately.values()) >= MAX_BEGUN:
            raise Refused(f"You have begun {MAX_BEGUN} submissions within a day; go on tomorrow.")
        empty = _empty(writer.handle, kind, now, reverts)
        first = Edit(kind, reason, note, proposals, bases or {})
        made = replace(edited(session, writer, empty, first), edition=1)
        submissions.add(session, made, nonce=nonce)
        trace(session, actor=made.author, action="begin submission", subject=made.id, now=now)
        return made


def edit(
    database: Database, author: Person, name: str, changes: Edit, *, edition: int, now: datetime
) -> Submission:
    """Save changes of a submission by whoever saw its newest edition. Each raises the edition and voids approvals.

    A save that changes nothing, such as one sent again because its answer was lost, gives the submission as it is. What
    was submitted stays so. Raises Conflict, having stored nothing, where another edition was saved meanwhile or where
    the submission is closed; NotFound and Refused for whoever is not its author; Refused and BadValue as `begin` does.
    """
    with database.writing() as session:
        writer = present(session, author, WRITERS)
        found = own(session, writer, name)
        made = edited(session, writer, found, changes)
        if made.content_hash == found.content_hash and made.note == found.note:
            return found
        return save_edition(session, made, found, edition=edition, now=now)


def put_text(
    database: Database,
    author: Person,
    name: str,
    path: str,
    text: str | None,
    *,
    edition: int,
    now: datetime,
    base: int | None = None,
) -> Submission:
    """Propose a text for a path, None to end it, as `edit` does."""
    bases = {} if base is None else {path: base}
    return edit(database, author, name, Edit(texts={path: text}, bases=bases), edition=edition, now=now)


def drop_path(
    database: Database, author: Person, name: str, path: str, *, edition: int, now: datetime
) -> Submission:
    """Propose nothing for a path any more, as `edit` does."""
    return edit(database, author, name, Edit(dropped=(path,)), edition=edition, now=now)


def describe(
    database: Database,
    author: Person,
    name: str,
    *,
    kind: RevisionKind,
    reason: str,
    note: str,
    edition: int,
    now: datetime,
) -> Submission:
    """Say what a submission is for, as `edit` does: its kind, the reason on public record, a note for reviewers."""
    return edit(database, author, name, Edit(kind, reason, note), edition=edition, now=now)


def withdraw(database: Database, author: Person, name: str, *, now: datetime) -> Submission:
    """Give a submission up. Withdrawn already, it stays so. Raises Conflict where it has been decided on.

    The sources of one that nobody else has seen go with it.
    """
    with database.writing() as session:
        found = own(session, present(session, author), name)
        if found.state is State.WITHDRAWN:
            return found
        refuse_closed(found)
        made = replace(found, state=State.WITHDRAWN, updated=moment(now), decided=moment(now), approvals=())
        submissions.save(session, made, seen=found)
        if found.submitted is None:
            sources.drop(session, name)
        trace(session, actor=author.handle, action="withdraw submission", subject=name, now=now)
        return made


def save_edition(
    session: Session, made: Submission, found: Submission, *, edition: int, now: datetime
) -> Submission:
    """Store what an author made of what was found, as the next edition. Raises Conflict as `edit` does."""
    refuse_closed(found)
    refuse_unseen(found, edition)
    made = replace(made, edition=found.edition + 1, updated=moment(now), approvals=())
    submissions.save(session, made, seen=found)
    if found.state is not State.DRAFT:
        voided = "; voids the approval of " + ", ".join(given.reviewer for given in found.approvals)
        detail = f"edition {made.edition}{voided if found.approvals else ''}"
        trace(session, actor=made.author, action="edit submission", subject=made.id, now=now, detail=detail)
    return made


def _empty(author: str, kind: RevisionKind, now: datetime, reverts: int | None) -> Submission:
    return Submission(
        id=secrets.token_urlsafe(16),
        author=author,
        state=State.DRAFT,
        kind=kind,
        reason="",
        note="",
        edition=0,
        content_hash="",
        reverts=reverts,
        created=moment(now),
        updated=moment(now),
        submitted=None,
        decided=None,
        decided_by=None,
        answer="",
        revision=None,
        paths=(),
    )


def edited(session: Session, writer: Person, found: Submission, changes: Edit) -> Submission:
    """The submission with the changes, its hash made anew; everything typed is checked."""
    kind = found.kind if changes.kind is None else changes.kind
    if kind not in (RevisionKind.UPDATE, RevisionKind.CORRECTION):
        raise BadValue("a submission is an update (the world changed) or a correction (we were wrong)")
    reason = (
        found.reason if changes.reason is None else passage(changes.reason, "the reason", most=MAX_REASON)
    )
    note = found.note if changes.note is None else passage(changes.note, "the note", most=MAX_NOTE)
    for path, text in changes.texts.items():
        _refuse_text(path, text)
    refuse_foreign_paths(writer, changes.texts)
    kept = {item.path: item for item in found.proposals if item.path not in changes.dropped}
    bases = _bases(session, kept, changes)
    for path, text in changes.texts.items():
        kept[path] = Proposal(path, text, bases[path])
    if len(kept) > MAX_TEXTS:
        raise BadValue(
            f"{len(kept)} texts; one submission proposes at most {MAX_TEXTS}, so begin another one"
        )
    size = sum(len(item.text or "") for item in kept.values())
    if size > MAX_SIZE:
        raise BadValue(f"{size:,} characters in all; one submission holds at most {MAX_SIZE:,}")
    proposals = tuple(kept[path] for path in sorted(kept))
    return replace(
        found,
        kind=kind,
        reason=reason,
        note=note,
        paths=tuple(sorted(kept)),
        proposals=proposals,
        content_hash=content_hash(kind=kind, reason=reason, proposals=proposals),
    )


def _bases(session: Session, kept: Mapping[str, Proposal], changes: Edit) -> dict[str, int]:
    """What each text is based on: a path proposed already stays with its base, another one begins from the head."""
    heads = ledger.bases(session, changes.texts)
    found = {path: kept[path].base if path in kept else heads[path] for path in changes.texts}
    for path in changes.texts.keys() & changes.bases.keys():
        if not 0 <= changes.bases[path] <= heads[path]:
            raise BadValue(f"{path}: no revision {changes.bases[path]} has touched it")
        found[path] = changes.bases[path] if path not in kept else found[path]
    return found


def _refuse_text(path: str, text: str | None) -> None:
    try:
        place_of(path)
    except ValueError as error:
        raise BadValue(f"{path[:200]!r}: {error}") from None
    if text is None:
        return
    if not is_storable(text):
        raise BadValue(f"{path}: the text holds a NUL or half a character, which no database keeps")
    if len(text.encode("utf-8")) > MAX_BYTES:
        raise BadValue(f"{path}: the text has more than {MAX_BYTES:,} bytes")


def moment(now: datetime) -> datetime:
    """A moment as the database will give it back."""
    return moment_of(written(now))
