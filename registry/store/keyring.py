"""The keys of an installation: the log's signing key and what it has signed last, and the secret for everything else.

They lie in files that their owner alone can read, outside the database and its backups. What is signed is remembered
beside the key, so that no tree is ever signed that does not begin with the one signed before.
"""

from __future__ import annotations

import fcntl
import hmac
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from registry.core.checkpoints import Checkpoint, Note, Seal, verifier_key
from registry.core.merkle import Tree
from registry.core.seals import Claim
from registry.errors import BadValue, DatabaseError
from registry.store.keyfiles import KEY_BYTES, explained, key_of, refuse_readable
from registry.store.notes import Hand, is_signed, public_half, signed

LEAST_SECRET = 32
"""The fewest characters of a secret that is given by hand."""

_NONCE = 12
_FORM = b"\x01"
"""What encrypted bytes begin with, and are bound to, so that another cipher can follow this one."""

_LINE = 65
"""Bytes of a line in the file of signed leaves: a hash in hexadecimal and a line end."""


class Keyring:
    """The keys in one folder, made when they are first needed. Threads and processes may share it.

    Raises DatabaseError, from whatever needs a key, for a file or folder that others than its owner can read, and
    for one that cannot be used; at once, for a given secret that is too short.
    """

    def __init__(self, folder: Path, secret: str = "") -> None:
        if secret and len(secret) < LEAST_SECRET:
            raise DatabaseError(
                f"REGISTRY_SECRET_KEY has {len(secret)} characters; give it at least {LEAST_SECRET} random ones, or "
                f"none, and one is made in {folder}"
            )
        self._folder = folder
        self._given = secret.encode("utf-8", "surrogateescape")
        self._keys: dict[str, bytes] = {}

    def encrypt(self, data: bytes) -> bytes:
        """The bytes, readable with this installation's secret alone."""
        nonce = secrets.token_bytes(_NONCE)
        return _FORM + nonce + AESGCM(self._derived("encryption")).encrypt(nonce, data, _FORM)

    def decrypt(self, data: bytes) -> bytes:
        """What was encrypted. Raises DatabaseError for bytes that were altered or that another secret encrypted."""
        form, nonce, sealed = data[:1], data[1 : 1 + _NONCE], data[1 + _NONCE :]
        try:
            return AESGCM(self._derived("encryption")).decrypt(nonce, sealed, form)
        except (InvalidTag, ValueError):
            raise DatabaseError(
                "a value was encrypted with another secret than the one in use, or altered; bring back the file "
                "'secret' of the keys, or REGISTRY_SECRET_KEY, as it was"
            ) from None

    def digest(self, label: str, data: bytes) -> bytes:
        """A keyed fingerprint of 32 bytes: the same for the same label and data, and to others without a meaning."""
        return hmac.digest(self._derived("digest"), label.encode() + b"\0" + data, "sha256")

    def public_key(self) -> bytes:
        """The public half of the key that signs the log."""
        with self._locked():
            return public_half(self._signer())

    def verifier_key(self, origin: str) -> str:
        """The string by which others know the key of the log of that name."""
        return verifier_key(origin, self.public_key())

    def sign(self, tree: Tree, origin: str, size: int | None = None) -> str:
        """The signed note of the log's first `size` leaves, or of all.

        What the log has become is remembered before anything is handed out. Raises DatabaseError, and signs
        nothing, where the tree does not begin with the one that was signed last: no key may vouch for two
        histories.
        """
        checkpoint = Checkpoint(origin, tree.size if size is None else size, tree.root(size))
        with self._locked():
            signer = self._signer()
            last = self._last(signer)
            if last is not None:
                self._refuse_another(last, tree, origin)
            if last is None or last.size < tree.size:
                self._remember(tree, last.size if last else 0, origin, signer)
        return _signed(checkpoint, signer).encode()

    def vouch(self, claim: Claim) -> str:
        """The signed note that a file of these bytes was published."""
        with self._locked():
            return signed(claim.encode(), claim.origin, self._signer()).encode()

    def signed_with(self, note: Note, origin: str) -> Hand:
        """Whose key signed a note in the name of that log: the one in use, one that was in use before, or neither."""
        with self._locked():
            own, former = public_half(self._signer()), self._former()
        if is_signed(note, origin, own):
            return Hand.OWN
        return Hand.FORMER if any(is_signed(note, origin, key) for key in former) else Hand.FOREIGN

    def sealed(self) -> Seal | None:
        """What was signed last, with the leaves under it as far as they are known; None where nothing was."""
        with explained(self._folder):
            if not (self._folder / "sealed").exists():
                return None
        with self._locked():
            last = self._last(self._signer())
            return None if last is None else self._seal(last)

    def renew(self) -> str:
        """Give the log a new key. Hands out what was signed last, signed now by the new key and by the old one.

        With this note the old key vouches for the new one; where the old one is lost, the new one stands alone. Empty
        where nothing was signed yet. Killed in the middle, the log has one key or the other, and this is done again.
        """
        with self._locked():
            old = self._signer() if (self._folder / "log.key").exists() else None
            if not (self._folder / "next.key").exists():
                self._make("next.key")
            new = _signer_of(self._folder / "next.key")
            last = self._last(old)
            note = Note("", ())
            if last is not None:
                signatures = [_signed(last, key).signatures[0] for key in (old, new) if key is not None]
                note = Note(last.encode(), tuple(signatures))
                self._write("sealed", note.encode().encode())
            if old is not None:
                known = {*self._former(), public_half(old)}
                self._write("former", "".join(f"{key.hex()}\n" for key in sorted(known)).encode())
            self._write("log.key", (self._folder / "next.key").read_bytes())
            (self._folder / "next.key").unlink()
        return note.encode() if last is not None else ""

    def _former(self) -> frozenset[bytes]:
        """The public halves of the keys that signed before this one, as far as they were there to be renewed."""
        path = self._folder / "former"
        return (
            frozenset(map(bytes.fromhex, path.read_text("ascii").split())) if path.exists() else frozenset()
        )

    def _last(self, signer: Ed25519PrivateKey | None) -> Checkpoint | None:
        """The checkpoint that was signed last, having checked that this key did, if it is still there."""
        path = self._folder / "sealed"
        if not path.exists():
            return None
        refuse_readable(path)
        checkpoint = None
        try:
            note = Note.parse(path.read_text(encoding="utf-8"))
            checkpoint = Checkpoint.parse(note.text)
        except (BadValue, UnicodeDecodeError):
            note = Note("", ())
        if checkpoint is None or (signer and not is_signed(note, checkpoint.origin, public_half(signer))):
            raise DatabaseError(
                f"{path}: the log's key has not signed this; nothing will be signed until it is as it was, or "
                "new keys have been made: docs/operating.md says how"
            )
        return checkpoint

    def _refuse_another(self, last: Checkpoint, tree: Tree, origin: str) -> None:
        if last.origin != origin:
            raise DatabaseError(
                f"the log was signed under the name {last.origin!r}, and is now to be called {origin!r}; set "
                f"REGISTRY_ORIGIN={last.origin}: a log keeps its name"
            )
        if last.size > tree.size or tree.root(last.size) != last.root:
            raise DatabaseError(f"{self._seal(last).fault(tree)}; nothing was signed")

    def _remember(self, tree: Tree, known: int, origin: str, signer: Ed25519PrivateKey) -> None:
        """Write down the tree: first its leaves, then the checkpoint that makes them count."""
        path = self._folder / "leaves"
        if path.exists() and path.stat().st_size >= known * _LINE:
            with path.open("r+b") as file:
                file.truncate(known * _LINE)
                file.seek(known * _LINE)
                file.write(_lines(tree.leaves[known:]))
                file.flush()
                os.fsync(file.fileno())
        else:
            self._write("leaves", _lines(tree.leaves))
        note = _signed(Checkpoint(origin, tree.size, tree.root()), signer)
        self._write("sealed", note.encode().encode())

    def _seal(self, last: Checkpoint) -> Seal:
        """What was signed last, with its leaves where the file of them has not suffered."""
        try:
            lines = (self._folder / "leaves").read_bytes()[: last.size * _LINE].decode("ascii").split()
            leaves = tuple(bytes.fromhex(line) for line in lines)
        except (OSError, ValueError):
            leaves = ()
        whole = len(leaves) == last.size and Tree().grown(leaves).root() == last.root
        return Seal(last, leaves if whole else ())

    def _derived(self, purpose: str) -> bytes:
        """The key for one purpose, made of the secret; to know one is to know no other."""
        if purpose not in self._keys:
            secret = self._given or self._secret()
            info = f"lab-safety-registry {purpose}".encode()
            self._keys[purpose] = HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(secret)
        return self._keys[purpose]

    def _secret(self) -> bytes:
        with self._locked():
            if not (self._folder / "secret").exists():
                self._make("secret")
            return key_of(self._folder / "secret")

    def _signer(self) -> Ed25519PrivateKey:
        """The log's key, made at first need. It is read each time, so that every process has a new one at once."""
        path = self._folder / "log.key"
        if not path.exists():
            if (self._folder / "sealed").exists():
                raise DatabaseError(
                    f"{path}: the key that signed the log is gone; bring it back from where you keep it. If it is lost "
                    "for good, docs/operating.md says how the log goes on"
                )
            self._make("log.key")
        return _signer_of(path)

    def _make(self, name: str) -> None:
        self._write(name, secrets.token_hex(KEY_BYTES).encode() + b"\n")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the folder, made if need be, against every other thread and process."""
        with explained(self._folder):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            refuse_readable(self._folder)
            lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
            finally:
                os.close(lock)

    def _write(self, name: str, content: bytes) -> None:
        """Put a file in its place once all of it is on disk. Only who holds the folder may."""
        part = self._folder / f".{name}.part"
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._folder / name)
        folder = os.open(self._folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _signed(checkpoint: Checkpoint, signer: Ed25519PrivateKey) -> Note:
    return signed(checkpoint.encode(), checkpoint.origin, signer)


def _signer_of(path: Path) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(key_of(path))


def _lines(leaves: Sequence[bytes]) -> bytes:
    return b"".join(leaf.hex().encode() + b"\n" for leaf in leaves)
