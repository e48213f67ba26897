"""Decisions: which person or body each lab names for each kind of decision on a day, and when that changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask import Blueprint, render_template

from registry.core.catalog import Catalog, promises
from registry.core.compare import Change
from registry.core.deciders import Decider, deciders, renamed, waived_by_one
from registry.core.history import Tenure
from registry.core.records import Lab
from registry.core.vocabulary import Term, Topic
from registry.web.access import public
from registry.web.context import view
from registry.web.forms import choice
from registry.web.queries import reads

blueprint = Blueprint("decisions", __name__)

LISTED = 12
"""So many labs stand under each decision where all decisions are shown; one decision's own page has them all."""


class Naming(StrEnum):
    """What a lab's promises say about who takes a decision, in a word for each cell of the overview."""

    ALONE = "alone"
    NAMED = "named"
    UNNAMED = "unnamed"
    NO_PROMISE = "no-promise"


@dataclass(frozen=True, slots=True)
class Renaming:
    """A version in which promises came to name somebody else, somebody, or nobody: the first of `count` alike."""

    change: Change
    count: int


@dataclass(frozen=True, slots=True)
class LabDecision:
    """Who decides at one lab. `unnamed` promises name nobody; `waived` can be set aside by one person.

    `renamed` are changes in documents of its own, the newest first.
    """

    lab: Lab
    deciders: tuple[Decider, ...]
    unnamed: int
    waived: tuple[Tenure, ...]
    renamed: tuple[Renaming, ...]

    @property
    def promises(self) -> int:
        """How many promises of the lab bear on the decision."""
        return self.unnamed + sum(len(decider.clauses) for decider in self.deciders)

    @property
    def naming(self) -> Naming:
        """Whether somebody is named, and whether one of them is one person or one person can set a promise aside."""
        if self.waived or any(decider.alone for decider in self.deciders):
            return Naming.ALONE
        if self.deciders:
            return Naming.NAMED
        return Naming.UNNAMED if self.promises else Naming.NO_PROMISE

    @property
    def telling(self) -> bool:
        """Whether there is more to say than how many promises name nobody."""
        return bool(self.deciders or self.waived or self.renamed)


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One decision across all labs, in the order of their names."""

    decision: Term
    topics: tuple[Topic, ...]
    rows: tuple[LabDecision, ...]

    @property
    def labs(self) -> tuple[LabDecision, ...]:
        """The labs with promises that bear on it, those that name a decider first."""
        return tuple(sorted((row for row in self.rows if row.promises), key=lambda row: not row.deciders))

    @property
    def telling(self) -> tuple[LabDecision, ...]:
        """The labs of which more is to be said than a count, in the order of their names."""
        return tuple(row for row in self.rows if row.telling)

    @property
    def silent(self) -> tuple[Lab, ...]:
        """The labs without any."""
        return tuple(row.lab for row in self.rows if not row.promises)

    @property
    def naming(self) -> int:
        """How many labs name a decider in at least one promise."""
        return sum(bool(row.deciders) for row in self.rows)


@dataclass(frozen=True, slots=True)
class DecisionsPage:
    """All decisions, or the one chosen."""

    decisions: tuple[Term, ...]
    chosen: str | None
    labs: tuple[Lab, ...]
    views: tuple[DecisionView, ...]

    @property
    def most(self) -> int:
        """How many labs stand under a decision."""
        return len(self.labs) if self.chosen else LISTED


def decision_views(catalog: Catalog, on: date, *, decision: str | None = None) -> tuple[DecisionView, ...]:
    """Every decision of the vocabulary, or only the one of that id, across all labs on a day."""
    moved = _moved(catalog, on)
    rows: dict[str, list[LabDecision]] = {term.id: [] for term in catalog.vocabulary.decisions}
    for lab in catalog.labs.values():
        for term, row in _rows(catalog, lab, on, moved):
            rows[term.id].append(row)
    topics = catalog.vocabulary.topics
    return tuple(
        DecisionView(
            term, tuple(topic for topic in topics if topic.decision == term.id), tuple(rows[term.id])
        )
        for term in catalog.vocabulary.decisions
        if decision in (None, term.id)
    )


def lab_decisions(catalog: Catalog, lab: str, on: date) -> tuple[tuple[Term, LabDecision], ...]:
    """Who takes each decision at one lab on a day, without when that changed. Raises NotFound for an unknown lab."""
    return tuple(_rows(catalog, catalog.lab(lab), on, {}))


def _rows(
    catalog: Catalog, lab: Lab, on: date, moved: Mapping[tuple[str, str], list[Change]]
) -> Iterator[tuple[Term, LabDecision]]:
    """A lab's promises by the decision that they bear on."""
    words = catalog.vocabulary
    held: dict[str, list[Tenure]] = {term.id: [] for term in words.decisions}
    for tenure in promises(catalog.holdings(lab.slug, on)):
        held[words.topic_by_id[tenure.clause.topic].decision].append(tenure)
    for term in words.decisions:
        yield term, _row(lab, held[term.id], moved.get((lab.slug, term.id), ()))


def _moved(catalog: Catalog, on: date) -> Mapping[tuple[str, str], list[Change]]:
    """The changes of whom a promise names, by whose document it is and the decision."""
    found: dict[tuple[str, str], list[Change]] = {}
    for change in renamed(catalog.changes, on=on):
        decision = catalog.vocabulary.topic_by_id[change.clause.topic].decision
        found.setdefault((change.document.owner, decision), []).append(change)
    return found


def _row(lab: Lab, clauses: list[Tenure], changes: Iterable[Change]) -> LabDecision:
    return LabDecision(
        lab=lab,
        deciders=deciders(clauses),
        unnamed=sum(not tenure.clause.decided_by for tenure in clauses),
        waived=tuple(tenure for tenure in clauses if waived_by_one(tenure.clause)),
        renamed=_grouped(changes),
    )


def _grouped(changes: Iterable[Change]) -> tuple[Renaming, ...]:
    """Changes of one version that put the same name in the place of the same other one, as one."""
    alike: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        names = (clause.decided_by if clause else "" for clause in (change.before, change.after))
        alike.setdefault((change.document.path, change.date, *names), []).append(change)
    return tuple(Renaming(found[0], len(found)) for found in alike.values())


@blueprint.get("/decisions/")
@public
@reads("decision")
def index() -> str:
    """Who decides what at each lab; one decision or all of them."""
    seen = view()
    chosen = choice("decision", seen.catalog.vocabulary.decision_by_id)
    views = decision_views(seen.catalog, seen.as_of, decision=chosen)
    labs = tuple(seen.catalog.labs.values())
    page = DecisionsPage(seen.catalog.vocabulary.decisions, chosen, labs, views)
    return render_template("decisions/index.html", page=page)
