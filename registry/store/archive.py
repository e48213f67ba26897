"""A whole ledger as one compressed file, the same for either database: written in full or not at all, read with care.

The file is gzip over lines of JSON: first what it is, then a line for every revision with its entries and the
tombstones among them, oldest first, and last a line that says how many there were, the hash of the newest, the SHA-256
of every line before, and what the log's key has signed over them. A backup holds the desk's rows behind that.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from registry.errors import DatabaseError
from registry.store.chain import Recorded
from registry.store.desk_archive import Row, is_header, write_part
from registry.store.packed import unpacked
from registry.store.schema import known_shapes, shape

FORMAT = "lab-safety-registry ledger"

_REVISION = ("n", "time", "author", "reviewer", "kind", "reason", "prev", "hash", "leaf")
_ENTRY = ("path", "text", "salt", "hash")
_REMOVAL = ("path", "time", "actor", "ordered", "hash")


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the log's key has signed over the revisions of a file, as a signed note, and that key, for verifiers."""

    checkpoint: str
    key: str


def write_archive(
    path: Path,
    revisions: Iterable[Recorded],
    *,
    imprint: Imprint | None = None,
    desk: Iterable[Row] | None = None,
) -> int:
    """Write a ledger to a file, which appears under its name only when all of it is on disk. Counts revisions.

    With `desk` its rows follow: such a file is for nobody but the operator.

    Raises DatabaseError where the file cannot be written.
    """
    temporary: Path | None = None
    try:
        with NamedTemporaryFile(dir=path.absolute().parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            count = _write(file, revisions, imprint, desk)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.absolute().parent)
    except OSError as error:
        raise DatabaseError(f"{path}: the backup cannot be written: {error.strerror}") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return count


def read_archive(path: Path) -> Iterator[Recorded]:
    """The revisions of a file that `write_archive` wrote, as they are read; their chain is for the caller to check.

    Raises DatabaseError, at the latest after the last revision, for a file that is not whole, that is not one
    of ours, or that a newer version of the registry wrote.
    """
    with unpacked(path) as file:
        yield from _read(path, file)


def _write(
    file: IO[bytes], revisions: Iterable[Recorded], imprint: Imprint | None, desk: Iterable[Row] | None
) -> int:
    digest, count, newest = sha256(), 0, None
    with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:

        def put(value: Mapping[str, Any]) -> None:
            line = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"
            digest.update(line)
            packed.write(line)

        put({"format": FORMAT, "shape": shape()})
        for found in revisions:
            put(line_of(found))
            count, newest = count + 1, found.revision["hash"]
        signed = {"checkpoint": imprint.checkpoint, "key": imprint.key} if imprint else {}
        put({"revisions": count, "hash": newest, "sha256": digest.hexdigest(), **signed})
        if desk is not None:
            write_part(packed, desk, shape=shape())
    return count


def line_of(found: Recorded) -> dict[str, Any]:
    """A revision as a line of the file has it; tombstones only where there are any."""
    entries = [{name: entry[name] for name in _ENTRY} for entry in found.entries]
    removals = [{name: removal[name] for name in _REMOVAL} for removal in found.removals]
    line = {**{name: found.revision[name] for name in _REVISION}, "entries": entries}
    return line | ({"removals": removals} if removals else {})


def _read(path: Path, file: gzip.GzipFile) -> Iterator[Recorded]:
    digest, count, newest = sha256(), 0, None
    header = file.readline()
    _refuse_foreign(path, json.loads(header))
    digest.update(header)
    for line in file:
        value = json.loads(line)
        if isinstance(value, dict) and "revisions" in value:
            told = {name: item for name, item in value.items() if name not in ("checkpoint", "key")}
            if told != {"revisions": count, "hash": newest, "sha256": digest.hexdigest()}:
                break
            rest = file.readline()
            if rest and not is_header(rest):
                break
            return
        digest.update(line)
        found = _recorded(value)
        if found is None:
            break
        count, newest = count + 1, found.revision["hash"]
        yield found
    raise DatabaseError(
        f"{path}: the backup is not whole, or was altered after revision {count}; nothing was changed"
    )


def _refuse_foreign(path: Path, header: object) -> None:
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise DatabaseError(f"{path}: this is not a backup of a registry; nothing was changed")
    if header.get("shape") not in known_shapes():
        raise DatabaseError(
            f"{path}: the backup was made by a newer version of the registry (its shape is {header.get('shape')!r}); "
            f"nothing was changed. Restore it with that version."
        )


def _recorded(value: object) -> Recorded | None:
    """The revision that a line holds, or None where the line is of another form."""
    if not isinstance(value, dict) or {*value, "removals"} != {*_REVISION, "entries", "removals"}:
        return None
    entries = _parts(value.pop("entries"), _ENTRY)
    removals = _parts(value.pop("removals", []), _REMOVAL)
    if entries is None or removals is None or type(value["n"]) is not int:
        return None
    if not _are_texts(item for name, item in value.items() if name != "n"):
        return None
    n = value["n"]
    return Recorded(
        value,
        tuple({"revision": n, **entry} for entry in entries),
        tuple({"revision": n, **removal} for removal in removals),
    )


def _parts(value: object, names: tuple[str, ...]) -> list[dict[str, Any]] | None:
    """The list of mappings of these names to texts, or None where it is something else."""
    if not isinstance(value, list):
        return None
    for part in value:
        if not isinstance(part, dict) or part.keys() != set(names) or not _are_texts(part.values()):
            return None
    return value


def _are_texts(values: Iterable[object]) -> bool:
    return all(value is None or isinstance(value, str) for value in values)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
