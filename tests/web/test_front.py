"""What stands before Flask: whom it answers from what is kept, and whom it does not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlencode
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client, TestResponse

from registry.app import create_app
from registry.errors import Busy, Unavailable
from registry.settings import Settings
from registry.web import front as front_module
from registry.web import kept
from registry.web.context import Snapshot
from registry.web.front import SENDING, Front, asked_of, give_leave
from registry.web.kept import Key, Page, PageStore
from registry.web.queries import Reads, in_one_form
from tests import builders
from tests.patience import PATIENCE
from tests.web.conftest import TODAY
from tests.web.sites import FixedSource

HEADERS = [("Content-Type", "text/html"), ("X-Kind", "as Flask made it")]


class Pages:
    """In place of Flask: a page at every address but /nothing, and how often it was asked."""

    def __init__(self, *, body: bytes = b"x" * 5000, to_keep: bool = True) -> None:
        self.asked: list[str] = []
        self.environs: list[WSGIEnvironment] = []
        self.closed = 0
        self._body = body
        self._to_keep = to_keep
        self.meanwhile: Callable[[], object] = lambda: None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer."""
        self.asked.append(environ["REQUEST_METHOD"])
        self.environs.append(environ)
        self.meanwhile()
        is_page = environ["PATH_INFO"] != "/nothing"
        if is_page and environ["REQUEST_METHOD"] == "GET":
            give_leave(environ, to_keep=self._to_keep)
        start_response(
            "200 OK" if is_page else "404 NOT FOUND", [*HEADERS, ("Content-Length", str(len(self._body)))]
        )
        return Chunks(self)

    def chunks(self) -> Iterable[bytes]:
        """The body in two parts."""
        return iter((self._body[:100], self._body[100:]))


class Chunks:
    """An answer's body, as Flask gives it: it must be closed."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def __iter__(self) -> Any:
        return self._pages.chunks()

    def close(self) -> None:
        """Note it."""
        self._pages.closed += 1


class Moving(FixedSource):
    """A source whose head a test moves, or takes away."""

    def current(self) -> Snapshot:
        """The catalogue under the hash of the moment."""
        if not self.hash:
            raise Unavailable("nobody answers")
        return super().current()

    def move(self, hash: str) -> None:  # noqa: A002 - as the source calls it
        """Another head, or none."""
        object.__setattr__(self, "hash", hash)


@pytest.fixture
def source() -> Moving:
    """A head that moves."""
    return Moving(builders.catalog(builders.lab()), hash="one")


def front(pages: Pages, source: Moving, *, day: Callable[[], date] = lambda: TODAY) -> Client:
    """A reader of what stands behind the front."""
    trusts = "localhost".__eq__
    return Client(Front(pages, source=source, clock=day, trusts=trusts, query=one_form), use_cookies=False)


def one_form(path: str, asked: str) -> str | None:
    """A query as every page reads it here; nothing is kept at /fleeting."""
    known = Reads(frozenset(("as_of", "lab", "q")))
    return None if path == "/fleeting" else urlencode(in_one_form(parse_qsl(asked), known))


def test_a_page_is_made_once_for_all_its_forms(source: Moving) -> None:
    """GET, HEAD, compressed, unchanged: Flask is asked once, with GET; its headers come with every form."""
    pages = Pages()
    reader = front(pages, source)
    head = reader.head("/")
    plain, packed = reader.get("/"), reader.get("/", headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert pages.asked == ["GET"]
    assert pages.closed == 1
    assert (head.data, len(plain.data)) == (b"", 5000)
    assert dict(head.headers) == dict(plain.headers)
    assert packed.headers["Content-Length"] == str(len(packed.data))
    for answer in (head, plain, packed, unchanged(reader, plain.headers["ETag"])):
        assert answer.headers["X-Kind"] == "as Flask made it"
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert answer.headers["Vary"] == "Accept-Encoding"
    refused = reader.get("/", headers={"Accept-Encoding": "gzip;q=0"})
    assert refused.data == plain.data


def unchanged(reader: Client, tags: str) -> TestResponse:
    """The answer to somebody who has these."""
    return reader.get("/", headers={"If-None-Match": tags})


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("{}", 304),
        ("W/{}", 304),
        ('"a", {}', 304),
        ("*", 304),
        ('"a"', 200),
        ("", 200),
        ("junk", 200),
        ('"{}', 200),
    ],
)
def test_a_reader_may_name_what_it_has_in_every_way(source: Moving, written: str, status: int) -> None:
    """Strong, weak, among others, or anything at all; the 304 has no body and tells of none."""
    reader = front(Pages(), source)
    answer = unchanged(reader, written.format(reader.get("/").headers["ETag"]))
    assert answer.status_code == status
    if status == 304:
        assert not answer.data
        assert not {"Content-Length", "Content-Type", "Content-Encoding"} & set(answer.headers.keys())


def test_a_request_with_a_session_meets_nothing_kept(source: Moving) -> None:
    """Flask answers each, for that browser alone, and leaves nothing for others. Other cookies do not count."""
    pages = Pages()
    reader = front(pages, source)
    for cookie in ("registry=token", "a=b; __Host-registry=token"):
        answer = reader.get("/", headers={"Cookie": cookie})
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert unchanged(reader, answer.headers["ETag"]).status_code == 304
    assert len(pages.asked) == 3
    assert (
        reader.get("/", headers={"Cookie": "registry-form=1; a=b"})
        .headers["Cache-Control"]
        .startswith("public")
    )
    assert len(pages.asked) == 3


def test_those_who_ask_at_once_wait_for_one(source: Moving, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a page is made nobody else makes it; whoever waited gets the same."""
    pages, all_missed, missed = Pages(), threading.Event(), count(1)
    plain = PageStore.get
    monkeypatch.setattr(front_module, "_PATIENCE", PATIENCE)

    def looked(store: PageStore, key: Key) -> Page | None:
        found = plain(store, key)
        if next(missed) == 4:
            all_missed.set()
        return found

    monkeypatch.setattr(PageStore, "get", looked)
    pages.meanwhile = lambda: all_missed.wait(PATIENCE)
    reader = front(pages, source)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: reader.get("/").get_data(), range(4)))
    assert len(set(answers)) == 1
    assert pages.asked == ["GET"]


