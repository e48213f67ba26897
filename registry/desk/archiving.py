"""The whole public ledger as one file for anyone to check: made once for each state of it and kept on disk."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from registry.desk.attesting import PublicLog
from registry.errors import Busy, DatabaseError
from registry.store import ledger
from registry.store.archive import write_archive
from registry.store.chain import recorded
from registry.store.engine import Database
from registry.store.removals import removal_count


class Archives:
    """Where archives are kept: only ever the newest, so that nothing that was removed by law lies in an older one."""

    def __init__(self, database: Database, log: PublicLog, folder: Path) -> None:
        self._database = database
        self._log = log
        self._folder = folder

    def newest(self) -> IO[bytes]:
        """The archive of the ledger as it is, open for reading and to be closed by the caller.

        Raises Busy while it is being made for somebody else, and DatabaseError where it cannot be made.
        """
        try:
            try:
                return self._kept(ledger.state(self._database)).open("rb")
            except FileNotFoundError:
                with self._turn():
                    return self._made().open("rb")
        except OSError as error:
            raise DatabaseError(f"{self._folder}: the archive cannot be read: {error.strerror}") from error

    def clear(self) -> None:
        """Forget the archive that is kept: it is made again when it is asked for."""
        for path in (*self._folder.glob("*.gz"), *self._folder.glob(".*.gz.*")):
            path.unlink(missing_ok=True)

    def _kept(self, state: str) -> Path:
        n, removed = state.split("-")
        root = self._log.tree().root(int(n)).hex()
        return self._folder / f"{n}-{removed}-{root[:32]}.gz"

    def _made(self) -> Path:
        """Make the archive of one moment. Runs while holding the turn, so whatever lies half written is abandoned."""
        with self._database.reading() as session:
            n = ledger.head_number(session)
            path = self._kept(f"{n}-{removal_count(session)}")
            if not path.exists():
                self.clear()
                write_archive(path, recorded(session), imprint=self._log.imprint(n))
            return path

    @contextmanager
    def _turn(self) -> Iterator[None]:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = (self._folder / "lock").open("wb")
        except OSError as error:
            raise DatabaseError(f"{self._folder}: the archive cannot be kept: {error.strerror}") from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy("the archive is being made; please ask again in some seconds") from None
            yield
