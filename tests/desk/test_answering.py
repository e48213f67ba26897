"""Answering suggested corrections: who may, in which order, what everybody can then read, and what stays hidden."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from registry.core.people import Person, Role
from registry.core.records import Signatory
from registry.desk.answering import (
    MAX_ANSWER,
    answer_ticket,
    as_shown_to,
    hide_ticket,
    labs_at,
    read_ticket,
    reopen_ticket,
    why_not_answer,
)
from registry.errors import BadValue, Conflict, NotFound, Refused
from registry.store import events, tickets
from registry.store.engine import Database
from registry.store.events import Outcome
from registry.store.leaf import RevisionKind
from registry.store.tickets import Ticket, TicketState
from tests import builders
from tests.desk.crew import hire, set_roles
from tests.store.revisions import NOON, append

LATER = NOON + timedelta(days=3)
CATALOG = builders.catalog(
    builders.lab(formerly=("ace",)),
    builders.lab(slug="bolt"),
    builders.lab(slug="core"),
    joint=(
        builders.joint(
            builders.version("1", "2024-01-01"),
            signatories=(Signatory(lab="acme", joined=builders.version("1", "2024-01-01").date),),
        ),
    ),
)
RECEIVED, OPEN, CORRECTED, KEPT, HIDDEN = TicketState

Act = Callable[[Database, Person, TicketState], Ticket]

ACTS: dict[str, Act] = {
    "read": lambda database, person, seen: read_ticket(
        database, person, 1, seen=seen, catalog=CATALOG, now=LATER
    ),
    "correct": lambda database, person, seen: answer_ticket(
        database, person, 1, answer="Corrected.", revision=1, seen=seen, catalog=CATALOG, now=LATER
    ),
    "keep": lambda database, person, seen: answer_ticket(
        database, person, 1, answer="It is right.", revision=None, seen=seen, catalog=CATALOG, now=LATER
    ),
    "hide": lambda database, person, seen: hide_ticket(
        database, person, 1, reason="An advertisement.", seen=seen, catalog=CATALOG, now=LATER
    ),
    "reopen": lambda database, person, seen: reopen_ticket(
        database, person, 1, seen=seen, catalog=CATALOG, now=LATER
    ),
}

OUTCOMES = {
    "read": {RECEIVED: OPEN, OPEN: OPEN},
    "correct": {RECEIVED: CORRECTED, OPEN: CORRECTED, CORRECTED: CORRECTED},
    "keep": {RECEIVED: KEPT, OPEN: KEPT, KEPT: KEPT},
    "hide": {RECEIVED: HIDDEN, OPEN: HIDDEN, CORRECTED: HIDDEN, KEPT: HIDDEN, HIDDEN: HIDDEN},
    "reopen": {OPEN: OPEN, CORRECTED: OPEN, KEPT: OPEN, HIDDEN: OPEN},
}
"""What each act makes of a ticket in each state; what is missing is refused."""


def received(database: Database, about: str = "/labs/acme/policy/") -> Ticket:
    """A ticket about a page, and a revision after it."""
    with database.writing() as session:
        made = tickets.add(session, nonce="n", about=about, text="Wrong.", source="", now=NOON)
    append(
        database, {"a": "text"}, kind=RevisionKind.CORRECTION, reviewer="Grace", now=NOON + timedelta(hours=1)
    )
    return made


def in_state(database: Database, person: Person, state: TicketState) -> None:
    """A ticket in a state, reached as one reaches it."""
    received(database)
    path = {RECEIVED: [], OPEN: ["read"], CORRECTED: ["correct"], KEPT: ["read", "keep"], HIDDEN: ["hide"]}[
        state
    ]
    seen = RECEIVED
    for step in path:
        seen = ACTS[step](database, person, seen).state


def now_is(database: Database) -> Ticket:
    with database.reading() as session:
        return tickets.ticket(session, 1)


def test_every_act_in_every_state(database: Database) -> None:
    """Each leads where the table says, and twice the same is once; all else is a conflict and changes nothing."""
    person = hire(database, "ed")
    in_state(database, person, RECEIVED)
    fresh = now_is(database)
    for state in TicketState:
        for name, act in ACTS.items():
            with database.writing() as session:
                tickets.save(session, fresh)
            seen = RECEIVED
            for step in {
                RECEIVED: [],
                OPEN: ["read"],
                CORRECTED: ["correct"],
                KEPT: ["keep"],
                HIDDEN: ["hide"],
            }[state]:
                seen = ACTS[step](database, person, seen).state
            before = now_is(database)
            expected = OUTCOMES[name].get(state)
            if expected is None:
                with pytest.raises(Conflict):
                    act(database, person, state)
                assert now_is(database) == before, (state, name)
            else:
                assert act(database, person, state).state is expected, (state, name)
                assert act(database, person, state) == now_is(database), (state, name)


def test_what_is_shown_follows_the_state(database: Database) -> None:
    """The text is public once read and answered, never before, and not while hidden; who and when is on record."""
    person = hire(database, "ed")
    received(database)
    assert not now_is(database).is_shown
    opened = ACTS["read"](database, person, RECEIVED)
    assert (opened.is_shown, opened.read, opened.read_by) == (True, LATER, "ed")
    done = ACTS["correct"](database, person, OPEN)
    assert (done.is_shown, done.answered, done.answered_by, done.revision) == (True, LATER, "ed", 1)
    hidden = ACTS["hide"](database, person, CORRECTED)
    assert (hidden.is_shown, hidden.answer, hidden.revision) == (False, "An advertisement.", None)
    again = ACTS["reopen"](database, person, HIDDEN)
    assert (again.is_shown, again.answered, again.answer, again.time) == (True, None, "", NOON)


def test_of_two_editors_one_is_told(database: Database) -> None:
    """Whoever acts on a state that has passed learns of it, and the first answer stands."""
    first, second = hire(database, "ed"), hire(database, "eve")
    received(database)
    ACTS["keep"](database, first, RECEIVED)
    with pytest.raises(Conflict):
        ACTS["correct"](database, second, RECEIVED)
    assert now_is(database).answered_by == "ed"


def test_an_answer_taken_back_stays_in_the_trace(database: Database) -> None:
    """With its words: what was said in public does not vanish unseen."""
    person = hire(database, "ed")
    in_state(database, person, KEPT)
    ACTS["reopen"](database, person, KEPT)
    with database.reading() as session:
        found = [(entry.action, entry.detail) for entry in events.events(session, subject="ticket 1")]
    assert ("withdraw answer", "no-change: It is right.") in found


def test_nobody_tied_to_the_lab_acts(database: Database) -> None:
    """Nor anybody who is no editor or reviewer, nor whose role was taken away since; the refusal leaves a trace."""
    received(database)
    tied = hire(database, "tied", ties=["acme"])
    admin = hire(database, "admin", Role.ADMINISTRATOR)
    former = hire(database, "former")
    set_roles(database, "former", Role.READER)
    for person in (tied, admin, former):
        for act in ACTS.values():
            with pytest.raises(Refused):
                act(database, person, RECEIVED)
        with database.reading() as session:
            traced = events.events(session, actor=person.handle)
        assert {(entry.outcome, entry.subject) for entry in traced} == {(Outcome.REFUSED, "ticket 1")}
        assert len(traced) == len(ACTS)
    assert now_is(database).state is RECEIVED


def test_an_answer_needs_words_and_a_revision_that_came_after(database: Database) -> None:
    """An empty or endless answer, a revision that is not on record, or one from before the ticket: refused."""
    append(database, {"b": "old"}, now=NOON - timedelta(hours=1))
    person = hire(database, "ed")
    received(database)
    for answer, revision in (
        ("", None),
        (" ", None),
        ("x" * (MAX_ANSWER + 1), None),
        ("Done.", 9),
        ("Done.", 1),
    ):
        with pytest.raises(BadValue):
            answer_ticket(
                database,
                person,
                1,
                answer=answer,
                revision=revision,
                seen=RECEIVED,
                catalog=CATALOG,
                now=LATER,
            )
    with pytest.raises(BadValue):
        hide_ticket(database, person, 1, reason=" ", seen=RECEIVED, catalog=CATALOG, now=LATER)
    assert now_is(database).state is RECEIVED
    with pytest.raises(NotFound):
        read_ticket(database, person, 2, seen=RECEIVED, catalog=CATALOG, now=LATER)


PAGES = {
    "/labs/acme/": {"acme", "ace"}, "/labs/acme/policy/1.0/": {"acme", "ace"}, "/labs/ace/policy/": {"acme", "ace"},
    "/labs/acme/conduct/2025-01-01-x/": {"acme", "ace"}, "/joint/pledge/": {"acme", "ace"},
    "/joint/pledge/clauses/a/": {"acme", "ace"}, "/standards/test/bolt/": {"bolt"},
    "/revisions/1/": {"bolt", "acme", "ace"},
    "/standards/test/": set(), "/labs/": set(), "/": set(), "/topics/pause/": set(), "/joint/other/": set(),
    "/revisions/": set(), "/revisions/2/": set(), "/revisions/٣/": set(), f"/revisions/{'9' * 30}/": set(),
}  # fmt: skip


def test_which_labs_a_page_concerns(database: Database) -> None:
    """A lab's record or score concerns it, a joint document those that it names, a revision those that it changed."""
    append(database, {"labs/bolt/lab.md": "x", "labs/joint/pledge/1.md": "y", "standards/test.yaml": "z"})
    tied = Person("x", "X", frozenset((Role.EDITOR,)), ties=frozenset(("acme", "bolt")))
    with database.reading() as session:
        for about, labs in PAGES.items():
            assert labs_at(session, about, CATALOG) == labs, about
            assert bool(why_not_answer(session, tied, about, CATALOG)) == bool(labs), about
        assert not why_not_answer(session, tied, "/labs/nobody/", CATALOG)


