"""The queue: what waits for a reviewer, and what of it is theirs to judge."""

from __future__ import annotations

from registry.core.people import Role
from registry.store import people
from tests.content.sample import LAB, OTHER_LAB, QUESTIONS, TEXTS
from tests.web.drafts import handed_in
from tests.web.html5 import parsed
from tests.web.keepers import Site


def test_the_queue_is_oldest_first_and_says_what_is_not_mine(keepers: Site) -> None:
    """One's own, and what touches a lab that one is tied to, stands apart with the reason."""
    browser = keepers.browser(keepers.join("ada", Role.EDITOR, Role.REVIEWER))
    keepers.join("bob")
    with keepers.house.database.writing() as session:
        people.declare(session, "ada", ["bolt"], "I worked there.", keepers.time.now)
    handed_in(keepers, "ada", {QUESTIONS: "- Mine?\n"}, reason="My own")
    for path, reason in ((OTHER_LAB, "Tied"), (LAB, "Older"), (QUESTIONS, "Newer")):
        keepers.time.passes(minutes=1)
        handed_in(keepers, "bob", {path: TEXTS[path] + "\nMore.\n"}, reason=reason)
    words = parsed(browser.get("/desk/queue/")).text
    told = [
        "For you",
        "Older",
        "Newer",
        "Not for you",
        "My own",
        "your own submission",
        "Tied",
        "a tie to bolt",
    ]
    places = [words.find(word) for word in told]
    assert -1 not in places and places == sorted(places), words
