"""The one door to search: build, bring up to date, search, verify. Whoever uses search uses this."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

from registry.core.catalog import Catalog
from registry.errors import Unavailable
from registry.publish.search import searching
from registry.publish.search.edition import Edition, Written, faults, made, opened, revision_of
from registry.publish.search.engines import DEFAULT, engine_named
from registry.publish.search.grammar import MOST_CHARACTERS
from registry.publish.search.results import Filters, Order, Result
from registry.publish.search.storage import Damaged, FileShelf, MemoryShelf, Shelf, Signature
from registry.publish.search.suggesting import Suggestion

_NO_FILTERS = Filters()


class SearchIndex:
    """The search index of one host, in a folder of its own (or in memory). Processes and threads may share it.

    It is derived from the catalogue and can be thrown away at any time. It knows the revision that it was made from,
    and never answers for another one. Each process holds the newest edition in memory, whole and checked.
    """

    def __init__(self, folder: Path | None, *, engine: str = DEFAULT) -> None:
        """Use the engine of that name. Raises BadValue for one that is unknown or not installed."""
        self._engine = engine_named(engine)
        self._shelf: Shelf = FileShelf(folder) if folder else MemoryShelf()
        self._lock = threading.Lock()
        self._edition: Edition | None = None
        self._signature: Signature | None = None

    @property
    def revision(self) -> str | None:
        """The revision that the index reflects; None where there is no index that can be used."""
        edition = self._newest()
        return edition.revision if edition else None

    def update(self, catalog: Catalog, revision: str) -> Written | None:
        """Make the index reflect the catalogue of a revision; None where it does so already.

        Waits for another process that is writing. Where the index is missing, damaged or of another version of the
        code it is made anew, else only the entries that differ are indexed. Raises Unavailable where it cannot be
        written.
        """
        with self._shelf.writing(wait=True):
            return self._write(catalog, revision, anew=False)

    def rebuild(self, catalog: Catalog, revision: str) -> Written | None:
        """Make the whole index anew. Raises Unavailable where it cannot be written."""
        with self._shelf.writing(wait=True):
            return self._write(catalog, revision, anew=True)

    def follow(self, current: Callable[[], tuple[Catalog, str]]) -> None:
        """Bring the index to what `current` gives, asked once no other process can write.

        Raises Unavailable at once where another process is writing.
        """
        with self._shelf.writing(wait=False):
            self._write(*current(), anew=False)

    def faults(self, catalog: Catalog, revision: str) -> tuple[str, ...]:
        """Every way in which the index is not what the catalogue of a revision makes of it. As slow as a rebuild."""
        try:
            return tuple(faults(self._shelf.read(), catalog, revision, self._engine))
        except Damaged as error:
            return (f"cannot be used: {error}",)

    def search(
        self,
        typed: str,
        *,
        today: date,
        revision: str | None = None,
        filters: Filters = _NO_FILTERS,
        order: Order = Order.RELEVANCE,
        limit: int = 20,
        offset: int = 0,
    ) -> Result:
        """Answer a search. Whatever was typed, it finds something or nothing, and says what it passed over.

        Raises Unavailable where there is no index, or where it reflects another revision than the one asked for.
        """
        edition = self._at(revision)
        return searching.search(
            edition, typed, today=today, filters=filters, order=order, limit=limit, offset=offset
        )

    def suggest(self, typed: str, *, revision: str | None = None) -> tuple[Suggestion, ...]:
        """What is called as was typed so far. Raises Unavailable as `search` does."""
        return self._at(revision).suggestions.beginning(typed[:MOST_CHARACTERS])

    def _at(self, revision: str | None) -> Edition:
        """The edition of a revision. Raises Unavailable."""
        edition = self._newest()
        if edition is None:
            raise Unavailable("The search index has not been built yet")
        if revision is not None and edition.revision != revision:
            raise Unavailable("The search index is being brought up to date; it will answer in a moment")
        return edition

    def _newest(self) -> Edition | None:
        """The edition that stands on the shelf; reads it where it is not the one in memory.

        Raises Unavailable where there is no room to open it.
        """
        signature = self._shelf.signature()
        if signature == self._signature:
            return self._edition
        with self._lock:
            signature = self._shelf.signature()
            if signature != self._signature:
                self._edition = self._opened()
                self._signature = signature
            return self._edition

    def _opened(self) -> Edition | None:
        try:
            return opened(self._shelf.read(), self._engine, self._edition)
        except Damaged:
            return None
        except OSError as error:
            raise Unavailable(f"The search index could not be opened ({error})") from error

    def _write(self, catalog: Catalog, revision: str, *, anew: bool) -> Written | None:
        try:
            before = self._shelf.read()
        except Damaged:
            before = None
        if before is not None and not anew and revision_of(before, self._engine) == revision:
            return None
        try:
            members, written = made(catalog, revision, None if anew else before, self._engine)
        except OSError as error:
            raise Unavailable(f"The search index could not be written ({error})") from error
        self._shelf.write(members)
        return written
