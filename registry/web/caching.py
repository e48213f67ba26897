"""Answers kept as bytes: entity tags, 304s, and a bounded store of whole pages."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, request

from registry.web import context

MAX_PAGES = 1000
MAX_BYTES = 64 * 1024 * 1024
MAX_AGE = 60

V = TypeVar("V", bound=Callable[..., Any])

_SHARED = f"public, max-age={MAX_AGE}"

_FLEETING = "_fleeting"

_COMPRESSED = ("text/", "application/json", "application/atom+xml", "image/svg+xml")

PARAMETERS = frozenset(
    (
        *("as_of", "revision", "page", "before", "q", "lab", "topic", "kind", "state", "order", "sort"),
        *("document", "direction", "since", "until", "labs", "standard", "from", "to"),
        *("decision", "aspect", "strength", "about"),
        *("path", "n", "size", "first", "second"),
    )
)
"""Every query parameter that a form or a link of the site sends."""

Key = tuple[str, str, date, str, str]
"""What a page is a function of: the hash of the newest revision, the ledger's state, the day, the path, the query."""


@dataclass(frozen=True, slots=True)
class Page:
    """A finished answer: its bytes, as they are and compressed, its headers, and a mark of the bytes."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    packed: bytes | None
    mark: str

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


def fleeting(view: V) -> V:
    """Mark a public page that can change without a revision: others may keep it for a minute, the store does not."""
    setattr(view, _FLEETING, True)
    return view


def keep_pages(app: Flask) -> None:
    """Answer GET and HEAD from finished pages where there is one, and keep those that are made.

    No page depends on a cookie: the site sets none, and passes over those that a reader sends.
    """
    store = PageStore()

    def answer() -> Response | None:
        if request.method not in ("GET", "HEAD"):
            return None
        head = context.head()
        g.page_key = (head.hash, head.state, context.today(), request.path, _canonical_query())
        page = store.get(g.page_key)
        return _response(page) if page else None

    def keep(response: Response) -> Response:
        key: Key | None = g.get("page_key")
        if key is None or g.get("from_store"):
            return response
        if "Location" in response.headers:
            response.headers.setdefault("Cache-Control", _SHARED)
        if response.status_code != 200 or response.is_streamed:
            return response
        if "Set-Cookie" in response.headers or "Cache-Control" in response.headers:
            return response
        page = _page(response)
        if PARAMETERS.issuperset(request.args) and not _is_fleeting():
            # Other parameters change nothing, so anybody could fill the store with as many copies as they like.
            store.put(key, page)
        return _response(page)

    app.before_request(answer)
    app.after_request(keep)


def _is_fleeting() -> bool:
    return hasattr(current_app.view_functions.get(request.endpoint or ""), _FLEETING)


def _canonical_query() -> str:
    return urlencode(sorted(request.args.items(multi=True)), errors="surrogatepass")


def _page(response: Response) -> Page:
    body = response.get_data()
    headers = tuple((name, value) for name, value in response.headers.items() if name != "Content-Length")
    compressible = (response.mimetype or "").startswith(_COMPRESSED) and len(body) > 1000
    packed = gzip.compress(body, 6, mtime=0) if compressible else None
    return Page(response.status_code, headers, body, packed, hashlib.sha256(body).hexdigest()[:32])


def _response(page: Page) -> Response:
    """The answer for this request: compressed where it may be, 304 where the reader has it."""
    g.from_store = True
    packed = page.packed if page.packed and request.accept_encodings["gzip"] > 0 else None
    response = Response(packed or page.body, page.status, page.headers)
    response.vary.add("Accept-Encoding")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(f"{page.mark}{'-gz' if packed else ''}")
    response.headers["Cache-Control"] = _SHARED
    response.make_conditional(request)
    return response
