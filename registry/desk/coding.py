"""Coding clauses blind: the second coder chooses without having seen the first one's codes; then both are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from registry.core.people import Person, Role
from registry.core.typed import line
from registry.core.vocabulary import Vocabulary
from registry.desk.refusing import present, seen
from registry.desk.tracing import traced
from registry.errors import BadValue, Conflict, NotFound
from registry.store import codings, submissions
from registry.store.codings import Code, CodedClause, Coding
from registry.store.engine import Database, Session
from registry.store.events import trace
from registry.store.leaf import moment_of, written
from registry.store.submissions import State

CODING = (Role.READER, Role.EDITOR, Role.REVIEWER)
"""The roles that can be asked."""

MAX_REMARK = 500

HANDED_BACK = "hand back coding"
"""What the trace of a submission says of whoever gave its coding back."""

Values = Mapping[tuple[str, str, str], str]
"""Values of facets by path, clause and facet; an empty one is none."""

Remarks = Mapping[tuple[str, str], str]
"""What the second coder notes on clauses, by path and clause."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A coding as somebody may see it. `codes`, both coders', are empty until it is finished.

    `given` are the values that the second coder has chosen so far; only they see these before they finish.
    """

    coding: Coding
    clauses: tuple[CodedClause, ...]
    given: Mapping[tuple[str, str, str], str | None]
    codes: tuple[Code, ...]
    overtaken: bool

    @property
    def missing(self) -> int:
        """How many values are still to be chosen."""
        return sum(value is None for value in self.given.values())


def save(
    database: Database,
    coder: Person,
    name: str,
    *,
    values: Values,
    remarks: Remarks,
    vocabulary: Vocabulary,
    now: datetime,
) -> Coding:
    """Keep what the second coder has chosen so far. Values of other clauses than the coding's are refused.

    Raises NotFound for whoever is not its coder, Conflict where it is finished or the record has become public,
    BadValue for a value that a facet does not have.
    """
    with _working(database, coder, "save coding", name, now) as (session, found):
        _put(session, found, values, remarks, vocabulary)
        return found


def finish(
    database: Database,
    coder: Person,
    name: str,
    *,
    values: Values,
    remarks: Remarks,
    vocabulary: Vocabulary,
    now: datetime,
) -> Coding:
    """Keep what was chosen and end the coding: from now on both codes are shown.

    Raises as `save` does, and BadValue, having kept nothing, where a value is missing.
    """
    with _working(database, coder, "finish coding", name, now) as (session, found):
        _put(session, found, values, remarks, vocabulary)
        missing = sum(value is None for value in codings.seconds(session, name).values())
        if missing:
            raise BadValue(f"{missing} {'value is' if missing == 1 else 'values are'} still to be chosen")
        codings.finish(session, name, now)
        return replace(found, done=moment_of(written(now)))


def hand_back(database: Database, coder: Person, name: str, *, now: datetime) -> None:
    """Give a coding back unfinished; its coder may see the submission again, and is not asked a second time."""
    with traced(database, actor=coder.handle, action=HANDED_BACK, subject=name, now=now) as session:
        found = _own(session, present(session, coder), name)
        _refuse_finished(found)
        codings.remove(session, name)
        trace(session, actor=coder.handle, action=HANDED_BACK, subject=found.submission, now=now)


def sheet(session: Session, person: Person, name: str) -> Sheet:
    """A coding as this person may see it.

    Until it is finished the first coder's values are not even read, and the second one's are theirs alone. Raises
    NotFound for whoever is neither its coder nor sees submissions, Refused for one who is to code the same blind.
    """
    found = codings.coding(session, name)
    if person.handle != found.coder:
        seen(session, person, found.submission)
    given = codings.seconds(session, name)
    if found.done is None and person.handle != found.coder:
        given = {}
    state = submissions.submission(session, found.submission).state
    return Sheet(
        coding=found,
        clauses=codings.clauses(session, name),
        given=given,
        codes=codings.codes(session, name) if found.done else (),
        overtaken=found.done is None and state is State.ACCEPTED,
    )


@contextmanager
def _working(
    database: Database, coder: Person, action: str, name: str, now: datetime
) -> Iterator[tuple[Session, Coding]]:
    """A transaction on an unfinished coding by its coder, with its trace."""
    with traced(database, actor=coder.handle, action=action, subject=name, now=now) as session:
        found = _own(session, present(session, coder, CODING), name)
        _refuse_finished(found)
        if submissions.submission(session, found.submission).state is State.ACCEPTED:
            raise Conflict(
                "The submission was accepted meanwhile: its codes are public, and nobody is blind to them now"
            )
        yield session, found


def _own(session: Session, coder: Person, name: str) -> Coding:
    found = codings.coding(session, name)
    if found.coder != coder.handle:
        raise NotFound("coding", name)
    return found


def _refuse_finished(found: Coding) -> None:
    if found.done is not None:
        raise Conflict("This coding is finished; its codes stand as they were given")


def _put(
    session: Session,
    found: Coding,
    values: Values,
    remarks: Remarks,
    vocabulary: Vocabulary,
) -> None:
    """Keep values and remarks. Raises BadValue, naming what is not there."""
    asked = codings.seconds(session, found.id)
    known = {facet: {term.id for term in terms} for facet, terms in vocabulary.facets.items()}
    for key, value in values.items():
        if key not in asked:
            raise BadValue("The form is of another coding; reload its page and choose again")
        if value and value not in known[key[2]]:
            raise BadValue(
                f"{value[:60]!r} is not a value of {key[2]}; there are {', '.join(sorted(known[key[2]]))}"
            )
    clauses = {key[:2] for key in asked}
    if not clauses.issuperset(remarks):
        raise BadValue("The form is of another coding; reload its page and choose again")
    written_remarks = {key: line(text, "a remark", most=MAX_REMARK) for key, text in remarks.items()}
    codings.put_seconds(session, found.id, {key: value or None for key, value in values.items()})
    codings.put_remarks(session, found.id, written_remarks)
