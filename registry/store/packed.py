"""A compressed file read line by line, and what it means where that fails."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from registry.errors import DatabaseError


@contextmanager
def unpacked(path: Path) -> Iterator[gzip.GzipFile]:
    """The file, opened for reading. Raises DatabaseError for one that is damaged, is none of ours or cannot be read."""
    try:
        with gzip.open(path, "rb") as file:
            yield file
    except (
        EOFError,
        zlib.error,
        gzip.BadGzipFile,
        UnicodeDecodeError,
        json.JSONDecodeError,
        RecursionError,
    ) as error:
        raise DatabaseError(f"{path}: the file is damaged or not a backup; nothing was changed") from error
    except OSError as error:
        raise DatabaseError(f"{path}: the backup cannot be read: {error.strerror}") from error
