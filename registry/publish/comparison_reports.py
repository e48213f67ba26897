"""The comparison's report: two to six labs side by side on paper, under one or more standards, over a period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from registry.core.catalog import Catalog
from registry.core.records import Conduct, Lab, Source
from registry.core.robustness import Place, ranking
from registry.core.scoring import score
from registry.core.standard import Standard
from registry.errors import BadValue
from registry.publish.attachments import comparison_data
from registry.publish.comparisons import FEWEST, ComparedTopic, Comparison, check_labs, comparison
from registry.publish.notes import Notes, conduct_sources, numbered, text_source
from registry.publish.periods import Period, Recorded, opening, period, recorded
from registry.publish.press import Attachment
from registry.publish.printed import Imprint, Printable, report_html
from registry.publish.scorecards import Explained, explained
from registry.publish.side_by_side import ComparedRow, Glance, compared_rows, glance

MOST_STANDARDS = 3
"""So many standards a comparison can have parts for: the renderer has time for six labs under each."""


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """What a comparison's report shows of one standard, criteria in the standard's order.

    `places` say where each lab stands among all labs, None for one that has no place among `ranked`; `periods` what
    became of each since the day with which the report's period opens.
    """

    found: Comparison
    glance: Glance
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
    """Everything that a comparison's report shows: a part for each standard, at least one, in the order asked for.

    `conduct` is that of each lab in the period, and before it what entered a score, in the labs' order.
    """

    parts: tuple[ComparedPart, ...]
    conduct: tuple[Recorded, ...]
    since: date
    on: date
    path: str
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


def comparison_report(
    catalog: Catalog,
    labs: Sequence[str],
    standards: Sequence[str],
    on: date,
    *,
    edition: Imprint,
    since: date | None = None,
) -> Printable:
    """Two to six labs side by side, with what became of them from a day on, without one in the last year.

    Raises BadValue for another number of labs, for no or too many standards, or a period without days, NotFound for an
    unknown lab or standard.
    """
    check_labs(labs, fewest=FEWEST)
    for lab in labs:
        catalog.lab(lab)
    if not 1 <= len(set(standards)) == len(standards) <= MOST_STANDARDS:
        raise BadValue(
            f"choose 1 to {MOST_STANDARDS} different standards, not {', '.join(standards) or 'none'}"
        )
    rulers = tuple(map(catalog.standard, standards))
    opens = opening(since, on)
    path = f"/compare.pdf?labs={','.join(labs)}&standard={','.join(standards)}&"
    if since:
        path += f"since={since}&"

    def written() -> tuple[str, tuple[Attachment, ...]]:
        report = _report(catalog, labs, rulers, (opens, on), path, edition)
        html = report_html("comparison.html", catalog, report, standards=rulers)
        return html, comparison_data([part.found for part in report.parts], on, edition=edition)

    return Printable(path, f"comparison-{'-'.join((*labs, *standards))}-{on}.pdf", written)


def _report(
    catalog: Catalog,
    labs: Sequence[str],
    standards: Sequence[Standard],
    days: tuple[date, date],
    path: str,
    edition: Imprint,
) -> ComparisonReport:
    """The report of a period's days, the first and the last."""
    since, on = days
    parts = tuple(_part(catalog, labs, standard, since, on) for standard in standards)
    scored = {entry.path for cell in _cells(parts) for entry in _scored(cell)}
    conduct = tuple(recorded(catalog, lab, since, on, scored=scored) for lab in parts[0].found.labs)
    notes = numbered(_cited(catalog, parts, conduct))
    return ComparisonReport(parts, conduct, since, on, path, edition, notes)


def _part(catalog: Catalog, labs: Sequence[str], standard: Standard, since: date, on: date) -> ComparedPart:
    found = comparison(catalog, labs, standard, on)
    explanations = (explained(catalog, card).criteria for card in found.cards)
    ranks = ranking(standard, (score(catalog, standard, slug, on) for slug in catalog.labs))
    places = {place.lab: place for place in ranks.places}
    return ComparedPart(
        found=found,
        glance=glance(found),
        rows=compared_rows(found, explanations),
        places=tuple(places.get(lab.slug) for lab in found.labs),
        ranked=len(places),
        periods=tuple(period(catalog, standard, lab.slug, since, on) for lab in found.labs),
    )


def _cells(parts: Iterable[ComparedPart]) -> Iterator[Explained]:
    """Every cell that stands for a lab that had been founded, in the order in which they are read."""
    return (cell for part in parts for row in part.rows for cell in row.cells if cell)


def _scored(cell: Explained) -> tuple[Conduct, ...]:
    """The conduct about the clause that decides."""
    return cell.result.deciding.conduct if cell.result.deciding else ()


def _cited(
    catalog: Catalog, parts: Iterable[ComparedPart], conduct: Iterable[Recorded]
) -> Iterator[tuple[Source, str]]:
    """Every source that a comparison's report cites, in the order in which it does."""
    for cell in _cells(parts):
        if cell.result.deciding:
            deciding = cell.result.deciding.tenure
            yield text_source(catalog, deciding.document, deciding.version)
        yield from conduct_sources(_scored(cell))
        if cell.dropped:
            last = cell.dropped.tenure
            yield text_source(catalog, last.document, last.version)
    for each in conduct:
        yield from conduct_sources(told.entry for told in each.entries)
