"""What became of a document from one of its versions to another, and what that alone did to scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from registry.core import compare
from registry.core.catalog import Catalog
from registry.core.compare import Change
from registry.core.history import in_force, version_on
from registry.core.impact import ScoreShift, score_shift
from registry.core.records import Direction, Document, Kind, Version
from registry.core.scoring import Scorecard, rescore, score


@dataclass(frozen=True, eq=False, repr=False)
class Memo:
    """Two states of one document against each other: what happened to every clause, and to the scores of its holders.

    A state is a version, or None where the document is not there: before its first version, after its withdrawal.
    `scores` compare one day with itself: on the day `on`, each lab that holds clauses of the document is scored as if
    the one state were in force, and as if the other were. Conduct and other documents are the same on both sides.
    `on_the_way` are the judgements made at versions between the two, where they do not follow one another.
    """

    document: Document
    earlier: Version | None
    later: Version | None
    on: date
    changes: tuple[Change, ...]
    on_the_way: tuple[Change, ...]
    scores: tuple[ScoreShift, ...]

    @cached_property
    def counts(self) -> tuple[tuple[Direction, int], ...]:
        """How many clauses of each direction, in the order of Direction, without the unchanged and the empty ones."""
        found = Counter(change.direction for change in self.changes)
        return tuple(
            (item, found[item]) for item in Direction if found[item] and item is not Direction.UNCHANGED
        )

    @property
    def moved(self) -> tuple[ScoreShift, ...]:
        """The scores of which promise, practice or grade differs."""
        return tuple(shift for shift in self.scores if _headline(shift.before) != _headline(shift.after))

    @property
    def labs(self) -> tuple[str, ...]:
        """The labs that are scored: those that held clauses of the document on the day in either state."""
        return tuple(dict.fromkeys(shift.lab for shift in self.scores))

    @property
    def in_a_row(self) -> bool:
        """Whether the one state followed upon the other."""
        return compare.is_step(self.document, self.earlier, self.later)

    @property
    def backwards(self) -> bool:
        """Whether the first state named is the later version."""
        order = [version.label for version in self.document.versions]
        pair = (self.earlier, self.later)
        places = [order.index(version.label) for version in pair if version is not None]
        return places != sorted(places)


def memo(catalog: Catalog, document: Document, earlier: Version | None, later: Version | None) -> Memo:
    """What became of a document between two versions in either order, or with its first version or its withdrawal.

    Scores are those of the day from which the newer state counts, so that the other order is the mirror. Raises
    ValueError for None where the document was there.
    """
    changes = compare.between(document, earlier, later, vocabulary=catalog.vocabulary)
    on = _day(document, earlier, later)
    return Memo(
        document=document,
        earlier=earlier,
        later=later,
        on=on,
        changes=changes,
        on_the_way=tuple(_judged_between(catalog, document, earlier, later)),
        scores=tuple(_scores(catalog, document, earlier, later, on)),
    )


def _day(document: Document, earlier: Version | None, later: Version | None) -> date:
    days = [version.date.first for version in (earlier, later) if version is not None]
    if later is None and document.withdrawn is not None:
        days.append(document.withdrawn.date.first)
    return max(days)


def _judged_between(
    catalog: Catalog, document: Document, earlier: Version | None, later: Version | None
) -> Iterator[Change]:
    if earlier is None or later is None or compare.is_step(document, earlier, later):
        return
    first, last = sorted(document.versions.index(version) for version in (earlier, later))
    between = {version.label for version in document.versions[first + 1 : last + 1]}
    for change in compare.changes(document, vocabulary=catalog.vocabulary):
        if change.judged and change.to_version and change.to_version.label in between:
            yield change


def _scores(
    catalog: Catalog, document: Document, earlier: Version | None, later: Version | None, on: date
) -> Iterator[ScoreShift]:
    if document.kind is Kind.LAW:
        return
    before = (
        _world(catalog, document, earlier, on) if earlier else _with(catalog, replace(document, versions=()))
    )
    after = _world(catalog, document, later, on) if later else catalog
    holders = [
        lab
        for lab in _bindable(catalog, document)
        if any(_holds(world, lab, document, on) for world in (before, after))
    ]
    topics = _topics_in_question(catalog, document)
    for name, standard in catalog.standards.items():
        for lab in holders:
            card = score(after, standard, lab, on)
            yield score_shift(name, lab, rescore(card, before, topics=topics), card)


def _bindable(catalog: Catalog, document: Document) -> list[str]:
    """The labs on record that may hold the document."""
    signed = {signatory.lab for signatory in document.signatories} if document.is_joint else {document.owner}
    return [lab for lab in catalog.labs if lab in signed]


def _holds(catalog: Catalog, lab: str, document: Document, on: date) -> bool:
    return any(tenure.document.path == document.path for tenure in catalog.holdings(lab, on))


def _world(catalog: Catalog, document: Document, version: Version, on: date) -> Catalog:
    """The catalogue as if a version were in force on a day; itself where that was so."""
    if version_on(document, on) is version and in_force(document, on):
        return catalog
    places = document.versions.index(version) + 1
    return _with(catalog, replace(document, versions=document.versions[:places], withdrawn=None))


def _with(catalog: Catalog, document: Document) -> Catalog:
    """The catalogue with another text of a document, and of the labs only those that it may bind."""
    labs = {slug: catalog.labs[slug] for slug in _bindable(catalog, document)}
    if document.is_joint:
        return replace(catalog, labs=labs, joint={**catalog.joint, document.slug: document})
    lab = labs[document.owner]
    own = tuple(document if each.slug == document.slug else each for each in lab.documents)
    return replace(catalog, labs={lab.slug: replace(lab, documents=own)})


def _topics_in_question(catalog: Catalog, document: Document) -> frozenset[str]:
    """The topics of every clause that the document ever had, and of those elsewhere that it says it continues."""
    ever = [clause for version in document.versions for clause in version.clauses]
    continued = {tuple(clause.continues.rsplit("/", 1)) for clause in ever if clause.continues}
    elsewhere = (
        clause
        for other in catalog.documents
        if any(other.reference == reference for reference, _ in continued)
        for version in other.versions
        for clause in version.clauses
        if (other.reference, clause.id) in continued
    )
    return frozenset(clause.topic for clause in (*ever, *elsewhere))


def _headline(card: Scorecard | None) -> object:
    return card and (card.promise, card.practice, card.grade)
