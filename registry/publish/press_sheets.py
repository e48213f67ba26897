"""The press sheet: one page about one to six labs under a standard, for somebody who has no time for more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from registry.core.catalog import Catalog
from registry.core.scoring import score
from registry.core.standard import Standard
from registry.core.trajectory import trajectory
from registry.publish.comparisons import check_labs
from registry.publish.periods import changes_line, opening, recorded
from registry.publish.printed import Imprint, Printable, report_html
from registry.publish.reasons import TracedStep, traced
from registry.publish.scorecards import Explained, Explanation, Gain, explained, gains

FEW_LABS = 2
"""So many labs leave room for more criteria."""

MOST_CRITERIA, FEWER_CRITERIA = 16, 8
"""So many criteria, those of most weight, fit on the page beside few labs, and beside more."""


@dataclass(frozen=True, slots=True)
class SheetLab:
    """One lab on the sheet: its totals, what earns it most, what would add most, and what moved it last.

    Each of the three is None where there is none. `year` counts what happened to its documents in the year before,
    `conduct` its whole record in words.
    """

    explanation: Explanation
    strongest: Explained | None
    gain: Gain | None
    last: TracedStep | None
    year: str
    conduct: str


@dataclass(frozen=True, slots=True)
class PressSheet:
    """Everything that a press sheet shows; `places` are those of the criteria shown, in the standard's order."""

    standard: Standard
    labs: tuple[SheetLab, ...]
    places: tuple[int, ...]
    on: date
    imprint: Imprint

    @property
    def path(self) -> str:
        """Its path on the site."""
        return _path([lab.explanation.lab.slug for lab in self.labs], self.standard.id)

    @property
    def left_out(self) -> int:
        """How many criteria there is no room for."""
        return len(self.standard.criteria) - len(self.places)


def press_sheet(
    catalog: Catalog, labs: Sequence[str], standard: str, on: date, *, edition: Imprint
) -> Printable:
    """One to six labs on one page. Raises BadValue for another number of labs, NotFound for an unknown name."""
    check_labs(labs, fewest=1)
    for lab in labs:
        catalog.lab(lab)
    return Printable(
        path=_path(labs, catalog.standard(standard).id),
        name=f"press-sheet-{'-'.join(labs)}-{standard}-{on}.pdf",
        written=lambda: (_html(catalog, labs, standard, on, edition=edition), ()),
    )


def _html(catalog: Catalog, labs: Sequence[str], standard: str, on: date, *, edition: Imprint) -> str:
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
    return report_html("press-sheet.html", catalog, sheet, standards=(ruler,))


def _path(labs: Sequence[str], standard: str) -> str:
    return f"/press-sheet.pdf?labs={','.join(labs)}&standard={standard}&"


def _lab(catalog: Catalog, standard: Standard, lab: str, on: date) -> SheetLab:
    found = explained(catalog, score(catalog, standard, lab, on))
    earning = [item for item in found.criteria if item.result.deciding and item.result.practice > 0]
    known = trajectory(catalog, standard, lab).until(on)
    moves = {place for place, _ in known.moves}
    steps = [item for item in traced(known) if item.place in moves]
    opens = opening(None, on)
    return SheetLab(
        explanation=found,
        strongest=max(earning, key=lambda item: item.line.practice_points, default=None),
        gain=next((gain for gain in gains(found) if gain.points > 0), None),
        last=steps[-1] if steps else None,
        year=changes_line(catalog, found.lab, opens, on),
        conduct=recorded(catalog, found.lab, opens, on).line,
    )
