"""The table of conduct: dated events that bear on whether promises were kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from registry.core.catalog import Catalog
from registry.core.records import Conduct
from registry.publish.markdown import plain_text
from registry.publish.tables.table import Column, Kind, Table


def conduct_of(catalog: Catalog, labs: Iterable[str], on: date) -> Iterator[Conduct]:
    """The entries of these labs up to a day, newest first within a lab."""
    for lab in labs:
        known = [entry for entry in catalog.lab(lab).conduct if entry.date.last <= on]
        yield from sorted(known, key=lambda entry: entry.date.first, reverse=True)


CONDUCT: Table[Conduct] = Table(
    "conduct",
    "A dated, sourced event that bears on whether a promise was kept.",
    (
        Column("lab", "whose conduct", lambda row: row.lab),
        Column("name", "the entry's short name", lambda row: row.name),
        Column("date", "when, as the source gives it", lambda row: str(row.date)),
        Column("day", "the first day of `date`", lambda row: row.date.first, Kind.DAY),
        Column("verdict", "kept, partly-kept, broken, disputed, pending", lambda row: row.verdict.value),
        Column(
            "about", "clauses (<document>/<clause>) and topics, by space", lambda row: " ".join(row.about)
        ),
        Column("statement", "what happened, without its markup", lambda row: plain_text(row.statement)),
        Column(
            "readings",
            "each side's account of a disputed matter",
            lambda row: "\n".join(f"{side.by}: {plain_text(side.text)}" for side in row.readings),
        ),
        Column("sources", "addresses, by space", lambda row: " ".join(source.url for source in row.sources)),
    ),
)
