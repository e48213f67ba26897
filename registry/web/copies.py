"""A copy of the public site as files that need no server: which pages are in it, and what becomes of their links."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import Client, TestResponse

from registry.desk.marking import SUMS, mark
from registry.desk.telling import Tell, silent
from registry.errors import Conflict, Unavailable
from registry.publish.relinking import links, relinked
from registry.web.access import access_of
from registry.web.context import head, today
from registry.web.log import vouched

NOWHERE = "http://copy.invalid"
"""Under this the pages of a site without an address of its own are asked for: a file that repeats it leads nowhere."""

PARTS = frozenset(("page", "before"))
"""The parameters that turn to the next part of a list. Each part is a page of the copy."""

FILTERS = frozenset(("announced", "aspect", "decision", "direction", "lab", "sort", "topic"))
"""The parameters of which the copy has each choice that a link leads to, one at a time: all together have no end."""

MADE = {"/press-sheet.pdf": frozenset(("labs", "standard")), "/log/proof/inclusion": frozenset(("n",))}
"""What is made of parameters alone, and of which."""

SERVED = ("/suggest/", "/embed/")
"""How addresses begin whose pages are only there to send something to the site, or to show it as it is on the day."""

_REPORT = ".pdf"
_PAGE = "text/html"
_ENDINGS = {"text/plain": ".txt", "application/json": ".json", "application/gzip": ".gz"}
"""By its ending a file server tells what a file is; what has none on the site gets one."""

_NAMED = re.compile(r"(?:\.csl|\.feed)?\.[a-z0-9]+$")
"""The ending that a name has, both parts where it has two."""

_FINE, _FAILED = 200, 500
_FEEDS = frozenset(("application/atom+xml", "application/feed+json"))
_LOC = re.compile(r"<loc>([^<]*)</loc>")
_URL = re.compile(r"url\(([^)\"']*)\)")


@dataclass(frozen=True, slots=True)
class Copy:
    """What every page of a copy says of it. `living` is the address of the site itself, empty where it has none.

    `reports` says whether the PDFs that pages lead to are in it.
    """

    day: date
    revision: int
    hash: str
    living: str
    reports: bool


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
    copy = _copy(app, reports=reports)
    app.jinja_env.globals["copy"] = copy
    walk = _Walk(app, folder, copy)
    walk.gather(tell)
    if _copy(app, reports=reports) != copy:
        raise Conflict("a revision was accepted while the site was copied; copy it again")
    tell(f"leading {len(walk.pages):,} pages to each other")
    for address in walk.pages:
        walk.relink(address)
    with app.app_context():
        mark(folder, _about(copy), vouch=partial(vouched, revision=copy.revision, digest=copy.hash))
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return Copied(copy, len(walk.pages), len(sizes), sum(sizes))


def _copy(app: Flask, *, reports: bool) -> Copy:
    with app.test_request_context():
        snapshot = head()
        return Copy(today(), snapshot.revision, snapshot.hash, app.config["BASE_URL"], reports)


def _about(copy: Copy) -> dict[str, object]:
    """What a copy says of itself to programs."""
    return {
        "copy_of": "Lab Safety Registry",
        "site": copy.living or None,
        "day": copy.day.isoformat(),
        "revision": copy.revision,
        "hash": copy.hash,
        "reports": copy.reports,
        "licence": {"catalogue": "CC-BY-4.0", "software": "Apache-2.0"},
        "check": f"sha256sum -c {SUMS}",
    }


def file_of(address: str, mimetype: str) -> str:
    """The file that holds what stands at an address, by its path in the copy: a page in a folder of its own."""
    path, _, query = address.partition("?")
    name = unquote(path).lstrip("/")
    if mimetype == _PAGE:
        return f"{name}{query}/index.html" if query else f"{name}index.html"
    named = _NAMED.search(name)
    stem = name[: named.start()] if named else name
    ending = named[0] if named else _ENDINGS.get(mimetype, "")
    return f"{stem}/{query}{ending}" if query else f"{stem}{ending}"


class _Walk:
    """One walk through the site, and what it has found: the file of each address, and which of them are pages."""

    def __init__(self, app: Flask, folder: Path, copy: Copy) -> None:
        self.app, self.folder, self.reports = app, folder, copy.reports
        self.base = copy.living or NOWHERE
        self.found: dict[str, str] = {}
        self.pages: list[str] = []
        # In a copy every page is as of its day and revision, so that an address which says so is the plain one.
        self._said = {
            *(("as_of", str(copy.day)), ("revision", str(copy.revision)), ("size", str(copy.revision))),
            ("page", "1"),
        }
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
        path = self.folder / self.found[address]
        start = posixpath.dirname(self.found[address])

        @cache
        def place(link: str) -> str | None:
            if link.startswith("#") or self._is_outside(link):
                return link
            page, _, name = urljoin(address, link).partition("#")
            target = self.address(page)
            if target is None or target not in self.found:
                return None
            file = quote(posixpath.relpath(self.found[target], start), safe="/=")
            return f"{file}#{name}" if name else file

        path.write_text(relinked(path.read_text(encoding="utf-8"), place), encoding="utf-8")

    def _leads(self, answer: TestResponse) -> Iterator[str]:
        """Where an answer leads, by its kind: a page, a style sheet or the list of pages."""
        if answer.mimetype == _PAGE:
            yield from (link.partition("#")[0] for link in links(answer.text) if not self._is_outside(link))
        elif answer.mimetype == "text/css":
            yield from _URL.findall(answer.text)
        elif answer.mimetype == "application/xml":
            yield from (unescape(loc).removeprefix(self.base) for loc in _LOC.findall(answer.text))

    def _keep(self, address: str, answer: TestResponse) -> None:
        """Write an answer to its file, if a file can be it: a folder's is a page, and what needs an address has one."""
        content, kind = answer.get_data(), answer.mimetype or ""
        is_page = kind == _PAGE
        is_homeless = self.base == NOWHERE and (kind in _FEEDS or NOWHERE.encode() in content)
        if is_page != address.partition("?")[0].endswith("/") or is_homeless:
            return
        file = file_of(address, kind)
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.found[address] = file
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
        return f"{path}?{urlencode(asked)}" if _is_kept(path, {name for name, _ in asked}) else None

    def _is_public(self, path: str) -> bool:
        try:
            endpoint, _ = self._routes.match(path, method="GET")
        except (HTTPException, RequestRedirect):
            return False
        access = access_of(endpoint, self.app)
        if access is None or not access.is_public or access.token or path.startswith(SERVED):
            return False
        return ".." not in unquote(path).split("/") and (self.reports or not path.endswith(_REPORT))

    def _is_outside(self, link: str) -> bool:
        return not link.startswith(("/", "?", "#", ".")) or link.startswith("//")


def _is_kept(path: str, names: set[str]) -> bool:
    """Whether a copy holds what is asked for with these parameters."""
    if path in MADE:
        return names == MADE[path]
    return names <= FILTERS | PARTS and len(names - PARTS) <= 1
