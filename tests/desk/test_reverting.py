"""A revision is undone by another one, which restores the bytes and leaves the one undone on record."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from registry.core.people import Role
from registry.desk.reverting import revert
from registry.errors import BadValue, NotFound, ProblemsFound, Refused
from registry.store.leaf import RevisionKind
from registry.store.submissions import Proposal
from tests.content.sample import LAB, OTHER_LAB, PLEDGE_QUESTIONS, QUESTIONS, REPLY, TEXTS
from tests.desk.crew import hire
from tests.desk.desks import NEWS, Desk
from tests.desk.folders import texts
from tests.store.revisions import NOON, append

ADDED = "labs/acme/disclosures/2026-01-02-news.md"
ADDED_TEXT = (
    "---\ndate: 2026-01-02\nsource: {url: 'https://acme.example/x', read: primary}\n---\n\nAcme says so.\n"
)


def test_a_revert_restores_the_bytes(desk: Desk) -> None:
    """Changed, added and ended paths alike; as a correction that says which revision it undoes."""
    desk.accepted({**NEWS, REPLY: None, ADDED: ADDED_TEXT})
    draft = revert(desk.database, desk.ada, 2, nonce="n", now=NOON)
    assert (draft.kind, draft.reverts, draft.reason) == (
        RevisionKind.CORRECTION,
        2,
        "Undoes revision 2: News",
    )
    assert revert(desk.database, desk.ada, 2, nonce="n", now=NOON) == draft
    done = desk.approve(desk.submit(draft))
    assert done.revision is not None and done.revision.kind is RevisionKind.CORRECTION
    assert texts(desk.database) == dict(sorted(TEXTS.items()))
    again = revert(desk.database, desk.ada, 3, nonce="m", now=NOON)
    assert again.changes == {**NEWS, REPLY: None, ADDED: ADDED_TEXT}
    assert desk.is_sound()


def test_what_came_after_is_kept(sqlite_desk: Desk) -> None:
    """Merged where it can be, marked where it cannot; what is gone or was set back already is left alone."""
    desk = sqlite_desk
    desk.accepted(
        {
            LAB: TEXTS[LAB].replace("founded: 2015", "founded: 2016"),
            **NEWS,
            REPLY: None,
            ADDED: ADDED_TEXT,
            PLEDGE_QUESTIONS: "- Was it?\n",
        }
    )
    append(
        desk.database,
        {
            LAB: TEXTS[LAB]
            .replace("founded: 2015", "founded: 2016")
            .replace("A laboratory", "The laboratory"),
            OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolt AI"),
            QUESTIONS: TEXTS[QUESTIONS],
            ADDED: ADDED_TEXT + "\nAnd so.\n",
            PLEDGE_QUESTIONS: None,
        },
    )
    draft = revert(desk.database, desk.ada, 2, nonce="n", now=NOON)
    acme = Proposal(LAB, TEXTS[LAB].replace("A laboratory", "The laboratory"), 3)
    assert draft.paths == tuple(sorted([ADDED, LAB, REPLY, OTHER_LAB]))
    assert draft.proposal(LAB) == acme
    assert draft.proposal(ADDED) == Proposal(ADDED, None, 3)
    assert draft.proposal(REPLY) == Proposal(REPLY, TEXTS[REPLY], 2)
    assert f"{ADDED}: changed again by revision 3; to end it loses that, too." in draft.note
    with pytest.raises(ProblemsFound, match="nobody has chosen"):
        desk.submit(draft)


def test_what_cannot_be_undone_is_said(sqlite_desk: Desk) -> None:
    """A revision that is not there, one of which nothing is left, one too large; and by somebody who may not."""
    desk = sqlite_desk
    with pytest.raises(NotFound):
        revert(desk.database, desk.ada, 9, nonce="n", now=NOON)
    append(desk.database, {QUESTIONS: None})
    append(desk.database, {QUESTIONS: TEXTS[QUESTIONS]})
    with pytest.raises(BadValue, match="Nothing of revision 2 is left"):
        revert(desk.database, desk.ada, 2, nonce="n", now=NOON)
    append(desk.database, {f"labs/l{n}/lab.md": f"---\nname: Lab {n}\n---\n" for n in range(51)})
    with pytest.raises(BadValue, match="at most 50"):
        revert(desk.database, desk.ada, 4, nonce="n", now=NOON)
    rep = hire(desk.database, "rita", Role.REPRESENTATIVE, lab="acme")
    for person in (rep, desk.grace):
        with pytest.raises(Refused):
            revert(desk.database, person, 3, nonce="n", now=NOON)


def test_what_law_removed_is_not_put_back(sqlite_desk: Desk) -> None:
    """The text before is not there to restore, and nothing else is taken for it."""
    desk = sqlite_desk
    desk.accepted({QUESTIONS: "- Who?\n"})
    with desk.database.writing() as session:
        session.execute(text("DROP TRIGGER entry_no_update"))
        session.execute(text(f"UPDATE entry SET text = NULL WHERE path = '{QUESTIONS}' AND revision = 1"))
    with pytest.raises(BadValue, match="removed by law"):
        revert(desk.database, desk.ada, 2, nonce="n", now=NOON)
