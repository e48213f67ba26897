"""A few bytes beside a SQLite database that every process maps: by them writers tell that something was committed."""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from struct import Struct

_MARKS = Struct("=QQ")
"""The number of the last turn that began, and of the last one that ended."""

_ONE = Struct("=Q")


class Bell:
    """Rung by each writer when its turn begins and when it has ended, whichever way.

    Reading it asks neither SQLite nor the system: a look costs a quarter of a microsecond and never makes a thread give
    up Python's lock. A writer that dies in its turn leaves the bell sounding, until the next one ends. Without a file,
    and where none can be made, it always sounds.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._map: mmap.mmap | None = None

    def mark(self) -> int | None:
        """A number that moves with every turn; None while one may be going on."""
        bell = self._map
        if bell is None:
            return None
        began, ended = _MARKS.unpack_from(bell)
        return int(began) if began == ended else None

    @contextmanager
    def turn(self) -> Iterator[Callable[[], None]]:
        """A writer's turn. It calls what it is given once no other writer can be at work; the end is rung for it."""
        number: int | None = None

        def begin() -> None:
            nonlocal number
            self.hang()
            if self._map is not None:
                number = int(_ONE.unpack_from(self._map)[0]) + 1
                _ONE.pack_into(self._map, 0, number)

        try:
            yield begin
        finally:
            if self._map is not None and number is not None:
                _ONE.pack_into(self._map, _ONE.size, number)

    def hang(self) -> None:
        """Map the file, made with the database's own owner and mode, where that can be done."""
        if self._path is None or self._map is not None:
            return
        with suppress(OSError):
            self._map = _mapped(self._path)

    def take_down(self) -> None:
        """Let go of the file; the next turn maps it again."""
        self._map = None


def _mapped(database: Path) -> mmap.mmap:
    owner = database.stat()
    file = os.open(f"{database}-bell", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, owner.st_mode & 0o777)
    try:
        if os.fstat(file).st_size < _MARKS.size:
            # Not ftruncate: a hole that a full disk cannot fill kills whoever touches its map.
            os.posix_fallocate(file, 0, _MARKS.size)
            with suppress(OSError):  # only root may give a file away, and only root needs to
                os.fchown(file, owner.st_uid, owner.st_gid)
        return mmap.mmap(file, _MARKS.size)
    finally:
        os.close(file)
