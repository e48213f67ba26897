"""What a submission would make of the record, and all that stands in its way; read before anything is locked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from registry.content.places import Sort, place_of
from registry.content.reader import read_all
from registry.core.catalog import Catalog
from registry.core.concerns import labs_concerned
from registry.core.dropped import dropped_without_note
from registry.core.lookalikes import passing_labs
from registry.core.people import Person
from registry.core.records import JOINT
from registry.desk.catalogue import CatalogueSource, Edition
from registry.desk.refusing import refuse_foreign_paths
from registry.errors import BadValue, Conflict, Problem, ProblemsFound
from registry.store import ledger, submissions
from registry.store.engine import Database, Session
from registry.store.submissions import Submission

MARKS = ("<<<<<<< ", ">>>>>>> ")
"""What lines begin with between which two texts stand that nobody has chosen from yet."""


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
    def concerned(self) -> frozenset[str]:
        """The labs whose records it changes, before or after."""
        known = [catalog for catalog in (self.head.catalog, self.after) if catalog is not None]
        return labs_concerned(self.submission.paths, *known)

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
    marks = tuple(_marks(proposed))
    moved = {**head.texts, **proposed.changes}
    try:
        after = read_all({path: text for path, text in moved.items() if text is not None})
    except ProblemsFound as found:
        return None, (*marks, *found.problems)
    names = (
        Problem(lab.path, _line_of("name:", moved[lab.path]), wrong)
        for lab, wrong in passing_labs(head.catalog, after)
    )
    return after, (*marks, *names, *_dropped(head.catalog, after, proposed))


def _marks(proposed: Submission) -> Iterator[Problem]:
    for path, text in proposed.changes.items():
        for number, line in enumerate((text or "").split("\n"), 1):
            if line.startswith(MARKS):
                yield Problem(
                    path, number, "two texts meet here that nobody has chosen from; keep what is right"
                )


def _dropped(before: Catalog, after: Catalog, proposed: Submission) -> Iterator[Problem]:
    """The clauses that would be gone without a word and are not so already."""
    places = (place_of(path) for path in proposed.paths)
    for owner, slug in sorted(
        {(place.owner, place.document) for place in places if place.sort is Sort.VERSION}
    ):
        gone = _gone(after, owner, slug)
        for path, clause in sorted(gone - _gone(before, owner, slug)):
            yield Problem(
                path,
                1,
                f"clause {clause!r} of the version before is gone; say why under `removed`, or list it under "
                "`unconfirmed` where nobody has looked yet",
            )


def _gone(catalog: Catalog, owner: str, slug: str) -> set[tuple[str, str]]:
    """The paths of a document's versions and the ids of the clauses that each drops without a word."""
    if owner == JOINT:
        document = catalog.joint.get(slug)
    else:
        document = catalog.labs[owner].document_by_slug.get(slug) if owner in catalog.labs else None
    if document is None:
        return set()
    return {
        (version.path, clause.id)
        for version in document.versions
        for clause in dropped_without_note(document, version.label, vocabulary=catalog.vocabulary)
    }


def _line_of(key: str, text: str | None) -> int:
    lines = (text or "").split("\n")
    return next((number for number, line in enumerate(lines, 1) if line.startswith(key)), 1)
