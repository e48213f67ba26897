"""Scorecards and comparisons as reports: what they show, as HTML and, through press.py, as PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from registry.core.catalog import Catalog
from registry.core.records import Conduct, Lab, NothingFound, Source
from registry.core.robustness import Place, ranking
from registry.core.scoring import score
from registry.core.standard import Standard
from registry.core.topics import topic_record
from registry.core.trajectory import Trajectory, trajectory
from registry.errors import BadValue
from registry.publish import writing
from registry.publish.attachments import comparison_data, scorecard_data
from registry.publish.comparisons import ComparedTopic, Comparison, comparison
from registry.publish.notes import Notes, numbered, text_source
from registry.publish.periods import Period, opening, period
from registry.publish.press import print_pdf
from registry.publish.printed import Imprint, written
from registry.publish.reasons import TracedStep, traced
from registry.publish.score_chart import score_chart
from registry.publish.scorecards import Explained, Explanation, Gain, explained, gains

COURSE_WIDTH = 640.0
"""The width of the chart of totals over time: on paper its texts are then as large as those of tables."""

MOST_STANDARDS = 4
"""So many standards a comparison can have parts for: the renderer has time for six labs under each."""

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


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One criterion with what explains each lab's score, in the labs' order."""

    number: int
    cells: tuple[Explained, ...]
    unassessed: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether no clause of any lab counts."""
        return not any(cell.result.counting for cell in self.cells)


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """What a comparison's report shows of one standard, criteria in the standard's order.

    `places` say where each lab stands among all labs, None for one that has no place among `ranked`; `periods` what
    became of each since the day with which the report's period opens.
    """

    found: Comparison
    rows: tuple[ComparedRow, ...]
    places: tuple[Place | None, ...]
    ranked: int
    periods: tuple[Period, ...]

    @property
    def standard(self) -> Standard:
        """The standard scored against."""
        return self.found.standard


@dataclass(frozen=True, slots=True)
class ComparisonReport:
    """Everything that a comparison's report shows: a part for each standard, at least one, in the order asked for."""

    parts: tuple[ComparedPart, ...]
    since: date
    on: date
    imprint: Imprint
    notes: Notes

    @property
    def labs(self) -> tuple[Lab, ...]:
        """The labs, in the order in which they were chosen."""
        return self.parts[0].found.labs

    @property
    def topics(self) -> tuple[ComparedTopic, ...]:
        """The labs on every topic: the same under any standard."""
        return self.parts[0].found.topics


def scorecard_pdf(catalog: Catalog, lab: str, standard: str, on: date, *, edition: Imprint) -> bytes:
    """A lab's scorecard as a PDF. Raises NotFound for an unknown lab or standard, Unavailable where it fails."""
    return print_pdf(
        scorecard_html(catalog, lab, standard, on, edition=edition),
        scorecard_data(catalog, lab, standard, on, edition=edition),
    )


def comparison_pdf(
    catalog: Catalog,
    labs: Sequence[str],
    standards: Sequence[str],
    on: date,
    *,
    edition: Imprint,
    since: date | None = None,
) -> bytes:
    """Two to six labs side by side as a PDF, with what became of them since a day, without one in the last year.

    Raises BadValue for another number of labs or for no or too many standards, NotFound for an unknown lab or standard,
    Unavailable where it fails.
    """
    return print_pdf(
        comparison_html(catalog, labs, standards, on, edition=edition, since=since),
        comparison_data(catalog, labs, standards, on, edition=edition),
    )


def scorecard_html(catalog: Catalog, lab: str, standard: str, on: date, *, edition: Imprint) -> str:
    """What `scorecard_pdf` prints."""
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
    return written("scorecard.html", catalog, report, standards=(report.standard,))


def _course(catalog: Catalog, known: Trajectory, on: date) -> Markup | None:
    """The chart of how totals came about; None where they never moved."""
    if len(known.steps) < 2:
        return None
    return score_chart(known, name=catalog.lab(known.lab).name, until=on, width=COURSE_WIDTH)


def comparison_html(
    catalog: Catalog,
    labs: Sequence[str],
    standards: Sequence[str],
    on: date,
    *,
    edition: Imprint,
    since: date | None = None,
) -> str:
    """What `comparison_pdf` prints."""
    if not 1 <= len(set(standards)) == len(standards) <= MOST_STANDARDS:
        raise BadValue(
            f"choose 1 to {MOST_STANDARDS} different standards, not {', '.join(standards) or 'none'}"
        )
    opens = opening(since, on)
    parts = tuple(_part(catalog, labs, catalog.standard(name), opens, on) for name in standards)
    cells = (cell for part in parts for row in part.rows for cell in row.cells)
    report = ComparisonReport(
        parts=parts, since=opens, on=on, imprint=edition, notes=numbered(_deciding(catalog, cells))
    )
    return written("comparison.html", catalog, report, standards=tuple(part.standard for part in parts))


def _part(catalog: Catalog, labs: Sequence[str], standard: Standard, since: date, on: date) -> ComparedPart:
    found = comparison(catalog, labs, standard, on)
    explanations = (explained(catalog, card).criteria for card in found.cards)
    ranks = ranking(standard, (score(catalog, standard, slug, on) for slug in catalog.labs))
    places = {place.lab: place for place in ranks.places}
    return ComparedPart(
        found=found,
        rows=tuple(
            ComparedRow(
                number,
                cells,
                tuple(
                    lab.name for lab, cell in zip(found.labs, cells, strict=True) if not cell.result.assessed
                ),
            )
            for number, cells in enumerate(zip(*explanations, strict=True), start=1)
        ),
        places=tuple(places.get(lab.slug) for lab in found.labs),
        ranked=len(places),
        periods=tuple(period(catalog, standard, lab.slug, since, on) for lab in found.labs),
    )


def _cited(catalog: Catalog, criteria: Iterable[Explained]) -> Iterator[tuple[Source, str]]:
    """Every source that a scorecard's report cites, in the order in which it does."""
    for item in criteria:
        scored = (item.result.deciding, item.carrier, item.runner_up)
        shown = [clause.tenure for clause in scored if clause] + (
            [item.dropped.tenure] if item.dropped else []
        )
        yield from (text_source(catalog, tenure.document, tenure.version) for tenure in shown)
        for entry in item.result.conduct:
            yield from ((source, _conduct_title(entry)) for source in entry.sources)


def _deciding(catalog: Catalog, criteria: Iterable[Explained]) -> Iterator[tuple[Source, str]]:
    """Every source that a comparison's report cites: of the deciding clauses and of the conduct about them."""
    for item in criteria:
        if item.result.deciding:
            deciding = item.result.deciding.tenure
            yield text_source(catalog, deciding.document, deciding.version)
            for entry in item.result.deciding.conduct:
                yield from ((source, _conduct_title(entry)) for source in entry.sources)


def _conduct_title(entry: Conduct) -> str:
    return f"On record for {writing.day(entry.date)}: {writing.brief(entry.statement, 90)}"


def _searches(catalog: Catalog, lab: str, item: Explained, on: date) -> tuple[NothingFound, ...]:
    """Where nothing was found on a criterion's topics, when nothing counts for it."""
    if item.result.counting:
        return ()
    records = (topic_record(catalog, lab, topic, on) for topic in item.result.criterion.topics)
    return tuple(record.looked for record in records if record.looked and not record.held)
