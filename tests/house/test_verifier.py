"""The standalone verifier needs nothing of ours, and objects to every alteration of an archive by revision."""

from __future__ import annotations

import ast
import copy
import gzip
import importlib.util
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.content.folder import write_folder
from registry.core.merkle import Tree
from registry.desk.attesting import PublicLog
from registry.store import ledger
from registry.store.archive import write_archive
from registry.store.chain import recorded
from registry.store.engine import Database
from registry.store.keyring import Keyring
from registry.store.leaf import Leaf, RevisionKind, canonical, leaf_hash, text_hash
from registry.store.removals import remove_text
from registry.store.schema import upgrade
from tests.content.sample import OTHER_LAB, REPLY, TEXTS
from tests.store.revisions import NOON, append

VERIFIER = Path(__file__).resolve().parents[2] / "static" / "registry-verify.py"
NAME = "log.example"

Lines = list[dict[str, Any]]


def load() -> Any:
    """The verifier as a module."""
    spec = importlib.util.spec_from_file_location("registry_verify", VERIFIER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


verifier = load()


@dataclass(frozen=True)
class Kept:
    """An archive of four revisions with a removal and a deletion, its key, and the checkpoints that were given out."""

    lines: Lines
    key: str
    notes: tuple[str, ...]
    texts: Mapping[str, str]
    other: Keyring


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """What a reader would have got and kept over time."""
    folder = tmp_path_factory.mktemp("kept")
    database = Database(folder / "registry.db")
    upgrade(database)
    log = PublicLog(database, Keyring(folder / "keys"), NAME)
    append(database, {**TEXTS, OTHER_LAB: "a text that must go\n"}, author="operator")
    notes = [log.checkpoint()]
    update = {
        "author": "Ada",
        "reviewer": "Grace",
        "kind": RevisionKind.UPDATE,
        "reason": '\U0001f600 \u2028 é\t"',
    }
    append(database, {OTHER_LAB: TEXTS[OTHER_LAB]}, **update)  # type: ignore[arg-type]
    notes.append(log.checkpoint())
    append(database, {REPLY: None}, **update)  # type: ignore[arg-type]
    append(database, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolts")}, **update)  # type: ignore[arg-type]
    with database.writing() as session:
        remove_text(session, 1, OTHER_LAB, actor="operator", ordered="An order", now=NOON)
    notes.append(log.checkpoint())
    with database.reading() as session:
        imprint = log.imprint(ledger.head_number(session))
        write_archive(folder / "archive", recorded(session), imprint=imprint)
    with database.reading() as session:
        texts = ledger.texts_at(session, 4)
    database.close()
    lines = [json.loads(line) for line in gzip.decompress((folder / "archive").read_bytes()).splitlines()]
    return Kept(lines, log.key(), tuple(notes), texts, Keyring(folder / "other"))


def packed(path: Path, lines: Sequence[Any], *, anew: bool = True) -> Path:
    """An archive of these lines, whose last line fits them unless it is to stay as it was."""
    body = [json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for line in lines]
    if anew:
        end = {**lines[-1], "revisions": len(lines) - 2, "sha256": sha256(b"".join(body[:-1])).hexdigest()}
        end["hash"] = lines[-2].get("hash")
        body[-1] = json.dumps(end, ensure_ascii=False).encode() + b"\n"
    path.write_bytes(gzip.compress(b"".join(body), 1))
    return path


def findings(path: Path, lines: Lines, key: str | None = None, **given: Any) -> list[str]:
    """What the verifier finds in an archive of these lines."""
    packed(path, lines, anew=given.pop("anew", True))
    found: list[str] = verifier.check(
        path, [key] if key else [], given.get("checkpoints", []), given.get("export")
    )[0]
    return found


def test_it_needs_python_alone(kept: Kept, tmp_path: Path) -> None:
    """It imports the standard library only, and runs where nothing else can be found."""
    tree = ast.parse(VERIFIER.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names
    archive = packed(tmp_path / "archive", kept.lines)
    old = tmp_path / "old.txt"
    old.write_text(kept.notes[0], encoding="utf-8")

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        command = [sys.executable, "-I", "-S", str(VERIFIER), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
        return done.returncode, done.stdout, done.stderr

    status, out, err = run(archive, "--key", kept.key, "--checkpoint", old)
    assert (status, out) == (0, "")
    assert "4 revisions, 1 texts removed by law" in err and "everything verifies" in err
    altered = copy.deepcopy(kept.lines)
    altered[2]["reason"] = "another"
    status, out, _ = run(packed(tmp_path / "altered", altered), "--key", kept.key)
    assert status == 1 and out.startswith("revision 2: ")
    assert run(tmp_path / "nothing")[0] == run(archive, "--key", "no key")[0] == run()[0] == 2
    old.write_bytes(b"\xff")
    assert run(old)[0] == 2


def test_a_sound_archive_has_no_findings(kept: Kept, tmp_path: Path) -> None:
    """With the key, with every older checkpoint, and against an export of the newest revision."""
    folder = tmp_path / "export"
    write_folder(folder, kept.texts)
    (folder / "labs" / "README.md").write_text("for people")
    paths = [tmp_path / f"note-{number}" for number in range(3)]
    for path, note in zip(paths, kept.notes, strict=True):
        path.write_text(note, encoding="utf-8")
    for key in (kept.key, None):
        assert findings(tmp_path / "a", kept.lines, key, checkpoints=paths, export=folder) == []


def alterations(lines: Lines) -> Iterator[tuple[int, str, Lines]]:
    """Each published column of each row altered once: revision, what was altered, and the lines with it."""
    for at, line in enumerate(lines[1:-1], 1):
        for name in line:
            if name not in ("entries", "removals"):
                yield at, name, with_change(lines, (at, name))
        for part in ("entries", "removals"):
            for place, row in enumerate(line.get(part, [])):
                for name in row:
                    yield at, f"{part} {name}", with_change(lines, (at, part, place, name))


def with_change(lines: Lines, where: tuple[Any, ...]) -> Lines:
    """The lines with the value there another one."""
    found = copy.deepcopy(lines)
    *way, name = where
    holder: Any = found
    for step in way:
        holder = holder[step]
    value = holder[name]
    holder[name] = value + 7 if isinstance(value, int) else "00" * 16 if value is None else other(value)
    return found


def other(text: str) -> str:
    """The text with its last character another one."""
    return text[:-1] + ("1" if text[-1:] == "0" else "0")


def test_every_altered_column_is_found_and_its_revision_named(kept: Kept, tmp_path: Path) -> None:
    """Although whoever altered it made the last line fit again: each column of each published row, once."""
    altered = set()
    for n, name, lines in alterations(kept.lines):
        found = verifier.read_log(packed(tmp_path / "a", lines)).findings
        assert any(line.startswith(f"revision {n}: ") for line in found), (n, name, found)
        altered.add(name)
    assert altered == {
        "n", "time", "author", "reviewer", "kind", "reason", "prev", "hash", "leaf",
        "entries path", "entries text", "entries salt", "entries hash",
        "removals path", "removals time", "removals actor", "removals ordered", "removals hash",
    }  # fmt: skip


def test_the_last_line_is_checked(kept: Kept, tmp_path: Path) -> None:
    """Whoever alters a line and not the last one is found by that alone; so is an altered or missing last line."""
    end = kept.lines[-1]
    for name, value in (("revisions", 5), ("hash", "0" * 64), ("sha256", "0" * 64)):
        found = findings(tmp_path / "a", [*kept.lines[:-1], {**end, name: value}], anew=False)
        assert any("last line does not fit" in line for line in found)
    assert any("cut short" in line for line in findings(tmp_path / "a", kept.lines[:-1], anew=False))
    assert "goes on" in findings(tmp_path / "a", [*kept.lines, {"n": 5}], anew=False)[0]


def test_a_text_that_is_gone_needs_its_tombstone(kept: Kept, tmp_path: Path) -> None:
    """Without one it is missing; with one the text may not be there."""
    without = copy.deepcopy(kept.lines)
    del without[1]["removals"]
    assert findings(tmp_path / "a", without, kept.key) == [
        f"revision 1: {OTHER_LAB}: its text is missing, and no removal by law is on record"
    ]
    back = copy.deepcopy(kept.lines)
    entry = next(entry for entry in back[1]["entries"] if entry["path"] == OTHER_LAB)
    entry["text"], entry["salt"] = "a text that must go\n", "00" * 16
    assert "recorded as removed by law, yet" in findings(tmp_path / "a", back, kept.key)[0]


def rewritten(lines: Lines, n: int, reason: str) -> Lines:
    """What an operator with the whole database can do: from revision `n` on everything is other, and fits itself."""
    found = copy.deepcopy(lines)
    prev = found[n - 1].get("hash") if n > 1 else None
    found[n]["reason"] = reason
    for line in found[n:-1]:
        columns = {name: line[name] for name in ("n", "time", "author", "reviewer", "kind", "reason")}
        changes = {entry["path"]: entry["hash"] for entry in line["entries"]}
        leaf = Leaf(**columns, changes=changes, prev=prev).encode()
        line["prev"], line["leaf"] = prev, leaf.decode()
        line["hash"] = prev = leaf_hash(leaf)
    return found


def test_a_rewritten_log_is_found_by_what_was_kept(kept: Kept, tmp_path: Path) -> None:
    """Its own chain fits. The signature that it carries does not, nor do checkpoints from before."""
    note = tmp_path / "kept.txt"
    note.write_text(kept.notes[1], encoding="utf-8")
    lines = rewritten(kept.lines, 2, "never happened")
    found = findings(tmp_path / "a", lines, kept.key, checkpoints=[note])
    assert len(found) == 2 and all("the log was rewritten" in line for line in found)
    leaves = [bytes.fromhex(line["hash"]) for line in lines[1:-1]]
    lines[-1]["checkpoint"] = kept.other.sign(Tree().grown(leaves), NAME)
    assert findings(tmp_path / "a", lines, kept.key) == [
        "the archive's checkpoint: it is not signed with the key given"
    ]
    lines[-1]["key"] = kept.other.verifier_key(NAME)
    assert findings(tmp_path / "a", lines) == []  # to whoever kept neither key nor checkpoint
    kept_before = f"{note}: it is not signed with the key given"
    said = f"{note}: revisions 1 to 2 are not those that it was signed over: the log was rewritten"
    assert findings(tmp_path / "a", lines, checkpoints=[note]) == [kept_before, said]


def test_a_log_cut_short_is_found_by_what_was_kept(kept: Kept, tmp_path: Path) -> None:
    """Rolled back to an older state with the checkpoint of that state, it fits itself."""
    lines = [*kept.lines[:3], {**kept.lines[-1], "checkpoint": kept.notes[1]}]
    assert findings(tmp_path / "a", lines, kept.key) == []
    note = tmp_path / "kept.txt"
    note.write_text(kept.notes[2], encoding="utf-8")
    (found,) = findings(tmp_path / "a", lines, kept.key, checkpoints=[note])
    assert "over 4 revisions, and the archive ends at revision 2" in found


@pytest.mark.parametrize(
    ("was", "now"),
    [("\n4\n", "\n3\n"), ("\n4\n", "\n44\n"), ("log.", "lag."), ("— ", "- "), ("\n\n", "\n"), ("=\n", "\n")],
)
def test_an_altered_checkpoint_is_found(kept: Kept, tmp_path: Path, was: str, now: str) -> None:
    """Another size, name or form."""
    lines = copy.deepcopy(kept.lines)
    lines[-1]["checkpoint"] = lines[-1]["checkpoint"].replace(was, now, 1)
    assert findings(tmp_path / "a", lines, kept.key) != []
    lines[-1]["checkpoint"] = ""
    assert findings(tmp_path / "a", lines, kept.key) == [
        "the archive has no checkpoint: nothing in it is signed"
    ]


def test_an_archive_that_is_signed_in_part_is_not_sound(kept: Kept, tmp_path: Path) -> None:
    """A checkpoint of a beginning with the right key says nothing of the revisions behind it; they are named."""
    lines = [*kept.lines[:-1], {**kept.lines[-1], "checkpoint": kept.notes[1]}]
    for key in (kept.key, None):
        assert findings(tmp_path / "a", lines, key) == [
            "the archive's checkpoint: it was signed over 2 revisions; revisions 3 to 4 are not signed"
        ]


def test_an_archive_without_a_checkpoint_is_not_called_verified(kept: Kept, tmp_path: Path) -> None:
    """It fits itself, which whoever wrote it can bring about; nobody is told that everything verifies."""
    end = {name: value for name, value in kept.lines[-1].items() if name not in ("checkpoint", "key")}
    path = packed(tmp_path / "a", [*kept.lines[:-1], end])
    found, said = verifier.check(path, [], [], None)
    assert found == [] and "everything verifies" not in said
    assert "the archive has no checkpoint: nothing in it is signed" in said
    assert "everything verifies" in verifier.check(packed(path, kept.lines), [kept.key], [], None)[1]


def test_an_export_is_compared_byte_for_byte(kept: Kept, tmp_path: Path) -> None:
    """A file altered by a line end, one missing, and one too many."""
    folder = tmp_path / "export"
    write_folder(folder, kept.texts)
    first = next(iter(kept.texts))
    (folder / first).write_bytes((folder / first).read_bytes() + b"\n")
    (folder / OTHER_LAB).unlink()
    (folder / "standards" / "another.yaml").write_text("id: another\n")
    found = findings(tmp_path / "a", kept.lines, kept.key, export=folder)
    assert [re.sub(r"^.*?export: ", "", line) for line in found] == [
        f"{first} is not as revision 4 has it",
        f"{OTHER_LAB} is missing; revision 4 has it",
        "standards/another.yaml is not in revision 4",
    ]


def test_what_is_no_archive_is_refused(kept: Kept, tmp_path: Path) -> None:
    """Another file, a cut one, one of another kind; a line of junk is a finding."""
    path = tmp_path / "a"
    whole = packed(path, kept.lines).read_bytes()
    for content in (b"", b"text", whole[:-9], whole[:40], gzip.compress(b"{}\n"), gzip.compress(b"\xff\n")):
        path.write_bytes(content)
        if content:
            with pytest.raises(verifier.Unreadable):
                verifier.read_log(path)
    junks: list[Any] = [[], {"n": "2"}, {"n": 2}, {**kept.lines[2], "entries": 7}, {**kept.lines[2], "entries": [7]},
                 {**kept.lines[2], "time": 7}, {**kept.lines[2], "removals": [{}]}]  # fmt: skip
    for junk in junks:
        lines = [*kept.lines[:2], junk, *kept.lines[3:]]
        packed(path, lines, anew=False)
        assert any(line.startswith("revision 2: ") for line in verifier.read_log(path).findings), junk


# Section 7.1 of RFC 8032: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_signatures_of_the_standard_verify(public: str, message: str, signature: str) -> None:
    """The examples of RFC 8032, section 7.1."""
    given = [bytes.fromhex(part) for part in (public, message, signature)]
    assert verifier.verified(*given)
    assert not verifier.verified(given[0], given[1] + b"\0", given[2])


@settings(max_examples=40)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100), st.integers(0, 8 * 96 - 1))
def test_ours_agrees_with_the_library(seed: bytes, message: bytes, bit: int) -> None:
    """What `cryptography` signs verifies here; with any bit of key or signature turned over it does not."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert verifier.verified(public, message, signature)
    turned = (int.from_bytes(public + signature, "big") ^ (1 << bit)).to_bytes(96, "big")
    assert not verifier.verified(turned[:32], message, turned[32:])


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda key, signature: (key[:-1], signature),
        lambda key, signature: (key, signature[:-1]),
        lambda key, signature: (key, signature[:32] + plus_order(signature[32:])),
        lambda _, signature: (b"\xff" * 32, signature),
        lambda _, signature: (b"\x02" + bytes(31), signature),
        lambda key, signature: (key, b"\x01" + bytes(30) + b"\x80" + signature[32:]),
    ],
)
def test_malformed_signatures_do_not_verify(spoilt: Callable[[bytes, bytes], tuple[bytes, bytes]]) -> None:
    """Wrong lengths, a second form of the same signature, and bytes that stand for no point of the curve."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    public, signature = spoilt(key.public_key().public_bytes_raw(), key.sign(b"text"))
    assert not verifier.verified(public, b"text", signature)


def plus_order(scalar: bytes) -> bytes:
    """The same scalar, written a second way that the standard forbids."""
    order: int = verifier.ORDER
    return (int.from_bytes(scalar, "little") + order).to_bytes(32, "little")


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=40))
def test_its_root_is_that_of_the_site(leaves: list[bytes]) -> None:
    """Two ways to the same tree: from below, pair by pair, and as RFC 9162 splits it."""
    assert verifier.tree_root(leaves) == Tree().grown(leaves).root()


