"""Submissions for tests of blind coding: a version with chosen first codes, marked where a coder must not look."""

from __future__ import annotations

from collections.abc import Mapping

from registry.core.people import Person
from registry.desk.asking import ask
from registry.desk.coding import finish
from registry.store import codings
from registry.store.codings import Coding
from registry.store.engine import Database
from registry.store.submissions import Submission
from tests.desk.desks import Desk
from tests.store.revisions import NOON

THIRD = "labs/acme/policy/3.0.md"

HIDDEN = (
    "canary-waiver",
    "canary-trigger",
    "canary-scope",
    "canary-judge",
    "canary-summary",
    "canary-note",
    "canary-who",
)
"""What stands in the submission beside the clauses' texts and quotes: nothing of it is for a blind coder."""

Key = tuple[str, str, str]


def version(strength: str = "firm", verification: str = "external", disclosure: str = "published") -> str:
    """A third version of the sample policy: one clause of the second as it was, one changed, one new."""
    return f"""\
---
published: 2025-06-01
source: {{url: "https://acme.example/policy-3.pdf", read: primary}}
announced: "yes"
announced_note: canary-note
clauses:
  - id: stop
    continues: joint/pledge/stop-together
    topic: pause
    aspects: [stop-training]
    text: Acme plans to stop when it must.
    where: section 3.2
    strength: intent
    verification: external
    scope: large models
    trigger: an evaluation
    due: 2025-05-01
    ends: 2026-05
    decided_by: the safety committee
    waiver: if a competitor goes ahead
    disclosure: claimed
  - id: look
    topic: audit
    text: Acme will let others look.
    where: section 9
    quote: will let others look
    strength: {strength}
    verification: {verification}
    disclosure: {disclosure}
    waiver: canary-waiver
    trigger: canary-trigger
    scope: canary-scope
    decided_by: canary-who
  - id: publish
    topic: audit
    text: Acme will publish <b>what</b> it finds.
    strength: {strength}
    verification: {verification}
    disclosure: {disclosure}
    waiver: canary-judge
---

canary-summary
"""


def handed_in(desk: Desk, text: str | None = None) -> Submission:
    """Ada's submission of that version."""
    return desk.handed_in({THIRD: text or version()})


def asked(desk: Desk, found: Submission, *, coder: str = "hedy", asker: Person | None = None) -> Coding:
    """The submission given to a second coder, by Grace unless said otherwise."""
    return ask(desk.database, desk.source, asker or desk.grace, found.id, coder=coder, now=NOON)


def keys(database: Database, coding: Coding) -> tuple[Key, ...]:
    """All that is to be chosen."""
    with database.reading() as session:
        return tuple(codings.seconds(session, coding.id))


def choices(database: Database, coding: Coding, values: Mapping[str, str]) -> dict[Key, str]:
    """The same values for every clause, by facet."""
    return {key: values[key[2]] for key in keys(database, coding)}


def finished(
    desk: Desk, coding: Coding, coder: Person, strength: str = "firm", verification: str = "external"
) -> Coding:
    """The coding with the same values chosen for every clause."""
    values = {"strength": strength, "verification": verification, "disclosure": "published"}
    return finish(
        desk.database,
        coder,
        coding.id,
        values=choices(desk.database, coding, values),
        remarks={},
        vocabulary=desk.source.current().catalog.vocabulary,
        now=NOON,
    )
