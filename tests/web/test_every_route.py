"""What holds at every route, whatever it does: walked over the map of routes, so that no new one escapes."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlmodel import Session, col
from werkzeug.test import TestResponse

from registry.core.people import Role
from registry.desk.catalogue import CatalogueSource
from registry.desk.projecting import project
from registry.store import comments
from registry.store import desk_tables as tables
from registry.store.comments import Comment
from registry.web.access import Access, access_of
from registry.web.security import POLICY
from tests.store.revisions import NOON
from tests.web.keepers import Site
from tests.web.scene import NOBODY, Scene, outcome, set_up
from tests.web.test_access import guarded, objects, scene_path
from tests.web.test_suggestions import everything

ROLES = (Role.EDITOR, Role.REVIEWER, Role.ADMINISTRATOR, Role.READER, Role.REPRESENTATIVE)
FOREIGN = (
    ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Site", "none"),
    ("Origin", "https://evil.example"), ("Origin", "null"), ("Origin", "https://[evil"),
)  # fmt: skip
DRAFTED, SENT = "quokkabird", "zorillafish"
"""Words that stand in what only some may read: in somebody's draft, and in what is under review."""

OPEN = re.compile(r"^/api/|\.(atom|bib|csv|ics|json|pdf|svg|xlsx|zip)$")
"""Addresses of data, which scripts of other sites may read."""

