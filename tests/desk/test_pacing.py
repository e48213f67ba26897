"""Figures on how long tickets, replies and reviews wait, told apart by lab and by which way a change points."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from registry.core.people import Role
from registry.core.tendencies import Tendency
from registry.core.waits import Waits
from registry.desk.pacing import Pace, Tendencies, pace
from registry.desk.replying import answerables, days_to_answer
from registry.desk.reviewing import decline
from registry.errors import NotFound
from registry.store import tickets
from registry.store.submissions import Submission
from registry.store.tickets import TicketState
from tests.content.sample import FIRST, OTHER_LAB, REPLY, SECOND, TEXTS
from tests.desk.blind import THIRD, version
from tests.desk.crew import hire
from tests.desk.desks import Desk
from tests.store.revisions import NOON

DAY = timedelta(days=1)


def figures(desk: Desk, now: datetime = NOON, known: Tendencies | None = None) -> Pace:
    with desk.database.reading() as session:
        return pace(session, desk.source.current().catalog, known or Tendencies(), now=now)


def accepted(desk: Desk, texts: dict[str, str | None], *, after: int, **given: Any) -> Submission:
    """A submission handed in at noon and accepted so many days later."""
    found = desk.handed_in(texts, **given)
    desk.approve(found, now=NOON + DAY * after)
    return found


def points(found: Pace) -> dict[Tendency, int]:
    return {point: figures.answered + figures.waiting for point, figures in found.tendencies}


def test_reviews_are_told_apart_by_lab(desk: Desk) -> None:
    """A submission counts for every lab that it concerns, from when it was handed in until it was decided on."""
    accepted(desk, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolt Labs")}, after=1)
    accepted(desk, {THIRD: version()}, after=4)
    desk.handed_in({OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolt & Co")})
    found = figures(desk, NOON + DAY * 9)
    assert dict(found.labs) == {"acme": Waits(1, 4, 0, None), "bolt": Waits(1, 1, 1, 9)}
    assert found.reviews == Waits(2, 2.5, 1, 9)
    assert figures(desk, NOON + DAY * 367).reviews == Waits(1, 4, 1, 367), (
        "a decision of more than a year ago is left out"
    )


def test_reviews_are_told_apart_by_which_way_they_point(sqlite_desk: Desk) -> None:
    """A new version against the one before it, a correction against the text it was begun from, an ending as weaker."""
    desk = sqlite_desk
    known = Tendencies()
    weaker = TEXTS[SECOND].replace("verification: external", "verification: none")
    desk.handed_in({THIRD: version()})
    assert points(figures(desk, known=known))[Tendency.STRONGER] == 1
    desk.handed_in({SECOND: weaker})
    accepted(desk, {FIRST: TEXTS[FIRST].replace("strength: conditional", "strength: firm")}, after=1)
    desk.handed_in({OTHER_LAB: TEXTS[OTHER_LAB] + "\nAbout.\n"})
    assert points(figures(desk, known=known)) == {
        Tendency.STRONGER: 2, Tendency.WEAKER: 1, Tendency.BOTH: 0, Tendency.NEITHER: 1,
    }  # fmt: skip


def test_tickets_and_replies_are_counted(desk: Desk) -> None:
    """Answered tickets in days to the answer, hidden ones not at all; replies from being sent to being published."""
    for number, (state, days) in enumerate(
        ((TicketState.CORRECTED, 2), (TicketState.HIDDEN, 0), (None, 0)), 1
    ):
        with desk.database.writing() as session:
            made = tickets.add(session, nonce=str(number), about="/", text="x", source="", now=NOON)
            if state:
                tickets.save(session, replace(made, state=state, answered=NOON + DAY * days, answer="x"))
    speaker = hire(desk.database, "speaker", Role.REPRESENTATIVE, lab="acme")
    path = "labs/acme/replies/2026-11-21-ours.md"
    text = TEXTS[REPLY].replace("2025-01-02", "2026-11-21")
    accepted(desk, {path: text}, after=3, by=speaker)
    found = figures(desk, NOON + DAY * 5)
    assert found.tickets == Waits(1, 2, 1, 5)
    assert found.replies == Waits(1, 3, 0, None)
    with desk.database.reading() as session:
        assert days_to_answer(session, [path, REPLY]) == {path: 3}


def test_a_declined_submission_was_answered_too(sqlite_desk: Desk) -> None:
    """No is an answer; a draft that was never handed in waits for nobody."""
    desk = sqlite_desk
    found = desk.handed_in()
    decline(
        desk.database, desk.source, desk.grace, found.id, answer="No.", edition=found.edition, now=NOON + DAY
    )
    desk.begin()
    assert figures(desk).reviews == Waits(1, 1, 0, None)


def test_only_labs_on_record_are_named(sqlite_desk: Desk) -> None:
    """What somebody called a lab in a proposal that was declined stands on no public page; it counts all the same."""
    desk = sqlite_desk
    crooks = "labs/acme-are-crooks/lab.md"
    found = desk.handed_in({crooks: "---\nname: Crooks\n---\n"})
    assert figures(desk).labs == () and figures(desk).reviews.waiting == 1
    decline(desk.database, desk.source, desk.grace, found.id, answer="No.", edition=1, now=NOON + DAY)
    assert figures(desk).labs == () and figures(desk).reviews == Waits(1, 1, 0, None)


def test_what_a_lab_can_answer(sqlite_desk: Desk) -> None:
    """Its clauses, past and joint ones included, its conduct, and every criterion; nothing of another lab."""
    catalog = sqlite_desk.source.current().catalog
    found = answerables(catalog, "acme")
    assert [item.reference for item in found.clauses] == [
        "joint/pledge/stop-together", "policy/halt", "policy/look", "policy/stop", "policy/tell",
    ]  # fmt: skip
    assert [item.reference for item in found.conduct] == ["2024-11-report-published"]
    assert [item.reference for item in found.criteria] == ["caution/halting", "caution/looking"]
    assert answerables(catalog, "bolt").conduct == ()
    with pytest.raises(NotFound):
        answerables(catalog, "nobody")
