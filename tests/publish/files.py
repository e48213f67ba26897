"""Small PDFs made by hand, sound ones and others."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence

import pikepdf

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def stream(data: bytes, *, packed: int = 0) -> bytes:
    """A stream object, packed so many times."""
    for _ in range(packed):
        data = zlib.compress(data, 9)
    filters = b"/Filter [" + b"/FlateDecode " * packed + b"]"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), filters if packed else b"", data)


def words(text: str) -> bytes:
    """A page's content that draws one line."""
    return stream(b"BT /F 12 Tf 50 700 Td (%s) Tj ET" % text.encode())


def pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF of those objects, the first of which is its root."""
    written, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, len(written))
    return written + b"xref\n0 %d\n%s%s" % (len(places) + 1, table, end)


def pages(*contents: bytes) -> bytes:
    """A PDF with a page for each content."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(contents), kids),
        FONT,
    ]
    for number, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> >>" % (5 + 2 * number)
        )
        objects.append(content)
    return pdf(objects)


def encrypted(content: bytes, password: str) -> bytes:
    """The same PDF, which opens with that password."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(written, encryption=pikepdf.Encryption(owner="owner", user=password, R=6))
    return written.getvalue()
