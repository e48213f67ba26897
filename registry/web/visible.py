"""The person signed in, and the submissions that the desk lets them see or change."""

from __future__ import annotations

from registry.core.people import Person
from registry.desk.refusing import own, seen
from registry.errors import NotFound
from registry.store.submissions import Submission
from registry.web import sessions
from registry.web.backstage import backstage


def somebody() -> Person:
    """The person signed in. Raises NotFound without one: `access` lets no such request come so far."""
    person = sessions.signed_in()
    if person is None:
        raise NotFound("page", "desk")
    return person


def visible_submission(name: str) -> Submission:
    """The submission of that id, if the person signed in may see it. Raises NotFound and Refused."""
    with backstage().database.reading() as session:
        return seen(session, somebody(), name)


def own_submission(name: str) -> Submission:
    """The person's own submission of that id, to be changed. Raises NotFound and Refused."""
    with backstage().database.reading() as session:
        return own(session, somebody(), name)
