"""The queue shows what waits, oldest first, and what of it is not this person's to decide."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registry.core.people import Role
from registry.desk.browsing import examine, waiting
from registry.desk.commenting import comment
from registry.desk.drafting import put_text
from registry.desk.submitting import submit
from registry.errors import NotFound
from registry.store import submissions
from registry.store.submissions import State
from tests.content.sample import LAB, OTHER_LAB, PLEDGE, TEXTS
from tests.desk.crew import hire
from tests.desk.desks import Desk
from tests.store.revisions import NOON, append


def test_the_queue_is_oldest_first_and_says_what_is_not_mine(desk: Desk) -> None:
    """My own, and those that touch my interests: a joint document those of every lab that it would name."""
    joining = TEXTS[PLEDGE].replace("lab: bolt, seen", "name: Bolt, seen")
    append(desk.database, {PLEDGE: joining})
    drafts = [
        desk.begin({PLEDGE: TEXTS[PLEDGE]}),
        desk.begin(by=desk.bob),
        desk.begin({LAB: TEXTS[LAB] + "\nMore.\n"}),
    ]
    for hours, draft in zip((2, 1, 3), drafts, strict=True):
        person = desk.bob if draft.author == "bob" else desk.ada
        submit(desk.database, desk.source, person, draft.id, edition=1, now=NOON + timedelta(hours=hours))
    tied = hire(desk.database, "tess", Role.REVIEWER, ties=["bolt"])
    for person, expected in (
        (desk.bob, ["your own", None, None]),
        (tied, ["tie to bolt", "tie to bolt", None]),
        (desk.ada, ["Only a reviewer"] * 3),
    ):
        found = waiting(desk.database, desk.source, person)
        assert [item.heading.id for item in found] == [drafts[1].id, drafts[0].id, drafts[2].id]
        for item, why in zip(found, expected, strict=True):
            assert item.why_not is None if why is None else why in str(item.why_not)
    assert waiting(desk.database, desk.source, tied)[1].concerned == {"acme", "bolt"}
    with desk.database.reading() as session:
        counted = submissions.counts(session)
    assert (counted[State.SUBMITTED], counted[State.DRAFT]) == (3, 0)


def test_one_submission_is_shown_with_all_about_it(sqlite_desk: Desk) -> None:
    """What stands in its way now, what was said, whether this person decides; to nobody whom it does not concern."""
    desk = sqlite_desk
    draft = desk.begin()
    with pytest.raises(NotFound):
        examine(desk.database, desk.source, desk.grace, draft.id)
    found = desk.submit(draft)
    said = comment(desk.database, desk.grace, found.id, text="Hm", edition=1, nonce="n", now=NOON)
    shown = examine(desk.database, desk.source, desk.grace, found.id)
    assert (shown.submission, shown.comments, shown.why_not) == (found, (said,), None)
    assert (shown.survey.stale, shown.survey.differing, shown.survey.problems) == ((), found.paths, ())
    put_text(desk.database, desk.ada, found.id, OTHER_LAB, "---\nnme: x\n---\n", edition=1, now=NOON)
    append(desk.database, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolt AI")})
    shown = examine(desk.database, desk.source, desk.ada, found.id)
    assert shown.survey.stale == (OTHER_LAB,) and shown.survey.problems
    assert shown.why_not == "Only a reviewer decides on a submission."
