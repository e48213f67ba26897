"""Only what would be a sound revision is handed in for review."""

from __future__ import annotations

import pytest

from registry.content import reader
from registry.core.lookalikes import RESERVED
from registry.desk import surveying
from registry.desk.drafting import Edit, describe, edit, withdraw
from registry.desk.reviewing import request_changes
from registry.errors import BadValue, Conflict, NotFound, ProblemsFound, Refused
from registry.store.events import events
from registry.store.submissions import State
from tests.content.sample import FIRST, LAB, OTHER_LAB, PLEDGE, POLICY, REPLY, SECOND, TEXTS, VOCABULARY
from tests.desk.desks import NEWS, Desk
from tests.store.revisions import NOON, append

UNEXPLAINED = TEXTS[SECOND].replace("removed:\n  - {id: tell, why: no longer said}\n", "")


def test_a_sound_draft_is_handed_in(desk: Desk) -> None:
    """Once, however often the form is sent; it then waits in the queue."""
    draft = desk.begin()
    found = desk.submit(draft)
    assert (found.state, found.submitted, found.edition) == (State.SUBMITTED, NOON, 1)
    assert desk.submit(draft) == found == desk.now(draft)
    with desk.database.reading() as session:
        actions = [event.action for event in events(session, subject=draft.id)]
    assert actions == ["submit submission", "begin submission"]


def test_what_is_not_ready_is_refused(sqlite_desk: Desk) -> None:
    """Without a text, without a reason, and where nothing would change; nothing has happened then."""
    desk = sqlite_desk
    for draft, wrong in (
        (desk.begin({}), "Nothing is proposed"),
        (desk.begin(reason=" "), "The reason is missing"),
        (desk.begin({LAB: TEXTS[LAB]}), "Nothing would change"),
        (desk.begin({"labs/acme/conduct/2026-01-02-x.md": None}), "Nothing would change"),
    ):
        with pytest.raises(BadValue, match=wrong):
            desk.submit(draft)
        assert desk.now(draft) == draft


