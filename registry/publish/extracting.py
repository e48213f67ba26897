"""The text of a source that somebody gave: a page, a PDF or a plain text; whatever they are made of, within bounds."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

from registry.errors import BadValue, Busy
from registry.publish.confined import Ended, run_confined
from registry.publish.kinds import Kind, decoded, kind_of

MAX_UPLOAD = 20 * 1024 * 1024
"""The most bytes that a source may have."""

MAX_TEXT = 2_000_000
"""How many characters of text are taken from a source."""

MAX_PAGES = 500
"""How many pages of a PDF are read."""

AT_ONCE = 2
"""How many sources one process reads at a time."""

_LOG = logging.getLogger(__name__)

_UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TURNS = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What reading one source may take: bytes of memory, seconds of work and of waiting."""

    memory: int = 512 * 1024 * 1024
    work: int = 15
    wait: float = 20.0


@dataclass(frozen=True, slots=True)
class Extract:
    """What a source is and the text that was taken from it.

    `text` is None where none could be taken. `note` says why, or what is missing from it; it is empty where nothing is.
    """

    kind: Kind
    text: str | None
    note: str = ""


def extract(content: bytes, *, declared: Kind | None = None, bounds: Bounds | None = None) -> Extract:
    """The text of a source. `declared` is what its sender takes it for, and decides only between a page and a text.

    Raises BadValue, saying what would be right, for what is no source at all: an archive, a picture, an Office
    document, a text that is not UTF-8, too many bytes. Raises Busy where too many are being read. A source
    that is damaged, encrypted or made to do harm is none the less one: it has no text, and a note.
    """
    if len(content) > MAX_UPLOAD:
        raise BadValue(f"The file has {len(content):,} bytes; at most 20 MB ({MAX_UPLOAD:,}) are taken")
    kind = kind_of(content, declared=declared)
    if kind is Kind.TEXT:
        return _plain(decoded(content, kind))
    given = content if kind is Kind.PDF else decoded(content, kind).encode("utf-8")
    within = bounds or Bounds()
    if not _TURNS.acquire(timeout=within.wait):
        raise Busy("other sources are being read just now; try again in a few seconds")
    try:
        return _read(kind, given, within)
    finally:
        _TURNS.release()


def _plain(text: str) -> Extract:
    seen = _UNSEEN.sub("", text)
    note = _CUT if len(seen) > MAX_TEXT else ""
    return Extract(Kind.TEXT, seen[:MAX_TEXT], note)


def _read(kind: Kind, content: bytes, bounds: Bounds) -> Extract:
    with TemporaryDirectory(prefix="registry-source-") as folder:
        ended = run_confined(
            "registry.publish.extractor",
            (kind.value, bounds.memory, bounds.work, MAX_TEXT, MAX_PAGES),
            content,
            folder=folder,
            wait=bounds.wait,
        )
    pieces, report = _told(ended)
    text = _UNSEEN.sub("", "\n\n".join(pieces)).strip()[:MAX_TEXT]
    return Extract(kind, text or None, " ".join(_notes(report, has_text=bool(text))))


def _told(ended: Ended) -> tuple[list[str], dict[str, Any]]:
    """The pieces of text that were written, and the report at the end; one of our own where there is none."""
    pieces: list[str] = []
    report: dict[str, Any] = {}
    through = False
    for value in _values(ended.output):
        if isinstance(value, str):
            pieces.append(value)
        else:
            report |= value
            through = True
    if not through or ended.status != 0:
        _LOG.warning("a source was not read through: %s, %r", ended.status, ended.log[-500:])
        report.setdefault("failed", "stopped")
    return pieces, report


def _values(output: bytes) -> Iterator[Any]:
    for line in output.splitlines():
        try:
            yield json.loads(line)
        except ValueError:  # the line that was being written when the process was ended
            return


_CUT = f"The text was cut after {MAX_TEXT:,} characters."

_FAILED = {
    "encrypted": "The PDF is encrypted and does not open without its password. Give one that does, or paste its text.",
    "broken": "The PDF is damaged and cannot be read. Give a whole copy, or paste its text.",
    "memory": "To read it would take more memory than is given to it. Paste its text.",
    "stopped": "To read it took too long or too much memory, so it was stopped. Paste its text.",
}


def _notes(report: dict[str, Any], *, has_text: bool) -> Iterator[str]:
    """What is missing from the text, in sentences."""
    if "failed" in report:
        yield _FAILED[report["failed"]]
        if has_text:
            yield "What was read before that was kept."
    elif not has_text:
        yield "It holds no text; where it is made of pictures, paste its text."
    if report.get("pages", 0) > report.get("read", 0):
        yield f"Only the first {report['read']:,} of its {report['pages']:,} pages were read."
    if report.get("broken"):
        numbers = ", ".join(map(str, report["broken"][:20]))
        yield f"Some pages could not be read: {numbers}{' and more' if len(report['broken']) > 20 else ''}."
    if report.get("cut"):
        yield _CUT