def test_nobody_waits_long_for_another(source: Moving, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that takes its time holds up neither others of its queue nor those who ask for it, too."""
    monkeypatch.setattr(front_module, "_TURNS", 1)
    monkeypatch.setattr(front_module, "_PATIENCE", 0.01)
    pages, begun, done = Pages(), threading.Event(), threading.Event()
    reader = front(pages, source)

    def slow() -> None:
        pages.meanwhile = lambda: None
        begun.set()
        assert done.wait(PATIENCE)

    pages.meanwhile = slow
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(reader.get, "/")
        try:
            assert begun.wait(PATIENCE)
            others = [reader.get(address) for address in ("/labs/", "/")]
        finally:
            done.set()
        assert [answer.status_code for answer in (first.result(), *others)] == [200] * 3
    assert len(pages.asked) == 3
    assert reader.get("/").status_code == 200
    assert len(pages.asked) == 3


def test_those_who_send_slowly_leave_room_for_readers(source: Moving) -> None:
    """A few may send at a time, however long it takes: who comes then is told to come later, who reads is answered."""
    pages, done, begun = Pages(), threading.Event(), threading.Semaphore(0)
    reader = front(pages, source)

    def slow() -> None:
        begun.release()
        assert done.wait(PATIENCE)

    pages.meanwhile = slow
    with ThreadPoolExecutor(SENDING) as pool:
        held = [pool.submit(reader.post, "/verify/") for _ in range(SENDING)]
        try:
            assert all(begun.acquire(timeout=PATIENCE) for _ in held)
            pages.meanwhile = lambda: None
            assert reader.get("/").status_code == 200
            reader.post("/verify/")
            with pytest.raises(Busy, match="in some seconds"):
                asked_of(pages.environs[-1])
        finally:
            done.set()
    reader.post("/verify/")
    assert asked_of(pages.environs[-1]) is None


def test_what_is_no_page_is_passed_on(source: Moving) -> None:
    """Errors, fleeting pages, other methods, other hosts: as Flask answers, each time; each answer is closed."""
    pages = Pages()
    reader = front(pages, source)
    for _ in range(2):
        assert reader.get("/nothing", buffered=True).status_code == 404
        assert "ETag" not in reader.head("/nothing").headers
        assert reader.post("/", buffered=True).headers["X-Kind"]
        assert "ETag" not in reader.get("/", base_url="http://evil.example", buffered=True).headers
    assert pages.asked == ["GET", "GET", "POST", "GET"] * 2
    assert pages.closed == 8
    fleeting = Pages(to_keep=False)
    other = front(fleeting, source)
    assert other.get("/").headers["ETag"] == other.get("/").headers["ETag"]
    assert len(fleeting.asked) == 2


def test_a_page_is_of_its_head_day_and_transport(source: Moving) -> None:
    """Another head, day or transport has pages of its own; more slashes, another order or other parameters have not."""
    pages, days = Pages(), [TODAY, builders.day("2024-01-01")]
    reader = front(pages, source, day=lambda: days[0])
    changes: list[Callable[[], object]] = [lambda: None, lambda: source.move("two"), lambda: days.pop(0)]
    for made, change in enumerate(changes, start=1):
        change()
        for address in ("/labs/?as_of=2024-01-01&lab=a", "///labs/?x=1&lab=a&as_of=2024-01-01"):
            assert reader.get(address).status_code == 200
            assert len(pages.asked) == made
    reader.get("/labs/?as_of=2024-01-01&lab=a", base_url="https://localhost")
    assert len(pages.asked) == 4
    reader.get("/labs/?as_of=2024-01-01&lab=b&lab=a")
    reader.get("/labs/?as_of=2024-01-01&lab=a&lab=b")
    assert len(pages.asked) == 6
    for made in (7, 8):
        assert "ETag" in reader.get("/fleeting?lab=a").headers
        assert len(pages.asked) == made


def test_where_the_head_cannot_be_found_flask_says_so(source: Moving) -> None:
    """Flask learns what is the matter. What is kept waits until the ledger answers again."""
    pages = Pages()
    reader = front(pages, source)
    reader.get("/")
    source.move("")
    assert "ETag" not in reader.get("/").headers
    with pytest.raises(Unavailable, match="nobody answers"):
        asked_of(pages.environs[-1])
    source.move("one")
    assert "ETag" in reader.get("/").headers
    assert len(pages.asked) == 2


def test_whatever_goes_wrong_before_flask_is_said_by_flask(caplog: pytest.LogCaptureFixture) -> None:
    """With the page of a fault of ours and every header; the log has what it was."""

    class Broken(FixedSource):
        def current(self) -> Snapshot:
            raise KeyError("no such table")

    site = create_app(Settings(), source=Broken(builders.catalog()), clock=lambda: TODAY)
    answer = site.test_client().get("/labs/")
    assert answer.status_code == 500
    assert "The fault is ours" in answer.text and "no such table" not in answer.text
    assert "Content-Security-Policy" in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert "no such table" in caplog.text


def test_what_is_long_takes_no_place(source: Moving) -> None:
    """A query or path over 2,000 characters is answered each time, kept nowhere; nor is a long Accept-Encoding."""
    pages = Pages()
    reader = front(pages, source)
    for letters, made in ((1998, 1), (1998, 1), (1999, 2), (1999, 3)):
        assert reader.get("/?q=" + "a" * letters).status_code == 200
        assert len(pages.asked) == made
    for made in (4, 5):
        assert reader.get(f"/{'a' * 2000}?q=a").status_code == 200
        assert len(pages.asked) == made
    before = kept._takes_gzip.cache_info().misses
    plain = reader.get("/?q=a", headers={"Accept-Encoding": "gzip," + "x" * 500})
    assert "Content-Encoding" not in plain.headers
    assert kept._takes_gzip.cache_info().misses == before


def test_a_body_that_breaks_off_is_closed(source: Moving) -> None:
    """What Flask opened for it is let go, and nothing is kept."""
    pages = Breaking()
    with pytest.raises(OSError, match="gone"):
        front(pages, source).get("/")
    assert pages.closed == 1


class Breaking(Pages):
    """Pages that break off."""

    def chunks(self) -> Iterator[bytes]:
        """One part, then none."""
        yield b"x"
        raise OSError("gone")


def test_a_head_of_any_answer_has_the_headers_of_its_get(client: FlaskClient) -> None:
    """Of pages, other forms, redirects, errors and static files."""
    for address in ("/labs/", "/labs", "/nothing/", "/changes.csv", "/healthz", "/static/css/site.css"):
        head, got = client.head(address), client.get(address, buffered=True)
        assert head.status_code == got.status_code
        assert not head.data
        assert {**head.headers, "Date": ""} == {**got.headers, "Date": ""}, address
