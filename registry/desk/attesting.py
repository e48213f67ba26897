"""The public log of a ledger: its tree, checkpoints signed with the installation's key, proofs, and the entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from registry.core.checkpoints import Note, proof_text
from registry.core.merkle import Tree
from registry.core.seals import Claim, digest_of
from registry.errors import BadValue, DatabaseError
from registry.store import ledger
from registry.store.archive import Imprint, line_of
from registry.store.chain import recorded
from registry.store.engine import Database, Session
from registry.store.keyring import Keyring
from registry.store.leaf import is_hash
from registry.store.notes import Hand
from registry.store.removals import Removal, all_removals

__all__ = ["Consistency", "Entries", "Inclusion", "PublicLog", "Removal"]

MOST_ENTRIES = 50
"""Revisions given at a time."""

MOST_CHARACTERS = 2_000_000
"""Characters of texts after which no further revision is given; one is given whatever its size."""

MOST_NOTES = 100
"""Signed notes kept in memory."""


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The proof that a revision is in the log of a size: revision `n` is leaf `n - 1`."""

    n: int
    size: int
    leaf: bytes
    root: bytes
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Consistency:
    """The proof that the log of one size is a prefix of that of another."""

    first: int
    second: int
    first_root: bytes
    second_root: bytes
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """Some revisions as the archive's lines have them, the log's size, and where the next ones begin, if any do."""

    size: int
    lines: tuple[dict[str, object], ...]
    following: int | None


