"""Whose turn it is: the line of those who make reports, in all threads and processes that share a folder.

Whoever comes draws a ticket, an empty file that is named by a number and by what is to be made, and keeps it locked.
Locks are the kernel's and end with whoever holds them: a ticket that nobody holds belonged to a process that is gone.
It blocks nobody. Where it had begun something that people were told to wait for, it is left for a while, so that the
next one to ask goes on in its place.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from registry.errors import Busy

FULL = "too many reports are being made; please try again in a few seconds"

_STILL = "the report is still being made; please try again in a few seconds"

_PAUSE = 0.05

_ABANDONED = 30.0
"""So many seconds after somebody last asked, a ticket that nobody holds is taken away: browsers ask more often."""


@dataclass(frozen=True, slots=True, order=True)
class Ticket:
    """A ticket as it lies in the folder. `begun` says that people were told to wait."""

    number: int
    key: str
    begun: bool
    path: Path

    def is_held(self) -> bool:
        """Whether its holder is still there."""
        try:
            with self.path.open("rb") as file:
                return not _locks(file, fcntl.LOCK_SH)  # shared, so that who looks does not seem to hold it
        except FileNotFoundError:  # its holder has just left
            return False

    def was_asked_for(self) -> bool:
        """Whether somebody may still come back for what its holder had begun."""
        try:
            return self.begun and time.time() - self.path.stat().st_mtime < _ABANDONED
        except FileNotFoundError:
            return False


class Place:
    """A place in the line, until it is left or its process ends."""

    def __init__(self, line: Line, number: int, key: str, ticket: IO[bytes]) -> None:
        self._line, self._number, self.key, self._ticket = line, number, key, ticket

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.leave()

    def leave(self) -> None:
        """Leave the line: the ticket goes first, then its lock."""
        try:
            Path(self._ticket.name).unlink(missing_ok=True)
        finally:
            self._ticket.close()

    def wait_for_the_same(self, deadline: float) -> None:
        """Wait while somebody further ahead makes the very same. Raises Busy after the deadline."""
        _wait_while(lambda: self.key in self._ahead(), deadline)

    @contextmanager
    def turn(self, deadline: float) -> Iterator[None]:
        """Wait for everybody ahead, then work alone. Raises Busy after the deadline."""
        with self._line.bench().open("wb") as bench:
            # Who goes on in the place of one that is gone may find a later one at work.
            _wait_while(lambda: bool(self._ahead()) or not _locks(bench, fcntl.LOCK_EX), deadline)
            yield

    def _ahead(self) -> set[str]:
        before = (ticket for ticket in self._line.tickets() if ticket.number < self._number)
        return {ticket.key for ticket in before if ticket.is_held()}


class Line:
    """The line of one folder. One at a time joins it; whoever looks or leaves need not wait for that."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def draw(self, key: str) -> Place:
        """A place at the end."""
        with self._alone():
            return self._drawn(key, self._swept(), begun=False)

    def begin(self, key: str, *, most: int) -> tuple[int, Place | None]:
        """How many others are made before this, and the place to make it in where nobody holds it yet.

        Raises Busy where `most` are begun already and this is none of them. The first number never rises.
        """
        with self._alone():
            tickets = self._swept()
            begun = [ticket for ticket in tickets if ticket.begun]
            mine = next((ticket for ticket in begun if ticket.key == key), None)
            if mine is None:
                if len(begun) >= most:
                    raise Busy(FULL)
                return len({ticket.key for ticket in tickets} - {key}), self._drawn(key, tickets, begun=True)
            with suppress(FileNotFoundError):  # it is made by now
                os.utime(mine.path)
            before = {ticket.key for ticket in tickets if ticket.number < mine.number} - {key}
            return len(before), None if mine.is_held() else self._held(mine.path, mine.number, key)

    def tickets(self) -> list[Ticket]:
        """Every ticket, in order."""
        found = []
        for path in self._folder.glob("*.ticket"):
            number, key, kind = path.stem.split("-")
            found.append(Ticket(int(number), key, kind == "begun", path))
        return sorted(found)

    def bench(self) -> Path:
        """The file that is locked by who is at work."""
        return self._folder / "renderer.lock"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "line.lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _swept(self) -> list[Ticket]:
        """Every ticket without those that were abandoned, which are taken away."""
        found = []
        for ticket in self.tickets():
            if ticket.is_held() or ticket.was_asked_for():
                found.append(ticket)
            else:
                ticket.path.unlink(missing_ok=True)
        return found

    def _drawn(self, key: str, tickets: list[Ticket], *, begun: bool) -> Place:
        number = tickets[-1].number + 1 if tickets else 1
        kind = "begun" if begun else "asked"
        return self._held(self._folder / f"{number}-{key}-{kind}.ticket", number, key)

    def _held(self, path: Path, number: int, key: str) -> Place:
        ticket = path.open("ab")
        fcntl.flock(ticket, fcntl.LOCK_EX)
        return Place(self, number, key, ticket)


def _wait_while(holds: Callable[[], bool], deadline: float) -> None:
    while holds():
        if time.monotonic() > deadline:
            raise Busy(_STILL)
        time.sleep(_PAUSE)


def _locks(file: IO[bytes], kind: int) -> bool:
    """Lock a file unless somebody else has."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
