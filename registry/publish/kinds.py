"""What sort of file some bytes are: told by the bytes, whatever their name or their sender says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from registry.errors import BadValue


class Kind(StrEnum):
    """The sorts of file from which a text can be taken."""

    HTML = "html"
    PDF = "pdf"
    TEXT = "text"

    @property
    def extension(self) -> str:
        """How the name of such a file ends."""
        return "txt" if self is Kind.TEXT else self.value


_UNPACK = "unpack it and give the document itself"
_SAVE = "save it as PDF, or paste its text"
_PASTE = "a picture holds no text to quote from; paste the text, or give a PDF or page that has it"
_RUNS = "only documents are taken: PDF, HTML or plain text"
_RECODE = "save it as UTF-8"

_WRITTEN = (
    (b"{\\rtf", "a Rich Text document", _SAVE),
    (b"%!ps", "a PostScript document", _SAVE),
    (b"<svg", "an SVG picture", _PASTE),
    (b"<!doctype svg", "an SVG picture", _PASTE),
)
"""How files begin, in small letters, that are made of characters and yet are no text."""

_BINARY = (
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ\0", "an xz archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", _UNPACK),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", _SAVE),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", _PASTE),
    (b"\xff\xd8\xff", "a JPEG picture", _PASTE),
    (b"GIF8", "a GIF picture", _PASTE),
    (b"II*\0", "a TIFF picture", _PASTE),
    (b"MM\0*", "a TIFF picture", _PASTE),
    (b"RIFF", "a WebP picture, a sound or a film", _PASTE),
    (b"\0\0\0", "a picture or a film", _PASTE),
    (b"\x7fELF", "a program", _RUNS),
    (b"MZ", "a program", _RUNS),
    (b"\xff\xfe", "a text in UTF-16", _RECODE),
    (b"\xfe\xff", "a text in UTF-16", _RECODE),
)
"""How files begin that are not made of characters."""

_INSIDE_ZIP = (
    (b"word/", "a Word document"),
    (b"xl/", "an Excel workbook"),
    (b"ppt/", "a PowerPoint presentation"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"application/epub", "an EPUB book"),
)

_BLANK = b" \t\r\n\f\xef\xbb\xbf"
_PAGE = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|script|style|link|div|main|article|section|p|h[1-6])\b"
)
_TAG = re.compile(rb"</?[a-z][^<>]*>", re.IGNORECASE)
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*(?:iso-8859-1|windows-1252|latin1)\b", re.IGNORECASE
)

_LOOKED_AT = 64 * 1024


def kind_of(content: bytes, *, declared: Kind | None = None) -> Kind:
    """What the bytes are; `declared` decides between a page and a text alone, which have no mark of their own.

    Raises BadValue, naming what they are and what would be right, for everything from which no text is taken.
    """
    start = content[:_LOOKED_AT].lstrip(_BLANK)
    if not start:
        raise BadValue("The file is empty; give the document, or paste its text")
    if start.startswith(b"%PDF-"):
        return Kind.PDF
    if not _is_text(content):
        _refuse(content, _BINARY)
        _refuse_packed(content)
    first = _without_remarks(start).lower()
    _refuse(first, _WRITTEN)
    if _PAGE.match(first) or (declared is Kind.HTML and _TAG.search(start)):
        return Kind.HTML
    return Kind.TEXT


def decoded(content: bytes, kind: Kind) -> str:
    """The characters of a page or a text. Raises BadValue, saying what would be right, where they are not UTF-8.

    A page that says so itself may be in the older Western encoding, too.
    """
    if kind is Kind.TEXT and b"\0" in content:
        raise BadValue("This is neither a PDF nor a page nor a text: it holds NUL bytes; give one of those")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if kind is Kind.HTML and _CHARSET.search(content[:4096]):
            return content.decode("cp1252", "replace")
        wrong = f"byte 0x{content[error.start]:02X} at offset {error.start:,} is not UTF-8"
        raise BadValue(f"The text cannot be read: {wrong}; {_RECODE}") from None


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _refuse(start: bytes, marks: Iterable[tuple[bytes, str, str]]) -> None:
    for mark, name, advice in marks:
        if start.startswith(mark):
            raise BadValue(f"This is {name}: {advice}")


def _refuse_packed(content: bytes) -> None:
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        ends = content[:_LOOKED_AT] + content[-_LOOKED_AT:]
        inside = next((name for mark, name in _INSIDE_ZIP if mark in ends), None)
        raise BadValue(f"This is {inside}: {_SAVE}" if inside else f"This is a ZIP archive: {_UNPACK}")


def _without_remarks(start: bytes) -> bytes:
    """The beginning of a page without what may stand before its first tag."""
    while start.startswith((b"<!--", b"<?xml")):
        mark = b"-->" if start.startswith(b"<!--") else b"?>"
        _, found, rest = start.partition(mark)
        if not found:
            return b""
        start = rest.lstrip(_BLANK)
    return start
