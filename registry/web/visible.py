"""Which submissions a person may see: their own; once sent, everybody's at the desk. For all others there is none."""

from __future__ import annotations

from registry.core.people import STAFF, Person
from registry.errors import NotFound, Refused
from registry.store import codings, submissions
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
    """The submission of that id. Raises NotFound where there is none for the person signed in.

    A draft is its author's alone until they send it; a lab's representative sees their own and no other. Raises
    Refused for a second coder who has not finished: they must not see the first one's codes.
    """
    person = somebody()
    with backstage().database.reading() as session:
        found = submissions.submission(session, name)
        blind = codings.is_blind(session, name, person.handle)
    if found.author == person.handle:
        return found
    if not person.has(*STAFF) or found.submitted is None:
        raise NotFound("submission", name)
    if blind:
        raise Refused(
            "You are to code its clauses without seeing how its author coded them; finish your coding first"
        )
    return found


def own_submission(name: str) -> Submission:
    """The person's own submission of that id, to be changed. Raises NotFound or Refused for any other."""
    found = visible_submission(name)
    if found.author != somebody().handle:
        raise Refused("Only its author changes a submission; ask for changes in a comment")
    return found
