"""A copy of the public site as files that need no server: which pages are in it, and what becomes of their links."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import Client, TestResponse

from registry.desk.copying import mark
from registry.desk.telling import Tell, silent
from registry.errors import Conflict, Unavailable
from registry.publish.relinking import links, relinked
from registry.web.access import access_of
from registry.web.context import head, today

NOWHERE = "http://copy.invalid"
"""Under this the pages of a site without an address of its own are asked for: a file that repeats it leads nowhere."""

TURNING = frozenset(("page", "before", "direction", "announced"))
"""The parameters that turn to the next part of a list, or to what was lost. Each part is a page of the copy."""

_REPORT = ".pdf"
_FINE, _FAILED = 200, 500
_FEEDS = frozenset(("application/atom+xml", "application/feed+json"))
_LOC = re.compile(r"<loc>([^<]*)</loc>")
_URL = re.compile(r"url\(([^)\"']*)\)")


@dataclass(frozen=True, slots=True)
class Copy:
    """What every page of a copy says of it. `living` is the address of the site itself, empty where it has none."""

    day: date
    revision: int
    hash: str
    living: str


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy holds: of what it is, how many pages and files, and their bytes."""

    copy: Copy
    pages: int
    files: int
    size: int


def copy_site(app: Flask, folder: Path, *, reports: bool = False, tell: Tell = silent) -> Copied:
    """Write every public page, feed and file of a site into an empty folder.

    The same revision and day give the same bytes. `reports` has the PDFs that pages lead to made, too. The application
    serves nothing else from then on: its pages say that they are a copy. Raises Conflict where the record moves
    meanwhile, and Unavailable where something cannot be made.
    """
    copy = _copy(app)
    app.jinja_env.globals["copy"] = copy
    walk = _Walk(app, folder, copy, reports)
    walk.gather(tell)
    if _copy(app) != copy:
        raise Conflict("a revision was accepted while the site was copied; copy it again")
    tell(f"leading {len(walk.pages):,} pages to each other")
    for address in walk.pages:
        walk.relink(address)
    mark(folder, {"revision": copy.revision, "hash": copy.hash, "day": str(copy.day), "site": copy.living})
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return Copied(copy, len(walk.pages), len(sizes), sum(sizes))


def _copy(app: Flask) -> Copy:
    with app.test_request_context():
        snapshot = head()
        return Copy(today(), snapshot.revision, snapshot.hash, app.config["BASE_URL"])


def file_of(address: str) -> str:
    """The file that holds what stands at an address, by its path in the copy."""
    path, _, query = address.partition("?")
    name = unquote(path).lstrip("/") + (f"{query}/" if query else "")
    return name if name and not name.endswith("/") else f"{name}index.html"


class _Walk:
    """One walk through the site, and what it has found: the addresses that are files now, and the pages among them."""

    def __init__(self, app: Flask, folder: Path, copy: Copy, reports: bool) -> None:
        self.app, self.folder, self.reports = app, folder, reports
        self.base = copy.living or NOWHERE
        self.found: set[str] = set()
        self.pages: list[str] = []
        # In a copy every page is as of its day and revision, so that an address which says so is the plain one.
        self._said = {("as_of", str(copy.day)), ("revision", str(copy.revision)), ("page", "1")}
        self._routes = app.url_map.bind("registry")
        self.address = cache(self._address)

    def gather(self, tell: Tell) -> None:
        """Ask for everything that links and the site's own list of pages lead to, and write it down as it comes."""
        client = Client(self.app, TestResponse)
        waiting = ["/", "/sitemap.xml"]
        seen = set(waiting)
        while waiting:
            address = waiting.pop()
            with closing(client.get(address, base_url=self.base)) as answer:
                if answer.status_code >= _FAILED:
                    raise Unavailable(
                        f"there is no whole copy, for {address} is answered with {answer.status}"
                    )
                if answer.status_code != _FINE:
                    continue
                targets = {self.address(urljoin(address, link)) for link in self._leads(answer)}
                new = sorted(target for target in targets - seen if target is not None)
                seen.update(new)
                waiting += new
                self._keep(address, answer)
                if address in self.found and not len(self.found) % 500:
                    tell(f"copied {len(self.found):,} addresses")

    def relink(self, address: str) -> None:
        """Let a page's links lead to the other files, wherever the folder stands."""
        path = self.folder / file_of(address)
        start = posixpath.dirname(file_of(address))

        @cache
        def place(link: str) -> str | None:
            if link.startswith("#") or self._is_outside(link):
                return link
            page, _, name = urljoin(address, link).partition("#")
            target = self.address(page)
            if target is None or target not in self.found:
                return None
            file = quote(posixpath.relpath(file_of(target), start), safe="/=")
            return f"{file}#{name}" if name else file

        path.write_text(relinked(path.read_text(encoding="utf-8"), place), encoding="utf-8")

    def _leads(self, answer: TestResponse) -> Iterator[str]:
        """Where an answer leads, by its kind: a page, a style sheet or the list of pages."""
        if answer.mimetype == "text/html":
            yield from (link.partition("#")[0] for link in links(answer.text) if not self._is_outside(link))
        elif answer.mimetype == "text/css":
            yield from _URL.findall(answer.text)
        elif answer.mimetype == "application/xml":
            yield from (unescape(loc).removeprefix(self.base) for loc in _LOC.findall(answer.text))

    def _keep(self, address: str, answer: TestResponse) -> None:
        """Write an answer to its file, if a file can be it: a folder's is a page, and what needs an address has one."""
        content, is_page = answer.get_data(), answer.mimetype == "text/html"
        is_homeless = self.base == NOWHERE and (answer.mimetype in _FEEDS or NOWHERE.encode() in content)
        if is_page != file_of(address).endswith("index.html") or is_homeless:
            return
        path = self.folder / file_of(address)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.found.add(address)
        if is_page:
            self.pages.append(address)

    def _address(self, link: str) -> str | None:
        """The address under which a page of the site is asked for; None for what needs a server, or is not for all."""
        path, _, query = link.partition("?")
        if not self._is_public(path):
            return None
        if path.startswith("/static/"):
            return path
        asked = sorted(set(parse_qsl(query, keep_blank_values=True)) - self._said)
        if not asked:
            return path
        turns = path.endswith("/") and all(name in TURNING for name, _ in asked)
        return f"{path}?{urlencode(asked)}" if turns else None

    def _is_public(self, path: str) -> bool:
        try:
            endpoint, _ = self._routes.match(path, method="GET")
        except (HTTPException, RequestRedirect):
            return False
        access = access_of(endpoint, self.app)
        if access is None or not access.is_public or access.token:
            return False
        if access.writes and path.endswith("/"):
            return False  # a page of the desk; a file that needs the ledger is made of it here and now
        return ".." not in unquote(path).split("/") and (self.reports or not path.endswith(_REPORT))

    def _is_outside(self, link: str) -> bool:
        return not link.startswith(("/", "?", "#", ".")) or link.startswith("//")
