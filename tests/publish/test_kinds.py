"""What a file is, is told by its bytes, and what is refused is called by its name."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from registry.errors import BadValue
from registry.publish.kinds import Kind, decoded, kind_of


def packed(*names: str) -> bytes:
    """A ZIP archive with files of those names."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(
                name, "application/vnd.oasis.opendocument.text" if name == "mimetype" else "x" * 200_000
            )
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n\xe2\xe3", Kind.PDF),
        (b"\xef\xbb\xbf \r\n%PDF-1.7", Kind.PDF),
        (b"<!DOCTYPE html><p>x", Kind.HTML),
        (b"\n<HTML lang=en>", Kind.HTML),
        (b"<!-- saved from\na page --><!-- x --><html>", Kind.HTML),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">', Kind.HTML),
        (b"<meta charset=latin1>caf\xe9", Kind.HTML),
        (b"The lab will stop.", Kind.TEXT),
        (b"---\nfront: matter\n---\n", Kind.TEXT),
        ("Das Labor hält an.".encode(), Kind.TEXT),
        (b"MZ is how programs begin, and this sentence", Kind.TEXT),
        (b"<thing>not a page</thing>", Kind.TEXT),
        (b"caf\xe9", Kind.TEXT),
    ],
)
def test_a_source_is_known_by_its_bytes(content: bytes, kind: Kind) -> None:
    """A PDF, a page or a text, whatever stands before it."""
    assert kind_of(content) is kind


def test_only_between_page_and_text_does_the_sender_decide() -> None:
    """A piece of a page is one where its sender says so; nothing else is what its sender says it is."""
    assert kind_of(b"We <b>will</b> stop", declared=Kind.HTML) is Kind.HTML
    assert kind_of(b"We will stop", declared=Kind.HTML) is Kind.TEXT
    assert kind_of(b"We will stop", declared=Kind.PDF) is Kind.TEXT
    assert kind_of(b"%PDF-1.7", declared=Kind.TEXT) is Kind.PDF
    with pytest.raises(BadValue, match="PNG"):
        kind_of(b"\x89PNG\r\n\x1a\n\0\0", declared=Kind.PDF)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (packed("a.txt", "b.txt"), "ZIP archive: unpack"),
        (packed("[Content_Types].xml", "_rels/.rels", "word/document.xml"), "Word document: save it as PDF"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "Excel workbook"),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"),
        (b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text", "OpenDocument"),
        (gzip.compress(b"%PDF-1.7"), "gzip archive: unpack"),
        (b"BZh91AY&SY\x80\0", "bzip2"),
        (b"\xfd7zXZ\0\0", "xz archive"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"Rar!\x1a\x07\x01\0", "RAR"),
        (b"\x28\xb5\x2f\xfd\0", "Zstandard"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "old Office document"),
        (b"{\\rtf1 x}", "Rich Text"),
        (b"%!PS-Adobe-3.0", "PostScript"),
        (b"\x89PNG\r\n\x1a\n\0", "PNG picture: a picture holds no text"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"GIF89a\0\xff", "GIF"),
        (b"RIFF\0\0\0\0WEBP", "WebP"),
        (b"\0\0\0\x18ftypavif", "picture or a film"),
        (b"<?xml version='1.0'?><svg xmlns='x'>", "SVG picture"),
        (b"\x7fELF\0", "program"),
        (b"MZ\0\0", "program"),
        ("text".encode("utf-16"), "UTF-16; *save it as UTF-8|UTF-16: save it as UTF-8"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_source_is_refused_by_name(content: bytes, named: str) -> None:
    """With what would be right."""
    with pytest.raises(BadValue, match=named):
        kind_of(content)


def test_characters_are_read_as_they_were_written() -> None:
    """UTF-8, for a page also the older Western encoding if it says so; for anything else the place is named."""
    assert decoded(b"\xef\xbb\xbfcaf\xc3\xa9", Kind.TEXT) == "café"
    assert decoded(b"<meta charset='iso-8859-1'>caf\xe9 \x93x\x94", Kind.HTML).endswith("café “x”")
    with pytest.raises(BadValue, match="byte 0xE9 at offset 3 is not UTF-8; save it as UTF-8"):
        decoded(b"caf\xe9", Kind.TEXT)
    with pytest.raises(BadValue, match="UTF-8"):
        decoded(b"<html>caf\xe9", Kind.HTML)
    with pytest.raises(BadValue, match="NUL"):
        decoded(b"\x01\0\x02", Kind.TEXT)