def test_a_stale_base_is_refused(sqlite_desk: Desk) -> None:
    """The records that moved are named; a path that nothing touched is not among them."""
    desk = sqlite_desk
    draft = desk.begin()
    append(desk.database, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolt AI")})
    with pytest.raises(Conflict, match="take the changes in first") as caught:
        desk.submit(draft)
    assert caught.value.paths == (OTHER_LAB,)


def test_what_would_not_be_sound_is_refused(sqlite_desk: Desk) -> None:
    """Every problem of the whole catalogue that would follow, by path and line."""
    wrongs: tuple[tuple[str, str | None, str, str], ...] = (
        (LAB, TEXTS[LAB].replace("name: Acme", "nme: Acme"), f"{LAB}:2", "nme"),
        (POLICY, None, f"{POLICY}:1", "the file is missing"),
        (SECOND, UNEXPLAINED, f"{SECOND}:8", "a clause `tell` that is not here"),
        (FIRST, TEXTS[FIRST].replace("id: tell", "id: told"), f"{SECOND}:30", "no clause 'tell'"),
        (REPLY, TEXTS[REPLY] + "<<<<<<< revision 2\n", f"{REPLY}:8", "nobody has chosen"),
        ("labs/acrne/lab.md", "---\nfounded: 2020\nname: Other\n---\n", "labs/acrne/lab.md:3", "Acme"),
        ("labs/new/lab.md", "---\nname: Other\n---\n", "labs/new/lab.md:2", "such as new-labs"),
        (OTHER_LAB, TEXTS[OTHER_LAB].replace("Bolt", "ACME"), f"{OTHER_LAB}:2", "can be taken for 'Acme'"),
    )
    for path, changed, where, wrong in wrongs:
        draft = sqlite_desk.begin({path: changed})
        with pytest.raises(ProblemsFound) as caught:
            sqlite_desk.submit(draft)
        named = [str(problem) for problem in caught.value.problems]
        assert any(problem.startswith(f"{where}: ") and wrong in problem for problem in named), named
        assert sqlite_desk.now(draft).state is State.DRAFT


def test_what_was_so_before_stands_in_nobody_s_way(sqlite_desk: Desk) -> None:
    """A clause dropped long ago without a word, and a lab of a name that would be refused today."""
    desk = sqlite_desk
    append(desk.database, {SECOND: UNEXPLAINED, "labs/new/lab.md": "---\nname: Acmé\n---\n"})
    changes: dict[str, str | None] = {
        SECOND: UNEXPLAINED + "\nMore.\n",
        "labs/new/lab.md": "---\nname: Acmé\n---\n\nMore.\n",
    }
    assert desk.handed_in(changes).state is State.SUBMITTED


def test_a_new_version_explains_what_it_drops(sqlite_desk: Desk) -> None:
    """By `removed` or by `unconfirmed`; a joint document's version, too."""
    desk = sqlite_desk
    version = "---\npublished: 2025-05-21\nsource: {url: 'https://pledge.example/2', read: primary}\n{}---\n"
    path = PLEDGE.replace("document", "2025-05-21")
    with pytest.raises(ProblemsFound, match="a clause `stop-together` that is not here"):
        desk.handed_in({path: version.replace("{}", "")})
    for note in ("removed:\n  - {id: stop-together, why: it ended}\n", "unconfirmed: [stop-together]\n"):
        assert desk.handed_in({path: version.replace("{}", note)}).state is State.SUBMITTED


def test_the_words_of_the_site_are_no_labs() -> None:
    """Those that the site has pages for, now or soon."""
    assert {"joint", "new", "api", "static", "desk", "account", "labs", "standards", "log"} <= RESERVED


def test_only_the_author_of_the_newest_edition_hands_in(sqlite_desk: Desk) -> None:
    """Nobody else, and not what was looked at before another edit."""
    desk = sqlite_desk
    draft = desk.begin()
    with pytest.raises(NotFound):
        desk.submit(draft, by=desk.bob)
    edit(desk.database, desk.ada, draft.id, Edit(note="See"), edition=1, now=NOON)
    with pytest.raises(Conflict, match="Edition 2"):
        desk.submit(draft)
    found = desk.submit(desk.now(draft))
    with pytest.raises(Refused, match="Only its author"):
        desk.submit(found, by=desk.bob)
    withdraw(desk.database, desk.ada, draft.id, now=NOON)
    with pytest.raises(Conflict, match="withdrawn"):
        desk.submit(found)


def test_what_a_reviewer_wanted_changed_is_handed_in_again(sqlite_desk: Desk) -> None:
    """And waits as it did the first time, without the reviewer's answer, which stays among the comments."""
    desk = sqlite_desk
    found = desk.handed_in()
    back = request_changes(
        desk.database, desk.source, desk.grace, found.id, edition=1, answer="Say when.", now=NOON
    )
    assert (back.state, back.answer, back.decided_by) == (State.CHANGES_REQUESTED, "Say when.", "grace")
    again = {"kind": found.kind, "reason": "News of May", "note": ""}
    edited = describe(desk.database, desk.ada, found.id, **again, edition=1, now=NOON)  # type: ignore[arg-type]
    assert edited.state is State.CHANGES_REQUESTED
    handed = desk.submit(edited)
    assert (handed.state, handed.answer, handed.decided_by) == (State.SUBMITTED, "", None)


def test_a_revision_that_comes_in_meanwhile_is_reckoned_with(
    sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The catalogue is read again where the head has moved between reading and locking."""
    desk = sqlite_desk
    draft = desk.begin()
    read = reader.read_all
    came: list[str] = []

    def slowly(texts: dict[str, str]) -> object:
        if not came:
            came.append("once")
            append(desk.database, {VOCABULARY: TEXTS[VOCABULARY].replace("pause, halt", "pause, halt, stop")})
        return read(texts)

    monkeypatch.setattr(surveying, "read_all", slowly)
    assert desk.submit(draft).state is State.SUBMITTED
    assert set(NEWS) == set(desk.now(draft).paths)
