"""Decisions: which person or body each lab names for each kind of decision on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template

from registry.core.catalog import Catalog, promises
from registry.core.classify import collapsed
from registry.core.history import Tenure
from registry.core.records import Lab
from registry.core.vocabulary import Term, Topic
from registry.web.access import public
from registry.web.context import view
from registry.web.forms import choice

blueprint = Blueprint("decisions", __name__)


@dataclass(frozen=True, slots=True)
class Decider:
    """A role or body, as the clauses name it, with the clauses that name it.

    `waivable` of them leave a way out.
    """

    name: str
    clauses: tuple[Tenure, ...]

    @property
    def waivable(self) -> int:
        """How many of the clauses leave a way out."""
        return sum(tenure.clause.waiver is not None for tenure in self.clauses)


@dataclass(frozen=True, slots=True)
class LabDecision:
    """Who decides at one lab. `unnamed` promises name nobody."""

    lab: Lab
    deciders: tuple[Decider, ...]
    unnamed: int

    @property
    def promises(self) -> int:
        """How many promises of the lab bear on the decision."""
        return self.unnamed + sum(len(decider.clauses) for decider in self.deciders)


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One decision: the labs with promises that bear on it, those that name a decider first; and the rest."""

    decision: Term
    topics: tuple[Topic, ...]
    labs: tuple[LabDecision, ...]
    silent: tuple[Lab, ...]

    @property
    def naming(self) -> int:
        """How many labs name a decider in at least one promise."""
        return sum(bool(row.deciders) for row in self.labs)


@dataclass(frozen=True, slots=True)
class DecisionsPage:
    """All decisions, or the one chosen."""

    decisions: tuple[Term, ...]
    chosen: str | None
    views: tuple[DecisionView, ...]


def decision_views(catalog: Catalog, on: date, *, decision: str | None = None) -> tuple[DecisionView, ...]:
    """Every decision of the vocabulary, or only the one of that id, across all labs on a day."""
    held = {slug: tuple(promises(catalog.holdings(slug, on))) for slug in catalog.labs}
    return tuple(
        _view(catalog, term, held) for term in catalog.vocabulary.decisions if decision in (None, term.id)
    )


def _view(catalog: Catalog, decision: Term, held: dict[str, tuple[Tenure, ...]]) -> DecisionView:
    topics = tuple(topic for topic in catalog.vocabulary.topics if topic.decision == decision.id)
    names = {topic.id for topic in topics}
    rows = [
        _row(catalog.labs[slug], [tenure for tenure in clauses if tenure.clause.topic in names])
        for slug, clauses in held.items()
    ]
    return DecisionView(
        decision=decision,
        topics=topics,
        labs=tuple(sorted((row for row in rows if row.promises), key=lambda row: not row.deciders)),
        silent=tuple(row.lab for row in rows if not row.promises),
    )


def _row(lab: Lab, clauses: Iterable[Tenure]) -> LabDecision:
    named: dict[str, list[Tenure]] = {}  # by the name without regard to capitals, shown as first written
    unnamed = 0
    for tenure in clauses:
        if tenure.clause.decided_by:
            named.setdefault(collapsed(tenure.clause.decided_by).casefold(), []).append(tenure)
        else:
            unnamed += 1
    deciders = (Decider(collapsed(found[0].clause.decided_by), tuple(found)) for found in named.values())
    return LabDecision(
        lab, tuple(sorted(deciders, key=lambda item: (-len(item.clauses), item.name))), unnamed
    )


@blueprint.get("/decisions/")
@public
def index() -> str:
    """Who decides what at each lab; one decision or all of them."""
    seen = view()
    chosen = choice("decision", seen.catalog.vocabulary.decision_by_id)
    views = decision_views(seen.catalog, seen.as_of, decision=chosen)
    page = DecisionsPage(seen.catalog.vocabulary.decisions, chosen, views)
    return render_template("decisions/index.html", page=page)
