"""A draft is begun once, saved by whoever saw its newest edition, and never loses what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from registry.core.people import Person, Role
from registry.core.quorum import read_quorum
from registry.desk import drafting
from registry.desk.drafting import MAX_TEXTS, Edit, describe, drop_path, edit, put_text, withdraw
from registry.errors import BadValue, Conflict, NotFound, Refused
from registry.store import people, submissions
from registry.store.events import events
from registry.store.leaf import RevisionKind
from registry.store.submissions import Proposal, State
from tests.content.sample import LAB, OTHER_LAB, QUESTIONS, REPLY, TEXTS
from tests.desk.crew import hire, set_roles
from tests.desk.desks import NEWS, Desk
from tests.store.revisions import NOON, append

NEW = "labs/acme/conduct/2026-01-02-news.md"


def test_a_form_sent_twice_begins_one_draft(desk: Desk) -> None:
    """With whatever it brings the second time; another person's form of the same nonce begins another."""
    first = desk.begin(nonce="n")
    assert (first.author, first.state, first.edition, first.reason) == ("ada", State.DRAFT, 1, "News")
    assert desk.begin({}, nonce="n", reason="Else") == first == desk.now(first)
    assert desk.begin(nonce="n", by=desk.bob).id != first.id


def test_a_proposal_knows_what_it_began_from(desk: Desk) -> None:
    """The newest revision that touched the path, a deletion too; 0 for a path never recorded; or what the form says."""
    append(desk.database, {OTHER_LAB: NEWS[OTHER_LAB], REPLY: None})
    draft = desk.begin(
        {OTHER_LAB: None, LAB: "text", REPLY: "text", NEW: "text"}, bases={LAB: 1, OTHER_LAB: 1}
    )
    assert [(item.path, item.base) for item in draft.proposals] == [
        (NEW, 0),
        (LAB, 1),
        (REPLY, 2),
        (OTHER_LAB, 1),
    ]
    with pytest.raises(BadValue, match="no revision 2 has touched it"):
        desk.begin({LAB: "text"}, bases={LAB: 2})


def test_each_edit_makes_another_edition(desk: Desk) -> None:
    """Texts put, replaced and dropped, and what the submission is for; the base of a path stays what it was."""
    draft = desk.begin()
    append(desk.database, {OTHER_LAB: "text"})
    draft = put_text(desk.database, desk.ada, draft.id, OTHER_LAB, "mine", edition=1, now=NOON, base=2)
    assert (draft.edition, draft.proposal(OTHER_LAB)) == (2, Proposal(OTHER_LAB, "mine", 1))
    draft = put_text(desk.database, desk.ada, draft.id, LAB, None, edition=2, now=NOON)
    draft = drop_path(desk.database, desk.ada, draft.id, QUESTIONS, edition=3, now=NOON)
    given = {"kind": RevisionKind.CORRECTION, "reason": " We\r\nerred ", "note": "See there"}
    draft = describe(desk.database, desk.ada, draft.id, **given, edition=4, now=NOON)  # type: ignore[arg-type]
    assert desk.now(draft) == draft
    assert (draft.edition, draft.kind) == (5, RevisionKind.CORRECTION)
    assert (draft.reason, draft.note) == ("We\nerred", "See there")
    assert draft.changes == {LAB: None, OTHER_LAB: "mine"}
    with desk.database.reading() as session:
        assert [item.paths for item in submissions.of_author(session, "ada")] == [(LAB, OTHER_LAB)]


def test_whoever_saw_an_older_edition_overwrites_nothing(desk: Desk) -> None:
    """The message names the newer edition. A save sent again because its answer was lost is no conflict."""
    draft = desk.begin()
    newer = put_text(desk.database, desk.ada, draft.id, LAB, "one", edition=1, now=NOON)
    with pytest.raises(Conflict, match="Edition 2 of this submission was saved meanwhile"):
        put_text(desk.database, desk.ada, draft.id, LAB, "two", edition=1, now=NOON)
    assert (
        put_text(desk.database, desk.ada, draft.id, LAB, "one", edition=1, now=NOON)
        == newer
        == desk.now(draft)
    )


