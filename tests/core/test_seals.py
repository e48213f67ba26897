"""Seals of files: what is joined comes apart again, and no bytes make the reader fail."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.core.checkpoints import Checkpoint, Note, Signature
from registry.core.seals import Claim, digest_of, joined, opened, opened_beside
from registry.errors import BadValue

PDF = b"%PDF-1.7\nbody\n%%EOF\n"


def archive() -> bytes:
    """A small ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.txt", "text")
    return out.getvalue()


def note(body: bytes) -> Note:
    """A note about these bytes that nobody has signed."""
    claim = Claim("log.example", 7, "ab" * 32, digest_of(body))
    return Note(claim.encode(), (Signature("log.example", b"1234", bytes(64)),))


@pytest.mark.parametrize("body", [PDF, archive()])
def test_what_is_joined_comes_apart(body: bytes) -> None:
    """The seal is read back, its claim too, and the hash is that of the bytes before."""
    sealed = joined(body, note(body).encode())
    found = opened(sealed)
    assert found.note is not None
    claim = Claim.parse(found.note.text)
    assert (claim.revision, claim.digest) == (7, digest_of(body))
    assert found.digest == digest_of(body)


def test_a_seal_can_stand_in_a_file_of_its_own() -> None:
    """Read only where it is exactly a note: neither more after it nor a second signature."""
    text = note(b"any").encode().encode()
    found = opened_beside(b"any", text)
    assert (found.note, found.digest, found.marked) == (note(b"any"), digest_of(b"any"), True)
    twice = Note(note(b"any").text, note(b"any").signatures * 2).encode().encode()
    for other in (b"", text[:-1], text + b"\n", twice, b"\xff"):
        assert (opened_beside(b"any", other).note, opened_beside(b"any", other).marked) == (None, True)


def test_a_sealed_file_is_still_one() -> None:
    """The end of a PDF stands among its last 1,024 bytes; an archive opens and keeps what is in it."""
    assert b"%%EOF" in joined(PDF, note(PDF).encode())[-1024:]
    with zipfile.ZipFile(io.BytesIO(joined(archive(), note(archive()).encode()))) as found:
        assert found.testzip() is None
        assert found.read("a.txt") == b"text"


def test_a_name_that_no_log_can_have_is_no_claim() -> None:
    """Signs that turn the direction of what is read, or do not print, never reach a page as a registry's name."""
    for name in ("log\u202eexample", "a+b", "log\x00"):
        with pytest.raises(BadValue):
            Claim.parse(Claim(name, 7, "ab" * 32, digest_of(PDF)).encode())


def test_no_seal_is_a_checkpoint_and_none_the_other_way() -> None:
    """A signature under the one can never be shown as one under the other."""
    with pytest.raises(BadValue):
        Checkpoint.parse(note(PDF).text)
    with pytest.raises(BadValue):
        Claim.parse(Checkpoint("log.example", 7, bytes(32)).encode())


@pytest.mark.parametrize("body", [b"", b"text", b"PK\x05\x06", PDF[:-1], joined(PDF, note(PDF).encode())])
def test_nothing_else_is_sealed(body: bytes) -> None:
    """Neither another kind of file, nor one cut short or with a seal, nor with a seal too long for readers of PDF."""
    with pytest.raises(BadValue):
        joined(body, note(body).encode())
    with pytest.raises(BadValue):
        joined(PDF, "x" * 1024)


def test_what_was_cut_or_grew_shows_that_it_was_sealed() -> None:
    """The rest of a seal is no note, but is noticed."""
    for body in (PDF, archive()):
        sealed = joined(body, note(body).encode())
        for altered in (sealed[:-1], sealed + b"\n", sealed.replace(b"log.example", b"log\xff", 1)):
            assert (opened(altered).note, opened(altered).marked) == (None, True)


@settings(max_examples=60)
@given(st.booleans(), st.data())
def test_whatever_is_put_into_a_sealed_file_its_seal_or_its_hash_tells(
    is_pdf: bool, data: st.DataObject
) -> None:
    """No byte can be put in, taken out or changed anywhere so that the file still bears the seal of its bytes."""
    body = PDF if is_pdf else archive()
    sealed = joined(body, note(body).encode())
    where = data.draw(st.integers(0, len(sealed)))
    taken = data.draw(st.integers(0, 3))
    put = data.draw(
        st.sampled_from([b"", b"\0", b"\r", b"\n", b"%", b" ", b"x\r1 0 obj\r", b"\xe2\x80\x94 a AAAA\n"])
    )
    altered = sealed[:where] + put + sealed[where + taken :]
    found = opened(altered)
    assert (
        altered == sealed or found.note is None or found.digest != digest_of(body) or found.note != note(body)
    )


def test_nothing_stands_between_the_lines_of_a_seal() -> None:
    """Neither before its end mark, without a line end, nor as another signature: readers of PDF would show it."""
    sealed, end = joined(PDF, note(PDF).encode()), b"%end of registry seal\n"
    objects = b"\r9 0 obj\r<</Title(Forged)>>\rendobj\r"
    signature = "— forged\x00trailer MTIzNDU=\n".encode()
    for put in (objects, b"%" + signature):
        found = opened(sealed.removesuffix(end) + put + end)
        assert (found.note, found.marked) == (None, True)
    made = joined(archive(), note(archive()).encode() + signature.decode())
    assert opened(made).note is None


def test_what_was_appended_far_behind_a_seal_shows_that_it_was_sealed() -> None:
    """A PDF that another program saved again bears the remains of its seal somewhere inside."""
    found = opened(joined(PDF, note(PDF).encode()) + b"x" * 5000)
    assert (found.note, found.marked) == (None, True)


@settings(max_examples=60)
@given(
    st.sampled_from([b"", b"%PDF-", b"PK\x03\x04", b"PK\x05\x06"]),
    st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from(
                [b"%registry seal\n", b"%end of registry seal\n", b"PK\x05\x06", b"%\n%", b"\0\0"]
            ),
        )
    ),
)
def test_any_bytes_come_apart(start: bytes, parts: list[bytes]) -> None:
    """Whatever is given, there is a body, and nothing is raised."""
    content = start + b"".join(parts)
    assert len(opened(content).body) <= len(content) + 2
