"""What the desk refuses somebody who is signed in is on record: who tried what, and why it was refused."""

from __future__ import annotations

import pytest

from registry.core.people import Role
from registry.store.events import Outcome
from tests.content.sample import OTHER_LAB, TEXTS
from tests.web.drafts import FROM_HERE, accept, handed_in, kept, page, rows
from tests.web.keepers import Site, forms
from tests.web.reading import Page

NEWS = {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolt Labs")}


@pytest.mark.parametrize(
    ("who", "roles", "why"),
    [
        ("bob", (Role.EDITOR, Role.REVIEWER), "your own"),
        ("tied", (Role.REVIEWER,), "bolt"),
    ],
)
def test_a_refused_decision_is_on_record(keepers: Site, who: str, roles: tuple[Role, ...], why: str) -> None:
    """Of whoever wrote it or is tied to the lab: nothing is decided, and what they typed stands in the page."""
    keepers.join("ada")
    browser = keepers.browser(keepers.join(who, *roles))
    if who == "tied":
        assert browser.post("/account/declaration/", {"lab": "bolt", "text": "Shares."}).status_code == 302
    found = handed_in(keepers, who if who == "bob" else "ada", NEWS)
    seen = {"edition": "1", "content_hash": found.content_hash, "check": ["0", "1", "2", "3"]}
    before = rows(keepers)
    for deed, action in (("accept", "approve"), ("changes", "request changes of"), ("decline", "decline")):
        answer = browser.post(
            f"{page(found)}{deed}/", {**seen, "answer": "Because of that."}, headers=FROM_HERE
        )
        assert answer.status_code == 403 and "Because of that." in answer.text
        newest = keepers.house.trace()[0]
        assert (newest.actor, newest.subject, newest.outcome) == (who, found.id, Outcome.REFUSED)
        assert (
            action.split()[0] in newest.action and why in newest.detail and newest.detail in Page(answer).text
        )
    assert rows(keepers) == before and kept(keepers, found) == found


def test_a_role_that_is_taken_while_somebody_types(keepers: Site) -> None:
    """The session has ended and what was typed is carried; after signing in it is refused, and stands in the page."""
    keepers.join("ada")
    grace = keepers.join("grace", Role.REVIEWER)
    root = keepers.browser(keepers.join("root-a", Role.ADMINISTRATOR))
    found, browser = handed_in(keepers, "ada", NEWS), keepers.browser(grace)
    form = browser.get(page(found))
    keepers.time.passes(seconds=30)  # a code is taken once
    assert root.post("/desk/people/grace/roles/", {"role": "reader"}).status_code == 302
    stopped = browser.submit(form, "/changes/", answer="Say where it stands.")
    assert stopped.status_code == 401
    asked = browser.submit(stopped, "/sign-in/", handle="grace", password=grace.password)
    again = browser.submit(asked, "/code/", code=grace.code(keepers.time.now))
    carried = forms(again)[-1]
    answer = browser.client.post(carried.action, data=carried.fields, headers=FROM_HERE)
    assert answer.status_code == 403 and "Say where it stands." in answer.text
    assert kept(keepers, found) == found
    assert accept(keepers.browser(keepers.join("hedy", Role.REVIEWER)), found).status_code == 303
