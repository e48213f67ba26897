"""The index on disk: one file, replaced in one step, that proves itself whole when it is read; one writer at a time."""

from __future__ import annotations

import fcntl
import io
import os
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from registry.errors import Busy, Unavailable

_HEAD = b"registry search index\n"
_NAME = "index"
_BUSY = "The search index is being built; it will answer in a moment"


class Damaged(Exception):
    """The file is missing, not whole, or could have been written by somebody else."""


Signature = tuple[int, int, int]


class Shelf(Protocol):
    """Where an index is kept: read whole, replaced whole, written by one at a time."""

    def signature(self) -> Signature | None:
        """What changes whenever the index is replaced; None where there is none."""
        ...

    def read(self) -> Mapping[str, bytes]:
        """What was last written, byte for byte. Raises Damaged where that cannot be had."""
        ...

    def write(self, members: Mapping[str, bytes]) -> None:
        """Replace the index by these members. Raises Unavailable where that cannot be done; the old one stays."""
        ...

    def writing(self, *, wait: bool) -> AbstractContextManager[None]:
        """Hold the one right to write. Without `wait`, raises Busy where another holds it."""
        ...


class MemoryShelf:
    """A shelf in memory, of one process: for a catalogue that stands in no ledger."""

    def __init__(self) -> None:
        self._members: Mapping[str, bytes] | None = None
        self._written = 0
        self._lock = threading.Lock()

    def signature(self) -> Signature | None:
        """How often it was written."""
        return (self._written, 0, 0) if self._members is not None else None

    def read(self) -> Mapping[str, bytes]:
        """What was last written. Raises Damaged where nothing was."""
        if self._members is None:
            raise Damaged("there is no index")
        return self._members

    def write(self, members: Mapping[str, bytes]) -> None:
        """Keep these members in place of those before."""
        self._members, self._written = members, self._written + 1

    @contextmanager
    def writing(self, *, wait: bool) -> Iterator[None]:
        """Hold the one right to write. Without `wait`, raises Busy where another thread holds it."""
        if not self._lock.acquire(blocking=wait):
            raise Busy(_BUSY)
        try:
            yield
        finally:
            self._lock.release()


class FileShelf:
    """The folder of one index. It is private to its owner, since opening an index can run what is written in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / _NAME

    def signature(self) -> Signature | None:
        """What changes whenever the file is replaced; None where there is none."""
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def read(self) -> dict[str, bytes]:
        """What was last written, byte for byte. Raises Damaged where that cannot be had."""
        try:
            content = self._private_bytes()
        except OSError as error:
            raise Damaged(str(error)) from None
        head, mark, body = (
            content[: len(_HEAD)],
            content[len(_HEAD) : len(_HEAD) + 64],
            content[len(_HEAD) + 64 :],
        )
        if head != _HEAD or mark != sha256(body).hexdigest().encode():
            raise Damaged("the index file is not whole")
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def write(self, members: Mapping[str, bytes]) -> None:
        """Replace the file by these members. At every moment the old or the new one stands there, whole.

        Raises Unavailable where the disk does not take it; the old file stays.
        """
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for name in sorted(members):
                archive.writestr(zipfile.ZipInfo(name), members[name])
        body = packed.getvalue()
        fresh = self._folder / f"{_NAME}.new"
        try:
            self._make_private()
            fresh.unlink(missing_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(_HEAD + sha256(body).hexdigest().encode() + body)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._file)
        except OSError as error:
            raise Unavailable(f"The search index could not be written ({error.strerror})") from error

    @contextmanager
    def writing(self, *, wait: bool) -> Iterator[None]:
        """Hold the one right to write. The system gives it back when the process ends, however it ends.

        Without `wait`, raises Busy where another process holds it; Unavailable where there is no folder.
        """
        try:
            self._make_private()
            lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Unavailable(f"The folder of the search index cannot be used ({error.strerror})") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise Busy(_BUSY) from None
        finally:
            os.close(lock)

    def _make_private(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)

    def _private_bytes(self) -> bytes:
        folder = self._folder.stat()
        descriptor = os.open(self._file, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(file.fileno())
            owned = folder.st_uid == found.st_uid == os.geteuid()
            if not owned or (folder.st_mode | found.st_mode) & 0o022:
                raise Damaged("others could have written the index")
            return file.read()
