"""Who may act on a submission, and on which edition of it: the refusals that every use case around it shares."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from registry.core.people import STAFF, Person, Role
from registry.errors import Conflict, NotFound, Refused
from registry.store import codings, people, submissions
from registry.store.engine import Session
from registry.store.submissions import Submission

WRITERS = (Role.EDITOR, Role.REPRESENTATIVE)
"""The roles that propose: a representative replies for their lab, and does nothing else."""


def present(
    session: Session, person: Person, roles: Collection[Role] = (), *, now: datetime | None = None
) -> Person:
    """The person as they are now, whatever they were when their request came in. Raises Refused.

    Their ties are those that count `now`; without it, all that they ever declared.
    """
    found = people.person(session, person.handle, now)
    if found is None:
        raise Refused("This account has been disabled.")
    if roles and not found.has(*roles):
        raise Refused(f"This is for: {', '.join(sorted(roles))}.")
    return found


def seen(session: Session, person: Person, name: str) -> Submission:
    """A submission that the person may see: their own; once sent, everybody's at the desk. Raises NotFound for others.

    Raises Refused for a second coder who has not finished: they must not see the first one's codes.
    """
    found = submissions.submission(session, name)
    if person.handle == found.author:
        return found
    if found.submitted is None or not person.has(*STAFF):
        raise NotFound("submission", name)
    if codings.is_blind(session, name, person.handle):
        raise Refused(
            "You are to code its clauses without seeing how its author coded them; finish your coding first."
        )
    return found


def own(session: Session, author: Person, name: str) -> Submission:
    """A person's own submission. Raises NotFound, and Refused for somebody who may see it but did not write it."""
    found = seen(session, author, name)
    if found.author != author.handle:
        raise Refused("Only its author changes a submission; ask for changes in a comment.")
    return found


def refuse_closed(found: Submission) -> None:
    """Raise Conflict for a submission that can no longer be edited or decided on."""
    if not found.state.is_open:
        by = f" by {found.decided_by}" if found.decided_by else ""
        as_what = f" as revision {found.revision}" if found.revision else ""
        raise Conflict(f"This submission was {found.state.value}{by}{as_what}; nothing was changed.")


def refuse_unseen(found: Submission, edition: int) -> None:
    """Raise Conflict where somebody acts on another edition than the newest."""
    if found.edition != edition:
        raise Conflict(
            f"Edition {found.edition} of this submission was saved meanwhile, and this was about edition {edition}; "
            "nothing was changed. Look at the newer one, then do it again.",
            paths=found.paths,
        )


def refuse_foreign_paths(author: Person, paths: Iterable[str]) -> None:
    """Raise Refused where a lab's representative touches anything but the replies of their lab."""
    if author.has(Role.REPRESENTATIVE):
        replies = f"labs/{author.lab}/replies/"
        if any(not path.startswith(replies) for path in paths):
            raise Refused(f"A lab's representative writes replies only; they stand in {replies}")
