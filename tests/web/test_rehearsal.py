"""A proposal can be seen as the public page that it would make, and nowhere else."""

from __future__ import annotations

import gc
import re
import weakref

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient
from werkzeug.exceptions import NotFound as NoRoute

from registry.app import create_app
from registry.core.catalog import Catalog
from registry.core.records import Removal, Version
from registry.settings import Settings
from registry.web import context
from registry.web.access import public
from registry.web.kept import Key, Page, PageStore
from registry.web.rehearsal import REHEARSED, rehearse
from tests import builders
from tests.builders import clause, day, document, lab, version
from tests.web.sites import NASTY, FixedSource

CANARY = "zebrafinch"
UNDER = "/desk/shown"
NOTICE = "Preview of a proposal; not public."

RULE = builders.standard(builders.criterion(builders.level(100, strength="firm")))
FIRST = version("1.0", "2024-01-01", clause("a", strength="intent"), summary="It began.")
WORDS = f"The lab will {CANARY}. {NASTY}"
SECOND = version("2.0", "2025-01-01", clause("b", text=WORDS), removed=(Removal("a", "gone"),))

PAGES = (
    *("/", "/labs/", "/labs/acme/", "/labs/acme/policy/", "/labs/acme/policy/1.0/", "/labs/acme/policy/2.0/"),
    *("/labs/acme/policy/diff/1.0..2.0/", "/labs/acme/policy/clauses/b/", "/topics/", "/topics/pause/"),
    *("/changes/", "/deadlines/", "/decisions/", "/standards/", "/standards/test/", "/standards/test/acme/"),
    *("/compare/", "/joint/", "/about/", "/methods/", "/glossary/"),
)

TOUCHED = (
    *("/labs/acme/", "/labs/acme/policy/", "/labs/acme/policy/2.0/", "/labs/acme/policy/diff/1.0..2.0/"),
    *("/labs/acme/policy/clauses/b/", "/topics/pause/", "/changes/", "/standards/test/acme/"),
)
"""Those that quote the proposed clause."""


def catalogue(*versions: Version) -> Catalog:
    """One lab with one policy."""
    return builders.catalog(lab(document(*versions)), standards=(RULE,))


class Site:
    """A site with one more route, which shows a proposal as the desk does."""

    def __init__(self) -> None:
        self.proposed: Catalog | None = catalogue(FIRST, SECOND)
        source = FixedSource(catalogue(FIRST))
        self.app: Flask = create_app(Settings(), source=source, clock=lambda: day("2026-01-01"))
        self.reader: FlaskClient = self.app.test_client(use_cookies=False)

        @public
        def shown(path: str) -> Response:
            assert self.proposed is not None
            query = request.query_string.decode("ascii", "replace")
            return rehearse(self.proposed, f"/{path}", query, under=UNDER)

        self.app.add_url_rule(f"{UNDER}/", "shown", shown, defaults={"path": ""})
        self.app.add_url_rule(f"{UNDER}/<path:path>", "shown", shown)

    def rehearsed(self, address: str) -> str:
        """The text of a rehearsed page."""
        answer = self.reader.get(UNDER + address)
        assert answer.status_code == 200, address
        return answer.text


@pytest.fixture
def site() -> Site:
    """Such a site, in which nobody has read anything yet."""
    return Site()


def test_every_page_of_the_catalogue_can_be_seen(site: Site) -> None:
    """Each says that it is not public, is kept by nobody, and shows the proposal where that bears on it."""
    for address in PAGES:
        answer = site.reader.get(UNDER + address)
        assert answer.status_code == 200, address
        assert NOTICE in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
        assert "script>alert" not in answer.text
    for address in TOUCHED:
        assert CANARY in site.rehearsed(address), address
    assert "100" in site.rehearsed("/standards/test/acme/")
    assert set(site.app.blueprints) >= REHEARSED


def test_a_page_leads_on_within_the_proposal(site: Site) -> None:
    """Links to other pages of the catalogue and forms stay inside; other forms of a page are the public ones."""
    page = site.rehearsed("/labs/acme/policy/")
    assert f'href="{UNDER}/labs/acme/policy/2.0/"' in page
    assert f'action="{UNDER}/labs/acme/policy/"' in page
    assert page.count('href="/labs/') == page.count('rel="canonical" href="/labs/') == 1
    assert 'href="/changes.csv"' in site.rehearsed("/changes/")
    assert 'href="/revisions/"' in page
    for link in set(re.findall(rf'href="({UNDER}/[^"#?]*)', page)):
        assert site.reader.get(link).status_code == 200, link


