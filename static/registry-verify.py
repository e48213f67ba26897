#!/usr/bin/env python3
"""Check an archive of the Lab Safety Registry's public log, with nothing but Python 3.11 and this file.

    python3 registry-verify.py ARCHIVE [--key KEY]... [--checkpoint FILE]... [--export DIR]

ARCHIVE is what /log/archive gives, or a backup. Recomputed are the hash of every text, every leaf and the chain of
leaves, the Merkle tree over them (RFC 9162), and the signature under the checkpoint (Ed25519, RFC 8032, in a signed
note of C2SP). Every line that is printed on standard output is a finding, and names the revision. The exit status is 0
where there is none, 1 where there are some, 2 where nothing could be checked.

What a signature does not mean: that a text is true, that a lab agrees with it, that nothing was left out, or that
others are shown the same log. The last can be seen only by comparing checkpoints that others have kept: give them with
--checkpoint.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import gzip
import hashlib
import json
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMAT = "lab-safety-registry ledger"
BACKUP = "lab-safety-registry desk"  # what an operator's backup holds behind the ledger
REVISION = ("n", "time", "author", "reviewer", "kind", "reason", "prev", "hash", "leaf")
ENTRY = ("path", "text", "salt", "hash")
REMOVAL = ("path", "time", "actor", "ordered", "hash")
TOPS = ("labs", "standards")
READMES = ("labs/README.md", "standards/README.md")


class Unreadable(Exception):
    """Something that cannot be checked at all."""


# -- the log -------------------------------------------------------------------------------------------------


@dataclass
class Log:
    """What an archive holds: leaf hashes, the present texts, its own checkpoint and key, and what is wrong with it."""

    leaves: list[bytes] = field(default_factory=list)
    texts: dict[str, str | None] = field(default_factory=dict)
    removed: int = 0
    checkpoint: str = ""
    key: str = ""
    findings: list[str] = field(default_factory=list)


def read_log(path: Path) -> Log:
    """Read an archive and check all that can be checked line by line. Raises Unreadable."""
    log = Log()
    digest = hashlib.sha256()
    last: dict[str, Any] = {"n": 0, "hash": None, "time": ""}
    ended = False
    for number, line in enumerate(lines_of(path)):
        value = parsed(line)
        if number == 0:
            if value.get("format") != FORMAT:
                raise Unreadable(f"{path}: this is not an archive of a registry")
        elif ended:
            if value.get("format") != BACKUP:
                log.findings.append("the archive goes on after its last line")
            break
        elif "revisions" in value:
            ended = True
            check_end(log, value, last, digest.hexdigest())
        else:
            check_revision(log, value, last)
            last = value
        digest.update(line)
    if not ended:
        log.findings.append(
            f"the archive ends after revision {last['n']}, without its last line: it was cut short"
        )
    return log


def lines_of(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path, "rb") as file:
            yield from file
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(f"{path}: the file cannot be read to its end: {error}") from error


def parsed(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        value = None
    return value if isinstance(value, dict) else {}


def check_end(log: Log, value: dict[str, Any], last: dict[str, Any], digest: str) -> None:
    told = (value.get("revisions"), value.get("hash"), value.get("sha256"))
    if told != (last["n"], last["hash"], digest):
        log.findings.append(
            f"the last line does not fit the lines before it, which end with revision {last['n']}"
        )
    log.checkpoint, log.key = str(value.get("checkpoint", "")), str(value.get("key", ""))


# -- one revision --------------------------------------------------------------------------------------------


def check_revision(log: Log, found: dict[str, Any], last: dict[str, Any]) -> None:
    """Check one revision against the one before, and take over what it says."""
    n = last["n"] + 1
    if not is_revision(found):
        log.findings.append(f"revision {n}: its line is not a revision")
        found.update(
            {**dict.fromkeys(REVISION), "n": n, "hash": "", "time": "", "entries": [], "removals": []}
        )
    for message in faults(found, last):
        log.findings.append(f"revision {n}: {message}")
    found["n"] = n
    log.leaves.append(leaf_hash(str(found["leaf"] or "").encode("utf-8", "surrogatepass")))
    log.removed += len(found.get("removals", ()))
    log.texts.update((entry["path"], entry["text"]) for entry in found["entries"])


def is_revision(found: dict[str, Any]) -> bool:
    return (
        {*found, "removals"} == {*REVISION, "entries", "removals"}
        and type(found["n"]) is int
        and are_texts(item for name, item in found.items() if name not in ("n", "entries", "removals"))
        and are_parts(found["entries"], ENTRY)
        and are_parts(found.get("removals", []), REMOVAL)
    )


def are_parts(value: object, names: tuple[str, ...]) -> bool:
    return isinstance(value, list) and all(
        isinstance(part, dict)
        and set(part) == set(names)
        and are_texts(part.values())
        and isinstance(part["path"], str)
        for part in value
    )


def are_texts(values: Iterable[object]) -> bool:
    return all(value is None or isinstance(value, str) for value in values)


def faults(found: dict[str, Any], last: dict[str, Any]) -> Iterator[str]:
    """All that is wrong with a revision, given the one before."""
    if found["n"] != last["n"] + 1:
        yield f"it is numbered {found['n']}: revisions are missing or in another order"
    if found["prev"] != last["hash"]:
        yield f"its link is not the hash of revision {last['n']}"
    if str(found["time"]) < str(last["time"]):
        yield f"its time {found['time']} is before that of revision {last['n']}"
    leaf = str(found["leaf"] or "").encode("utf-8", "surrogatepass")
    if leaf_hash(leaf).hex() != found["hash"]:
        yield "its hash is not that of its leaf"
    if leaf != leaf_of(found):
        yield "its columns or its entries are not what its leaf says"
    removed = {removal["path"]: removal for removal in found.get("removals", ())}
    for entry in found["entries"]:
        wrong = entry_fault(found["n"], entry, removed.pop(entry["path"], None))
        if wrong:
            yield f"{entry['path']}: {wrong}"
    for path in removed:
        yield f"{path}: a text is recorded as removed that the revision never had"


def entry_fault(n: int, entry: dict[str, Any], removal: dict[str, Any] | None) -> str | None:
    """What is wrong with one changed record: its text, or the tombstone in its place."""
    text, salt, digest = entry["text"], entry["salt"], entry["hash"]
    if removal is not None:
        if text is not None or salt is not None:
            return "its text is recorded as removed by law, yet a text or a salt is there"
        said = {"revision": n, "hash": digest, **{name: removal[name] for name in REMOVAL if name != "hash"}}
        same = digest is not None and hashlib.sha256(canonical(said)).hexdigest() == removal["hash"]
        return None if same else "the record of its removal by law is not what it was"
    if digest is None:
        return None if text is None and salt is None else "it was deleted, yet holds a text or a salt"
    if text is None:
        return "its text is missing, and no removal by law is on record"
    try:
        raw = bytes.fromhex(salt or "")
    except ValueError:
        raw = b""
    same = raw.hex() == salt and hashlib.sha256(raw + encoded(text)).hexdigest() == digest
    return None if same else "its text, salt and hash do not belong together"


def leaf_of(found: dict[str, Any]) -> bytes:
    """The leaf that the columns and entries of a revision make."""
    changes = sorted(found["entries"], key=lambda entry: str(entry["path"]))
    columns = {name: found[name] for name in REVISION if name not in ("hash", "leaf")}
    hashes = [{"path": entry["path"], "hash": entry["hash"]} for entry in changes]
    return canonical({**columns, "changes": hashes})


def canonical(value: Any) -> bytes:
    """The canonical JSON (RFC 8785) of strings, whole numbers, None, lists and mappings with ASCII names."""
    return encoded(json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


# -- the tree ------------------------------------------------------------------------------------------------


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def tree_root(leaves: list[bytes]) -> bytes:
    """The root of the Merkle tree over these leaf hashes: pairs, and a last one without a pair goes up as it is."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = leaves
    while len(level) > 1:
        pairs = [
            hashlib.sha256(b"\x01" + level[at] + level[at + 1]).digest() for at in range(0, len(level) - 1, 2)
        ]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


