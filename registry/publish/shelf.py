"""Reports kept on disk, each made once: by whom it was asked for first, while the others wait for it.

A report lies in one file: the SHA-256 of its bytes, a line end, its bytes. It is written beside its place, synced and
renamed, and checked whenever it is read, so that what a crash, a full disk or a hand has spoilt is made again. Locks
are the kernel's: they hold between threads and processes and end with whoever holds them.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from registry.errors import Busy, Unavailable

_LOG = logging.getLogger(__name__)

_PAUSE = 0.02
_FULL = "too many reports are being made; please try again in a few seconds"
_NO_ROOM = "reports cannot be kept just now"


@dataclass(frozen=True, slots=True)
class ShelfBounds:
    """How many askers of one process may wait at a time, for how many seconds, and how many bytes are kept.

    `queue` is how many reports may be made or wait to be made while nobody stands by; of twice as many that failed it
    is remembered until somebody asks.
    """

    waiting: int = 3
    queue: int = 8
    patience: float = 20.0
    size: int = 256 * 1024 * 1024


class Shelf:
    """Where reports are kept. Threads and processes may share one folder."""

    def __init__(self, folder: Path, *, bounds: ShelfBounds | None = None) -> None:
        self._folder = folder
        self._bounds = bounds or ShelfBounds()
        self._places = threading.BoundedSemaphore(self._bounds.waiting)
        self._lock = threading.Lock()
        self._begun: list[str] = []
        self._failed: OrderedDict[str, Unavailable] = OrderedDict()

    def begin(self, name: str, make: Callable[[], bytes]) -> bytes | int:
        """The report of that name where it is kept; else how many come before it, while it is made in the background.

        Asking again begins nothing anew. Raises Busy where too many are being made, and Unavailable once where making
        this one has failed: it is then begun again by whoever asks next.
        """
        key = _key(name)
        kept = self._read(key)
        if kept is not None:
            return kept
        with self._lock:
            if key in self._failed:
                raise self._failed.pop(key)
            if key in self._begun:
                return self._begun.index(key)
            if len(self._begun) >= self._bounds.queue:
                raise Busy(_FULL)
            self._begun.append(key)
            ahead = len(self._begun) - 1
        threading.Thread(target=self._make_alone, args=(key, make), daemon=True).start()
        return ahead

    def _make_alone(self, key: str, make: Callable[[], bytes]) -> None:
        """Make a report that somebody will ask for again, with all the patience that those before it need.

        Whatever keeps it from being made is told to them: else they would wait, and have it begun, again and again.
        """
        failed: Unavailable | None = None
        try:
            self._made(key, make, patience=self._bounds.patience * self._bounds.queue)
        except Unavailable as error:
            failed = error
        except OSError:
            _LOG.exception("the folder of reports cannot be used")
            failed = Unavailable(_NO_ROOM)
        except Exception:  # noqa: BLE001 - nobody stands by to hear of it otherwise
            _LOG.exception("a report could not be made")
            failed = Unavailable("the report could not be made just now")
        with self._lock:
            self._begun.remove(key)
            if failed is not None:
                self._failed[key] = failed
                while len(self._failed) > 2 * self._bounds.queue:
                    self._failed.popitem(last=False)

    def get(self, name: str, make: Callable[[], bytes]) -> bytes:
        """The report of that name, made now if it is not kept. The same name must always mean the same bytes.

        One report is made at a time. Raises Busy where too many wait already, or for too long; what `make` raises is
        passed on, and nothing is kept then.
        """
        key = _key(name)
        kept = self._read(key)
        if kept is not None:
            return kept
        if not self._places.acquire(blocking=False):
            raise Busy(_FULL)
        try:
            return self._made(key, make, patience=self._bounds.patience)
        except OSError as error:
            _LOG.exception("the folder of reports cannot be used")
            raise Unavailable(_NO_ROOM) from error
        finally:
            self._places.release()

    def clear(self) -> None:
        """Forget every report: each is made again when it is asked for."""
        for path in (*self._folder.glob("*.report"), *self._folder.glob("*.part")):
            path.unlink(missing_ok=True)

    def _made(self, key: str, make: Callable[[], bytes], *, patience: float) -> bytes:
        deadline = time.monotonic() + patience
        self._folder.mkdir(parents=True, exist_ok=True)
        # First the turn for this report (or another that shares its first letters), then the one renderer.
        with self._turn(f"report-{key[:2]}", deadline):
            kept = self._read(key)
            if kept is not None:
                return kept
            with self._turn("renderer", deadline):
                content = make()
                self._write(key, content)
                return content

    @contextmanager
    def _turn(self, name: str, deadline: float) -> Iterator[None]:
        with (self._folder / f"{name}.lock").open("wb") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise Busy(
                            "the report is still being made; please try again in a few seconds"
                        ) from None
                    time.sleep(_PAUSE)
            yield

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.report"

    def _read(self, key: str) -> bytes | None:
        """A kept report; None where there is none or it is not what was written."""
        path = self._path(key)
        try:
            digest, _, content = path.read_bytes().partition(b"\n")
        except OSError:
            return None
        if digest != _digest(content):
            _LOG.warning("a kept report is damaged and will be made again")
            return None
        try:
            os.utime(path)  # the least lately read leave first
        except OSError:
            _LOG.debug("a kept report could not be marked as read")
        return content

    def _write(self, key: str, content: bytes) -> None:
        """Keep a report. Runs while holding the renderer's lock, so that whatever lies half written is abandoned."""
        try:
            for left in self._folder.glob("*.part"):
                left.unlink(missing_ok=True)
            part = self._path(key).with_suffix(".part")
            with part.open("wb") as file:
                file.write(_digest(content) + b"\n" + content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path(key))
            self._make_room()
        except OSError:
            _LOG.exception("a report could not be kept; it is served all the same")

    def _make_room(self) -> None:
        kept = sorted(
            (path.stat().st_mtime, path.stat().st_size, path) for path in self._folder.glob("*.report")
        )
        size = sum(entry[1] for entry in kept)
        for _, bytes_, path in kept[:-1]:
            if size <= self._bounds.size:
                break
            path.unlink(missing_ok=True)
            size -= bytes_


def _key(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()
