"""Seals of files: what the registry says under a file that it published, and where in a PDF or an archive that stands.

A seal is a signed note (checkpoints.py). Its text begins with words that no checkpoint can begin with, so the one can
never be passed off as the other. The file's hash is that of its bytes without the seal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from registry.core.checkpoints import Note
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
        return cls(found[1], int(found[2]), found[3], found[4])


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
    """A PDF or ZIP archive with its seal. Raises BadValue for any other file, or one that bears something there."""
    if body.startswith(_PDF):
        return body + _pdf_block(body, note)
    if body.startswith(_ZIP) and body[-_ZIP_RECORD:].startswith(_ZIP_END) and body.endswith(b"\0\0"):
        comment = note.encode()
        return body[:-2] + len(comment).to_bytes(2, "little") + comment
    raise BadValue("only a PDF, or a ZIP archive without a comment, can be sealed")


def opened(content: bytes) -> Opened:
    """A file taken apart. Whatever bytes are given, nothing is raised."""
    if content.startswith(_PDF):
        return _opened_pdf(content)
    return _opened_zip(content) if content.startswith(_ZIP) else Opened(content)


def _pdf_block(body: bytes, note: str) -> bytes:
    lines = b"".join(b"%" + line.encode() + b"\n" for line in note.removesuffix("\n").split("\n"))
    block = (b"" if body.endswith(b"\n") else b"\n") + _PDF_BEGIN + lines + _PDF_END
    if len(block) + len(b"%%EOF\r\n") > _PDF_TAIL or _PDF_BEGIN in body[-_PDF_TAIL:]:
        raise BadValue("the seal does not fit behind the end of this PDF")
    return block


def _opened_pdf(content: bytes) -> Opened:
    start = content.rfind(_PDF_BEGIN)
    if start < 0:
        return Opened(content)
    block = content[start + len(_PDF_BEGIN) :]
    lines = block.removesuffix(_PDF_END).split(b"\n")[:-1]
    whole = block.endswith(_PDF_END) and all(line.startswith(b"%") for line in lines)
    note = _note(b"".join(line[1:] + b"\n" for line in lines)) if whole else None
    return Opened(content[:start], note, marked=True)


def _opened_zip(content: bytes) -> Opened:
    start = content.rfind(_ZIP_END, max(0, len(content) - _ZIP_COMMENT - _ZIP_RECORD))
    if start < 0 or len(content) < start + _ZIP_RECORD:
        return Opened(content)
    comment = content[start + _ZIP_RECORD :]
    told = int.from_bytes(content[start + _ZIP_RECORD - 2 : start + _ZIP_RECORD], "little")
    body = content[: start + _ZIP_RECORD - 2] + b"\0\0"
    return Opened(body, _note(comment) if told == len(comment) else None, marked=_BEGINNING in comment)


def _note(raw: bytes) -> Note | None:
    try:
        return Note.parse(raw.decode())
    except (BadValue, UnicodeDecodeError):
        return None
