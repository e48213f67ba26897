"""Writing the ledger and the desk to a file while the registry is in use, and reading them back into any database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from registry.desk.attesting import PublicLog
from registry.desk.telling import Tell, silent
from registry.errors import DatabaseError
from registry.store import ledger
from registry.store.archive import read_archive, write_archive
from registry.store.chain import Recorded, faults_of, recorded
from registry.store.desk_archive import desk_rows, is_empty, put_back, read_part
from registry.store.engine import Database
from registry.store.events import trace

_TELL_EVERY = 1000


@dataclass(frozen=True, slots=True)
class Restored:
    """How many revisions a backup held, and how many of them the database did not have yet.

    `rows` are those of the desk that were put back; None where the database has a desk of its own, which stays.
    """

    revisions: int
    added: int
    rows: int | None


def backup(database: Database, path: Path, *, log: PublicLog | None = None, tell: Tell = silent) -> int:
    """Write every revision of one moment to `path`, and all of the desk; writers go on meanwhile. Counts revisions.

    With the log's signed checkpoint of that moment, where the log is given. Of the desk everything is in it but
    sessions: accounts, declarations, the trace, submissions with their sources, codings and tickets.

    The file appears under its name only when all of it is on disk, so that an older backup of that name stays
    until then. Derived tables and the search index are not in it: they are made again after a restore.
    Raises DatabaseError for an empty ledger and where the file cannot be written.
    """
    with database.reading() as session:
        n = ledger.head_number(session)
        if n == 0:
            raise DatabaseError(f"{database} holds nothing to back up")
        imprint = log.imprint(n) if log else None
        revisions = _told(recorded(session), tell, "written")
        return write_archive(path, revisions, imprint=imprint, desk=desk_rows(session))


def restore(database: Database, path: Path, *, actor: str, now: datetime, tell: Tell = silent) -> Restored:
    """Bring a database to what a backup holds, in one transaction, having checked every hash of it on the way.

    The desk is put back where the database has none yet. Its trace says that it was done, by whom and when.

    The database must be empty or hold the first revisions of the same ledger. Raises DatabaseError for a
    backup that is damaged, altered, or of a newer version of the registry, and for a database that holds
    something else.
    """
    count = added = 0
    with database.writing() as session:
        present = {revision.n: revision.hash for revision in ledger.revisions(session)}
        for found in _checked(path, tell):
            count += 1
            if count not in present:
                ledger.replay(session, found)
                added += 1
            elif present[count] != found.revision["hash"]:
                raise DatabaseError(
                    f"{database} holds another ledger than {path}: they part at revision {count}; nothing was "
                    f"changed. Restore into an empty database."
                )
        if count < len(present):
            raise DatabaseError(
                f"{database} holds {len(present)} revisions and {path} only the first {count} of them; nothing was "
                f"changed. To go back, restore into an empty database."
            )
        rows = put_back(session, read_part(path)) if is_empty(session) else None
        detail = f"{count} revisions, {added} of them added"
        trace(session, actor=actor, action="restore backup", subject=path.name, now=now, detail=detail)
    return Restored(count, added, rows)


def _checked(path: Path, tell: Tell) -> Iterator[Recorded]:
    """The revisions of a backup, each once it has been checked against the one before."""
    last: Recorded | None = None
    for found in _told(read_archive(path), tell, "read"):
        for fault in faults_of(found, last=last):
            raise DatabaseError(f"{path}: the backup does not verify ({fault}); nothing was changed")
        yield found
        last = found


def _told(revisions: Iterable[Recorded], tell: Tell, verb: str) -> Iterator[Recorded]:
    for count, found in enumerate(revisions, 1):
        yield found
        if count % _TELL_EVERY == 0:
            tell(f"{count:,} revisions {verb}")
