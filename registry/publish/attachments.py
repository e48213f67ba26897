"""The data that a report carries in itself: the scores that it shows, as the JSON and the CSV that the site serves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time

from registry.core.catalog import Catalog
from registry.core.scoring import score
from registry.publish.comparisons import Comparison
from registry.publish.machine.labs import comparison_json
from registry.publish.machine.scores import scorecard_json
from registry.publish.press import Attachment
from registry.publish.printed import Imprint
from registry.publish.tables.csv_file import csv_bytes
from registry.publish.tables.scores import COMPARISON, CRITERIA, compared, results
from registry.publish.tables.table import Sheet


def scorecard_data(
    catalog: Catalog, lab: str, standard: str, on: date, *, edition: Imprint
) -> tuple[Attachment, ...]:
    """What a lab got under a standard. Raises NotFound for an unknown lab or standard."""
    card = score(catalog, catalog.standard(standard), lab, on)
    about = f"{catalog.lab(lab).name} under {card.standard.title} {card.standard.version}"
    pair = _pair(f"{lab}-{standard}-{on}", about, scorecard_json(card), CRITERIA.filled(results([card])))
    return tuple(_attached(pair, on, edition))


def comparison_data(
    comparisons: Sequence[Comparison], on: date, *, edition: Imprint
) -> tuple[Attachment, ...]:
    """What several labs got, a pair of files for each comparison: one under each standard."""
    files: list[tuple[str, str, bytes]] = []
    for found in comparisons:
        about = f"{len(found.labs)} labs under {found.standard.title} {found.standard.version}"
        sheet = COMPARISON.filled(compared(found))
        files += _pair(f"comparison-{found.standard.id}-{on}", about, comparison_json(found), sheet)
    return tuple(_attached(files, on, edition))


def _pair(name: str, about: str, data: object, sheet: Sheet) -> Iterator[tuple[str, str, bytes]]:
    """The same as CSV and as JSON."""
    yield f"{name}.csv", f"{about}, as a table", csv_bytes(sheet)
    yield f"{name}.json", f"{about}, as JSON", json.dumps(data, indent=1).encode()


def _attached(files: Iterable[tuple[str, str, bytes]], on: date, edition: Imprint) -> Iterator[Attachment]:
    """The files by name, as a PDF lists them, with the time of the revision, or else the day of which they tell."""
    made = edition.time or datetime.combine(on, time.min, UTC)
    return (Attachment(name, about, content, made) for name, about, content in sorted(files))
