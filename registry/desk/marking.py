"""Marking a finished copy of the site: of what it is, and the hash of each file, to be compared with later."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from registry.errors import BadValue

MARK = "copy.json"
"""The file that tells a copy of the site from any other folder: what it is a copy of."""

SUMS = "SHA256SUMS.txt"
"""The hash of every other file of a copy, as `sha256sum -c` reads it."""

SEAL = "SHA256SUMS.seal.txt"
"""The log's signed word that it published that list; not there where the log could not vouch for it."""

_LISTED = re.compile(r"([0-9a-f]{64})  (.+)")


@dataclass(frozen=True, slots=True)
class Compared:
    """How the files of a copy differ from its list: by their paths in it."""

    changed: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]
    same: int

    @property
    def differing(self) -> tuple[str, ...]:
        """All that are not as they are listed."""
        return tuple(sorted(self.changed + self.missing + self.added))


def mark(folder: Path, about: Mapping[str, object], *, vouch: Callable[[bytes], str] | None = None) -> None:
    """Write what a finished copy is of, the SHA-256 of each of its files, and what `vouch` says under that list."""
    (folder / MARK).write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(_hashes(folder).items()))
    (folder / SUMS).write_text(listed, encoding="utf-8")
    if vouch and (seal := vouch(listed.encode())):
        (folder / SEAL).write_text(seal, encoding="utf-8")


def compared(folder: Path) -> Compared:
    """The files of a copy beside its list. Raises BadValue for a folder without one that can be read."""
    found = _hashes(folder)
    try:
        lines = [_LISTED.fullmatch(line) for line in (folder / SUMS).read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError):
        lines = []
    listed = {line[2]: line[1] for line in lines if line}
    if not listed or None in lines:
        raise BadValue(f"{folder} is no copy of the site: it has no list of hashes in {SUMS}")
    changed = tuple(sorted(name for name in listed.keys() & found.keys() if listed[name] != found[name]))
    missing, added = (
        tuple(sorted(names)) for names in (listed.keys() - found.keys(), found.keys() - listed.keys())
    )
    return Compared(changed, missing, added, len(listed) - len(changed) - len(missing))


def _hashes(folder: Path) -> dict[str, str]:
    """The hash of each file that belongs on the list, by its path; of a link or a pipe, which never do, none."""
    paths = {
        _name(path, folder): path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()
    }
    return {name: _hash(path) for name, path in paths.items() if name not in (SUMS, SEAL)}


def _name(path: Path, folder: Path) -> str:
    """The path in the folder, as text even where somebody gave it bytes that are none."""
    return os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "replace")


def _hash(path: Path) -> str:
    if path.is_symlink() or not path.is_file():
        return ""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
