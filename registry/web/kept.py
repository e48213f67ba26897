"""Finished answers kept as bytes: each form of a page with its entity tag and headers, in a store with bounds."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.datastructures import Accept, Headers
from werkzeug.http import parse_accept_header, parse_etags, parse_set_header, remove_entity_headers

MAX_PAGES = 1000
MAX_BYTES = 64 * 1024 * 1024

_COMPRESSED = ("text/", "application/json", "application/atom+xml", "application/feed+json", "image/svg+xml")
_LEAST_COMPRESSED = 1000

_LONGEST_HEADER = 500
"""Whoever sends a longer Accept-Encoding gets a page as it is: nothing that long is parsed and remembered."""

Lines = tuple[tuple[str, str], ...]
"""Headers, ready to be sent."""

Key = tuple[str, str, date, str, str, str]
"""What a page is a function of: the hash of the newest revision, the ledger's state, the day; whether the request came
over TLS, which one header tells; the path, the query."""


@dataclass(frozen=True, slots=True)
class Form:
    """A page in one encoding: its strong entity tag, its bytes, and the headers with them or in place of them."""

    tag: str
    body: bytes
    headers: Lines
    unchanged: Lines

    @property
    def size(self) -> int:
        """How many bytes it keeps, its headers among them."""
        lines = (*self.headers, *self.unchanged)
        return len(self.body) + sum(len(name) + len(value) for name, value in lines)

    def is_had(self, tags: str) -> bool:
        """Whether an If-None-Match names this form, so that its bytes need not be sent again."""
        return tags == self.tag or (bool(tags) and parse_etags(tags).contains_weak(self.tag[1:-1]))


@dataclass(frozen=True, slots=True)
class Page:
    """A finished answer, as it is and, where that is worth it, compressed."""

    plain: Form
    packed: Form | None = None

    @property
    def size(self) -> int:
        """How many bytes it keeps."""
        return self.plain.size + (self.packed.size if self.packed else 0)

    def sent(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Hand it to the server: compressed where it may be, 304 where the reader has it."""
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        packed = self.packed if len(accepted) <= _LONGEST_HEADER and _takes_gzip(accepted) else None
        form = packed or self.plain
        if form.is_had(environ.get("HTTP_IF_NONE_MATCH", "")):
            start_response("304 NOT MODIFIED", list(form.unchanged))
            return ()
        start_response("200 OK", list(form.headers))
        return () if environ["REQUEST_METHOD"] == "HEAD" else (form.body,)


def finished(headers: Sequence[tuple[str, str]], body: bytes, *, shared: str) -> Page:
    """The page that an answer's headers and body make. `shared` says who may keep it, and for how long."""
    common = Headers(headers)
    common["Cache-Control"] = shared
    vary = parse_set_header(common.get("Vary"))
    vary.add("Accept-Encoding")
    common["Vary"] = vary.to_header()
    mark = hashlib.sha256(body).hexdigest()[:32]
    plain = _form(common, body, mark, "")
    if len(body) <= _LEAST_COMPRESSED or not common.get("Content-Type", "").startswith(_COMPRESSED):
        return Page(plain)
    return Page(plain, _form(common, gzip.compress(body, 6, mtime=0), mark, "gzip"))


class PageStore:
    """The pages last asked for, bounded in number and bytes; the oldest leave first. Safe between threads."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Key) -> Page | None:
        """The page kept under a key, or None."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: Page) -> None:
        """Keep a page, letting the oldest go where there is no room."""
        with self._lock:
            replaced = self._pages.pop(key, None)
            self._size += _size(key, page) - (_size(key, replaced) if replaced else 0)
            self._pages[key] = page
            while self._pages and (len(self._pages) > MAX_PAGES or self._size > MAX_BYTES):
                self._size -= _size(*self._pages.popitem(last=False))


def _size(key: Key, page: Page) -> int:
    """How many bytes a page takes in the store, with the path and the query under which it is kept."""
    return page.size + len(key[-2]) + len(key[-1])


def _form(common: Headers, body: bytes, mark: str, encoding: str) -> Form:
    headers = Headers(common)
    tag = f'"{mark}{"-gz" if encoding else ""}"'
    headers["ETag"] = tag
    headers["Content-Length"] = str(len(body))
    if encoding:
        headers["Content-Encoding"] = encoding
    unchanged = Headers(headers)
    remove_entity_headers(unchanged)
    return Form(tag, body, tuple(headers), tuple(unchanged))


@lru_cache(maxsize=256)
def _takes_gzip(accepted: str) -> bool:
    return parse_accept_header(accepted, Accept)["gzip"] > 0