def test_whoever_is_tied_reads_what_everybody_reads(database: Database) -> None:
    """A text that was not read yet or is hidden is kept from them, also under the lab's earlier name."""
    editor = hire(database, "ed")
    tied, old = (hire(database, handle, ties=[lab]) for handle, lab in (("tia", "acme"), ("tom", "ace")))
    received(database)
    with database.reading() as session:
        found = tickets.ticket(session, 1)
        assert as_shown_to(session, editor, found, CATALOG) == found
        for person in (tied, old):
            for state in TicketState:
                shown = as_shown_to(session, person, replace(found, state=state), CATALOG)
                assert bool(shown.text) is (state not in (RECEIVED, HIDDEN))
                assert bool(shown.text) or not shown.source


def test_tickets_are_listed_fairly(database: Database) -> None:
    """What waits stands oldest first, what is answered newest first; spans are given for the states asked for."""
    person = hire(database, "ed")
    for number in range(1, 6):
        with database.writing() as session:
            tickets.add(session, nonce=str(number), about="/", text=f"{number}", source="", now=NOON)
    for number in (1, 3, 4):
        answer_ticket(
            database, person, number, answer="No.", revision=None, seen=RECEIVED, catalog=CATALOG, now=LATER
        )
    hide_ticket(database, person, 4, reason="Spam.", seen=KEPT, catalog=CATALOG, now=LATER)
    read_ticket(database, person, 5, seen=RECEIVED, catalog=CATALOG, now=LATER)
    with database.reading() as session:
        assert [item.number for item in tickets.waiting(session)] == [2, 5]
        assert [item.number for item in tickets.waiting(session, limit=1)] == [2]
        assert tickets.waiting_since(session) == (NOON, NOON)
        assert [item.number for item in tickets.answered(session)] == [4, 3, 1]
        assert [item.number for item in tickets.answered(session, before=4, limit=1)] == [3]
        assert tickets.counts(session) == {RECEIVED: 1, OPEN: 1, CORRECTED: 0, KEPT: 2, HIDDEN: 1}
        assert tickets.spans(session, (CORRECTED, KEPT)) == ((NOON, LATER), (NOON, LATER))
