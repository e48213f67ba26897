"""Asking for a blind second coding: another person is given a submission's clauses, not their codes."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime

from registry.core.catalog import Catalog
from registry.core.people import Person, Role
from registry.core.records import Clause, Document, Version
from registry.core.vocabulary import FACETS
from registry.desk.catalogue import CatalogueSource
from registry.desk.coding import CODING, HANDED_BACK
from registry.desk.refusing import present, seen
from registry.desk.surveying import Survey, survey
from registry.desk.tracing import traced
from registry.errors import BadValue, Conflict, Refused
from registry.store import codings, comments, events, people
from registry.store.codings import Code, CodedClause, Coding
from registry.store.engine import Database, Session
from registry.store.leaf import moment_of, written
from registry.store.submissions import State, Submission

ASKING = (Role.EDITOR, Role.REVIEWER)
"""The roles that ask for a second coding."""

MAX_CLAUSES = 200
"""The most clauses of one coding."""


def ask(
    database: Database, source: CatalogueSource, asker: Person, name: str, *, coder: str, now: datetime
) -> Coding:
    """Give the clauses that a submission adds or changes to a second coder. Asked already, that one stays.

    Raises NotFound for whoever may not see the submission, Refused for who may not ask or be asked, such as its author,
    who could bar a reviewer by it; Conflict where it is not under review or was edited meanwhile, BadValue where there
    is nothing to code.
    """
    found = survey(database, source, name)
    clauses, codes = _snapshot(found)
    with traced(
        database, actor=asker.handle, action="ask for coding", subject=name, now=now, detail=coder
    ) as session:
        person = present(session, asker, ASKING, now=now)
        current = seen(session, person, name)
        _refuse_unready(person, current, found)
        earlier = next((item for item in codings.of_submission(session, name) if item.coder == coder), None)
        if earlier is not None:
            return earlier
        obstacle = _why_not_asked(session, person, coder, found, now)
        if obstacle is not None:
            raise Refused(obstacle)
        if not clauses:
            raise BadValue("This submission adds or changes no clause that could be coded")
        made = Coding(
            id=secrets.token_urlsafe(16),
            submission=name,
            author=current.author,
            coder=coder,
            edition=current.edition,
            asked=moment_of(written(now)),
            asked_by=person.handle,
        )
        codings.add(session, made, clauses, codes)
        return made


def candidates(
    database: Database, source: CatalogueSource, asker: Person, name: str, *, now: datetime
) -> tuple[Person, ...]:
    """Who could be asked to code a submission, by handle. Raises Refused for its author."""
    found = survey(database, source, name)
    _refuse_author(asker, found.submission)
    with database.reading() as session:
        handles = (account.handle for account in people.accounts(session))
        able = [handle for handle in handles if _why_not_asked(session, asker, handle, found, now) is None]
        return tuple(person for handle in able if (person := people.person(session, handle, now)))


def _refuse_author(asker: Person, found: Submission) -> None:
    if asker.handle == found.author:
        raise Refused(
            "This is your own submission; another person chooses who codes it, and so who does not review it"
        )


def _refuse_unready(asker: Person, current: Submission, found: Survey) -> None:
    _refuse_author(asker, current)
    if current.state not in (State.SUBMITTED, State.CHANGES_REQUESTED):
        raise Conflict("A second coding is asked for while a submission is under review")
    if current.content_hash != found.submission.content_hash:
        raise Conflict("This submission was edited meanwhile; look at it, then ask again")


def _why_not_asked(session: Session, asker: Person, handle: str, found: Survey, now: datetime) -> str | None:
    """Why somebody cannot be a submission's second coder, in a sentence; None where they can."""
    name, person = found.submission.id, people.person(session, handle, now)
    if person is None or not person.has(*CODING):
        return f"{handle[:60]!r} is nobody who codes: {', '.join(CODING)}"
    if handle in (found.submission.author, asker.handle):
        return "The second coder is another person than the author, and than who asks"
    said = {comment.author for comment in comments.comments(session, name)}
    decided = {approval.reviewer for approval in found.submission.approvals} | {found.submission.decided_by}
    if handle in said | decided:
        return f"{person.name} has commented or decided on this submission, and so has seen its codes"
    if person.ties & found.concerned:
        return f"{person.name} declared a tie to {', '.join(sorted(person.ties & found.concerned))}"
    earlier = events.events(session, subject=name, actor=handle)
    if any(event.action == HANDED_BACK for event in earlier):
        return f"{person.name} handed this coding back, and may have seen the codes since"
    return None


def _snapshot(found: Survey) -> tuple[list[CodedClause], list[Code]]:
    """The clauses to code, as a second coder is to see them, and apart from them the first coder's values."""
    if found.after is None:
        raise BadValue("The submission does not read as part of the record yet; its problems come first")
    clauses: list[CodedClause] = []
    codes: list[Code] = []
    for version, clause in _to_code(found.head.catalog, found.after, found.submission.paths):
        place = f"{clause.where or ''}\n{version.source.url}"
        clauses.append(
            CodedClause(version.path, clause.id, len(clauses), clause.text, clause.quote or "", place)
        )
        codes.extend(Code(version.path, clause.id, facet, clause.facet(facet)) for facet in FACETS)
    if len(clauses) > MAX_CLAUSES:
        raise BadValue(f"{len(clauses)} clauses; one coding has at most {MAX_CLAUSES}")
    return clauses, codes


def _to_code(before: Catalog, after: Catalog, paths: Iterable[str]) -> Iterator[tuple[Version, Clause]]:
    """The clauses of the proposed versions, but for those that say, and are coded, as a version on record has it."""
    for document in after.documents:
        for index, version in enumerate(document.versions):
            if version.path in paths:
                known = {_coded(clause) for clause in _known(before, document, index)}
                yield from ((version, clause) for clause in version.clauses if _coded(clause) not in known)


def _known(before: Catalog, document: Document, index: int) -> Iterator[Clause]:
    """The clauses on record of the same version and of the one before it."""
    paths = {version.path for version in document.versions[max(0, index - 1) : index + 1]}
    for other in before.documents:
        if (other.owner, other.slug) == (document.owner, document.slug):
            yield from (
                clause for version in other.versions if version.path in paths for clause in version.clauses
            )


def _coded(clause: Clause) -> tuple[str, ...]:
    return clause.id, clause.text, *(clause.facet(facet) for facet in FACETS)
