"""Putting a folder in the place of an earlier one as a whole: no reader and no killed run ever leaves half of it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from registry.errors import BadValue, Conflict

MARK = "copy.json"
"""The file that tells a copy of the site from any other folder: what it is a copy of, and the hash of every file."""


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new folder to be filled beside `folder`, whose place it takes once that is done, and not before.

    Raises BadValue where something stands there that is no earlier copy, and Conflict while another run fills one.
    """
    folder = folder.resolve()
    part, old = (folder.with_name(f".{folder.name}.{ending}") for ending in ("part", "old"))
    if old.is_dir() and not folder.exists():
        old.rename(folder)  # a run was killed between the two names
    _refuse_what_is_no_copy(folder)
    part.mkdir(parents=True, exist_ok=True)
    with _held(part):
        _clear(part)
        try:
            yield part
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        os.sync()
        _swap(folder, part, old)


def mark(folder: Path, about: Mapping[str, object]) -> None:
    """Write what a finished copy is of, and the SHA-256 of each of its files."""
    files = {path.relative_to(folder).as_posix(): _hash(path) for path in folder.rglob("*") if path.is_file()}
    text = json.dumps({**about, "sha256": dict(sorted(files.items()))}, ensure_ascii=False, indent=1)
    (folder / MARK).write_text(text + "\n", encoding="utf-8")


def _refuse_what_is_no_copy(folder: Path) -> None:
    if folder.exists() and not (folder / MARK).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadValue(f"{folder} is in use and no earlier copy of the site; name a new or an empty folder")


@contextmanager
def _held(part: Path) -> Iterator[None]:
    handle = os.open(part, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Conflict(f"another run is filling {part}; wait until it has ended") from None
    finally:
        os.close(handle)


def _clear(part: Path) -> None:
    """Take away what a killed run left."""
    for path in part.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _swap(folder: Path, part: Path, old: Path) -> None:
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
