"""The catalogue as the ledger has it: of the head, kept in memory and replaced when the head moves, or of the past."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock

from registry.content.reader import Reader, read_all
from registry.core.catalog import Catalog
from registry.errors import DatabaseError
from registry.store import ledger
from registry.store.engine import Database

PAST_KEPT = 4
"""Catalogues of past revisions kept in memory; each is some megabytes."""


@dataclass(frozen=True, eq=False, slots=True)
class Edition:
    """The whole record as of one revision: what its texts, by path, say.

    `state` is the ledger's when this was read: what was kept under another one may hold a text that is gone by law.
    """

    revision: ledger.Revision
    catalog: Catalog
    texts: Mapping[str, str]
    state: str = ""


class CatalogueSource:
    """Where a process gets its catalogue. Threads may share one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._past_lock = Lock()  # of its own: reading the past takes a while, and nobody at the head waits
        self._reader = Reader()
        self._edition: Edition | None = None
        self._past: OrderedDict[int, Edition] = OrderedDict()

    def current(self) -> Edition:
        """The head's edition. Raises DatabaseError where nothing has been imported yet.

        Asks the database where the head is, and only where it has moved fetches what changed since.
        """
        state = ledger.state(self._database)
        edition = self._edition
        if edition is not None and edition.state == state:
            return edition
        with self._lock:
            return self._refreshed(state)

    def at(self, n: int) -> Edition:
        """The edition of revision `n`, without what was removed by law since.

        Raises NotFound for one that is not on record, and ProblemsFound where the rest cannot be read alone.
        """
        edition = self._edition
        if edition is not None and edition.revision.n == n:
            return edition
        state = ledger.state(self._database)
        with self._past_lock:
            if n in self._past and self._past[n].state == state:
                self._past.move_to_end(n)
                return self._past[n]
            with self._database.reading() as session:
                revision, texts = ledger.revision(session, n), ledger.texts_at(session, n)
            self._past.pop(n, None)
            self._past[n] = Edition(revision, read_all(texts), texts, state)
            if len(self._past) > PAST_KEPT:
                self._past.popitem(last=False)
            return self._past[n]

    def _refreshed(self, state: str) -> Edition:
        with self._database.reading() as session:
            revision = ledger.head(session)
            if revision is None:
                raise DatabaseError(
                    f"{self._database} holds no catalogue yet; `registry import` fills it from files"
                )
            edition = self._edition
            if edition is not None and revision.hash == edition.revision.hash:
                if edition.state != state:
                    self._edition = edition = replace(edition, state=state)
                return edition
            if edition is not None and ledger.holds(session, edition.revision):
                moved = {**edition.texts, **ledger.texts_since(session, edition.revision.n)}
            else:  # the first time, or another ledger was put in place of the one that was here
                moved = {**ledger.texts_at(session, revision.n)}
        texts = {path: text for path, text in moved.items() if text is not None}
        self._edition = Edition(revision, self._reader.read(texts), texts, state)
        return self._edition
