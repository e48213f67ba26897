"""A process killed at any step of accepting leaves all of it or nothing; what is derived is right after a restart."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from registry.desk.projecting import project
from registry.desk.verifying import verify
from registry.errors import Conflict
from registry.store import submissions
from registry.store.engine import Database
from registry.store.events import events
from registry.store.submissions import State
from tests.content.sample import TEXTS
from tests.desk.desks import NEWS, Desk, desk_at
from tests.desk.folders import head, texts
from tests.processes import KILLED, killed_at_each_step


def handing_in(url: str, name: str) -> Callable[[], object]:
    """What a process is killed at: Ada's handing in of a draft."""
    desk = desk_at(Database(url))
    with desk.database.reading() as session:
        draft = submissions.submission(session, name)
    desk.database.close()
    return partial(desk.submit, draft)


def approving(url: str, name: str) -> Callable[[], object]:
    """What a process is killed at: Grace's approval, once everything around it has been done before."""
    desk = desk_at(Database(url))
    with desk.database.reading() as session:
        found = submissions.submission(session, name)
    with pytest.raises(Conflict):
        desk.approve(found, content_hash="another")
    desk.database.close()
    return partial(desk.approve, found)


def actions(desk: Desk, name: str) -> list[str]:
    """What the trace says was done."""
    with desk.database.reading() as session:
        return [event.action for event in events(session, subject=name)]


def test_handing_in_is_all_or_nothing(desk: Desk, desk_url: str) -> None:
    """Killed before its last steps it is a draft still, after them it waits; its trace is there exactly then."""
    draft = desk.begin()
    step = 0
    for status in killed_at_each_step(handing_in, desk_url, draft.id):
        step += 1
        assert status == KILLED
        if (found := desk.now(draft)).state is not State.DRAFT:
            break
        assert found == draft and actions(desk, draft.id) == ["begin submission"]
    assert step > 12
    assert actions(desk, draft.id) == ["submit submission", "begin submission"]


def test_accepting_is_all_or_nothing(desk: Desk, desk_url: str) -> None:
    """Every step in the database once: before each statement, before and after each commit.

    State, approval, trace and revision are all there or none is; the ledger verifies each time; and after a restart the
    tables are what they would be had nobody been killed.
    """
    found = desk.handed_in()
    before = actions(desk, found.id)
    step = 0
    for status in killed_at_each_step(approving, desk_url, found.id):
        step += 1
        assert status == KILLED and desk.is_sound()
        if head(desk.database) > 1:
            break
        assert desk.now(found) == found and actions(desk, found.id) == before
        assert texts(desk.database) == dict(sorted(TEXTS.items()))
    assert step > 20
    done = desk.now(found)
    assert (done.state, done.revision, done.decided_by) == (State.ACCEPTED, 2, "grace")
    assert [given.reviewer for given in done.approvals] == ["grace"]
    assert actions(desk, found.id) == ["accept submission", *before]
    assert texts(desk.database) == dict(sorted({**TEXTS, **NEWS}.items()))
    assert desk.approve(found).again
    project(desk.database, desk.source)
    assert verify(desk.database, desk.source).is_sound
