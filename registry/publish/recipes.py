"""What makes a file, as one hash: it stands in the name of what is kept, so that what other code made is not used."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path


def recipe(files: Iterable[Path], *versions: str) -> str:
    """A hash of what is in some files, in their order, and of the versions of what else is at work."""
    parts = (*(version.encode() for version in versions), *(file.read_bytes() for file in files))
    return sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()
