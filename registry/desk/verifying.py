"""Checking that the ledger is what it was and that everything derived follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from registry.core.checkpoints import Checkpoint, Note, Seal
from registry.core.merkle import Tree
from registry.desk.catalogue import CatalogueSource, Edition
from registry.desk.projecting import Index, rows
from registry.desk.telling import Tell, silent
from registry.errors import BadValue, DatabaseError, ProblemsFound
from registry.store import ledger
from registry.store.chain import faults, recorded
from registry.store.engine import Database, Session
from registry.store.keyring import Keyring
from registry.store.leaf import is_hash
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
    database: Database,
    source: CatalogueSource,
    *,
    index: Index | None = None,
    keyring: Keyring | None = None,
    kept: Mapping[str, str] | None = None,
    tell: Tell = silent,
) -> Verification:
    """Recompute every hash of the ledger, and compare tables and index with a fresh derivation from it.

    Each finding names the revision, or the table and row, that is not as it must be. Reads only, and sees one
    moment of a database that is in use. A ledger cut short, put back or rewritten as a whole fits itself: it is
    found by what the log's key has signed last, and by signed checkpoints that were `kept` elsewhere, by name.
    """
    sealed, unreadable = _sealed(keyring)  # first: what is signed from now on is of revisions not looked at
    with database.reading() as session:
        head = ledger.head(session)
        tell(f"recomputing the hashes of {head.n if head else 0:,} revisions")
        found = [str(fault) for fault in faults(recorded(session))]
        found += [f"trigger {name} is missing: the ledger can be changed" for name in missing_guards(session)]
        present = stamp(session)
        tree = Tree().grown(bytes.fromhex(digest) for _, digest in _leaves(session))
        fault = sealed.fault(tree) if sealed else None
        found += [*unreadable, *filter(None, [fault]), *_kept_findings(tree, kept or {})]
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


def _leaves(session: Session) -> list[tuple[int, str]]:
    """The leaves as far as they are hashes; one that is not is a fault of the chain, and found there."""
    return [(n, digest if is_hash(digest) else "") for n, digest in ledger.leaves(session)]


def _sealed(keyring: Keyring | None) -> tuple[Seal | None, list[str]]:
    """What the log's key has signed last, or why that cannot be told."""
    try:
        return (keyring.sealed() if keyring else None), []
    except DatabaseError as error:
        return None, [str(error)]


def _kept_findings(tree: Tree, kept: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the ledger by signed checkpoints that somebody kept."""
    for name, text in kept.items():
        try:
            fault = Seal(Checkpoint.parse(Note.parse(text).text)).fault(tree)
        except BadValue as error:
            fault = str(error)
        if fault:
            yield f"{name}: {fault}"


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
