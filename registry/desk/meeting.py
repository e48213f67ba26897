"""Where a folder's files and the ledger stand to each other: equal, one of them moved, or both."""

from __future__ import annotations

import difflib
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from registry.errors import Conflict
from registry.store import ledger
from registry.store.engine import Session
from registry.store.synced import synced, synced_anywhere


class Take(StrEnum):
    """Which side wins where both have moved."""

    FILE = "file"
    LEDGER = "ledger"


@dataclass(frozen=True, slots=True)
class Pair:
    """The two texts of one path; None where there is none."""

    file: str | None
    ledger: str | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """How a folder meets the ledger at revision `n`. Every path of either is in exactly one of the mappings.

    `equal` maps to the revision that made the ledger's text what it is.
    """

    n: int
    equal: Mapping[str, int] = field(default_factory=dict)
    file_moved: Mapping[str, Pair] = field(default_factory=dict)
    ledger_moved: Mapping[str, Pair] = field(default_factory=dict)
    both_moved: Mapping[str, Pair] = field(default_factory=dict)


def meet(session: Session, folder: Path, files: Mapping[str, str]) -> Meeting:
    """Compare a folder's texts with the ledger's head.

    A side has moved when its text differs from the one at which both were last equal. For a folder that the
    ledger has not met, a file whose text the ledger once held is taken to be behind it; any other one is
    measured against the last text that came from files.
    """
    last = ledger.head(session)
    n = last.n if last else 0
    texts, latest = ledger.texts_at(session, n), ledger.latest_entries(session, n)
    equal: dict[str, int] = {}
    moved: tuple[dict[str, Pair], dict[str, Pair], dict[str, Pair]] = ({}, {}, {})
    met = _Met(session, folder)
    for path in sorted(latest.keys() | files.keys()):
        pair = Pair(files.get(path), texts.get(path))
        if pair.file == pair.ledger:
            equal.update({path: latest[path]} if path in latest else {})
            continue
        base = met.base(path, pair.file) if path in latest else None
        at = 0 if pair.ledger == base else 1 if pair.file == base else 2
        moved[at][path] = pair
    return Meeting(n, equal, *moved)


def conflict(meeting: Meeting) -> Conflict:
    """The refusal that shows, path by path, how the texts differ where both sides have moved."""
    shown = "\n".join(line for path, pair in meeting.both_moved.items() for line in _difference(path, pair))
    count = len(meeting.both_moved)
    subject = "1 file has" if count == 1 else f"{count} files have"
    return Conflict(
        f"{subject} moved both in the folder and in the ledger since they were last equal; nothing was changed.\n"
        f"{shown}\nSay which side to keep: --take file or --take ledger.",
        paths=meeting.both_moved,
    )


def folder_name(folder: Path) -> str:
    """The name under which the ledger remembers a folder: the machine's and the folder's own."""
    return f"{platform.node()}:{folder.resolve()}"


class _Met:
    """What the ledger remembers of a folder; read once it is needed."""

    def __init__(self, session: Session, folder: Path) -> None:
        self._session = session
        self._own = synced(session, folder_name(folder))
        self._from_files: Mapping[str, int] | None = None

    def base(self, path: str, file: str | None) -> str | None:
        """The text of a path at which the folder and the ledger were last equal, as far as that is known."""
        past = ledger.history(self._session, path)
        last = self._own.get(path, 0)
        held_since = (_as_of(past, last), *(entry.text for entry in past if entry.revision > last))
        if file in held_since:
            return file
        return held_since[0] if self._own else _as_of(past, self._newest_from_files().get(path, 0))

    def _newest_from_files(self) -> Mapping[str, int]:
        if self._from_files is None:
            imported, met = ledger.imported_entries(self._session), synced_anywhere(self._session)
            self._from_files = {path: max(imported.get(path, 0), met.get(path, 0)) for path in imported | met}
        return self._from_files


def _as_of(past: tuple[ledger.Entry, ...], n: int) -> str | None:
    return next((entry.text for entry in reversed(past) if entry.revision <= n), None)


def _difference(path: str, pair: Pair) -> Iterator[str]:
    old, new = ((text or "").splitlines() for text in (pair.ledger, pair.file))
    yield from difflib.unified_diff(old, new, f"{path} (ledger)", f"{path} (file)", lineterm="")
