"""Files of keys: read only where their owner alone can get at them, and every hindrance told in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from registry.errors import DatabaseError

KEY_BYTES = 32


def key_of(path: Path) -> bytes:
    """The key that a file holds. Raises DatabaseError for one that others can read, and for what is no key."""
    refuse_readable(path)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise DatabaseError(f"{path}: this is not a key; bring it back as it was, from where you keep it")
    return key


def refuse_readable(path: Path) -> None:
    """Raise DatabaseError where others than its owner can get at a file or folder."""
    mode = path.stat().st_mode
    if mode & 0o077:
        own = "0700" if path.is_dir() else "0600"
        raise DatabaseError(
            f"{path}: others than its owner can get at it (its mode is {mode & 0o777:04o}); nothing is read from it. "
            f"If nobody has, give it mode {own}; else it takes new keys: docs/operating.md says how"
        )


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Tell in words what the system refuses meanwhile, as DatabaseError."""
    try:
        yield
    except OSError as error:
        raise DatabaseError(f"{path}: the keys cannot be used: {error.strerror}") from error
