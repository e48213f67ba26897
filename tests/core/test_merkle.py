"""The log's tree is that of RFC 9162: checked against its definition, published vectors, and altered proofs."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.merkle import EMPTY_ROOT, Tree, is_consistent, is_included
from registry.errors import BadValue

# The eight leaves that implementations of certificate transparency have in their tests, and the roots over the first
# one, two, … eight of them.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def hashed(leaf: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\x00" + leaf).digest()


def defined(leaves: list[bytes]) -> bytes:
    """The root by section 2.1.1 of the RFC, word for word, from leaves that are hashed already."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + defined(leaves[:split]) + defined(leaves[split:])).digest()


def leaves_of(size: int) -> list[bytes]:
    """Leaves that differ, hashed."""
    return [hashed(str(number).encode()) for number in range(size)]


def test_roots_are_the_published_ones() -> None:
    """The roots over one to eight known leaves, and the first proofs, worked out by hand from them."""
    leaves = [hashed(bytes.fromhex(leaf)) for leaf in LEAVES]
    tree = Tree().grown(leaves)
    assert [tree.root(size).hex() for size in range(1, 9)] == ROOTS
    pair = sha256(b"\x01" + leaves[2] + leaves[3]).digest()
    assert tree.inclusion(0, 1) == ()
    assert tree.inclusion(0, 4) == (leaves[1], pair)
    assert tree.inclusion(2, 3) == (bytes.fromhex(ROOTS[1]),)
    assert tree.consistency(2, 4) == (pair,)
    assert tree.consistency(3, 4) == (leaves[2], leaves[3], bytes.fromhex(ROOTS[1]))


def test_an_empty_tree_has_the_root_of_nothing() -> None:
    """Its root is the hash of no bytes, and it proves nothing."""
    assert Tree().root() == EMPTY_ROOT == sha256(b"").digest()
    with pytest.raises(BadValue):
        Tree().inclusion(0, 0)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=70), st.data())
def test_every_root_is_the_one_defined(leaves: list[bytes], data: st.DataObject) -> None:
    """Of every size that the log ever had, however it grew."""
    tree = Tree()
    rest = leaves
    while rest:
        step = data.draw(st.integers(1, len(rest)))
        tree, rest = tree.grown(rest[:step]), rest[step:]
    assert tree.leaves == tuple(leaves)
    assert [tree.root(size) for size in range(len(leaves) + 1)] == [
        defined(leaves[:size]) for size in range(len(leaves) + 1)
    ]


def test_every_proof_verifies() -> None:
    """Of every leaf in the tree of every size, and between any two sizes, up to 40."""
    tree = Tree().grown(leaves_of(40))
    for size in range(1, 41):
        root = tree.root(size)
        for index in range(size):
            proof = tree.inclusion(index, size)
            assert is_included(tree.leaves[index], index, size, proof=proof, root=root)
            assert len(proof) <= size.bit_length()
        for first in range(1, size + 1):
            proof = tree.consistency(first, size)
            assert is_consistent(first, size, first_root=tree.root(first), second_root=root, proof=proof)


@given(st.data())
def test_no_altered_inclusion_proof_verifies(data: st.DataObject) -> None:
    """Another leaf, place, size, root, a bit of the proof, or one step more or less: each is noticed."""
    size = data.draw(st.integers(1, 200))
    index = data.draw(st.integers(0, size - 1))
    tree = Tree().grown(leaves_of(size))
    proof, root, leaf = tree.inclusion(index, size), tree.root(), tree.leaves[index]
    assert is_included(leaf, index, size, proof=proof, root=root)
    for altered in without_one(data, proof):
        assert not is_included(leaf, index, size, proof=altered, root=root)
    assert not is_included(flipped(data, leaf), index, size, proof=proof, root=root)
    assert not is_included(leaf, index, size, proof=proof, root=flipped(data, root))
    other = data.draw(st.integers(-2, size + 2).filter(lambda found: found != index))
    assert not is_included(leaf, other, size, proof=proof, root=root)


@given(st.data())
def test_no_altered_consistency_proof_verifies(data: st.DataObject) -> None:
    """Another root on either side, a bit of the proof, one step more or less, or other sizes: each is noticed."""
    second = data.draw(st.integers(2, 200))
    first = data.draw(st.integers(1, second))
    tree = Tree().grown(leaves_of(second))
    old, new, proof = tree.root(first), tree.root(), tree.consistency(first, second)
    assert is_consistent(first, second, first_root=old, second_root=new, proof=proof)
    for altered in without_one(data, proof):
        assert not is_consistent(first, second, first_root=old, second_root=new, proof=altered)
    assert not is_consistent(first, second, first_root=flipped(data, old), second_root=new, proof=proof)
    assert not is_consistent(first, second, first_root=old, second_root=flipped(data, new), proof=proof)
    assert not is_consistent(0, second, first_root=EMPTY_ROOT, second_root=new, proof=())
    assert not is_consistent(second + 1, second, first_root=new, second_root=new, proof=proof)


@given(st.data())
def test_a_fork_cannot_be_proved_consistent(data: st.DataObject) -> None:
    """Where the first leaves are others, the proof that the other log gives for itself does not verify."""
    second = data.draw(st.integers(2, 100))
    first = data.draw(st.integers(1, second - 1))
    ours = leaves_of(second)
    forked = [*ours]
    place = data.draw(st.integers(0, first - 1))
    forked[place] = flipped(data, ours[place])
    tree, other = Tree().grown(ours), Tree().grown(forked)
    for proof in (other.consistency(first, second), tree.consistency(first, second)):
        assert not is_consistent(
            first, second, first_root=tree.root(first), second_root=other.root(), proof=proof
        )


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3), (3, 6), (-1, 2), (6, 6)])
def test_proofs_of_what_never_was_are_refused(first: int, second: int) -> None:
    """A size that the log has not reached, none at all, or the wrong way round."""
    with pytest.raises(BadValue):
        Tree().grown(leaves_of(5)).consistency(first, second)


def without_one(data: st.DataObject, proof: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    """The proof with a step too many, and, where it has steps, with one altered, one left out, and two exchanged."""
    altered: list[tuple[bytes, ...]] = [(*proof, bytes(32)), (bytes(32), *proof)]
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        altered.append((*proof[:place], flipped(data, proof[place]), *proof[place + 1 :]))
        altered.append((*proof[:place], *proof[place + 1 :]))
    if len(proof) > 1:
        altered.append((proof[1], proof[0], *proof[2:]))
    return altered


def flipped(data: st.DataObject, value: bytes) -> bytes:
    """The bytes with one bit turned over."""
    bit = data.draw(st.integers(0, len(value) * 8 - 1))
    return (int.from_bytes(value, "big") ^ (1 << bit)).to_bytes(len(value), "big")
