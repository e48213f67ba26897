"""The list of labs, and a lab's own page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from flask import Blueprint, render_template

from registry.core.catalog import Catalog, select_changes
from registry.core.compare import Change
from registry.core.conduct import Record, tally
from registry.core.history import Tenure, in_force, version_on
from registry.core.records import (
    Conduct,
    Direction,
    Disclosure,
    Document,
    Kind,
    Lab,
    Reply,
    Signatory,
    Version,
)
from registry.core.topics import Status, TopicRecord, topic_records
from registry.core.vocabulary import Term, Topic
from registry.web.access import public
from registry.web.context import View, view
from registry.web.courses import Course, course
from registry.web.decisions import LabDecision, lab_decisions
from registry.web.grouping import VersionChanges, by_version, reading_order
from registry.web.replies import ShownReply, shown

LATEST = 6
"""How many versions with changes a lab's page names."""

FIRST = 3
"""How many clauses of a topic a lab's page shows unfolded, the strongest of the lab's own; one more is not folded."""

T = TypeVar("T", Conduct, Disclosure, Reply)

blueprint = Blueprint("labs", __name__, url_prefix="/labs")


@dataclass(frozen=True)
class LabLine:
    """A lab in the list of labs: how many topics stand in each state, and what it holds."""

    lab: Lab
    counts: tuple[tuple[Status, int], ...]
    own: int
    joint: int
    record: Record
    newest: Version | None


@dataclass(frozen=True)
class TopicSection:
    """A topic on a lab's page: what is on record about it, the clauses held in reading order, and those removed."""

    topic: Topic
    record: TopicRecord
    held: tuple[Tenure, ...]
    removed: tuple[Change, ...]

    @property
    def own(self) -> tuple[Tenure, ...]:
        """The clauses held in the lab's own documents."""
        return tuple(tenure for tenure in self.held if tenure.own)

    @property
    def joint(self) -> tuple[Tenure, ...]:
        """The clauses held in joint documents, where the lab also has clauses of its own."""
        return tuple(tenure for tenure in self.held if not tenure.own) if self.own else ()

    @property
    def first(self) -> tuple[Tenure, ...]:
        """The clauses to read first: the strongest of the lab's own, or of the joint ones where it has none."""
        return self._main[: self._unfolded]

    @property
    def more(self) -> tuple[Tenure, ...]:
        """The others of the same sort."""
        return self._main[self._unfolded :]

    @property
    def _main(self) -> tuple[Tenure, ...]:
        return self.own or self.held

    @property
    def _unfolded(self) -> int:
        return FIRST if len(self._main) > FIRST + 1 else FIRST + 1


@dataclass(frozen=True)
class DocumentLine:
    """A document in a lab's list: the version of the day, and the lab's signature where it is a joint one."""

    document: Document
    version: Version | None
    stands: bool
    signatory: Signatory | None = None


@dataclass(frozen=True)
class LabPage:
    """Everything that a lab's page shows, on the day asked about."""

    lab: Lab
    sections: tuple[TopicSection, ...]
    own: tuple[DocumentLine, ...]
    joint: tuple[DocumentLine, ...]
    conduct: tuple[Conduct, ...]
    record: Record
    disclosures: tuple[Disclosure, ...]
    replies: tuple[ShownReply, ...]
    latest: tuple[VersionChanges, ...]
    courses: tuple[Course, ...]
    decisions: tuple[tuple[Term, LabDecision], ...]

    @property
    def held(self) -> int:
        """How many clauses the lab holds."""
        return sum(len(section.held) for section in self.sections)

    @property
    def held_own(self) -> int:
        """How many of them stand in its own documents."""
        return sum(section.record.own for section in self.sections)

    @property
    def counts(self) -> tuple[tuple[Status, int], ...]:
        """How many topics stand in each state, in the order of Status."""
        return _counted(section.record.status for section in self.sections)

    @property
    def assessed(self) -> tuple[TopicSection, ...]:
        """The topics into which somebody has looked."""
        return tuple(item for item in self.sections if item.record.status is not Status.NOT_ASSESSED)

    @property
    def unassessed(self) -> tuple[Topic, ...]:
        """The topics into which nobody has looked yet."""
        return tuple(item.topic for item in self.sections if item.record.status is Status.NOT_ASSESSED)


