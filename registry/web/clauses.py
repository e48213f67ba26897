"""A clause's page: its text, facets and life across versions, the conduct about it, the standards that count it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template

from registry.core.catalog import Catalog
from registry.core.history import Tenure
from registry.core.levels import counts_for, level_of
from registry.core.lives import Life, Step, lives
from registry.core.records import JOINT, Clause, Conduct, Direction, Document, Version
from registry.core.replies import replies_to_clause
from registry.core.standard import Criterion, Level, Standard
from registry.publish.wording import Run, word_runs
from registry.web.access import public
from registry.web.context import View, view
from registry.web.finding import not_found
from registry.web.replies import ShownReply, shown
from registry.web.scores import scorecard

blueprint = Blueprint("clauses", __name__)


@dataclass(frozen=True)
class StepLine:
    """One step in a clause's life with its text against the one before, or several in which nothing happened."""

    life: Life
    index: int
    runs: tuple[Run, ...]
    versions: tuple[Version, ...]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happened to the clause."""
        return self.life.steps[self.index].direction is Direction.UNCHANGED


@dataclass(frozen=True)
class Counted:
    """A criterion that the clause counts for, and the level that it meets for its holder, where it has one.

    `decides` says whether the promise under the criterion is this clause's, where one lab alone can hold it.
    """

    standard: Standard
    criterion: Criterion
    level: Level | None
    held: bool
    decides: bool | None

    @property
    def share(self) -> float:
        """The criterion's weight in the standard, in percent."""
        return 100 * self.criterion.weight / self.standard.total_weight


@dataclass(frozen=True)
class ClausePage:
    """Everything that a clause's page shows, on the day asked about.

    `life` is its last one up to that day, or None where it had not appeared yet; `lives` are all, where it was dropped
    and came back. `branches` are clauses under other ids that continue it as well.
    """

    document: Document
    name: str
    clause: Clause
    version: Version
    life: Life | None
    lives: tuple[tuple[StepLine, ...], ...]
    branches: tuple[Life, ...]
    conduct: tuple[Conduct, ...]
    replies: tuple[ShownReply, ...]
    about_topic: tuple[Conduct, ...]
    counted: tuple[Counted, ...]
    continued_by: tuple[tuple[Document, Clause], ...]
    continues: tuple[Document, Clause] | None

    @property
    def former(self) -> tuple[Step, ...]:
        """The steps with which it took another id, oldest first."""
        return tuple(step for step in (self.life.steps if self.life else ()) if step.renamed)


@blueprint.get("/joint/<slug>/clauses/<clause>/", defaults={"owner": JOINT})
@blueprint.get("/labs/<owner>/<slug>/clauses/<clause>/")
@public
def show(owner: str, slug: str, clause: str) -> str:
    """One clause of a document, through all its versions."""
    here = view()
    document = here.catalog.document(owner, slug)
    return render_template("clauses/show.html", page=_page(here.catalog, document, clause, here))


def _page(catalog: Catalog, document: Document, name: str, here: View) -> ClausePage:
    every = lives(document, vocabulary=catalog.vocabulary)
    known = [life for life in every if name in life.ids]
    if not known:
        raise not_found("clause", name, sorted({each for life in every for each in life.ids}))
    seen = [life for life in (life.until(here.as_of) for life in known) if life]
    named = [life for life in seen if life.clause.id == name]
    latest = max(named or seen or known, key=lambda life: life.steps[-1].date)
    shown_lives = named or ([latest] if seen else [])
    tenures = _tenures(catalog, document, latest.clause.id, here.as_of)
    own, topical = _conduct(catalog, document, latest, here.as_of)
    return ClausePage(
        document=document,
        name=name,
        clause=latest.clause,
        version=_holder(latest),
        life=latest if seen else None,
        lives=tuple(_lines(life) for life in shown_lives),
        branches=tuple(life for life in seen if life not in shown_lives),
        conduct=own,
        replies=shown(replies_to_clause(catalog, document, latest.ids, here.as_of)),
        about_topic=topical,
        counted=tuple(_counted(catalog, document, latest.clause, tenures, here.as_of)),
        continued_by=tuple(_continued_by(catalog, document, latest)),
        continues=_referenced(catalog, document, latest.clause.continues),
    )


