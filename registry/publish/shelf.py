"""Reports kept on disk, each made once: by whom it was asked for first, while the others wait for it.

A report lies in one file: the SHA-256 of its bytes, a line end, its bytes. It is written beside its place, synced and
renamed, and checked whenever it is read, so that what a crash, a full disk or a hand has spoilt is made again. Whose
turn it is to make one is settled in `turns`.
"""

from __future__ import annotations

import hashlib
import logging
import math
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from registry.errors import Busy, Unavailable
from registry.publish.turns import FULL, Line, Place

_LOG = logging.getLogger(__name__)

_NO_ROOM = "reports cannot be kept just now"
_NOT_MADE = "the report could not be made just now"


@dataclass(frozen=True, slots=True)
class ShelfBounds:
    """How many askers of one process may wait at a time, for how many seconds, and how many bytes are kept.

    `queue` is how many reports all processes together may have begun while nobody stands by; of twice as many that
    failed it is remembered until somebody asks.
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
        self._line = Line(folder)

    def begin(self, name: str, make: Callable[[], bytes]) -> bytes | int:
        """The report of that name where it is kept; else how many come before it, while it is made in the background.

        Asking again, in whatever process, begins nothing anew, and nobody who has been given a number is refused or
        given a higher one. Raises Busy where too many are being made, and Unavailable once where making this one has
        failed: it is then begun again by whoever asks next.
        """
        key = _key(name)
        kept = self._read(key)
        if kept is not None:
            return kept
        try:
            ahead, place = self._line.begin(key, most=self._bounds.queue)
            # Nobody makes it now, so whoever may have failed at it has left a note before leaving the line.
            told = self._failure(key) if place is not None else None
        except OSError as error:
            _LOG.exception("the folder of reports cannot be used")
            raise Unavailable(_NO_ROOM) from error
        if place is not None:
            if told is not None:
                place.leave()
                raise Unavailable(told)
            threading.Thread(target=self._make_alone, args=(place, make), daemon=True).start()
        return ahead

    def _make_alone(self, place: Place, make: Callable[[], bytes]) -> None:
        """Make a report that somebody will ask for again, with all the patience that those before it need.

        Whatever keeps it from being made is told to them: else they would wait, and have it begun, again and again.
        """
        with place:
            try:
                self._made(place, make, deadline=math.inf)
                if not self._path(place.key).exists():
                    self._remember_failure(place.key, _NO_ROOM)
            except Unavailable as error:
                self._remember_failure(place.key, str(error))
            except OSError:
                _LOG.exception("the folder of reports cannot be used")
                self._remember_failure(place.key, _NO_ROOM)
            except Exception:  # noqa: BLE001 - nobody stands by to hear of it otherwise
                _LOG.exception("a report could not be made")
                self._remember_failure(place.key, _NOT_MADE)

    def _remember_failure(self, key: str, told: str) -> None:
        """Leave a note for whoever asks next, in whatever process; the oldest that nobody asked for go."""
        note = self._path(key).with_suffix(".failed")
        try:
            note.write_text(told, encoding="utf-8")
            now = time.time_ns()  # the kernel's own stamps are too coarse to tell which is newer
            os.utime(note, ns=(now, now))
            notes = sorted(self._folder.glob("*.failed"), key=lambda path: path.stat().st_mtime_ns)
            for old in notes[: -2 * self._bounds.queue]:
                old.unlink(missing_ok=True)
        except OSError:
            _LOG.exception("it could not be noted that a report was not made")

    def _failure(self, key: str) -> str | None:
        """Why a report was not made, once; None where nothing is known of it."""
        note = self._path(key).with_suffix(".failed")
        try:
            told = note.read_text(encoding="utf-8")
            note.unlink()
        except FileNotFoundError:
            return None
        return told or _NOT_MADE

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
            raise Busy(FULL)
        try:
            with self._line.draw(key) as place:
                return self._made(place, make, deadline=time.monotonic() + self._bounds.patience)
        except OSError as error:
            _LOG.exception("the folder of reports cannot be used")
            raise Unavailable(_NO_ROOM) from error
        finally:
            self._places.release()

    def clear(self) -> None:
        """Forget every report: each is made again when it is asked for."""
        for kind in ("report", "part", "failed"):
            for path in self._folder.glob(f"*.{kind}"):
                path.unlink(missing_ok=True)

    def _made(self, place: Place, make: Callable[[], bytes], *, deadline: float) -> bytes:
        place.wait_for_the_same(deadline)
        kept = self._read(place.key)
        if kept is not None:
            return kept
        with place.turn(deadline):
            content = make()
            self._write(place.key, content)
            return content

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
            part.with_suffix(".failed").unlink(missing_ok=True)
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
