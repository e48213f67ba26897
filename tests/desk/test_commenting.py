"""A submission can be talked about, line by line, by those who see it."""

from __future__ import annotations

import pytest

from registry.core.people import Role
from registry.desk import commenting
from registry.desk.commenting import comment
from registry.desk.drafting import put_text, withdraw
from registry.desk.reviewing import decline, request_changes
from registry.errors import BadValue, Conflict, NotFound, Refused
from registry.store import comments
from registry.store.submissions import State
from tests.content.sample import LAB, OTHER_LAB, QUESTIONS
from tests.desk.crew import hire
from tests.desk.desks import Desk
from tests.store.revisions import NOON


def test_a_comment_quotes_the_line_it_is_about(desk: Desk) -> None:
    """As it stood then. The same form sent twice makes one comment; they stand in the order in which they were made."""
    found = desk.handed_in()
    first = comment(
        desk.database, desk.grace, found.id, text=" Is \r\nit? ", edition=1, nonce="n", now=NOON,
        path=OTHER_LAB, number=2,
    )  # fmt: skip
    again = comment(desk.database, desk.grace, found.id, text="Else", edition=1, nonce="n", now=NOON)
    reply = comment(desk.database, desk.ada, found.id, text="It is.", edition=1, nonce="n", now=NOON)
    assert again == first
    assert (first.n, first.text, first.quoted, first.line) == (1, "Is \nit?", "name: Bolt Labs", 2)
    with desk.database.reading() as session:
        assert comments.comments(session, found.id) == (first, reply)
    assert desk.now(found) == found


def test_a_line_is_one_of_the_edition_that_was_read(sqlite_desk: Desk) -> None:
    """After another edit the line may be another one; a remark on the whole is about whatever it is now."""
    desk = sqlite_desk
    found = desk.handed_in()
    put_text(desk.database, desk.ada, found.id, QUESTIONS, None, edition=1, now=NOON)
    said = {"text": "Hm", "nonce": "n", "now": NOON}
    with pytest.raises(Conflict, match="Edition 2"):
        comment(desk.database, desk.grace, found.id, edition=1, path=OTHER_LAB, number=2, **said)  # type: ignore[arg-type]
    for path, number, wrong in (
        (LAB, 1, "proposes nothing"),
        (OTHER_LAB, 9, "no line 9"),
        (OTHER_LAB, 0, "no line 0"),
    ):
        with pytest.raises(BadValue, match=wrong):
            comment(desk.database, desk.grace, found.id, edition=2, path=path, number=number, **said)  # type: ignore[arg-type]
    assert comment(desk.database, desk.grace, found.id, edition=1, **said).edition == 2  # type: ignore[arg-type]


def test_a_decision_is_never_one_remark_too_many(sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no other remark is taken, a reviewer still sends it back and declines it with their words."""
    desk = sqlite_desk
    monkeypatch.setattr(commenting, "MAX_COMMENTS", 1)
    found = desk.handed_in()
    comment(desk.database, desk.grace, found.id, text="Hm", edition=1, nonce="n", now=NOON)
    given = {"edition": 1, "answer": "No.", "now": NOON}
    request_changes(desk.database, desk.source, desk.grace, found.id, **given)  # type: ignore[arg-type]
    desk.submit(found)
    done = decline(desk.database, desk.source, desk.hedy, found.id, **given)  # type: ignore[arg-type]
    assert done.state is State.DECLINED
    with desk.database.reading() as session:
        assert [item.text for item in comments.comments(session, found.id)] == ["Hm", "No.", "No."]


def test_only_those_who_see_it_speak_and_while_it_is_open(
    sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not on another's draft, not as another lab's representative, not without a word, not without end."""
    desk = sqlite_desk
    monkeypatch.setattr(commenting, "MAX_COMMENTS", 1)
    draft = desk.begin()
    said = {"text": "Hm", "edition": 1, "nonce": "n", "now": NOON}
    with pytest.raises(NotFound):
        comment(desk.database, desk.grace, draft.id, **said)  # type: ignore[arg-type]
    found = desk.submit(draft)
    rep = hire(desk.database, "rita", Role.REPRESENTATIVE, lab="acme")
    with pytest.raises(NotFound):
        comment(desk.database, rep, found.id, **said)  # type: ignore[arg-type]
    for wrong in ({"text": " "}, {"nonce": ""}, {"text": "x" * 5001}, {"text": "a\u202eb"}):
        with pytest.raises(BadValue):
            comment(desk.database, desk.grace, found.id, **{**said, **wrong})  # type: ignore[arg-type]
    comment(desk.database, desk.grace, found.id, **said)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="1 remarks"):
        comment(desk.database, desk.hedy, found.id, **said)  # type: ignore[arg-type]
    withdraw(desk.database, desk.ada, found.id, now=NOON)
    with pytest.raises(Conflict, match="withdrawn"):
        comment(desk.database, desk.hedy, found.id, **said)  # type: ignore[arg-type]