# -- notes and signatures ------------------------------------------------------------------------------------


@dataclass
class Note:
    """A signed checkpoint: the text that is signed, its three lines, and signatures by name and key id."""

    text: str
    origin: str
    size: int
    root: bytes
    signatures: dict[tuple[str, bytes], bytes]


def read_note(text: str) -> Note:
    """Read a signed checkpoint. Raises ValueError for anything else."""
    body, _, signed = text.rpartition("\n\n")
    lines = body.split("\n")
    if len(lines) < 3 or not signed.endswith("\n") or not lines[1].isascii() or not lines[1].isdigit():
        raise ValueError("it is not a signed checkpoint")
    signatures = {}
    for line in signed[:-1].split("\n"):
        dash, name, value = line.split(" ")
        raw = base64.b64decode(value, validate=True)
        if dash != "—" or len(raw) < 5:
            raise ValueError("it is not a signed checkpoint")
        signatures[name, raw[:4]] = raw[4:]
    root = base64.b64decode(lines[2], validate=True)
    return Note(f"{body}\n", lines[0], int(lines[1]), root, signatures)


Key = tuple[str, bytes, bytes]
"""A name, the id by which signatures refer to the key, and the public key."""


def read_key(text: str) -> Key:
    """The name, the id and the public key of a verifier key. Raises ValueError for anything else."""
    name, _, rest = text.strip().partition("+")
    identity, _, value = rest.partition("+")
    key = base64.b64decode(value, validate=True)
    own = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    if len(key) != 33 or key[0] != 1 or own.hex() != identity:
        raise ValueError("it is not a verifier key")
    return name, own, key[1:]


