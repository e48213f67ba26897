"""What a person at the desk is shown of submissions: what waits for a reviewer, and one of them with all about it."""

from __future__ import annotations

from dataclasses import dataclass

from registry.core.catalog import Catalog
from registry.core.concerns import labs_concerned
from registry.core.people import Person, why_not_review
from registry.desk.catalogue import CatalogueSource
from registry.desk.refusing import seen
from registry.desk.reviewing import why_not
from registry.desk.surveying import Survey, survey
from registry.store import comments, submissions
from registry.store.comments import Comment
from registry.store.engine import Database
from registry.store.submissions import Heading, Submission

_JOINT = "labs/joint/"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission in the queue; `why_not` says why the person who looks may not decide on it, None where they may."""

    heading: Heading
    concerned: frozenset[str]
    why_not: str | None


@dataclass(frozen=True, eq=False, slots=True)
class Examined:
    """One submission held against the head, with what was said about it; `why_not` as above."""

    survey: Survey
    comments: tuple[Comment, ...]
    why_not: str | None

    @property
    def submission(self) -> Submission:
        """The submission itself."""
        return self.survey.submission


def waiting(database: Database, source: CatalogueSource, person: Person) -> tuple[Waiting, ...]:
    """What waits for a reviewer, oldest first, those that are not this person's to decide marked."""
    head = source.current().catalog
    with database.reading() as session:
        queued = [(item, submissions.coders(session, item.id)) for item in submissions.queue(session)]
    found = []
    for heading, coders in queued:
        concerned = _concerned(database, source, heading, head)
        reason = why_not_review(
            person,
            author=heading.author,
            concerned=concerned,
            commented_as_coder=person.handle in coders,
        )
        found.append(Waiting(heading, concerned, reason))
    return tuple(found)


def examine(database: Database, source: CatalogueSource, person: Person, name: str) -> Examined:
    """One submission, for its author or for those who see what was handed in. Raises NotFound."""
    surveyed = survey(database, source, name)
    with database.reading() as session:
        found = seen(session, person, name)
        said = comments.comments(session, name)
        return Examined(surveyed, said, why_not(session, person, found, surveyed))


def _concerned(
    database: Database, source: CatalogueSource, heading: Heading, head: Catalog
) -> frozenset[str]:
    """The labs concerned. Whom a joint document would name is seen only in the catalogue that would follow."""
    if any(path.startswith(_JOINT) for path in heading.paths):
        return survey(database, source, heading.id).concerned
    return labs_concerned(heading.paths, head)
