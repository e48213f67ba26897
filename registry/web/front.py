"""What stands before Flask: a page that is kept is answered at once, and one that Flask makes is finished and kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from registry.errors import Busy
from registry.web.context import Clock, Snapshot, Source
from registry.web.kept import Key, Lines, Page, PageStore, finished
from registry.web.sessions import names_session

MAX_AGE = 60

SHARED = f"public, max-age={MAX_AGE}"
"""Anybody may keep it for a minute."""

_READING = ("GET", "HEAD")
_OWN = "private, no-cache"
_ASKED = "registry.asked"
_LEAVE = "registry.leave"
_TURNS = 64

_PATIENCE = 1.0
"""For so many seconds a request waits for another to make its page; then it has the page made itself."""

SENDING = 3
"""So many requests of a process may send something at a time: however slowly they do, a thread stays for readers."""

_LONGEST = 2000
"""With a longer query or path, in characters, a request is answered, and nothing is kept under it."""


class Asked(NamedTuple):
    """What a request reads: the newest catalogue, the day, and under what its page is kept; None where it is not."""

    snapshot: Snapshot
    today: date
    key: Key | None


def asked_of(environ: WSGIEnvironment) -> Asked | None:
    """What was found out about a request before it reached Flask. Raises what kept that from being found out."""
    found: Asked | Exception | None = environ.get(_ASKED)
    if isinstance(found, Exception):
        raise found
    return found


def give_leave(environ: WSGIEnvironment, *, to_keep: bool) -> None:
    """Say that a request is answered by a page for everybody, and whether it stays until the record moves."""
    environ[_LEAVE] = to_keep


@dataclass(frozen=True, slots=True)
class Answer:
    """What Flask answers where that is no page for everybody."""

    status: str
    headers: Lines
    chunks: Iterable[bytes]

    def sent(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Hand it to the server."""
        start_response(self.status, list(self.headers))
        if environ["REQUEST_METHOD"] != "HEAD":
            return self.chunks
        _close(self.chunks)
        return ()


class Front:
    """The door before Flask, shared by the threads of a process.

    Each request first learns where the ledger's head is, so that what one process accepts all others show at once. A
    page is made once: whoever asks for it meanwhile waits for it, if not for long. Neither a request with a session nor
    one under a host that is refused meets what is kept, and long queries take no place in the store. `query` gives a
    query the one form that it has at a path, None where nothing is kept.
    """

    def __init__(
        self,
        pages: WSGIApplication,
        *,
        source: Source,
        clock: Clock,
        trusts: Callable[[str], bool],
        query: Callable[[str, str], str | None],
    ) -> None:
        self._pages = pages
        self._source = source
        self._clock = clock
        self._trusts = trusts
        self._query = lru_cache(maxsize=1000)(query)
        self._store = PageStore()
        self._turns = tuple(threading.Lock() for _ in range(_TURNS))
        self._sending = threading.BoundedSemaphore(SENDING)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if environ["REQUEST_METHOD"] not in _READING:
            return self._taken(environ, start_response)
        asked = self._asked(environ)
        if asked is None:
            return self._pages(environ, start_response)
        if asked.key is None:
            found = self._made(asked, environ)
        else:
            found = self._store.get(asked.key) or self._made_once(asked, asked.key, environ)
        return found.sent(environ, start_response)

    def _taken(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """What Flask answers to a request that may send something; with too many others, that it is to come later."""
        has_place = self._sending.acquire(blocking=False)
        if not has_place:
            environ[_ASKED] = Busy("too much is being sent just now; please send it again in some seconds")
        try:
            return self._pages(environ, start_response)
        finally:
            if has_place:
                self._sending.release()

    def _asked(self, environ: WSGIEnvironment) -> Asked | None:
        """What a request that reads, under a host of ours, asks for."""
        if not self._trusts(environ.get("HTTP_HOST", "")):
            return None
        try:
            snapshot, today = self._source.current(), self._clock()
        except Exception as error:  # noqa: BLE001 - whatever it is, Flask says so on a page and logs it
            environ[_ASKED] = error
            return None
        path, query = "/" + environ.get("PATH_INFO", "").lstrip("/"), environ.get("QUERY_STRING", "")
        if query:
            query = self._query(path, query) if max(len(path), len(query)) <= _LONGEST else None
        if query is None or names_session(environ):
            return Asked(snapshot, today, None)
        scheme = environ["wsgi.url_scheme"]
        return Asked(snapshot, today, (snapshot.hash, snapshot.state, today, scheme, path, query))

    def _made_once(self, asked: Asked, key: Key, environ: WSGIEnvironment) -> Page | Answer:
        """What the first of those who ask for it at the same moment gets made."""
        turn = self._turns[hash(key) % _TURNS]
        is_ours = turn.acquire(timeout=_PATIENCE)
        try:
            return self._store.get(key) or self._made(asked, environ)
        finally:
            if is_ours:
                turn.release()

    def _made(self, asked: Asked, environ: WSGIEnvironment) -> Page | Answer:
        """What Flask answers; a page for everybody is finished, and kept if it may be."""
        inside = {**environ, "REQUEST_METHOD": "GET", _ASKED: asked}  # HEAD is GET of which no body is sent
        answer = _answered(self._pages, inside)
        if _LEAVE not in inside:
            return answer
        try:
            body = b"".join(answer.chunks)
        finally:
            _close(answer.chunks)
        page = finished(answer.headers, body, shared=_OWN if names_session(environ) else SHARED)
        if asked.key and inside[_LEAVE]:
            self._store.put(asked.key, page)
        return page


def _answered(pages: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    told: list[tuple[str, Lines]] = []

    def start(status: str, headers: list[tuple[str, str]], _: object = None, /) -> Callable[[bytes], object]:
        told.append((status, tuple(headers)))
        return _refuse_to_write

    chunks = pages(environ, start)
    return Answer(*told[-1], chunks)


def _refuse_to_write(_: bytes) -> None:
    raise RuntimeError("what an answer holds belongs into what it returns")


def _close(chunks: Iterable[bytes]) -> None:
    if hasattr(chunks, "close"):
        chunks.close()
