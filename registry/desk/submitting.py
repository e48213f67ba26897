"""Handing a submission in for review."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from registry.core.people import Person
from registry.desk.catalogue import CatalogueSource
from registry.desk.drafting import moment
from registry.desk.refusing import WRITERS, own, present, refuse_closed, refuse_unseen
from registry.desk.surveying import refuse_unready, survey
from registry.store import submissions
from registry.store.engine import Database
from registry.store.events import trace
from registry.store.submissions import State, Submission


def submit(
    database: Database, source: CatalogueSource, author: Person, name: str, *, edition: int, now: datetime
) -> Submission:
    """Hand the newest edition of a draft in, or of one that a reviewer wanted changed. Handed in already, it stays so.

    Raises what stands in the way: BadValue for a missing reason or where nothing would change, Refused for texts that
    the author may not propose, Conflict for stale bases, for an edition that is not the newest and for a submission
    that is closed, ProblemsFound with every problem of the catalogue that would follow; NotFound and Refused for
    whoever is not the author. The catalogue is read before the database is locked; if another revision came in
    meanwhile, it is done again.
    """
    while True:
        found = survey(database, source, name)
        with database.writing() as session:
            writer = present(session, author, WRITERS)
            draft = own(session, writer, name)
            refuse_closed(draft)
            refuse_unseen(draft, edition)
            if draft.state is State.SUBMITTED:
                return draft
            if not found.holds(session, draft):
                continue
            refuse_unready(found, writer)
            made = replace(
                draft,
                state=State.SUBMITTED,
                updated=moment(now),
                submitted=moment(now),
                decided=None,
                decided_by=None,
                answer="",
            )
            submissions.save(session, made, seen=draft)
            detail = f"edition {made.edition}"
            trace(
                session, actor=author.handle, action="submit submission", subject=name, now=now, detail=detail
            )
            return made
