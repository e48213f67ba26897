"""The same button at the same moment, over HTTP, on both databases: one is first, and whoever is not loses nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from werkzeug.test import TestResponse

from registry.core.people import Role
from registry.settings import Settings
from registry.store import comments, ledger, sources, submissions
from registry.store.engine import Database
from registry.store.schema import upgrade
from registry.store.submissions import State
from tests.content.sample import QUESTIONS
from tests.desk.members import Member
from tests.patience import PATIENCE
from tests.postgres import Server
from tests.web.drafts import accept, begun, editor, handed_in, kept, page
from tests.web.html5 import parsed
from tests.web.keepers import Browser, Site, fill, forms, site_of

ROUNDS = 2


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def busy(
    request: pytest.FixtureRequest, kept_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A site on either database, whose people write at once."""
    folder = tmp_path_factory.mktemp("busy")
    if request.param == "sqlite":
        shutil.copy(kept_file, folder / "registry.db")
        yield site_of(Settings(data_dir=str(folder)))
        return
    server: Server = request.getfixturevalue("postgres_server")
    with server.database() as url:
        database = Database(url)
        upgrade(database)
        fill(database)
        database.close()
        site = site_of(Settings(data_dir=str(folder), database_url=url))
        yield site
        site.app.extensions["registry.backstage"].database.close()
        site.house.database.close()


@pytest.fixture(scope="module")
def ada(busy: Site) -> Member:
    """An editor."""
    return busy.join("ada")


def tabs(site: Site, member: Member, number: int) -> list[Browser]:
    """Tabs of one browser: they share its session."""
    first = site.browser(member)
    others = [site.browser() for _ in range(number - 1)]
    for other in others:
        other.client.set_cookie("registry", first.cookie)
    return [first, *others]


def at_once(deeds: Sequence[Callable[[], TestResponse]]) -> list[TestResponse]:
    """What came of each, done at the same moment."""
    barrier = Barrier(len(deeds))

    def do(deed: Callable[[], TestResponse]) -> TestResponse:
        barrier.wait(PATIENCE)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def pressed(browsers: Sequence[Browser], shown: TestResponse, action: str, *typed: Any) -> list[TestResponse]:
    """The same form sent by several at once, filled in by each in their own way."""
    each: Sequence[dict[str, Any]] = typed or ({},) * len(browsers)
    return at_once(
        [
            lambda browser=browser, given=given: browser.submit(shown, action, **given)  # type: ignore[misc]
            for browser, given in zip(browsers, each, strict=True)
        ]
    )


def test_two_tabs_save_one_record(busy: Site, ada: Member) -> None:
    """One is saved; the other is told, holds its text, shows how they differ, and is saved when that is wanted."""
    for number in range(ROUNDS):
        found, browsers = begun(busy, "ada"), tabs(busy, ada, 2)
        texts = [f"- First {number}?\n", f"- Second {number}?\n"]
        shown = browsers[0].get(editor(found))
        answers = pressed(browsers, shown, "", *({"text": text, "do": "finish"} for text in texts))
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        late = [answer.status_code for answer in answers].index(409)
        assert kept(busy, found).changes == {QUESTIONS: texts[1 - late]}
        assert forms(answers[late])[-1].fields["text"] == texts[late]
        apart = [row.text for tag in ("del", "ins") for row in parsed(answers[late]).all(tag)]
        assert {text.strip() for text in texts} <= set(apart)
        assert browsers[late].submit(answers[late], do="finish").status_code == 303
        assert kept(busy, found).changes == {QUESTIONS: texts[late]}


def test_one_acceptance_pressed_twice(busy: Site, ada: Member) -> None:
    """One revision, and both presses lead to it; of two reviewers the second is told that it is done."""
    grace = busy.join("grace", Role.REVIEWER)
    hedy = busy.browser(busy.join("hedy", Role.REVIEWER))
    for number in range(ROUNDS):
        found = handed_in(busy, "ada", {QUESTIONS: f"- Who is {number}?\n"})
        with busy.house.database.reading() as session:
            before = ledger.revisions(session)[0].n
        browsers = tabs(busy, grace, 3)
        shown = browsers[0].get(page(found))
        answers = pressed(browsers, shown, "/accept/", *({"check": ("0", "1", "2", "3")},) * 3)
        assert [answer.location for answer in answers] == [f"{page(found)}#decided"] * 3
        with busy.house.database.reading() as session:
            assert ledger.revisions(session)[0].n == before + 1
        assert kept(busy, found).revision == before + 1
    found = handed_in(busy, "ada", {QUESTIONS: "- Who else?\n"})
    answers = at_once([lambda: accept(browsers[0], found), lambda: accept(hedy, found)])
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert kept(busy, found).state is State.ACCEPTED


def test_forms_sent_twice(busy: Site, ada: Member) -> None:
    """One submission, one remark, one source, and both answers lead to it."""
    browsers = tabs(busy, ada, 2)
    for number in range(ROUNDS):
        shown = browsers[0].get("/desk/new/lab/")
        answers = pressed(browsers, shown, "", *({"name": f"Lab {number}"},) * 2)
        assert {answer.status_code for answer in answers} == {303} and answers[0].location == answers[
            1
        ].location
    with busy.house.database.reading() as session:
        own = submissions.of_author(session, "ada")
    assert (
        sum(heading.paths == (f"labs/lab-{number}/lab.md",) for heading in own for number in range(ROUNDS))
        == ROUNDS
    )
    found = begun(busy, "ada")
    shown = browsers[0].get(page(found))
    for action, typed in (("/comments/", {"text": "A remark."}), ("/sources/", {"paste": "What it says."})):
        answers = pressed(browsers, shown, action, typed, typed)
        assert {answer.status_code for answer in answers} == {303}
    with busy.house.database.reading() as session:
        assert len(comments.comments(session, found.id)) == len(sources.of_submission(session, found.id)) == 1


def test_no_name_breaks_a_database(busy: Site) -> None:
    """A NUL in an address, which PostgreSQL lets nobody ask for, is the name of nothing at every route."""
    root = busy.browser(busy.join("root-a", *(role for role in Role if role is not Role.REPRESENTATIVE)))
    token = root.token()
    for rule in busy.app.url_map.iter_rules():
        if rule.arguments:
            address = "".join("%00" if is_name else part for is_name, part in rule._trace).lstrip("|")
            method = "POST" if "POST" in (rule.methods or ()) else "GET"
            answer = root.client.open(
                address,
                method=method,
                data={"csrf": token} if method == "POST" else None,
                follow_redirects=True,
            )
            assert answer.status_code in (404, 405), address
