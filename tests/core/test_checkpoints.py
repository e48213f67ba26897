"""Checkpoints and signed notes are written and read as C2SP lays them down, and nothing else is taken for one."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.checkpoints import (
    Checkpoint,
    Note,
    Seal,
    Signature,
    key_id,
    parse_verifier_key,
    usable_name,
    verifier_key,
)
from registry.core.merkle import Tree
from registry.errors import BadValue

ROOT = bytes(range(32))
# The key, its id and its string, as the specification of signed notes has them as an example.
EXAMPLE = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


def test_a_key_is_named_as_in_the_specification() -> None:
    """The example of the Go implementation, from which the specification comes, is read and written again."""
    name, public = parse_verifier_key(f"{EXAMPLE}\n")
    assert name == "PeterNeumann" and len(public) == 32
    assert key_id(name, public).hex() == "c74f20a3"
    assert verifier_key(name, public) == EXAMPLE


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "a+b", "a+b+c",
        EXAMPLE.replace("c74f20a3", "c74f20a4"),
        EXAMPLE.replace("Peter", "Petra"),
        EXAMPLE.replace("ARpc", "AhpC"),
        EXAMPLE[:-4],
        EXAMPLE.replace("10TW", "10TX"),
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused(text: str) -> None:
    """Parts that are missing, another name, another id, another algorithm, a cut or altered key."""
    with pytest.raises(BadValue):
        parse_verifier_key(text)


def test_a_checkpoint_is_three_lines() -> None:
    """The name, the size in decimal, the root in base64."""
    text = Checkpoint("example.org", 42, ROOT).encode()
    assert text == "example.org\n42\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
    assert Checkpoint.parse(text) == Checkpoint("example.org", 42, ROOT)
    assert Checkpoint.parse(f"{text}an extension\n") == Checkpoint("example.org", 42, ROOT)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("42", "042"), ("42", "-1"), ("42", "4_2"), ("42", "٤٢"), ("42", "9" * 16), ("42", ""),
        ("example.org", ""), ("example.org", "an example"), ("example.org", "a+b"),
        ("AAEC", "AAE"), ("AAEC", "AA\u00e9C"), ("Hh8=", "Hh9="), ("Hh8=", ""), ("\n42\n", "\n42 \n"),
        ("=\n", "="), ("=\n", "=\n\n"), ("\n", "\r\n"),
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(was: str, now: str) -> None:
    """Sizes and roots that are not written in their one way, names that cannot be one, lines missing or empty."""
    with pytest.raises(BadValue):
        Checkpoint.parse(Checkpoint("example.org", 42, ROOT).encode().replace(was, now))


def test_a_note_carries_its_signatures() -> None:
    """Each on a line of its own after an empty one; each can be asked for by name and key."""
    note = Note("a text\n", (Signature("one", b"1234", b"sig"), Signature("two", b"5678", b"nature")))
    assert note.encode() == f"a text\n\n— one {b64(b'1234sig')}\n— two {b64(b'5678nature')}\n"
    assert Note.parse(note.encode()) == note
    assert note.signature_of("two", b"5678") == b"nature"
    assert note.signature_of("two", b"1234") is None


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    """What is read is written again as it was; everything else is a bad value, never another error."""
    for parse in (Note.parse, Checkpoint.parse, parse_verifier_key):
        try:
            found = parse(text)
        except BadValue:
            continue
        assert isinstance(found, tuple) or found.encode() == text


@pytest.mark.parametrize(
    "text",
    [
        "a text\n", "a text\n\n", "\n\n— one MTIzNHNpZw==\n", "a text\n\n— one MTIzNHNpZw==",
        "a text\n\n- one MTIzNHNpZw==\n", "a text\n\n— one MTIzNA==\n", "a text\n\n— one  MTIzNHNpZw==\n",
        f"{'a' * 10_000}\n\n— one MTIzNHNpZw==\n",
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(text: str) -> None:
    """No signature, no text, no end, another dash, a signature of no bytes, two spaces, too long."""
    with pytest.raises(BadValue):
        Note.parse(text)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\tb", "a\u2003b", "a\nb", "a\u200bb", "\udc80"])
def test_a_name_has_neither_spaces_nor_a_plus(name: str) -> None:
    """Nor anything that does not print."""
    with pytest.raises(BadValue):
        usable_name(name)


def test_a_fault_names_the_first_revision_that_differs() -> None:
    """A ledger cut short, rewritten from a revision on, or rewritten where the leaves are not known any more."""
    leaves = [bytes([number]) * 32 for number in range(8)]
    tree = Tree().grown(leaves)
    seal = Seal(Checkpoint("x", 6, tree.root(6)), tuple(leaves[:6]))
    assert seal.fault(tree) is None
    assert seal.fault(Tree().grown(leaves[:6])) is None
    assert "ends at revision 4" in str(seal.fault(Tree().grown(leaves[:4])))
    assert "revisions 5 to 6 are missing" in str(seal.fault(Tree().grown(leaves[:4])))
    assert "revision 6 is missing" in str(seal.fault(Tree().grown(leaves[:5])))
    rewritten = Tree().grown([*leaves[:3], ROOT, *leaves[4:]])
    assert "revision 4 is another one" in str(seal.fault(rewritten))
    assert "revisions 1 to 6 are not" in str(Seal(seal.checkpoint).fault(rewritten))


def b64(data: bytes) -> str:
    """The bytes as base64."""
    return b64encode(data).decode()
