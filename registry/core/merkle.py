"""The tree over the log's leaves, as RFC 9162 section 2.1 lays it down: roots, proofs, and the checking of proofs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from registry.errors import BadValue

EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves."""


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right): the hash of a node above two others."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, eq=False, slots=True)
class Tree:
    """The hashes of a log's leaves in their order, and above them those of every complete subtree.

    `levels[k][i]` is the hash over the leaves from `i * 2**k` up to `(i + 1) * 2**k`. As no hash among them changes
    when the log grows, every root and proof of every earlier size can be had from the newest tree.
    """

    levels: tuple[tuple[bytes, ...], ...] = ((),)

    @property
    def size(self) -> int:
        """The number of leaves."""
        return len(self.levels[0])

    @property
    def leaves(self) -> tuple[bytes, ...]:
        """The hashes of the leaves."""
        return self.levels[0]

    def grown(self, leaves: Iterable[bytes]) -> Tree:
        """This tree with further leaves, whose hashes are given."""
        levels = [[*level] for level in self.levels]
        levels[0].extend(leaves)
        depth = 0
        while len(levels[depth]) > 1:
            below = levels[depth]
            depth += 1
            if depth == len(levels):
                levels.append([])
            for left in range(2 * len(levels[depth]), len(below) - 1, 2):
                levels[depth].append(node_hash(below[left], below[left + 1]))
        return Tree(tuple(tuple(level) for level in levels))

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` leaves, or over all. Raises BadValue for a size that the log never had."""
        size = self._known(self.size if size is None else size, least=0)
        return self._hash(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """The proof that leaf `index`, counted from 0, is in the tree of `size` leaves. Raises BadValue."""
        self._known(size)
        if not 0 <= index < size:
            raise BadValue(f"a tree of {size} leaves has no leaf {index}")
        return tuple(self._path(index, 0, size))

    def consistency(self, first: int, second: int) -> tuple[bytes, ...]:
        """The proof that the tree of `first` leaves is a prefix of that of `second` leaves. Raises BadValue."""
        if not first <= self._known(second):
            raise BadValue(f"a tree of {first} leaves is no prefix of one of {second}")
        return tuple(self._subproof(self._known(first), 0, second, known=True))

    def _known(self, size: int, *, least: int = 1) -> int:
        if not least <= size <= self.size:
            raise BadValue(f"the log has trees of {least} to {self.size} leaves, none of {size}")
        return size

    def _hash(self, start: int, end: int) -> bytes:
        """The hash over the leaves from `start` to `end`, a stretch that RFC 9162 splits off."""
        size = end - start
        if size & (size - 1) == 0:
            return self.levels[size.bit_length() - 1][start // size]
        middle = start + _split(size)
        return node_hash(self._hash(start, middle), self._hash(middle, end))

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if index < middle:
            return [*self._path(index, start, middle), self._hash(middle, end)]
        return [*self._path(index, middle, end), self._hash(start, middle)]

    def _subproof(self, first: int, start: int, end: int, *, known: bool) -> list[bytes]:
        if first == end:
            return [] if known else [self._hash(start, end)]
        middle = start + _split(end - start)
        if first <= middle:
            return [*self._subproof(first, start, middle, known=known), self._hash(middle, end)]
        return [*self._subproof(first, middle, end, known=False), self._hash(start, middle)]


def is_included(leaf: bytes, index: int, size: int, *, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof shows that the leaf of that hash is leaf `index` of the tree of that size and root."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for other in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(other, found)
            at, last = _up_past_zeros(at, last)
        else:
            found = node_hash(found, other)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(
    first: int, second: int, *, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether a proof shows that the tree of `first` leaves and that root is a prefix of the other one."""
    if first == second:
        return first_root == second_root and not proof
    if not 0 < first < second:
        return False
    path = [first_root, *proof] if first & (first - 1) == 0 else [*proof]
    if not path:
        return False
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(other, old), node_hash(other, new)
            at, last = _up_past_zeros(at, last)
        else:
            new = node_hash(new, other)
        at, last = at >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(size: int) -> int:
    """The largest power of two below a size of at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def _up_past_zeros(at: int, last: int) -> tuple[int, int]:
    """Go up while the node has no neighbour of its own to the right: its hash is carried up as it is."""
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last
