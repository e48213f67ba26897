"""Writing the ledger's texts back into a folder of files."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from registry.content.folder import read_folder, tops_of, write_folder
from registry.desk.attesting import PublicLog
from registry.desk.meeting import Meeting, Pair, Take, conflict, folder_name, meet
from registry.desk.telling import Tell, silent
from registry.errors import BadValue, Conflict, DatabaseError
from registry.store import ledger
from registry.store.engine import Database
from registry.store.synced import mark_synced

CHECKPOINT = "checkpoint.txt"
"""The file beside labs/ and standards/ that holds the log's signed checkpoint. No import reads it."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export did: the revision that the folder now equals, and the paths written and deleted for it."""

    revision: ledger.Revision
    written: tuple[str, ...]
    deleted: tuple[str, ...]


def export_folder(
    database: Database,
    folder: Path,
    *,
    take: Take | None = None,
    log: PublicLog | None = None,
    tell: Tell = silent,
) -> Exported:
    """Make the catalogue's files in a folder equal to the ledger's head, byte for byte, making the folder if need be.

    Beside them goes the log's signed checkpoint of that revision, where the log is given.

    Raises Conflict where a file has moved since the folder last met the ledger, for an export would undo
    that: it wants an import first, or `take` LEDGER. Raises ProblemsFound, unless LEDGER is taken, for files
    that cannot be read, BadValue for what cannot be written, and DatabaseError where nothing has been imported yet.
    """
    tops = () if take is Take.LEDGER else tops_of(folder)
    files = read_folder(folder, tops=tops) if tops else {}
    with database.reading() as session:
        meeting = meet(session, folder, files)
        revision = ledger.head(session)
        texts = ledger.texts_at(session, meeting.n)
        latest = ledger.latest_entries(session, meeting.n)
    if revision is None:
        raise DatabaseError(f"{database} holds nothing to export; `registry import` fills it from files")
    _refuse_to_undo(_within(meeting, tops))
    note = log.checkpoint(revision.n) if log else None
    tell(f"writing {len(texts)} files of revision {revision.n} to {folder}")
    write_folder(folder, texts)
    if note is not None:
        _write_checkpoint(folder, note)
    with database.writing() as session:
        mark_synced(session, folder_name(folder), latest)
    differ = [path for path, text in texts.items() if files.get(path) != text]
    return Exported(revision, tuple(differ), tuple(sorted(files.keys() - texts.keys())))


def _write_checkpoint(folder: Path, note: str) -> None:
    """Put the checkpoint beside the catalogue's folders in one step, following no link."""
    part = folder / f".{CHECKPOINT}.part"
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o644)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / CHECKPOINT)
    except OSError as error:
        raise BadValue(f"{folder / CHECKPOINT} cannot be written: {error.strerror}") from error


def _within(meeting: Meeting, tops: Collection[str]) -> Meeting:
    """What has moved in these folders: one that is missing or empty is to be filled, and tells of no deletion."""

    def within(moved: Mapping[str, Pair]) -> dict[str, Pair]:
        return {path: pair for path, pair in moved.items() if path.partition("/")[0] in tops}

    return replace(meeting, file_moved=within(meeting.file_moved), both_moved=within(meeting.both_moved))


def _refuse_to_undo(meeting: Meeting) -> None:
    if meeting.both_moved:
        raise conflict(meeting)
    if meeting.file_moved:
        raise Conflict(
            "these files have moved and the ledger has not seen it; import them first, or overwrite them with "
            f"--take ledger: {', '.join(meeting.file_moved)}",
            paths=meeting.file_moved,
        )
