"""A log's checkpoints as text: what a signature covers, the signed note around it, and keys by name.

The forms are those of C2SP: tlog-checkpoint.md, signed-note.md, tlog-proof.md. Signing is done where the key is.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from registry.core.merkle import Tree
from registry.errors import BadValue

ED25519 = b"\x01"
"""The algorithm's number in key ids and verifier keys."""

MAX_NOTE = 10_000
"""The longest note that is read, in characters."""

_KEY_ID = 4
_NAME = re.compile(r"[^\s+]+")
_SIGNATURE = re.compile(r"— (\S+) (\S+)")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: its name, how many leaves it has, and the root of the tree over them."""

    origin: str
    size: int
    root: bytes

    def encode(self) -> str:
        """The text that is signed: three lines."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the text that `encode` writes; lines after the third are passed over. Raises BadValue."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise BadValue("a checkpoint is three lines: the log's name, its size and its root")
        origin, size, root = lines[:3]
        if not re.fullmatch(r"0|[1-9][0-9]{0,14}", size):
            raise BadValue(f"{size[:40]!r} is not the size of a log")
        return cls(usable_name(origin), int(size), _hash(root))


@dataclass(frozen=True, slots=True)
class Seal:
    """A checkpoint that was signed, and the hashes of the leaves under it where they are known."""

    checkpoint: Checkpoint
    leaves: tuple[bytes, ...] = ()

    def fault(self, tree: Tree) -> str | None:
        """How a ledger's tree is not the one that was signed, or one grown from it; None where it is.

        Names the first revision that differs, as far as the leaves tell it.
        """
        size, signed = self.checkpoint.size, f"the checkpoint of revision {self.checkpoint.size}"
        both = enumerate(zip(self.leaves, tree.leaves, strict=False), 1)
        other = next((n for n, (own, found) in both if own != found), None)
        if other is not None:
            return f"revision {other} is another one than {signed} was signed over: the ledger was rewritten from there"
        if size > tree.size:
            missing = (
                f"revisions {tree.size + 1} to {size} are" if size > tree.size + 1 else f"revision {size} is"
            )
            return f"the ledger ends at revision {tree.size}, but {signed} was signed: {missing} missing"
        if tree.root(size) != self.checkpoint.root:
            stretch = f"revisions 1 to {size} are" if size > 1 else "revision 1 is"
            return f"{stretch} not what {signed} was signed over: the ledger was rewritten"
        return None


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature under a note: whose, the id of the key, and the signature's own bytes."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text, ending with a line end, and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...]

    def encode(self) -> str:
        """The signed note: the text, an empty line, a line for each signature."""
        lines = (
            f"— {item.name} {b64encode(item.key_id + item.signature).decode()}\n" for item in self.signatures
        )
        return f"{self.text}\n{''.join(lines)}"

    @classmethod
    def parse(cls, text: str) -> Note:
        """Read what `encode` writes. Raises BadValue."""
        if len(text) > MAX_NOTE:
            raise BadValue(f"a signed note has at most {MAX_NOTE} characters")
        body, found, signed = text.rpartition("\n\n")
        if not found or not body or not signed.endswith("\n"):
            raise BadValue("a signed note is a text, an empty line, and lines of signatures")
        return cls(f"{body}\n", tuple(_signature(line) for line in signed[:-1].split("\n")))

    def signature_of(self, name: str, key_id: bytes) -> bytes | None:
        """The signature by the key of that name and id, or None where there is none."""
        found = (item.signature for item in self.signatures if (item.name, item.key_id) == (name, key_id))
        return next(found, None)


def proof_text(index: int, proof: Sequence[bytes], checkpoint: str) -> str:
    """The proof that leaf `index` is in the log of a signed checkpoint, with that checkpoint, as one text."""
    hashes = "".join(f"{b64encode(digest).decode()}\n" for digest in proof)
    return f"c2sp.org/tlog-proof@v1\nindex {index}\n{hashes}\n{checkpoint}"


def usable_name(name: str) -> str:
    """The name, if it can stand in a note and in a verifier key. Raises BadValue for one with spaces or a plus."""
    if not _NAME.fullmatch(name) or not name.isprintable():
        raise BadValue(f"{name[:60]!r} cannot name a log; a name has neither spaces nor '+'")
    return name


def key_id(name: str, public_key: bytes) -> bytes:
    """The four bytes by which a note's signature line refers to an Ed25519 key of that name."""
    return sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:_KEY_ID]


def verifier_key(name: str, public_key: bytes) -> str:
    """The string by which others know the key: name, id and key."""
    encoded = b64encode(ED25519 + public_key).decode()
    return f"{usable_name(name)}+{key_id(name, public_key).hex()}+{encoded}"


def parse_verifier_key(text: str) -> tuple[str, bytes]:
    """The name and the public key that a verifier key holds. Raises BadValue where its parts do not agree."""
    name, _, rest = text.strip().partition("+")
    identity, _, encoded = rest.partition("+")
    key = _bytes(encoded, "a key")
    if len(key) != 33 or key[:1] != ED25519 or key_id(name, key[1:]).hex() != identity:
        raise BadValue(f"{text[:120]!r} is not the verifier key of a log")
    return usable_name(name), key[1:]


def _signature(line: str) -> Signature:
    found = _SIGNATURE.fullmatch(line)
    raw = _bytes(found[2], "a signature") if found else b""
    if not found or len(raw) <= _KEY_ID:
        raise BadValue(f"{line[:80]!r} is not the line of a signature")
    return Signature(found[1], raw[:_KEY_ID], raw[_KEY_ID:])


def _hash(text: str) -> bytes:
    root = _bytes(text, "the root of a tree")
    if len(root) != 32:
        raise BadValue(f"{text[:60]!r} is not the root of a tree")
    return root


def _bytes(text: str, what: str) -> bytes:
    """The bytes of a base64 text that is written in the one way that base64 has for them."""
    try:
        raw = b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        raw = b""
    if not raw or b64encode(raw).decode() != text:
        raise BadValue(f"{text[:60]!r} is not {what}")
    return raw
