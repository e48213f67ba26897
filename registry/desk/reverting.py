"""Undoing a revision: by a submission like any other, which proposes what its records were before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from registry.core.people import Person, Role
from registry.desk.drafting import MAX_REASON, MAX_TEXTS, begin
from registry.desk.merging import merge
from registry.desk.rebasing import text_at
from registry.desk.refusing import present
from registry.errors import BadValue
from registry.store import ledger
from registry.store.engine import Database, Session
from registry.store.leaf import RevisionKind
from registry.store.ledger import Entry
from registry.store.submissions import Submission


@dataclass(frozen=True, slots=True)
class _Undoing:
    """What undoes one entry: the text to propose, from which revision on, and what a person should know of it."""

    path: str
    text: str | None
    base: int
    remark: str = ""


def revert(database: Database, author: Person, n: int, *, nonce: str, now: datetime) -> Submission:
    """Begin a correction that undoes revision `n`: each path gets the text from before it, or ends.

    Where nothing has touched a path since, that is the earlier text byte for byte. Where something has, the two are
    merged, with marks where a person must choose. Accepted, it is a revision of its own: the one undone stays on
    record. The same nonce gives the same draft. Raises NotFound for a revision that is not on record, BadValue where
    nothing of it is left to undo, where it is too large for one submission, and where an earlier text was removed by
    law; Refused for whoever is no editor.
    """
    with database.reading() as session:
        present(session, author, (Role.EDITOR,))
        revision = ledger.revision(session, n)
        entries = ledger.entries(session, n)
        if len(entries) > MAX_TEXTS:
            raise BadValue(
                f"Revision {n} changed {len(entries)} texts; one submission proposes at most {MAX_TEXTS}. "
                "Undo it in files."
            )
        found = [_undoing(session, entry) for entry in entries]
    undoing = [item for item in found if item is not None]
    if not undoing:
        raise BadValue(
            f"Nothing of revision {n} is left to undo: the record is as it was before, or has gone on."
        )
    return begin(
        database,
        author,
        kind=RevisionKind.CORRECTION,
        reason=f"Undoes revision {n}: {revision.reason}"[:MAX_REASON],
        note="\n".join(item.remark for item in undoing if item.remark),
        proposals={item.path: item.text for item in undoing},
        bases={item.path: item.base for item in undoing},
        nonce=nonce,
        now=now,
        reverts=n,
    )


def _undoing(session: Session, entry: Entry) -> _Undoing | None:
    """What undoes an entry; None where nothing of it is left."""
    past = ledger.history(session, entry.path)
    earlier, newest = [item for item in past if item.revision < entry.revision], past[-1]
    if any(item.text is None and not item.is_deletion for item in (*earlier[-1:], entry, newest)):
        raise BadValue(
            f"{entry.path}: a text of it was removed by law, so that it cannot be put together again."
        )
    before, theirs = text_at(earlier, entry.revision), newest.text
    if newest.revision == entry.revision:
        return _Undoing(entry.path, before, newest.revision)
    if theirs in (before, None):
        return None
    if before is None:
        remark = f"{entry.path}: changed again by revision {newest.revision}; to end it loses that, too."
        return _Undoing(entry.path, None, newest.revision, remark)
    merged = merge(entry.text, theirs, before, their_name=f"revision {newest.revision}", my_name="undone")
    if merged.text == theirs:
        return None
    remark = f"{entry.path}: merged with what came in up to revision {newest.revision}."
    return _Undoing(entry.path, merged.text, newest.revision, remark)
