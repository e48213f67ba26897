"""Putting a folder in the place of an earlier one as a whole: no reader and no killed run ever leaves half of it."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from registry.desk.marking import MARK
from registry.errors import BadValue, Conflict


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new folder to be filled beside `folder`, whose place it takes once that is done, and not before.

    Two names change for that, one after the other. Killed between them a run leaves the earlier folder under its second
    name, whole, and the next run puts it back before anything else. Raises BadValue where something stands there that
    is no earlier copy, and Conflict while another run fills one.
    """
    folder = folder.resolve()
    if not folder.name:
        raise BadValue(f"{folder} is in use and no earlier copy of the site; name a new or an empty folder")
    lock, part, old = (folder.with_name(f".{folder.name}.{ending}") for ending in ("lock", "part", "old"))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _held(lock):
        _refuse_what_is_no_copy(folder)
        _settle(folder, old)
        _clear(part)
        part.mkdir()
        try:
            yield part
        except BaseException:
            _clear(part)
            raise
        os.sync()  # nothing may take a name before its bytes are on the disk
        _swap(folder, part, old)


def _settle(folder: Path, old: Path) -> None:
    """End what a run began that was killed while the names changed: one whole copy stands, and nothing beside it."""
    if old.exists() and not (old / MARK).is_file():
        raise BadValue(f"{old} is in the way and no earlier copy of the site; move it to another place")
    if old.exists() and not (folder / MARK).exists():
        old.rename(folder)  # which is not there, or was made anew by hand and is empty
    _clear(old)


def _refuse_what_is_no_copy(folder: Path) -> None:
    if folder.exists() and not (folder / MARK).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadValue(f"{folder} is in use and no earlier copy of the site; name a new or an empty folder")


@contextmanager
def _held(lock: Path) -> Iterator[None]:
    """Hold a file that is there only while it is held. Raises Conflict while somebody else does."""
    handle = _locked(lock)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
        os.close(handle)


def _locked(lock: Path) -> int:
    while True:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise Conflict(f"another run holds {lock}; wait until it has ended") from None
        if os.fstat(handle).st_nlink:
            return handle
        os.close(handle)  # whoever held it took it away while this run was opening it


def _swap(folder: Path, part: Path, old: Path) -> None:
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    _sync(folder.parent)  # the earlier copy goes only after the new one has its name for good
    _clear(old)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _clear(folder: Path) -> None:
    """Take a folder away that this or a killed run has made, if it is there.

    What says that it is a copy goes last: killed on the way, the next run knows it for ours.
    """
    for each in folder.iterdir() if folder.is_dir() else ():
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each, ignore_errors=True)
        elif each.name != MARK:
            each.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
