"""Seals of files: what the registry says under a file that it published, and where in a PDF or an archive that stands.

A seal is a signed note (checkpoints.py). Its text begins with words that no checkpoint can begin with, so the one can
never be passed off as the other. The file's hash is that of its bytes without the seal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256

from registry.core.checkpoints import Note, usable_name
from registry.errors import BadValue

_TEXT = re.compile(
    r"file published by (\S+)\nrevision ([1-9][0-9]{0,14})\n([0-9a-f]{64})\nsha256 ([0-9a-f]{64})\n"
)

_PDF = b"%PDF-"
_PDF_BEGIN, _PDF_END = b"%registry seal\n", b"%end of registry seal\n"
_PDF_TAIL = 1024
"""Readers look for the end of a PDF among so many of its last bytes."""

_ZIP = b"PK"
_ZIP_END = b"PK\x05\x06"
_ZIP_COMMENT = 65_535
_ZIP_RECORD = 22
"""Bytes of an archive's last record without its comment, whose length its last two bytes tell."""

_BEGINNING = b"file published by "


@dataclass(frozen=True, slots=True)
class Claim:
    """What a seal says: that the log of that name published these bytes from that revision of that hash."""

    origin: str
    revision: int
    hash: str
    digest: str

    def encode(self) -> str:
        """The text that is signed."""
        return (
            f"file published by {self.origin}\nrevision {self.revision}\n{self.hash}\nsha256 {self.digest}\n"
        )

    @classmethod
    def parse(cls, text: str) -> Claim:
        """Read the text that `encode` writes. Raises BadValue."""
        found = _TEXT.fullmatch(text)
        if found is None:
            raise BadValue("this is not the text of a file's seal")
        return cls(usable_name(found[1]), int(found[2]), found[3], found[4])


@dataclass(frozen=True, slots=True)
class Opened:
    """A file taken apart: its bytes without the seal, and the seal's note, None where it bears none that can be read.

    `marked` says that there is something in a seal's place.
    """

    body: bytes
    note: Note | None = None
    marked: bool = False

    @property
    def digest(self) -> str:
        """The hash that a seal of these bytes must name."""
        return digest_of(self.body)


def digest_of(body: bytes) -> str:
    """The hash of a file without its seal."""
    return sha256(body).hexdigest()


def joined(body: bytes, note: str) -> bytes:
    """A PDF or ZIP archive with its seal.

    Raises BadValue for any other file, for one that bears something there, and for a PDF without a line end at its end.
    """
    kept, ending = _ending(body, note)
    return body[:kept] + ending


def _ending(body: bytes, note: str) -> tuple[int, bytes]:
    """How many bytes of the body stay as they are in the sealed file, and what follows them there."""
    if body.startswith(_PDF):
        return len(body), _pdf_block(body, note)
    if body.startswith(_ZIP) and body[-_ZIP_RECORD:].startswith(_ZIP_END) and body.endswith(b"\0\0"):
        comment = note.encode()
        return len(body) - 2, len(comment).to_bytes(2, "little") + comment
    raise BadValue("only a PDF, or a ZIP archive without a comment, can be sealed")


def opened(content: bytes) -> Opened:
    """A file taken apart. Whatever bytes are given, nothing is raised.

    A seal is read only where the file is, byte for byte, what `joined` makes of body and note: whatever else stood
    between the lines of a seal would be neither signed nor hashed, and readers of PDF would show it.
    """
    if content.startswith(_PDF):
        found = _opened_pdf(content)
    elif content.startswith(_ZIP):
        found = _opened_zip(content)
    else:
        return Opened(content)
    return found if found.note and _is_exact(content, found.body, found.note) else replace(found, note=None)


def opened_beside(body: bytes, seal: bytes) -> Opened:
    """A file whose seal stands in another one, byte for byte as a note is written. Nothing is raised."""
    note = _note(seal)
    is_exact = note is not None and len(note.signatures) == 1 and note.encode().encode() == seal
    return Opened(body, note if is_exact else None, marked=True)


def _is_exact(content: bytes, body: bytes, note: Note) -> bool:
    """Whether the content, whose bytes the body begins with, ends as a sealed file does."""
    try:
        kept, ending = _ending(body, note.encode())
    except BadValue:
        return False
    return len(note.signatures) == 1 and content[kept:] == ending


def _pdf_block(body: bytes, note: str) -> bytes:
    lines = b"".join(b"%" + line.encode() + b"\n" for line in note.removesuffix("\n").split("\n"))
    block = _PDF_BEGIN + lines + _PDF_END
    if len(block) + len(b"%%EOF\r\n") > _PDF_TAIL or _PDF_BEGIN in body[-_PDF_TAIL:]:
        raise BadValue("the seal does not fit behind the end of this PDF")
    if not body.endswith(b"\n"):
        raise BadValue("a PDF must end with a line end to be sealed")
    return block


def _opened_pdf(content: bytes) -> Opened:
    start = content.rfind(_PDF_BEGIN, max(0, len(content) - _PDF_TAIL))
    if start < 0:
        return Opened(content, marked=_PDF_BEGIN in content)
    lines = content[start + len(_PDF_BEGIN) :].removesuffix(_PDF_END).split(b"\n")
    return Opened(content[:start], _note(b"".join(line[1:] + b"\n" for line in lines[:-1])), marked=True)


def _opened_zip(content: bytes) -> Opened:
    start = content.rfind(_ZIP_END, max(0, len(content) - _ZIP_COMMENT - _ZIP_RECORD))
    if start < 0 or len(content) < start + _ZIP_RECORD:
        return Opened(content)
    comment = content[start + _ZIP_RECORD :]
    body = content[: start + _ZIP_RECORD - 2] + b"\0\0"
    return Opened(body, _note(comment), marked=_BEGINNING in comment)


def _note(raw: bytes) -> Note | None:
    try:
        return Note.parse(raw.decode())
    except (BadValue, UnicodeDecodeError):
        return None