@blueprint.get("/")
@public
def index() -> str:
    """All labs, in the order of their names' slugs."""
    here = view()
    lines = tuple(_line(here.catalog, lab, here) for lab in here.catalog.labs.values())
    return render_template("labs/index.html", lines=lines)


@blueprint.get("/<lab>/")
@public
def show(lab: str) -> str:
    """One lab."""
    here = view()
    return render_template("labs/show.html", page=_page(here.catalog, here.catalog.lab(lab), here))


def _line(catalog: Catalog, lab: Lab, here: View) -> LabLine:
    records = topic_records(catalog, lab.slug, here.as_of)
    holdings = catalog.holdings(lab.slug, here.as_of)
    versions = [version for document in lab.documents if (version := version_on(document, here.as_of))]
    return LabLine(
        lab=lab,
        counts=_counted(record.status for record in records),
        own=sum(tenure.own for tenure in holdings),
        joint=sum(not tenure.own for tenure in holdings),
        record=tally(entry for entry in lab.conduct if entry.date.last <= here.as_of),
        newest=max(versions, key=lambda version: version.date, default=None),
    )


def _counted(states: Iterable[Status]) -> tuple[tuple[Status, int], ...]:
    found = list(states)
    return tuple((status, found.count(status)) for status in Status if status in found)


def _page(catalog: Catalog, lab: Lab, here: View) -> LabPage:
    conduct = _newest_first(lab.conduct, here)
    changes = tuple(select_changes(catalog.changes, lab=lab.slug, until=here.as_of))
    return LabPage(
        lab=lab,
        sections=tuple(_sections(catalog, lab, changes, here)),
        own=tuple(_own_line(document, here) for document in lab.documents),
        joint=tuple(_joint_lines(catalog, lab, here)),
        conduct=conduct,
        record=tally(conduct),
        disclosures=_newest_first(lab.disclosures, here),
        replies=shown(_newest_first(lab.replies, here)),
        latest=tuple(islice(by_version(changes), LATEST)),
        courses=tuple(course(catalog, each, lab.slug, here.as_of) for each in catalog.standards),
        decisions=tuple(
            (term, row) for term, row in lab_decisions(catalog, lab.slug, here.as_of) if row.promises
        ),
    )


def _sections(catalog: Catalog, lab: Lab, changes: tuple[Change, ...], here: View) -> list[TopicSection]:
    removed = [change for change in changes if change.direction is Direction.REMOVED]
    records = topic_records(catalog, lab.slug, here.as_of)
    return [
        TopicSection(
            topic=topic,
            record=record,
            held=reading_order(record.held, catalog.vocabulary),
            removed=tuple(change for change in removed if change.clause.topic == topic.id),
        )
        for topic, record in zip(catalog.vocabulary.topics, records, strict=True)
    ]


def _own_line(document: Document, here: View) -> DocumentLine:
    return DocumentLine(document, version_on(document, here.as_of), in_force(document, here.as_of))


def _joint_lines(catalog: Catalog, lab: Lab, here: View) -> list[DocumentLine]:
    return [
        DocumentLine(document, version_on(document, here.as_of), _binds(document, signatory, here), signatory)
        for document in catalog.joint.values()
        for signatory in document.signatories
        if signatory.lab == lab.slug and document.kind is not Kind.LAW and signatory.since.first <= here.as_of
    ]


def _binds(document: Document, signatory: Signatory, here: View) -> bool:
    left = signatory.left is not None and signatory.left.first <= here.as_of
    out = signatory.out_of_scope is not None and signatory.out_of_scope.since.first <= here.as_of
    return in_force(document, here.as_of) and not left and not out


def _newest_first(entries: tuple[T, ...], here: View) -> tuple[T, ...]:
    known = [entry for entry in entries if entry.date.last <= here.as_of]
    return tuple(sorted(known, key=lambda entry: (entry.date, entry.path), reverse=True))
