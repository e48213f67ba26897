"""A revision as bytes: its canonical leaf, and the hashes of leaves, texts and tombstones. No database."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

SALT_BYTES = 16


class RevisionKind(StrEnum):
    """Why a revision was made: the world changed, we were wrong, or files were read in."""

    UPDATE = "update"
    CORRECTION = "correction"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a revision's hash covers. `changes` maps a path to its text's hash, or to None where it was deleted.

    Hashes are written in lower-case hexadecimal; `time` is RFC 3339 in UTC, to the second.
    """

    n: int
    time: str
    author: str
    reviewer: str | None
    kind: str
    reason: str
    changes: Mapping[str, str | None]
    prev: str | None

    def encode(self) -> bytes:
        """The canonical JSON (RFC 8785) of the leaf."""
        ordered = sorted(self.changes.items())
        return canonical(
            {
                "n": self.n,
                "time": self.time,
                "author": self.author,
                "reviewer": self.reviewer,
                "kind": self.kind,
                "reason": self.reason,
                "changes": [{"path": path, "hash": digest} for path, digest in ordered],
                "prev": self.prev,
            }
        )


def canonical(value: object) -> bytes:
    """The canonical JSON (RFC 8785) of a value made of strings, whole numbers, None, lists and mappings.

    Raises TypeError for any other value and UnicodeEncodeError for a lone surrogate, which has no UTF-8 form.
    """
    text = json.dumps(_ordered(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8")


def leaf_hash(leaf: bytes) -> str:
    """SHA-256(0x00 ‖ leaf), as RFC 9162 hashes the leaves of a tree."""
    return sha256(b"\x00" + leaf).hexdigest()


def is_hash(text: str) -> bool:
    """Whether the text is a SHA-256 as leaves write it."""
    return re.fullmatch("[0-9a-f]{64}", text) is not None


def text_hash(text: str, *, salt: bytes) -> str:
    """SHA-256(salt ‖ the text's UTF-8 bytes)."""
    return sha256(salt + text.encode("utf-8")).hexdigest()


def removal_hash(*, revision: int, path: str, digest: str | None, time: str, actor: str, ordered: str) -> str:
    """SHA-256 of the canonical JSON that says which text was removed, when, by whom and on what order."""
    said = {
        "revision": revision,
        "path": path,
        "hash": digest,
        "time": time,
        "actor": actor,
        "ordered": ordered,
    }
    return sha256(canonical(said)).hexdigest()


def written(moment: datetime) -> str:
    """A moment as leaves write it: RFC 3339, UTC, to the second. Raises ValueError for a naive one."""
    if moment.utcoffset() is None:
        raise ValueError("a moment without a time zone cannot be recorded")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(text: str) -> datetime:
    """The moment that `written` wrote. Raises ValueError for any other text."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _ordered(value: object) -> object:
    """The value with every mapping's keys in the order of their UTF-16 code units, as RFC 8785 asks."""
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return {key: _ordered(value[key]) for key in keys}
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if value is None or isinstance(value, str) or (type(value) is int and abs(value) < 2**53):
        return value
    raise TypeError(f"{type(value).__name__} has no place in a leaf")
