"""Checking that the ledger is what it was and that everything derived follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from registry.desk.catalogue import CatalogueSource, Edition
from registry.desk.projecting import Index, rows
from registry.desk.telling import Tell, silent
from registry.errors import ProblemsFound
from registry.store import ledger
from registry.store.chain import faults, recorded
from registry.store.engine import Database
from registry.store.projection.rebuild import Stamp, differences, stamp
from registry.store.schema import missing_guards


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of everything found. `hash` is the head's: two readers who see the same one see the same record."""

    revisions: int
    hash: str | None
    findings: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found that should not be."""
        return not self.findings


def verify(
    database: Database, source: CatalogueSource, *, index: Index | None = None, tell: Tell = silent
) -> Verification:
    """Recompute every hash of the ledger, and compare tables and index with a fresh derivation from it.

    Each finding names the revision, or the table and row, that is not as it must be. Reads only, and sees one
    moment of a database that is in use. What cannot be seen from within is a ledger cut short or rewritten as
    a whole: compare `hash` with one that was kept elsewhere.
    """
    with database.reading() as session:
        head = ledger.head(session)
        tell(f"recomputing the hashes of {head.n if head else 0:,} revisions")
        found = [str(fault) for fault in faults(recorded(session))]
        found += [f"trigger {name} is missing: the ledger can be changed" for name in missing_guards(session)]
        present = stamp(session)
        if head is None:
            return Verification(0, None, (*found, f"{database} holds no ledger; nothing can be verified"))
        found += _stamp_findings(present, head)
        edition, problems = _edition(source, head.n)
        found += problems
        if edition is not None and present == Stamp.of(head.n, head.hash):
            tell("comparing the tables with a fresh derivation")
            found += [f"table {difference}" for difference in differences(session, rows(edition))]
    if edition is not None and index is not None:
        tell("comparing the search index with a fresh derivation")
        found += _index_findings(index, edition)
    return Verification(head.n, head.hash, tuple(found))


def _stamp_findings(present: Stamp | None, head: ledger.Revision) -> list[str]:
    if present is None:
        return ["the tables were never filled; `registry reindex` fills them"]
    if present.revision > head.n:
        return [
            f"the tables reflect revision {present.revision}, but the ledger ends at {head.n}: it was cut short"
        ]
    if present != Stamp.of(head.n, head.hash):
        return [
            f"the tables lag behind revision {head.n}, or another version made them; `registry reindex` renews them"
        ]
    return []


def _edition(source: CatalogueSource, n: int) -> tuple[Edition | None, list[str]]:
    try:
        return source.at(n), []
    except ProblemsFound as error:
        return None, [f"revision {n} does not read as a catalogue: {problem}" for problem in error.problems]


def _index_findings(index: Index, edition: Edition) -> list[str]:
    return [f"index {fault}" for fault in index.faults(edition.catalog, edition.revision.hash)]
