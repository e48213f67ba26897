"""Taking in what came into the record since a submission began from it: three texts side by side, then a newer base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from registry.core.people import Person
from registry.desk.drafting import Edit, edited, save_edition
from registry.desk.merging import Merged, merge
from registry.desk.refusing import WRITERS, own, present
from registry.errors import BadValue
from registry.store import ledger
from registry.store.engine import Database, Session
from registry.store.ledger import Entry
from registry.store.submissions import Proposal, Submission


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """One path's text as the author began from it, as it stands now, and as the author proposes it.

    None where there is none. `base` and `head` are the revisions of the first two. `merged` is made of all three, with
    marks in it at as many places as there are `conflicts`.
    """

    path: str
    base: int
    head: int
    before: str | None
    theirs: str | None
    mine: str | None
    merged: str | None
    conflicts: int


def three_ways(database: Database, author: Person, name: str) -> tuple[ThreeWay, ...]:
    """The paths of a person's submission whose texts have moved since it began from them, by path.

    Raises NotFound, and Refused for somebody who is not its author.
    """
    with database.reading() as session:
        found = own(session, author, name)
        sides = [_three_way(session, item) for item in found.proposals]
    return tuple(side for side in sides if side.head != side.base)


def rebase(
    database: Database,
    author: Person,
    name: str,
    *,
    texts: Mapping[str, str | None],
    heads: Mapping[str, int],
    edition: int,
    now: datetime,
) -> Submission:
    """Go on from newer texts of the record, with these texts in the place of the author's.

    `heads` says for each path which revision's text the author has looked at: if the record has moved once more by
    now, the path is stale still, and nothing of it is overwritten unseen. An edit like any other: it raises the
    edition, voids approvals, and fails as `edit` does.
    """
    with database.writing() as session:
        writer = present(session, author, WRITERS)
        found = own(session, writer, name)
        unknown = sorted(texts.keys() - set(found.paths))
        if unknown or texts.keys() != heads.keys():
            raise BadValue(
                f"This submission proposes nothing for {', '.join(unknown) or 'one of these paths'}."
            )
        newest = ledger.bases(session, texts)
        moved = tuple(_moved(item, heads, newest) for item in found.proposals)
        made = edited(session, writer, replace(found, proposals=moved), Edit(texts=texts))
        if made.content_hash == found.content_hash:
            return found
        return save_edition(session, made, found, edition=edition, now=now)


def _moved(item: Proposal, heads: Mapping[str, int], newest: Mapping[str, int]) -> Proposal:
    head = heads.get(item.path, item.base)
    if head != item.base and not item.base < head <= newest[item.path]:
        raise BadValue(f"{item.path}: revision {head} is not one to go on from")
    return replace(item, base=head)


def _three_way(session: Session, item: Proposal) -> ThreeWay:
    past = ledger.history(session, item.path)
    head = past[-1].revision if past else 0
    before, theirs = text_at(past, item.base), text_at(past, head)
    found: Merged = merge(before, theirs, item.text, their_name=f"revision {head}")
    return ThreeWay(item.path, item.base, head, before, theirs, item.text, found.text, found.conflicts)


def text_at(past: Sequence[Entry], n: int) -> str | None:
    """The text that a path's entries, oldest first, leave it with at revision `n`; None where there is none."""
    return next((entry.text for entry in reversed(past) if entry.revision <= n), None)
