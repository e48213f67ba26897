"""What a submission would make of the record, and all that stands in its way; read before anything is locked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registry.content.reader import read_all
from registry.core.catalog import Catalog
from registry.core.concerns import labs_concerned
from registry.core.people import Person
from registry.desk.catalogue import CatalogueSource, Edition
from registry.desk.objecting import marks_left, objections
from registry.desk.refusing import refuse_foreign_paths
from registry.errors import BadValue, Conflict, Problem, ProblemsFound
from registry.store import ledger, submissions
from registry.store.engine import Database, Session
from registry.store.submissions import Submission


@dataclass(frozen=True, eq=False, slots=True)
class Survey:
    """A submission held against the head of the ledger.

    `bases` are the revisions that made the head's texts of its paths what they are. `after` is the catalogue that would
    follow, None where `problems` make it unreadable.
    """

    submission: Submission
    head: Edition
    bases: Mapping[str, int]
    after: Catalog | None
    problems: tuple[Problem, ...]

    @property
    def stale(self) -> tuple[str, ...]:
        """The paths that a revision has touched since the submission began from them."""
        return tuple(item.path for item in self.submission.proposals if item.base != self.bases[item.path])

    @property
    def differing(self) -> tuple[str, ...]:
        """The paths for which it proposes something else than the head has."""
        texts = self.head.texts
        return tuple(item.path for item in self.submission.proposals if item.text != texts.get(item.path))

    @property
    def catalogs(self) -> tuple[Catalog, ...]:
        """The record's catalogue, and the one that would follow where it can be read."""
        return (self.head.catalog, self.after) if self.after else (self.head.catalog,)

    @property
    def concerned(self) -> frozenset[str]:
        """The labs whose records it changes, before or after."""
        return labs_concerned(self.submission.paths, *self.catalogs)

    def holds(self, session: Session, found: Submission) -> bool:
        """Whether the ledger and the submission still are, in this transaction, what was surveyed."""
        same = found.content_hash == self.submission.content_hash
        return same and ledger.head_number(session) == self.head.revision.n


def survey(database: Database, source: CatalogueSource, name: str) -> Survey:
    """Hold a submission against the head. Raises NotFound, and DatabaseError where nothing has been imported yet."""
    while True:
        edition = source.current()
        with database.reading() as session:
            found = submissions.submission(session, name)
            if ledger.head_number(session) != edition.revision.n:
                continue  # a revision came in meanwhile
            bases = ledger.bases(session, found.paths)
        after, problems = _after(edition, found)
        return Survey(found, edition, bases, after, problems)


def refuse_unready(found: Survey, author: Person) -> None:
    """Raise what stands in the way of a submission's becoming a revision.

    BadValue where nothing would change or the reason is missing, Refused where the author may not propose that,
    Conflict where the head's texts have moved since it began from them, ProblemsFound where the record would not be
    sound.
    """
    proposed = found.submission
    if not proposed.proposals:
        raise BadValue("Nothing is proposed yet.")
    if not proposed.reason:
        raise BadValue("The reason is missing: say in a sentence why; it stands in the public record.")
    refuse_foreign_paths(author, proposed.paths)
    if found.stale:
        raise Conflict(
            "These records have changed since you began from them; take the changes in first: "
            + ", ".join(found.stale),
            paths=found.stale,
        )
    if not found.differing:
        raise BadValue("Nothing would change: every text is the one on record.")
    if found.problems:
        raise ProblemsFound(found.problems)


def _after(head: Edition, proposed: Submission) -> tuple[Catalog | None, tuple[Problem, ...]]:
    marks = tuple(marks_left(proposed.changes))
    moved = {**head.texts, **proposed.changes}
    try:
        after = read_all({path: text for path, text in moved.items() if text is not None})
    except ProblemsFound as found:
        return None, (*marks, *found.problems)
    return after, (*marks, *objections(head.catalog, after, proposed.changes))
