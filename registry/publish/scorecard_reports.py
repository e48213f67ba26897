"""The scorecard's report: one lab under one standard on paper, every point with the clauses that earn it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from registry.core.catalog import Catalog
from registry.core.records import NothingFound, Source
from registry.core.scoring import score
from registry.core.standard import Standard
from registry.core.topics import topic_record
from registry.core.trajectory import Trajectory, trajectory
from registry.publish.attachments import scorecard_data
from registry.publish.notes import Notes, conduct_sources, numbered, text_source
from registry.publish.printed import Imprint, Printable, report_html
from registry.publish.reasons import TracedStep, traced
from registry.publish.score_chart import score_chart
from registry.publish.scorecards import Explained, Explanation, Gain, explained, gains

COURSE_WIDTH = 640.0
"""The width of the chart of totals over time: on paper its texts are then as large as those of tables."""

MOST_GAINS = 4
"""How many ways to a better score the first page names."""


@dataclass(frozen=True, slots=True)
class ScorecardReport:
    """Everything that a scorecard's report shows. `searches` are, for each criterion, where nothing was found.

    `course` draws how the totals came about, `steps` tells it; None where they never moved.
    """

    explanation: Explanation
    on: date
    imprint: Imprint
    notes: Notes
    gains: tuple[Gain, ...]
    course: Markup | None
    steps: tuple[TracedStep, ...]
    searches: tuple[tuple[NothingFound, ...], ...]

    @property
    def standard(self) -> Standard:
        """The standard scored against."""
        return self.explanation.card.standard

    @property
    def path(self) -> str:
        """Its path on the site."""
        return _path(self.explanation.lab.slug, self.standard.id)


def scorecard_report(catalog: Catalog, lab: str, standard: str, on: date, *, edition: Imprint) -> Printable:
    """A lab's scorecard with the scores as data. Raises NotFound for an unknown lab or standard."""
    catalog.lab(lab)
    return Printable(
        path=_path(lab, catalog.standard(standard).id),
        name=f"{lab}-{standard}-{on}.pdf",
        written=lambda: (
            _html(catalog, lab, standard, on, edition=edition),
            scorecard_data(catalog, lab, standard, on, edition=edition),
        ),
    )


def _html(catalog: Catalog, lab: str, standard: str, on: date, *, edition: Imprint) -> str:
    card = score(catalog, catalog.standard(standard), lab, on)
    found = explained(catalog, card)
    known = trajectory(catalog, card.standard, lab).until(on)
    report = ScorecardReport(
        explanation=found,
        on=on,
        imprint=edition,
        notes=numbered(_cited(catalog, found.criteria)),
        gains=tuple(gain for gain in gains(found) if gain.points > 0)[:MOST_GAINS],
        course=_course(catalog, known, on),
        steps=traced(known),
        searches=tuple(_searches(catalog, lab, item, on) for item in found.criteria),
    )
    return report_html("scorecard.html", catalog, report, standards=(report.standard,))


def _path(lab: str, standard: str) -> str:
    return f"/standards/{standard}/{lab}.pdf?"


def _course(catalog: Catalog, known: Trajectory, on: date) -> Markup | None:
    """The chart of how totals came about; None where they never moved."""
    if len(known.steps) < 2:
        return None
    return score_chart(known, name=catalog.lab(known.lab).name, until=on, width=COURSE_WIDTH)


def _cited(catalog: Catalog, criteria: Iterable[Explained]) -> Iterator[tuple[Source, str]]:
    """Every source that a scorecard's report cites, in the order in which it does."""
    for item in criteria:
        scored = (item.result.deciding, item.carrier, item.runner_up)
        shown = [clause.tenure for clause in scored if clause] + (
            [item.dropped.tenure] if item.dropped else []
        )
        yield from (text_source(catalog, tenure.document, tenure.version) for tenure in shown)
        yield from conduct_sources(item.result.conduct)


def _searches(catalog: Catalog, lab: str, item: Explained, on: date) -> tuple[NothingFound, ...]:
    """Where nothing was found on a criterion's topics, when nothing counts for it."""
    if item.result.counting:
        return ()
    records = (topic_record(catalog, lab, topic, on) for topic in item.result.criterion.topics)
    return tuple(record.looked for record in records if record.looked and not record.held)