DOWNLOADED = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""The policy of files that people sent: stricter still."""

DRAFT = f"---\npublished: 2026-01-01\nsource: https://x.org/{DRAFTED}\nread: primary\n---\n\n{DRAFTED}\n"


@dataclass(frozen=True)
class Door:
    """A route, what it asks of whoever comes, and an address at which it lets this actor in."""

    rule: str
    access: Access
    actor: str
    address: str


@pytest.fixture
def scene(keepers: Site) -> Scene:
    """One of each thing."""
    return set_up(keepers)


def doors(scene: Scene, method: str) -> Iterator[Door]:
    """Each route that not everybody may use, or that takes a form, as the first role that may use it comes to it."""
    endpoints = {rule.rule: rule.endpoint for rule in scene.site.app.url_map.iter_rules()}
    for _, rule in sorted(line for line in guarded(scene.site) if line[0] == method):
        access = access_of(endpoints[rule], scene.site.app)
        assert access is not None
        actor = next((role.value for role in ROLES if role in access.roles), NOBODY)
        yield Door(rule, access, actor, objects(rule, scene, actor)[0])


def asked(client: FlaskClient, door: Door) -> TestResponse:
    """What a route answers to whoever opens its page."""
    path = scene_path(door.rule, door.actor)
    return client.get(door.address, query_string={"path": path} if path else None)


def test_no_form_is_taken_from_elsewhere(scene: Scene) -> None:
    """Without the token of this very browser's page, with another's, or sent from another site: nothing happens."""
    _, other = scene.client("editor")
    taken = []
    for door in doors(scene, "POST"):
        client, token = scene.client(door.actor)
        before = everything(scene.site.house.database)
        tries: list[dict[str, Any]] = [
            {"data": {"csrf": token}, "headers": {name: value}} for name, value in FOREIGN
        ]
        if door.access.token:
            tries += [
                {"data": {}}, {"data": {"csrf": other}}, {"json": {"csrf": token}},
                {"data": f"csrf={token}", "content_type": "text/plain"}, {"query_string": {"csrf": token}},
            ]  # fmt: skip
        taken += [
            f"{door.rule}: {given}"
            for given in tries
            if client.post(door.address, **given).status_code != 403
        ]
        if everything(scene.site.house.database) != before:
            taken.append(f"{door.rule}: something was written")
    assert not taken, "\n".join(taken)


def test_reading_changes_nothing(scene: Scene) -> None:
    """To open a page writes no row of any table, whoever opens it."""
    browsers = {actor: scene.client(actor)[0] for actor in (NOBODY, *(role.value for role in Role))}
    before = everything(scene.site.house.database)
    for door in doors(scene, "GET"):
        assert outcome(asked(browsers[door.actor], door)) in ("in", "none"), door.rule
        asked(browsers[NOBODY], door)
        assert everything(scene.site.house.database) == before, door.rule


def test_what_not_everybody_may_see_is_kept_by_nobody(scene: Scene) -> None:
    """No cache keeps such a page, nor what a stranger gets in its place."""
    for door in doors(scene, "GET"):
        for actor in (door.actor, NOBODY):
            answer = asked(scene.client(actor)[0], door)
            assert answer.headers["Cache-Control"] == "no-store", f"{door.rule} {actor}"
            assert "Cookie" in answer.headers["Vary"]


def test_every_answer_says_what_it_is_and_is_protected(scene: Scene) -> None:
    """For some as for all: the policy, a type with its charset, and leave for other sites to read data alone."""
    answers = {door.rule: asked(scene.client(door.actor)[0], door) for door in doors(scene, "GET")}
    for rule in scene.site.app.url_map.iter_rules():
        if rule.rule not in answers and not rule.arguments and "GET" in (rule.methods or ()):
            answers[rule.rule] = scene.client(NOBODY)[0].get(rule.rule)
    assert len(answers) > 60
    for address, answer in answers.items():
        assert answer.headers["Content-Security-Policy"] in (POLICY, DOWNLOADED), address
        assert answer.headers["X-Content-Type-Options"] == "nosniff", address
        assert ("Access-Control-Allow-Origin" in answer.headers) is bool(OPEN.search(address)), address
        kind = answer.headers.get("Content-Type", "")
        assert "charset=utf-8" in kind or not kind.startswith(("text/", "application/atom")), address


def test_drafts_do_not_leak(scene: Scene) -> None:
    """Nothing of a draft, of what is under review, or of an unread ticket is in any page that readers can come to.

    Nor does another editor come to anything of a draft.
    """
    with scene.site.house.database.writing() as session:
        hide_words(session, scene)
    database = scene.site.house.database
    project(database, CatalogueSource(database))  # else there is no archive of the data to look into
    reader = scene.site.app.test_client(use_cookies=False)
    pages = dict(crawl(reader, "/"))
    assert len(pages) > 100
    leaks = [path for path, body in pages.items() if DRAFTED in body or SENT in body]
    assert not leaks
    for word in (DRAFTED, SENT):
        assert reader.get(f"/search.json?q={word}").json["total"] == 0  # type: ignore[index]
        assert reader.get(f"/labs/{word}/").status_code == reader.get("/labs/nobody/").status_code == 404
    desk = dict(crawl(scene.client("editor")[0], "/desk/", within="/desk/"))
    assert any(SENT in body for body in desk.values())
    assert not [path for path, body in desk.items() if DRAFTED in body]


def hide_words(session: Session, scene: Scene) -> None:
    """Put a word into everything of a draft, and another into everything else that is not public."""
    for name, word in ((scene.draft, DRAFTED), (scene.sent, SENT)):
        submission, proposal = tables.SubmissionRow, tables.ProposalRow
        said = {"reason": word, "note": word}
        session.execute(update(submission).where(col(submission.id) == name).values(**said))
        proposed = {"path": f"labs/{word}/lab.md", "text": DRAFT.replace(DRAFTED, word)}
        session.execute(update(proposal).where(col(proposal.submission) == name).values(**proposed))
        source = tables.SourceTextRow
        given = {"name": word, "text": word, "note": word}
        session.execute(update(source).where(col(source.submission) == name).values(**given))
        comment = Comment(1, "stranger", NOON, 1, None, None, "", word)
        comments.add_comment(session, name, comment, nonce="x")
    session.execute(update(tables.CodedClauseRow).values(text=SENT, quote=SENT, remark=SENT))
    session.execute(update(tables.TicketRow).values(text=SENT, source=f"https://x.org/{SENT}"))


def crawl(client: FlaskClient, start: str, *, within: str = "/") -> Iterator[tuple[str, str]]:
    """Every page, feed, table and file of data that links lead to: each path with one value for each parameter."""
    waiting, seen = [start], {start}
    while waiting:
        address = waiting.pop()
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code < 500, address
        yield address, plain(answer.get_data())
        if answer.mimetype != "text/html":
            continue
        for link in lxml.html.document_fromstring(answer.get_data()).xpath("//a/@href | //link/@href"):
            parts = urlsplit(urljoin(address, str(link)))
            kind = parts.path + "?" + "&".join(sorted(part.split("=")[0] for part in parts.query.split("&")))
            # Reports are dear; they are made of the catalogue alone, which has no draft in it.
            ours = parts.path.startswith(within) and not parts.path.startswith("/static/")
            if ours and not parts.netloc and not parts.path.endswith(".pdf") and kind not in seen:
                seen.add(kind)
                waiting.append(f"{parts.path}?{parts.query}")


def plain(body: bytes) -> str:
    """The words of an answer, also of one that is a compressed file."""
    return (gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body).decode("utf-8", "replace")