def test_an_edit_voids_approvals_and_says_so(desk: Desk) -> None:
    """What was handed in stays so; nobody has approved of what it is now."""
    found = desk.handed_in()
    desk.approve(found, quorum=read_quorum("all"))
    assert [given.reviewer for given in desk.now(found).approvals] == ["grace"]
    found = put_text(desk.database, desk.ada, found.id, QUESTIONS, "- When?\n", edition=1, now=NOON)
    assert (found.state, found.approvals, desk.now(found)) == (State.SUBMITTED, (), found)
    with desk.database.reading() as session:
        assert events(session, subject=found.id)[0].detail == "edition 2; voids the approval of grace"


def test_a_submission_can_be_given_up(sqlite_desk: Desk) -> None:
    """By its author, until it is decided on; from then on nothing of it changes."""
    desk = sqlite_desk
    found = desk.handed_in()
    gone = withdraw(desk.database, desk.ada, found.id, now=NOON)
    assert withdraw(desk.database, desk.ada, found.id, now=NOON) == gone == desk.now(found)
    assert gone.state is State.WITHDRAWN
    with pytest.raises(Conflict, match="was withdrawn"):
        put_text(desk.database, desk.ada, found.id, LAB, "text", edition=1, now=NOON)
    other = desk.handed_in()
    desk.approve(other)
    with pytest.raises(Conflict, match="accepted by grace as revision 2"):
        withdraw(desk.database, desk.ada, other.id, now=NOON)


