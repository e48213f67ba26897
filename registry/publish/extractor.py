"""The text of a page or a PDF, piece by piece. The only home of pypdf; extracting.py runs it in a process of its own.

Each line that it writes is JSON: a piece of text, or at the end what a person must know about it. What has been written
counts, also where the process is ended before it is through.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from pypdf import PdfReader, overwrite_configuration

from registry.publish.confined import confine

STREAM = 16 * 1024 * 1024
"""The most bytes that one packed stream of a PDF may unfold to: a page of text has thousands."""

SHARE = 0.8
"""How much of its seconds of work a PDF's pages may take before those read so far are taken for all."""

CHUNK = 1 << 18
"""How many characters of a page are looked at before it is asked whether there are enough."""

_DROPPED = frozenset(("script", "style", "template", "svg"))
_BLOCKS = (
    *("address", "article", "aside", "blockquote", "br", "caption", "dd", "details", "div", "dl", "dt"),
    *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
    *(
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "title",
        "tr",
        "ul",
    ),
)
_PARTED = dict.fromkeys(_BLOCKS, "\n") | {"td": " ", "th": " "}
"""What a tag puts between the words before it and those after it."""

_SPACES = re.compile(r"\s+")


Report = dict[str, Any]
"""What became of the reading: `failed`, or how many `pages` there are, were `read` and are `broken`, or `cut`."""


class Page(HTMLParser):
    """Gathers what a reader of a page would see as words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.size = 0
        self._dropping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """A block begins a line; in what is not shown nothing is gathered."""
        self._dropping += tag in _DROPPED
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        """A block ends a line."""
        self._dropping -= tag in _DROPPED and self._dropping > 0
        self._part(tag)

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._dropping:
            self.pieces.append(_SPACES.sub(" ", data))
            self.size += len(data)

    def _part(self, tag: str) -> None:
        if not self._dropping and tag in _PARTED:
            self.pieces.append(_PARTED[tag])


def html_texts(html: str, *, most: int) -> Iterator[str | Report]:
    """The words of a page, a line to a block; of a page with far more than `most` characters not all; then a report."""
    page, cut = Page(), False
    for start in range(0, len(html), CHUNK):
        page.feed(html[start : start + CHUNK])
        cut = page.size > 2 * most  # much of it may be white space
        if cut:
            break
    page.close()
    lines = (" ".join(line.split()) for line in "".join(page.pieces).split("\n"))
    yield re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    yield {"cut": True} if cut else {}


def pdf_texts(content: bytes, *, pages: int, until: float) -> Iterator[str | Report]:
    """The text of each page, at most `pages` of them, until the process has worked so many seconds; then a report."""
    reader = PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        yield {"failed": "encrypted"}
        return
    there, read, broken = len(reader.pages), 0, []
    for number in range(min(there, pages)):
        if time.process_time() > until:
            break
        try:
            text = reader.pages[number].extract_text()
        except Exception:  # noqa: BLE001 - a broken page makes pypdf raise whatever it trips over
            broken.append(number + 1)
        else:
            yield text
        read += 1
    yield {"pages": there, "read": read, "broken": broken}


def main(kind: str, memory: int, seconds: int, size: int, pages: int) -> None:
    """Write the text of what stands on standard input, at most `size` characters of it, within bounds; then end."""
    confine(memory=memory, seconds=seconds, output=0)
    logging.disable()
    content = sys.stdin.buffer.read()
    left = size
    for piece in _pieces(kind, content, most=size, pages=pages, until=SHARE * seconds):
        if isinstance(piece, str):
            _write(piece[:left])
            left -= len(piece)
        else:
            _write(piece)
        if left < 0:
            _write({"cut": True})
            break


def _pieces(kind: str, content: bytes, *, most: int, pages: int, until: float) -> Iterator[str | Report]:
    if kind == "html":
        yield from html_texts(content.decode(), most=most)
        return
    overwrite_configuration(
        maximum_declared_stream_length=STREAM,
        array_based_stream_maximum_output_length=STREAM,
        lzw_maximum_output_length=STREAM,
        run_length_maximum_output_length=STREAM,
        zlib_maximum_output_length=STREAM,
        brotli_maximum_output_length=STREAM,
    )
    try:
        yield from pdf_texts(content, pages=pages, until=until)
    except Exception as error:  # noqa: BLE001 - so does a broken file
        yield {"failed": "memory" if isinstance(error, MemoryError) else "broken"}


def _write(value: str | Report) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:6]))
