"""Keeping the sources of a submission beside it, with their text."""

from __future__ import annotations

from datetime import datetime

from registry.core.people import Person
from registry.desk.drafting import moment
from registry.desk.refusing import WRITERS, own, present, refuse_closed
from registry.errors import BadValue
from registry.publish.extracting import extract
from registry.publish.kinds import Kind
from registry.store import sources
from registry.store.engine import Database, Session
from registry.store.events import trace
from registry.store.sources import SourceText

MAX_SOURCES = 20
"""How many sources one submission keeps."""

MAX_KEPT = 100 * 1024 * 1024
"""How many bytes they have together."""

MAX_KEPT_BY = 5 * MAX_KEPT
"""How many bytes one person keeps beside all their submissions, but for those that another person accepted."""

MAX_NAME = 120

PASTED = "Pasted text"
"""What a source is called whose sender gave it no name."""


def gather(
    database: Database,
    author: Person,
    submission: str,
    content: bytes | str,
    *,
    name: str = "",
    declared: Kind | None = None,
    now: datetime,
) -> SourceText:
    """Keep a source beside an author's own open submission, with its text as far as it has one.

    The same bytes again give what is kept already. `name` is what its sender calls it, `declared` what they take it
    for. Raises NotFound, Refused and Conflict for whoever may not edit the submission, BadValue with what would be
    right for what is no source, is too large or is one too many, and Unavailable where it cannot be read just now.
    """
    given = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    with database.reading() as session:
        kept = _kept(session, author, submission, given)
    if kept is not None:
        return kept
    found = extract(given, declared=declared)  # takes its time, so no transaction waits for it
    made = SourceText(
        submission=submission,
        hash=sources.hash_of(given),
        name=_shown(name),
        kind=found.kind.value,
        size=len(given),
        has_text=found.text is not None,
        note=found.note,
        added=moment(now),
        added_by=author.handle,
    )
    with database.writing() as session:
        kept = _kept(session, author, submission, given)
        if kept is not None:
            return kept
        sources.add(session, made, content=given, text=found.text)
        detail = f"{made.kind}, {made.size} bytes, SHA-256 {made.hash}"
        trace(session, actor=author.handle, action="add source", subject=submission, now=now, detail=detail)
    return made


def _kept(session: Session, author: Person, submission: str, given: bytes) -> SourceText | None:
    """These bytes, if they are kept already; raises for whoever may not add them, and where there is no room."""
    found = own(session, present(session, author, WRITERS), submission)
    refuse_closed(found)
    there = sources.of_submission(session, submission)
    digest = sources.hash_of(given)
    for source in there:
        if source.hash == digest:
            return source
    if len(there) >= MAX_SOURCES:
        raise BadValue(f"A submission keeps at most {MAX_SOURCES} sources; this one has them already")
    if sum(source.size for source in there) + len(given) > MAX_KEPT:
        raise BadValue(f"The sources of a submission have at most {MAX_KEPT:,} bytes together")
    if sources.kept_by(session, author.handle) + len(given) > MAX_KEPT_BY:
        raise BadValue(
            f"You keep at most {MAX_KEPT_BY:,} bytes of sources beside submissions that are not accepted; withdraw a "
            "draft that you will not send, and its sources go"
        )
    return None


def _shown(name: str) -> str:
    """What a source is called: the last part of the name of its file, as far as it can be seen."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(character for character in last if character.isprintable())
    return " ".join(seen.split())[:MAX_NAME] or PASTED