def test_what_no_record_can_be_is_not_stored(sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths that no catalogue has, texts that no database keeps, and too much of anything."""
    monkeypatch.setattr(drafting, "MAX_SIZE", 1000)
    wrongs: tuple[tuple[dict[str, str | None], str], ...] = (
        ({"labs/acme/../lab.md": "x"}, "leaves the catalogue"),
        ({"README.md": "x"}, "not a file of the catalogue"),
        ({LAB: "a\0b"}, "no database keeps"),
        ({LAB: "a\ud800b"}, "no database keeps"),
        ({LAB: "x" * 1_000_001}, "more than 1,000,000 bytes"),
        ({LAB: "é" * 500_001}, "more than 1,000,000 bytes"),
        ({f"labs/l{n}/lab.md": "x" for n in range(MAX_TEXTS + 1)}, f"at most {MAX_TEXTS}"),
        ({f"labs/l{n}/lab.md": "x" * 500 for n in range(3)}, "at most 1,000"),
    )
    for texts, wrong in wrongs:
        with pytest.raises(BadValue, match=wrong):
            sqlite_desk.begin(texts)
    for path in ("", "/", "a" * 5000, "labs/\ud800/lab.md", "labs/acme/\0", "labs/acme/lab.md/"):
        with pytest.raises(BadValue):
            sqlite_desk.begin({path: "x"})


def test_what_is_typed_around_the_texts_is_checked(sqlite_desk: Desk) -> None:
    """Before anything is stored."""
    wrongs: tuple[tuple[dict[str, Any], str], ...] = (
        ({"reason": "x" * 1001}, "at most 1,000"),
        ({"reason": "a\u202eb"}, "nobody can see"),
        ({"note": "a\0b"}, "nobody can see"),
        ({"nonce": ""}, "nonce"),
        ({"nonce": "a\0"}, "nobody can see"),
        ({"kind": RevisionKind.IMPORT}, "an update .* or a correction"),
    )
    for given, wrong in wrongs:
        with pytest.raises(BadValue, match=wrong):
            sqlite_desk.begin(**given)
    with sqlite_desk.database.reading() as session:
        assert submissions.of_author(session, "ada") == ()


def test_a_person_has_so_many_open_and_no_more(sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are closed count no more."""
    desk = sqlite_desk
    monkeypatch.setattr(drafting, "MAX_OPEN", 3)
    drafts = [desk.begin({}) for _ in range(3)]
    with pytest.raises(Refused, match="withdraw what you do not need"):
        desk.begin({})
    withdraw(desk.database, desk.ada, drafts[0].id, now=NOON)
    assert desk.begin({}).state is State.DRAFT


def test_a_person_begins_so_many_a_day(sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where they withdraw each at once; another person and the next day begin anew."""
    desk = sqlite_desk
    monkeypatch.setattr(drafting, "MAX_BEGUN", 2)
    for hour in (0, 1):
        draft = desk.begin({}, now=NOON + timedelta(hours=hour))
        withdraw(desk.database, desk.ada, draft.id, now=NOON)
    for hour, may in ((1, False), (23, False), (24, True), (24, False)):
        if may:
            desk.begin({}, now=NOON + timedelta(hours=hour))
        else:
            with pytest.raises(Refused, match="within a day"):
                desk.begin({}, now=NOON + timedelta(hours=hour))
    assert desk.begin({}, by=desk.bob).state is State.DRAFT


def test_a_draft_is_its_author_s(sqlite_desk: Desk) -> None:
    """For everybody else there is none until it is handed in; then the desk sees it, and only its author edits it."""
    desk = sqlite_desk
    rep = hire(desk.database, "rita", Role.REPRESENTATIVE, lab="acme")
    draft = desk.begin()

    def by(person: Person) -> Callable[[], object]:
        return lambda: put_text(desk.database, person, draft.id, REPLY, "x", edition=1, now=NOON)

    for person in (desk.bob, rep):
        with pytest.raises(NotFound):
            by(person)()
    desk.submit(draft)
    with pytest.raises(Refused, match="Only its author"):
        by(desk.bob)()
    with pytest.raises(NotFound):
        by(rep)()
    for name in ("", "nothing", "a\0b", "\ud800"):
        with pytest.raises(NotFound):
            edit(desk.database, desk.ada, name, Edit(), edition=1, now=NOON)


def test_what_a_person_may_is_asked_when_they_act(sqlite_desk: Desk) -> None:
    """Not when their page was made: a role withdrawn and an account disabled meanwhile count."""
    desk = sqlite_desk
    draft = desk.begin()

    def deeds() -> tuple[Callable[[], object], ...]:
        return (
            desk.begin,
            lambda: put_text(desk.database, desk.ada, draft.id, LAB, "x", edition=1, now=NOON),
            lambda: desk.submit(draft),
        )

    set_roles(desk.database, "ada", Role.READER)
    for deed in deeds():
        with pytest.raises(Refused, match="This is for: editor, representative"):
            deed()
    set_roles(desk.database, "ada", Role.EDITOR)
    with desk.database.writing() as session:
        people.set_disabled(session, "ada", NOON)
    for deed in deeds():
        with pytest.raises(Refused, match="disabled"):
            deed()
    assert desk.now(draft) == draft


def test_a_representative_writes_replies_of_their_lab(sqlite_desk: Desk) -> None:
    """And nothing else, at no step, whatever they were before."""
    desk = sqlite_desk
    rep = hire(desk.database, "rita", Role.REPRESENTATIVE, lab="acme")
    for path in (LAB, "labs/bolt/replies/2026-01-02-x.md", "labs/acme/conduct/2026-01-02-x.md"):
        with pytest.raises(Refused, match="labs/acme/replies/"):
            desk.begin({path: "x"}, by=rep)
    mine = desk.begin({REPLY: TEXTS[REPLY].replace("disagree", "agree")}, by=rep)
    assert desk.submit(mine, by=rep).state is State.SUBMITTED
    other = desk.begin()
    with desk.database.writing() as session:
        people.set_roles(session, "ada", frozenset({Role.REPRESENTATIVE}), lab="acme")
    with pytest.raises(Refused, match="labs/acme/replies/"):
        desk.submit(other)