@given(
    st.dictionaries(
        st.from_regex("[a-z]{1,8}", fullmatch=True), st.text() | st.integers(0, 2**53 - 1) | st.none()
    )
)
def test_its_json_is_that_of_the_site(value: dict[str, Any]) -> None:
    """The canonical form is written twice, by different hands, and the same."""
    assert verifier.canonical(value) == canonical(value)


def test_ten_thousand_revisions_take_seconds(tmp_path: Path) -> None:
    """At most five of this processor's seconds, all hashes, tree and signature included."""
    lines: Lines = [{"format": verifier.FORMAT, "shape": "0003"}]
    prev = None
    for n in range(1, 10_001):
        content, salt = f"text {n}\n" * 150, sha256(str(n).encode()).digest()[:16]
        digest = text_hash(content, salt=salt)
        columns = {
            "n": n, "time": "2026-11-21T12:00:00Z", "author": "Ada", "reviewer": "Grace", "kind": "update",
            "reason": "News",
        }  # fmt: skip
        leaf = Leaf(**columns, changes={"labs/a/lab.md": digest}, prev=prev).encode()  # type: ignore[arg-type]
        entry = {"path": "labs/a/lab.md", "text": content, "salt": salt.hex(), "hash": digest}
        lines.append(
            {**columns, "prev": prev, "hash": leaf_hash(leaf), "leaf": leaf.decode(), "entries": [entry]}
        )
        prev = leaf_hash(leaf)
    keyring = Keyring(tmp_path / "keys")
    leaves = [bytes.fromhex(line["hash"]) for line in lines[1:]]
    lines.append({"checkpoint": keyring.sign(Tree().grown(leaves), NAME), "key": keyring.verifier_key(NAME)})
    archive = packed(tmp_path / "archive", lines)
    before = time.process_time()
    assert verifier.check(archive, [keyring.verifier_key(NAME)], [], None)[0] == []
    assert time.process_time() - before < 5
