"""Reading a folder of files into the ledger: all of what changed as one revision, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from registry.content.folder import read_all, read_catalog, read_folder
from registry.desk.meeting import Meeting, Take, conflict, folder_name, meet
from registry.desk.telling import Tell, silent
from registry.errors import ProblemsFound
from registry.store import ledger
from registry.store.engine import Database
from registry.store.leaf import RevisionKind
from registry.store.synced import mark_synced, synced

REASON = "Read in from files"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `revision` is None where there was nothing to do.

    `kept` are the paths that have moved in the ledger alone, or for which it was preferred: an export brings
    them to the folder.
    """

    revision: ledger.Revision | None
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def import_folder(
    database: Database,
    folder: Path,
    *,
    author: str,
    now: datetime,
    take: Take | None = None,
    reason: str = REASON,
    tell: Tell = silent,
) -> Imported:
    """Make the files of a folder that have moved since it last met the ledger into one revision.

    All or nothing: raises ProblemsFound with every mistake where the outcome would not read as a catalogue,
    and Conflict, showing the differences, where both sides of a path have moved and `take` does not say which
    wins. The catalogue is read before the database is locked; if another revision came in meanwhile, it is
    done again.
    """
    tell(f"reading {folder}")
    files = _files(folder)
    while True:
        with database.reading() as session:
            meeting = meet(session, folder, files)
            texts = ledger.texts_at(session, meeting.n)
            known = synced(session, folder_name(folder))
        changes = _changes(meeting, take)
        if not changes and meeting.equal.items() <= known.items():
            return _outcome(None, meeting, changes, texts)
        if changes:
            tell(f"checking {len(files)} files, {len(changes)} of them new, changed or gone")
            read_all({path: text for path, text in (texts | changes).items() if text is not None})
        with database.writing() as session:
            last = ledger.head(session)
            if (last.n if last else 0) != meeting.n:
                continue
            made = ledger.append(
                session, changes, author=author, kind=RevisionKind.IMPORT, reason=reason, now=now
            )
            entered = dict.fromkeys(changes, made.n) if made else {}
            mark_synced(session, folder_name(folder), {**meeting.equal, **entered})
        return _outcome(made, meeting, changes, texts)


def _files(folder: Path) -> dict[str, str]:
    try:
        return read_folder(folder)
    except ProblemsFound:
        read_catalog(folder)  # finds the mistakes inside the files, too
        raise


def _changes(meeting: Meeting, take: Take | None) -> dict[str, str | None]:
    if meeting.both_moved and take is None:
        raise conflict(meeting)
    winning = [meeting.file_moved, *([meeting.both_moved] if take is Take.FILE else [])]
    return {path: pair.file for moved in winning for path, pair in moved.items()}


def _outcome(
    made: ledger.Revision | None,
    meeting: Meeting,
    changes: Mapping[str, str | None],
    texts: Mapping[str, str],
) -> Imported:
    return Imported(
        revision=made,
        added=tuple(path for path in changes if path not in texts),
        changed=tuple(path for path, text in changes.items() if path in texts and text is not None),
        deleted=tuple(path for path, text in changes.items() if text is None),
        kept=tuple(sorted((meeting.ledger_moved.keys() | meeting.both_moved.keys()) - changes.keys())),
    )
