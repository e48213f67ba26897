"""Signing a text with an Ed25519 key as a note, and telling whose key signed one. Where keys lie is keyring.py's."""

from __future__ import annotations

from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from registry.core.checkpoints import Note, Signature, key_id


class Hand(StrEnum):
    """Whose key signed a note: the one in use, one that was in use before, or neither."""

    OWN = "own"
    FORMER = "former"
    FOREIGN = "foreign"


def public_half(signer: Ed25519PrivateKey) -> bytes:
    """The 32 bytes by which others check what the key signs."""
    return signer.public_key().public_bytes_raw()


def signed(text: str, name: str, signer: Ed25519PrivateKey) -> Note:
    """The text as a note with this key's signature under that name. The same each time."""
    return Note(text, (Signature(name, key_id(name, public_half(signer)), signer.sign(text.encode())),))


def is_signed(note: Note, name: str, public_key: bytes) -> bool:
    """Whether a note bears the signature of that key under that name, and the signature is good."""
    signature = note.signature_of(name, key_id(name, public_key))
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature or b"", note.text.encode())
    except InvalidSignature:
        return False
    return True