def _holder(life: Life) -> Version:
    """The version that holds the clause's last text."""
    holders = (step.version for step in reversed(life.steps) if step.change and step.change.after)
    return next(version for version in holders if version)


def _lines(life: Life) -> tuple[StepLine, ...]:
    """The steps, newest first; those in a row in which nothing happened are one line."""
    lines: list[StepLine] = []
    for index, step in enumerate(life.steps):
        versions = (step.version,) if step.version else ()
        if step.direction is Direction.UNCHANGED and lines and lines[-1].is_quiet:
            last = lines.pop()
            lines.append(StepLine(life, last.index, (), (*last.versions, *versions)))
        else:
            lines.append(StepLine(life, index, _runs(step), versions))
    return tuple(reversed(lines))


def _runs(step: Step) -> tuple[Run, ...]:
    change = step.change
    if change is None or change.before is None or change.after is None:
        return ()
    return word_runs(change.before.text, change.after.text)


def _tenures(catalog: Catalog, document: Document, name: str, on: date) -> tuple[Tenure, ...]:
    return tuple(
        tenure
        for slug in catalog.labs
        for tenure in catalog.holdings(slug, on)
        if tenure.document is document and tenure.clause.id == name
    )


def _conduct(
    catalog: Catalog, document: Document, life: Life, on: date
) -> tuple[tuple[Conduct, ...], tuple[Conduct, ...]]:
    """Entries about the clause itself, then those about its topic as a whole, of the labs that hold the document."""
    names = {f"{document.reference}/{each}" for each in life.ids}
    holders = [
        slug for slug, held in catalog.tenures.items() if any(tenure.document is document for tenure in held)
    ]
    entries = [entry for slug in holders for entry in catalog.labs[slug].conduct if entry.date.last <= on]
    own = [entry for entry in entries if not names.isdisjoint(entry.about)]
    topical = [
        entry for entry in entries if life.clause.topic in entry.about and names.isdisjoint(entry.about)
    ]
    return tuple(own), tuple(topical)


def _counted(
    catalog: Catalog, document: Document, clause: Clause, tenures: tuple[Tenure, ...], on: date
) -> Iterator[Counted]:
    for standard in catalog.standards.values():
        criteria = [criterion for criterion in standard.criteria if counts_for(clause, criterion)]
        deciding = _deciding(catalog, document, standard, tenures, on) if criteria else {}
        for criterion in criteria:
            levels = [level_of(tenure, criterion, on=on, vocabulary=catalog.vocabulary) for tenure in tenures]
            best = max(filter(None, levels), key=lambda level: level.score, default=None)
            decider = deciding.get(criterion.id)
            decides = decider in tenures if decider else None
            yield Counted(standard, criterion, best, bool(tenures), decides)


def _deciding(
    catalog: Catalog, document: Document, standard: Standard, tenures: tuple[Tenure, ...], on: date
) -> Mapping[str, Tenure]:
    """The tenure that decides the promise under each criterion, of a lab's own document that is held."""
    if document.is_joint or not tenures:
        return {}
    results = scorecard(catalog, standard.id, document.owner, on).criteria
    return {result.criterion.id: result.deciding.tenure for result in results if result.deciding}


def _continued_by(catalog: Catalog, document: Document, life: Life) -> Iterator[tuple[Document, Clause]]:
    names = {f"{document.reference}/{each}" for each in life.ids}
    for other in catalog.documents:
        if other.owner in (document.owner, JOINT) or document.is_joint:
            found = {
                clause.id: clause
                for version in other.versions
                for clause in version.clauses
                if clause.continues in names
            }
            yield from ((other, clause) for clause in found.values())


def _referenced(
    catalog: Catalog, document: Document, reference: str | None
) -> tuple[Document, Clause] | None:
    if reference is None or (document.is_joint and not reference.startswith(f"{JOINT}/")):
        return None
    return catalog.referenced(document.owner, reference)