class PublicLog:
    """The log of one ledger under its name. Threads may share one."""

    def __init__(self, database: Database, keyring: Keyring, name: str) -> None:
        self.name = name
        self._database = database
        self._keyring = keyring
        self._lock = Lock()
        self._tree = Tree()
        self._notes: dict[tuple[int, bytes], str] = {}
        self._attested: Tree | None = None

    def tree(self, *, n: int | None = None, digest: str = "") -> Tree:
        """The tree of the ledger as it is, or one that has revision `n` of that hash, which costs no question.

        Raises DatabaseError for a ledger in which a revision is missing.
        """
        tree = self._tree
        if n and n <= tree.size and tree.leaves[n - 1].hex() == digest:
            return tree
        with self._lock, self._database.reading() as session:
            found = _grown(session, self._tree)
            if found.leaves != self._tree.leaves:
                self._tree = found
            return self._tree

    def checkpoint(self, size: int | None = None) -> str:
        """The signed note of the checkpoint of that many revisions, or of all.

        Raises BadValue for a size that the log has not, and DatabaseError, naming what is wrong, where the ledger
        is not the one that was signed before: then nothing is signed.
        """
        tree = self._reaching(size)
        size = tree.size if size is None else size
        if tree.size == 0:
            raise DatabaseError("the log is empty; there is nothing to sign")
        if not 1 <= size <= tree.size:
            raise BadValue(f"the log has checkpoints of 1 to {tree.size} revisions, none of {size}")
        key = size, tree.root(size)
        note = self._notes.get(key)
        if note is None:
            note = self._signed(size)
            with self._lock:
                kept = [*self._notes.items()][-MOST_NOTES:]
                self._notes = {**dict(kept), key: note}
        return note

    def key(self) -> str:
        """The verifier key: the string by which others check signatures."""
        return self._keyring.verifier_key(self.name)

    def imprint(self, size: int) -> Imprint:
        """What stands in an archive of that many revisions for its readers to check."""
        return Imprint(self.checkpoint(size), self.key())

    def inclusion(self, n: int, size: int | None = None) -> Inclusion:
        """The proof that revision `n` is in the log of `size` revisions, or of all. Raises BadValue."""
        tree = self._reaching(size)
        size = tree.size if size is None else size
        if not 1 <= n <= size <= tree.size:
            raise BadValue(f"the log of {size} revisions has no revision {n}; it has {tree.size} by now")
        return Inclusion(n, size, tree.leaves[n - 1], tree.root(size), tree.inclusion(n - 1, size))

    def consistency(self, first: int, second: int | None = None) -> Consistency:
        """The proof that the log of `first` revisions is a prefix of that of `second`, or of all. Raises BadValue."""
        tree = self._reaching(second)
        second = tree.size if second is None else second
        if not 1 <= first <= second <= tree.size:
            raise BadValue(
                f"{first} and {second} are not two sizes of a log that has {tree.size} revisions by now"
            )
        proof = tree.consistency(first, second)
        return Consistency(first, second, tree.root(first), tree.root(second), proof)

    def entries(self, start: int = 1, end: int | None = None) -> Entries:
        """Revisions from `start` up to `end` or as many as are given at a time. Raises BadValue."""
        self.tree()
        with self._database.reading() as session:
            size = ledger.head_number(session)
            last = min(size, start + MOST_ENTRIES - 1, size if end is None else end)
            if not 1 <= start <= last:
                raise BadValue(f"the log has revisions 1 to {size}; ask for some of them with start and end")
            lines: list[dict[str, object]] = []
            weight = 0
            for found in recorded(session, start=start, end=last):
                weight += sum(len(entry["text"] or "") for entry in found.entries)
                if lines and weight > MOST_CHARACTERS:
                    break
                lines.append(line_of(found))
        following = start + len(lines)
        return Entries(size, tuple(lines), following if following <= size else None)

    def proof(self, n: int, size: int) -> str:
        """The proof that revision `n` is in the log of `size` revisions, with the checkpoint of that, as one text."""
        return proof_text(n - 1, self.inclusion(n, size).proof, self.checkpoint(size))

    def vouch(self, body: bytes, *, revision: int, digest: str) -> str:
        """The signed note that these bytes were published from a revision of that hash.

        Raises DatabaseError where that revision is not on record here, or there is no key to sign with.
        """
        if not self.has(revision, digest):
            raise DatabaseError(
                f"revision {revision} of that hash is not on record; nothing is published from it"
            )
        return self._keyring.vouch(Claim(self.name, revision, digest, digest_of(body)))

    def has(self, n: int, digest: str) -> bool:
        """Whether the log has revision `n` of that hash."""
        tree = self.tree(n=n, digest=digest)
        return 1 <= n <= tree.size and tree.leaves[n - 1].hex() == digest

    def hand(self, note: Note) -> Hand:
        """Whose key signed a note in the name of this log."""
        return self._keyring.signed_with(note, self.name)

    def recorded(self, n: int) -> datetime:
        """When a revision was recorded. Raises NotFound."""
        with self._database.reading() as session:
            return ledger.revision(session, n).time

    def numbered(self, digest: str) -> int | None:
        """The revision whose hash begins so, or None where there is none, or more than one."""
        found = [n for n, leaf in enumerate(self.tree().leaves, 1) if leaf.hex().startswith(digest)]
        return found[0] if len(found) == 1 else None

    def latest(self, count: int) -> tuple[tuple[ledger.Revision, str], ...]:
        """The newest revisions, newest first, each with the signed note of the log that ends with it."""
        with self._database.reading() as session:
            found = ledger.revisions(session, limit=count)
        return tuple((revision, self.checkpoint(revision.n)) for revision in found)

    def removals(self) -> tuple[Removal, ...]:
        """Every text that was removed by law, newest first."""
        with self._database.reading() as session:
            return all_removals(session)

    def keep_up(self, n: int, digest: str) -> Tree:
        """The tree that has revision `n` of that hash; a head that this process sees for the first time is signed.

        Raises DatabaseError, once for each head, where it cannot be signed.
        """
        tree = self.tree(n=n, digest=digest)
        if tree is not self._attested:
            self._attested = tree
            self.checkpoint(tree.size)
        return tree

    def _signed(self, size: int) -> str:
        """The note, made anew over the newest tree: another process may have signed a longer log than known here.

        It may even do so after the tree was read, while the key is waited for: then the tree is read once more.
        """
        tree = self.tree()
        try:
            return self._keyring.sign(tree, self.name, size)
        except DatabaseError:
            newer = self.tree()
            if newer is tree:
                raise
            return self._keyring.sign(newer, self.name, size)

    def _reaching(self, size: int | None) -> Tree:
        """The tree as it is, asking the database only where it must be."""
        if size is not None and 0 < size <= self._tree.size:
            return self._tree
        return self.tree()


def _grown(session: Session, tree: Tree) -> Tree:
    """The tree of the ledger's leaves, grown from the one known where that is a beginning of it."""
    known = ledger.leaves(session, after=tree.size - 1) if tree.size else ()
    if tree.size and known and known[0] == (tree.size, tree.leaves[-1].hex()):
        found, start = known[1:], tree
    else:
        found, start = ledger.leaves(session), Tree()
    for place, (n, digest) in enumerate(found, start.size + 1):
        if n != place or not is_hash(digest):
            what = "has no hash" if n == place else "is missing from the ledger"
            raise DatabaseError(f"revision {place} {what}; `registry verify` tells more")
    return start.grown(bytes.fromhex(digest) for _, digest in found)
