"""Answers kept as bytes: entity tags, 304s, and a bounded store of whole pages."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import Flask, Response, g, request

from registry import __version__
from registry.web import context

MAX_PAGES = 1000
MAX_BYTES = 64 * 1024 * 1024
MAX_AGE = 60

_COMPRESSED = ("text/", "application/json", "application/atom+xml", "image/svg+xml")

Key = tuple[int, date, str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """A finished answer: its bytes, as they are and compressed, and its headers."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    packed: bytes | None

    @property
    def size(self) -> int:
        """How many bytes it keeps."""
        return len(self.body) + len(self.packed or b"")


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
            self._size += page.size - (replaced.size if replaced else 0)
            self._pages[key] = page
            while self._pages and (len(self._pages) > MAX_PAGES or self._size > MAX_BYTES):
                self._size -= self._pages.popitem(last=False)[1].size


def keep_pages(app: Flask) -> None:
    """Answer GET and HEAD from finished pages where there is one, and keep those that are made."""
    store = PageStore()

    def answer() -> Response | None:
        if not _is_public():
            return None
        g.page_key = (context.head().revision, context.today(), request.path, _canonical_query())
        page = store.get(g.page_key)
        return _response(page, g.page_key) if page else None

    def keep(response: Response) -> Response:
        key: Key | None = g.get("page_key")
        if key is None or response.status_code != 200 or response.is_streamed or g.get("from_store"):
            return response
        if "Set-Cookie" in response.headers or "Cache-Control" in response.headers:
            return response
        page = _page(response)
        store.put(key, page)
        return _response(page, key)

    app.before_request(answer)
    app.after_request(keep)


def _is_public() -> bool:
    return request.method in ("GET", "HEAD") and not request.cookies


def _canonical_query() -> str:
    return urlencode(sorted(request.args.items(multi=True)), errors="surrogatepass")


def _page(response: Response) -> Page:
    body = response.get_data()
    headers = tuple((name, value) for name, value in response.headers.items() if name != "Content-Length")
    compressible = (response.mimetype or "").startswith(_COMPRESSED) and len(body) > 1000
    packed = gzip.compress(body, 6, mtime=0) if compressible else None
    return Page(response.status_code, headers, body, packed)


def _response(page: Page, key: Key) -> Response:
    """The answer for this request: compressed where it may be, 304 where the reader has it."""
    g.from_store = True
    packed = page.packed if page.packed and request.accept_encodings["gzip"] > 0 else None
    response = Response(packed or page.body, page.status, page.headers)
    response.vary.add("Accept-Encoding")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(_tag(key, packed=packed is not None))
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response.make_conditional(request)
    return response


def _tag(key: Key, *, packed: bool) -> str:
    name = hashlib.sha256(repr((__version__, *key)).encode("utf-8", "surrogatepass")).hexdigest()[:20]
    return f"{key[0]}-{name}{'-gz' if packed else ''}"
