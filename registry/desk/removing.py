"""Removing a text that the law wants gone: blanked for good, with a tombstone, every hash and proof as it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from registry.core.typed import is_storable
from registry.desk.tracing import traced
from registry.errors import BadValue, Conflict, NotFound
from registry.store import ledger, submissions
from registry.store.engine import Database, Session
from registry.store.leftovers import leftovers
from registry.store.removals import Removal, holders, removals
from registry.store.removals import remove_text as blank

MAX_ORDER = 500
"""How long the description of an order may be, in characters: it is public."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A text that was removed, and where the very same text is still on record, by revision and path.

    `leftovers` are the tables in which words of it stay that the present record has not, with how many rows do.
    `scoured` says whether the database's own files were rid of it, too.
    """

    removal: Removal
    remaining: tuple[tuple[int, str], ...]
    leftovers: tuple[tuple[str, int], ...]
    scoured: bool


def remove_text(database: Database, n: int, path: str, *, actor: str, ordered: str, now: datetime) -> Removed:
    """Blank the text that revision `n` gave to `path`, on an order that is described for the public.

    Submissions that are closed lose it, too.

    Its hash, path, author and time stay, and so does every proof. The present catalogue must no longer have the
    text: raises Conflict until a revision has taken it out, for what is shown today follows from the texts that
    are there. Raises NotFound and BadValue for what is not on record, or has no text.
    """
    subject = f"revision {n}: {path}"
    with traced(
        database, actor=actor, action="remove text", subject=subject, now=now, detail=ordered
    ) as session:
        if not actor.strip() or not ordered.strip() or len(ordered) > MAX_ORDER or not is_storable(ordered):
            raise BadValue(
                f"a removal needs an actor and an order, described in up to {MAX_ORDER} characters"
            )
        text, present = _texts(session, n, path)
        remaining = tuple(place for place in holders(session, text) if place != (n, path))
        made = blank(session, n, path, actor=actor, ordered=ordered, now=now)
        submissions.blank_closed(session, path, text)
        staying = leftovers(session, text, present=present)
    return Removed(made, remaining, staying, database.scour())


def _texts(session: Session, n: int, path: str) -> tuple[str, str]:
    """The text that is to go, and the one on record now; empty where none is."""
    past = ledger.history(session, path)
    entry = next((entry for entry in past if entry.revision == n), None)
    if entry is None:
        raise NotFound(f"change of {path!r} in revision", str(n))
    if entry.text is None:
        gone = removals(session, n).get(path)
        when = f"was removed on {gone.time:%Y-%m-%d} already" if gone else "ended there: no text was recorded"
        raise BadValue(f"{path} {when} (revision {n})")
    if past[-1].text == entry.text:
        raise Conflict(
            f"the record still has this text of {path}: let a revision change or delete it first, then remove what "
            f"revision {n} holds; nothing was removed",
            paths=(path,),
        )
    return entry.text, past[-1].text or ""