def test_redirects_lead_to_the_page_that_is_meant(site: Site) -> None:
    """A form that chooses two versions and an address without its last slash are followed, inside."""
    assert CANARY in site.rehearsed("/labs/acme/policy/diff/?from=1.0&to=2.0")
    assert CANARY in site.rehearsed("/labs/acme")


def test_another_day_can_be_asked_for(site: Site) -> None:
    """`as_of` means what it means on public pages, and links stay on that day."""
    page = site.rehearsed("/labs/acme/?as_of=2024-06-01")
    assert CANARY not in page
    assert f'href="{UNDER}/labs/acme/policy/?as_of=2024-06-01"' in page
    assert site.reader.get(f"{UNDER}/labs/acme/?as_of=2026-06-01").status_code == 400
    assert site.reader.get(f"{UNDER}/labs/acme/?revision=1").status_code == 400


def test_only_pages_of_the_catalogue_are_shown(site: Site) -> None:
    """Nothing that searches, prints, feeds, logs or belongs to people, not this very route, nothing unheard of."""
    for address in (
        *("/search/", "/revisions/", "/healthz", "/changes.csv", "/changes.atom", "/standards/test/acme.pdf"),
        *("/static/css/site.css", f"{UNDER}/labs/", "/labs/nobody/", "/labs/acme/policy/3.0/", "/x"),
        *("/account/sign-in/", "/desk/", "/labs/%00/", "/labs/acme/policy/%2e%2e/"),
    ):
        answer = site.reader.get(UNDER + address)
        assert answer.status_code == 404, address
        assert CANARY not in answer.text
    assert site.proposed is not None
    with site.app.test_request_context("/desk/"):
        for address in ("//evil.example/", "http://evil.example/labs/", "/\ud800/"):
            with pytest.raises(NoRoute):
                rehearse(site.proposed, address, under=UNDER)


def test_nothing_of_it_is_kept_or_public(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """No page of a proposal enters the store of pages, and afterwards no public answer holds a word of it."""
    kept: list[tuple[Key, bytes]] = []
    plain = PageStore.put

    def noted(store: PageStore, key: Key, page: Page) -> None:
        kept.append((key, page.plain.body))
        plain(store, key, page)

    monkeypatch.setattr(PageStore, "put", noted)
    for address in PAGES:
        site.rehearsed(address)
    assert kept == []
    for rule in site.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.endpoint != "shown":
            assert CANARY not in site.reader.get(rule.rule).text
    for address in PAGES:
        answer = site.reader.get(address)
        assert CANARY not in answer.text
        assert NOTICE not in answer.text
        assert answer.status_code == (404 if "2.0" in address or "/b/" in address else 200)
    assert kept
    assert all(CANARY.encode() not in body and UNDER.encode() not in body for _, body in kept)


def test_the_request_that_shows_it_stays_at_the_head(site: Site) -> None:
    """What is seen inside does not reach outside, and no cookie reaches inside."""
    seen: list[object] = []

    def about() -> str:
        seen.append(dict(request.cookies))
        return context.here()

    site.app.view_functions["pages.about"] = about
    assert site.proposed is not None
    with site.app.test_request_context("/desk/?as_of=2025-02-03", headers={"Cookie": "session=secret"}):
        before = context.view()
        shown = rehearse(site.proposed, "/about/", "", under=UNDER)
        assert shown.get_data(as_text=True) == f"{UNDER}/about/"
        assert (context.view(), context.head().catalog is site.proposed) == (before, False)
        assert context.to("labs.index") == "/labs/?as_of=2025-02-03"
        assert request.cookies["session"] == "secret"
    assert seen == [{}]


def test_a_proposal_leaves_no_trace_in_memory(site: Site) -> None:
    """Once nobody looks at it any more, nothing holds on to its catalogue."""
    for address in PAGES:
        site.rehearsed(address)
    assert site.proposed is not None
    trace, site.proposed = weakref.ref(site.proposed), None
    gc.collect()
    assert trace() is None