def note_fault(note: Note, keys: list[Key]) -> str | None:
    """What is wrong with the signatures under a note, where one by any of the keys is asked for."""
    fault = "it is not signed with the key given"
    for name, identity, public in keys:
        if note.origin != name:
            return f"it is of the log {note.origin!r}, and the key is of {name!r}"
        signature = note.signatures.get((name, identity))
        if signature is not None:
            if verified(public, encoded(note.text), signature):
                return None
            fault = "its signature does not verify"
    return fault


# -- Ed25519 (RFC 8032, 5.1) ---------------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SQRT_MINUS_1 = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]
"""A point of the curve in extended coordinates: X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z."""

NEUTRAL: Point = (0, 1, 1, 0)


def verified(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature over the message was made with the key's other half."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, commitment = decoded(public), decoded(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return same_point(times(scalar, BASE), plus(commitment, times(challenge, key)))


def decoded(data: bytes) -> Point | None:
    """The point that 32 bytes stand for, or None where they stand for none."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def plus(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar: int, point: Point) -> Point:
    found = NEUTRAL
    while scalar:
        if scalar & 1:
            found = plus(found, point)
        point = plus(point, point)
        scalar >>= 1
    return found


def same_point(one: Point, other: Point) -> bool:
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (
        one[1] * other[2] - other[1] * one[2]
    ) % P == 0


def base_point() -> Point:
    found = decoded((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    if found is None:
        raise ArithmeticError("the base point is on the curve")
    return found


BASE = base_point()


# -- what can be compared with the log -----------------------------------------------------------------------


def check_own(log: Log, keys: list[Key]) -> Iterator[str]:
    """Whether the archive's own checkpoint is of the whole of it: one of a beginning signs nothing of the rest."""
    name, size = "the archive's checkpoint", len(log.leaves)
    try:
        signed = read_note(log.checkpoint).size
    except (ValueError, binascii.Error):
        signed = size
    if signed < size:
        yield f"{name}: it was signed over {signed} revisions; revisions {signed + 1} to {size} are not signed"
    yield from check_checkpoint(log, log.checkpoint, keys, name)


def check_checkpoint(log: Log, text: str, keys: list[Key], name: str) -> Iterator[str]:
    """Whether a signed checkpoint is of a beginning of this log."""
    try:
        note = read_note(text)
    except (ValueError, binascii.Error):
        yield f"{name}: it is not a signed checkpoint"
        return
    if keys and (wrong := note_fault(note, keys)):
        yield f"{name}: {wrong}"
    size = len(log.leaves)
    if note.size > size:
        yield f"{name}: it was signed over {note.size} revisions, and the archive ends at revision {size}: cut short"
    elif tree_root(log.leaves[: note.size]) != note.root:
        yield f"{name}: revisions 1 to {note.size} are not those that it was signed over: the log was rewritten"


def check_export(log: Log, folder: Path) -> Iterator[str]:
    """Whether the files of an export are those of the newest revision, byte for byte."""
    expected = {path: encoded(text) for path, text in log.texts.items() if text is not None}
    found = {
        path.relative_to(folder).as_posix(): path
        for top in TOPS
        for path in sorted((folder / top).rglob("*"))
        if path.is_file()
    }
    for path in sorted(expected.keys() | found.keys() - set(READMES)):
        if path not in found:
            yield f"{folder}: {path} is missing; revision {len(log.leaves)} has it"
        elif path not in expected:
            yield f"{folder}: {path} is not in revision {len(log.leaves)}"
        elif found[path].read_bytes() != expected[path]:
            yield f"{folder}: {path} is not as revision {len(log.leaves)} has it"


def main() -> int:
    parser = argparse.ArgumentParser(description="Check an archive of the Lab Safety Registry's public log.")
    parser.add_argument("archive", type=Path, help="what /log/archive gave")
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        help="the verifier key that you kept (/log/key), or one after it",
    )
    parser.add_argument(
        "--checkpoint", type=Path, action="append", default=[], help="an older checkpoint that you kept"
    )
    parser.add_argument(
        "--export", type=Path, help="a folder that is said to be an export of the newest revision"
    )
    given = parser.parse_args()
    try:
        findings, said = check(given.archive, given.key, given.checkpoint, given.export)
    except (Unreadable, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    for finding in findings:
        print(finding)
    print(*said, sep="\n", file=sys.stderr)
    return 1 if findings else 0


def check(
    archive: Path, given: list[str], checkpoints: list[Path], export: Path | None
) -> tuple[list[str], list[str]]:
    """Everything that is wrong, and what can be said of the rest. Raises Unreadable."""
    log = read_log(archive)
    said = [
        f"{len(log.leaves)} revisions, {log.removed} texts removed by law, root {tree_root(log.leaves).hex()}"
    ]
    keys: list[Key] = []
    for text in given or filter(None, [log.key]):
        try:
            keys.append(read_key(text))
        except (ValueError, binascii.Error) as error:
            raise Unreadable(f"{text[:80]!r}: {error}") from error
    if not log.checkpoint:
        said.append("the archive has no checkpoint: nothing in it is signed")
    elif not given:
        said.append(
            "no --key was given: the signature was checked with the key that the archive itself names"
            if keys
            else "no --key was given, and the archive names none: no signature was checked"
        )
    findings = log.findings
    if log.checkpoint:
        findings += check_own(log, keys)
        said.append(f"the archive's own checkpoint:\n{log.checkpoint}")
    elif given:
        findings.append("the archive has no checkpoint: nothing in it is signed")
    for path in checkpoints:
        findings += check_checkpoint(log, path.read_text(encoding="utf-8", errors="replace"), keys, str(path))
    if export is not None:
        findings += check_export(log, export)
    sound = (
        "everything verifies"
        if log.checkpoint and keys
        else "everything fits itself, and no signature was checked"
    )
    said.append(f"{len(findings)} findings" if findings else sound)
    return findings, said


if __name__ == "__main__":
    sys.exit(main())
