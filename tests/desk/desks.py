"""A desk for tests: the sample catalogue as revision 1, two editors, three reviewers, and each deed in few words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from registry.core.people import Person, Role
from registry.core.quorum import Quorum
from registry.desk.catalogue import CatalogueSource
from registry.desk.drafting import begin
from registry.desk.reviewing import Approved, approve
from registry.desk.submitting import submit
from registry.store import ledger, people, submissions
from registry.store.chain import faults, recorded
from registry.store.engine import Database
from registry.store.leaf import RevisionKind
from registry.store.submissions import Submission
from tests.content.sample import OTHER_LAB, QUESTIONS, TEXTS
from tests.desk.crew import hire
from tests.store.revisions import NOON, append

NEWS: Mapping[str, str | None] = {
    OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolt Labs"),
    QUESTIONS: "- Who?\n",
}
"""A change of one lab's record and of another one's open questions, which reads well."""

_NONCES = count()


@dataclass(frozen=True, eq=False)
class Desk:
    """A filled database and its people: Ada and Bob edit, Bob, Grace and Hedy review."""

    database: Database
    source: CatalogueSource
    ada: Person
    bob: Person
    grace: Person
    hedy: Person

    def begin(
        self, texts: Mapping[str, str | None] = NEWS, *, by: Person | None = None, **given: Any
    ) -> Submission:
        """A draft, Ada's unless said otherwise."""
        wanted = {
            "kind": RevisionKind.UPDATE,
            "reason": "News",
            "nonce": f"form {next(_NONCES)}",
            "now": NOON,
        }
        return begin(self.database, by or self.ada, proposals=texts, **{**wanted, **given})

    def submit(self, draft: Submission, *, by: Person | None = None) -> Submission:
        """The draft, handed in by Ada."""
        return submit(self.database, self.source, by or self.ada, draft.id, edition=draft.edition, now=NOON)

    def handed_in(self, texts: Mapping[str, str | None] = NEWS, *, by: Person | None = None) -> Submission:
        """Begun and handed in."""
        return self.submit(self.begin(texts, by=by), by=by)

    def approve(self, found: Submission, *, by: Person | None = None, **given: Any) -> Approved:
        """Approved as it is given here, by Grace unless said otherwise."""
        seen = {"edition": found.edition, "content_hash": found.content_hash, "now": NOON, "quorum": Quorum()}
        return approve(self.database, self.source, by or self.grace, found.id, **{**seen, **given})

    def accepted(self, texts: Mapping[str, str | None] = NEWS) -> ledger.Revision:
        """A revision by Ada, reviewed by Grace."""
        done = self.approve(self.handed_in(texts))
        assert done.revision is not None
        return done.revision

    def now(self, found: Submission) -> Submission:
        """The submission as the database has it."""
        with self.database.reading() as session:
            return submissions.submission(session, found.id)

    def is_sound(self) -> bool:
        """Whether the ledger's chain verifies."""
        with self.database.reading() as session:
            return list(faults(recorded(session))) == []


def staff(database: Database) -> None:
    """Fill an empty database, and hire the people."""
    append(database, TEXTS, author="operator")
    hire(database, "ada")
    hire(database, "bob", Role.EDITOR, Role.REVIEWER)
    hire(database, "grace", Role.REVIEWER)
    hire(database, "hedy", Role.REVIEWER)


def desk_at(database: Database) -> Desk:
    """The desk of a database that was staffed."""
    with database.reading() as session:
        found = {account.handle: account.person() for account in people.accounts(session)}
    return Desk(
        database, CatalogueSource(database), **{name: found[name] for name in ("ada", "bob", "grace", "hedy")}
    )
