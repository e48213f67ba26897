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
from registry.publish.comparisons import ComparedTopic, Comparison, comparison
from registry.publish.notes import Notes, conduct_sources, numbered, text_source
from registry.publish.periods import Period, Recorded, opening, period, recorded
from registry.publish.press import print_pdf
from registry.publish.printed import Imprint, written
from registry.publish.scorecards import Explained, explained
from registry.publish.side_by_side import ComparedRow, Glance, compared_rows, glance

MOST_STANDARDS = 4
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

    `conduct` is that of each lab in the period, in the labs' order.
    """

    parts: tuple[ComparedPart, ...]
    conduct: tuple[Recorded, ...]
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
    conduct = tuple(recorded(lab, opens, on) for lab in parts[0].found.labs)
    report = ComparisonReport(
        parts=parts,
        conduct=conduct,
        since=opens,
        on=on,
        imprint=edition,
        notes=numbered(_cited(catalog, parts, conduct)),
    )
    return written("comparison.html", catalog, report, standards=tuple(part.standard for part in parts))


def _part(catalog: Catalog, labs: Sequence[str], standard: Standard, since: date, on: date) -> ComparedPart:
    found = comparison(catalog, labs, standard, on)
    explanations = (explained(catalog, card).criteria for card in found.cards)
    ranks = ranking(standard, (score(catalog, standard, slug, on) for slug in catalog.labs))
    places = {place.lab: place for place in ranks.places}
    return ComparedPart(
        found=found,
        glance=glance(found),
        rows=compared_rows(found.labs, explanations),
        places=tuple(places.get(lab.slug) for lab in found.labs),
        ranked=len(places),
        periods=tuple(period(catalog, standard, lab.slug, since, on) for lab in found.labs),
    )


def _cited(
    catalog: Catalog, parts: Iterable[ComparedPart], conduct: Iterable[Recorded]
) -> Iterator[tuple[Source, str]]:
    """Every source that a comparison's report cites, in the order in which it does."""
    for part in parts:
        for row in part.rows:
            for cell in row.cells:
                yield from _sources(catalog, cell)
    for each in conduct:
        yield from conduct_sources(each.entries)


def _sources(catalog: Catalog, cell: Explained) -> Iterator[tuple[Source, str]]:
    """The sources of the deciding clause and of the conduct about it, then of the lab's own clause that is gone."""
    entries: Sequence[Conduct] = ()
    if cell.result.deciding:
        deciding = cell.result.deciding.tenure
        yield text_source(catalog, deciding.document, deciding.version)
        entries = cell.result.deciding.conduct
    yield from conduct_sources(entries)
    if cell.dropped:
        last = cell.dropped.tenure
        yield text_source(catalog, last.document, last.version)
