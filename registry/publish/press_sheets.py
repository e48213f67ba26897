"""The press sheet: one page about one to six labs under a standard, for somebody who has no time for more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from registry.core.catalog import Catalog
from registry.core.records import Conduct
from registry.core.scoring import score
from registry.core.standard import Standard
from registry.core.trajectory import trajectory
from registry.publish.comparisons import check_labs
from registry.publish.periods import opening, period, recorded
from registry.publish.press import print_pdf
from registry.publish.printed import Imprint, written
from registry.publish.reasons import TracedStep, traced
from registry.publish.scorecards import Explained, Explanation, Gain, explained, gains

FEW_LABS = 2
"""So many labs leave room for more criteria."""

MOST_CRITERIA, FEWER_CRITERIA = 16, 8
"""So many criteria, those of most weight, fit on the page beside few labs, and beside more."""

MOST_RECENT = 2
"""So many entries of conduct are told of a lab that has the page to itself."""


@dataclass(frozen=True, slots=True)
class SheetLab:
    """One lab on the sheet: its totals, what earns it most, what would add most, and what moved it last.

    Each of the three is None where there is none. `year` counts what happened to its documents in the year before,
    `conduct` its whole record in words,
    `recent` are its newest entries of that year.
    """

    explanation: Explanation
    strongest: Explained | None
    gain: Gain | None
    last: TracedStep | None
    year: str
    conduct: str
    recent: tuple[Conduct, ...]


@dataclass(frozen=True, slots=True)
class PressSheet:
    """Everything that a press sheet shows; `places` are those of the criteria shown, in the standard's order."""

    standard: Standard
    labs: tuple[SheetLab, ...]
    places: tuple[int, ...]
    on: date
    imprint: Imprint

    @property
    def left_out(self) -> int:
        """How many criteria there is no room for."""
        return len(self.standard.criteria) - len(self.places)


def press_sheet_pdf(
    catalog: Catalog, labs: Sequence[str], standard: str, on: date, *, edition: Imprint
) -> bytes:
    """One to six labs on one page, as a PDF.

    Raises BadValue for another number of labs, NotFound for an unknown lab or standard, Unavailable where it fails.
    """
    return print_pdf(press_sheet_html(catalog, labs, standard, on, edition=edition))


def press_sheet_html(
    catalog: Catalog, labs: Sequence[str], standard: str, on: date, *, edition: Imprint
) -> str:
    """What `press_sheet_pdf` prints."""
    check_labs(labs, fewest=1)
    ruler = catalog.standard(standard)
    weights = [criterion.weight for criterion in ruler.criteria]
    heaviest = sorted(range(len(weights)), key=lambda place: -weights[place])
    room = MOST_CRITERIA if len(labs) <= FEW_LABS else FEWER_CRITERIA
    sheet = PressSheet(
        standard=ruler,
        labs=tuple(_lab(catalog, ruler, lab, on) for lab in labs),
        places=tuple(sorted(heaviest[:room])),
        on=on,
        imprint=edition,
    )
    return written("press-sheet.html", catalog, sheet, standards=(ruler,))


def _lab(catalog: Catalog, standard: Standard, lab: str, on: date) -> SheetLab:
    found = explained(catalog, score(catalog, standard, lab, on))
    earning = [item for item in found.criteria if item.result.deciding and item.result.practice > 0]
    known = trajectory(catalog, standard, lab).until(on)
    moves = {place for place, _ in known.moves}
    steps = [item for item in traced(known) if item.place in moves]
    opens = opening(None, on)
    record = recorded(found.lab, opens, on)
    return SheetLab(
        explanation=found,
        strongest=max(earning, key=lambda item: item.line.practice_points, default=None),
        gain=next((gain for gain in gains(found) if gain.points > 0), None),
        last=steps[-1] if steps else None,
        year=period(catalog, standard, lab, opens, on).line,
        conduct=record.line,
        recent=record.entries[:MOST_RECENT],
    )
