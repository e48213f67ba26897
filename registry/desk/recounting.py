"""Telling from the ledger what each revision changed, and what the people behind it had declared. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from registry.store import ledger, people, tallies
from registry.store.engine import Database, Session
from registry.store.leaf import RevisionKind
from registry.store.ledger import Revision
from registry.store.people import Declaration, Tie
from registry.store.removals import Removal, removals
from registry.store.tallies import Touch

__all__ = [
    "Amendment",
    "Chronicle",
    "Declaration",
    "Removal",
    "Revision",
    "RevisionKind",
    "Signer",
    "Story",
    "Told",
    "Touch",
]


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a revision made of one record: its whole text before and after, None where there was or is none.

    `removal` is the tombstone of a text that was removed by law: its path, hash and place in the chain remain.
    `lost` says that the text before it went so.
    """

    path: str
    before: str | None
    after: str | None
    hash: str | None
    removal: Removal | None = None
    lost: bool = False

    @property
    def blanked(self) -> bool:
        """Whether the record's new text was removed by law."""
        return self.after is None and self.hash is not None


@dataclass(frozen=True, slots=True)
class Signer:
    """Who stands by a revision: a handle, and what its person had declared by then, None where nothing was.

    `known` says whether the handle is that of an account; an operator's is not. `former` are ties that were declared no
    more by then, but still counted.
    """

    handle: str
    known: bool
    declaration: Declaration | None
    former: tuple[Tie, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A revision with those who stand by it. Nobody reviews an import from files."""

    revision: Revision
    author: Signer
    reviewers: tuple[Signer, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One revision, how many records it changed, those asked for with their texts, and the newest revision's number."""

    told: Told
    amendments: tuple[Amendment, ...]
    changed: int
    head: int

    @property
    def revision(self) -> Revision:
        """The revision itself."""
        return self.told.revision


class Chronicle:
    """The revisions of one database's ledger, for readers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def revisions(
        self,
        *,
        before: int | None = None,
        limit: int = 50,
        kind: RevisionKind | None = None,
        path: str | None = None,
    ) -> tuple[Told, ...]:
        """Revisions, newest first: at most `limit`, below `before`, of a kind, that touched a path."""
        with self._database.reading() as session:
            found = ledger.revisions(session, before=before, limit=limit, kind=kind, path=path)
            return _told(session, found)

    def story(self, n: int, *, start: int = 0, limit: int = 50) -> Story:
        """Revision `n` with at most `limit` of its changed records, by path. Raises NotFound."""
        with self._database.reading() as session:
            revision = ledger.revision(session, n)
            entries = ledger.entries(session, n)
            gone = removals(session, n)
            amendments = tuple(
                replace(_amendment(entry, ledger.history(session, entry.path)), removal=gone.get(entry.path))
                for entry in entries[start : start + limit]
            )
            (told,) = _told(session, [revision])
            return Story(told, amendments, len(entries), ledger.head_number(session))

    def tally(self) -> dict[RevisionKind, int]:
        """How many revisions there are of each kind."""
        with self._database.reading() as session:
            return tallies.tally(session)

    def touched(self) -> dict[str, datetime]:
        """When each record was last touched, ended ones included."""
        with self._database.reading() as session:
            return tallies.touched(session)

    def touches(self, *, since: int, until: int) -> tuple[Touch, ...]:
        """Every record that a revision after `since` touched, and what did so last up to `until`, by path."""
        with self._database.reading() as session:
            return tallies.touches(session, since=since, until=until)


def _amendment(entry: ledger.Entry, history: tuple[ledger.Entry, ...]) -> Amendment:
    earlier = [item for item in history if item.revision < entry.revision]
    last = earlier[-1] if earlier else None
    return Amendment(
        path=entry.path,
        before=last.text if last else None,
        after=entry.text,
        hash=entry.hash,
        lost=last is not None and last.text is None and not last.is_deletion,
    )


def _told(session: Session, revisions: Sequence[Revision]) -> tuple[Told, ...]:
    """Those revisions with what was declared by the time of each."""
    known = {account.handle for account in people.accounts(session)}
    declared: dict[str, list[Declaration]] = {}
    for item in people.declarations(session):
        declared.setdefault(item.handle, []).append(item)
    return tuple(
        Told(
            revision,
            _signer(revision.author, revision, known, declared),
            tuple(_signer(handle, revision, known, declared) for handle in revision.reviewers),
        )
        for revision in revisions
    )


def _signer(
    handle: str, revision: Revision, known: Iterable[str], declared: Mapping[str, Sequence[Declaration]]
) -> Signer:
    """Who it is, with the newest declaration that is not later than the revision."""
    by_then = [item for item in declared.get(handle, ()) if item.time <= revision.time]
    former = tuple(tie for tie in people.ties(by_then, revision.time) if tie.ended)
    return Signer(handle, handle in known, by_then[0] if by_then else None, former)
