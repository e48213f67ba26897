"""The table of clauses: what labs are committed to on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.history import Tenure
from registry.publish.tables.table import Column, Kind, Table


def holdings(catalog: Catalog, labs: Iterable[str], on: date) -> Iterator[Tenure]:
    """Every clause that each of these labs holds on a day, in the order of the labs."""
    for lab in labs:
        yield from catalog.holdings(lab, on)


def _shown(day: PartialDate | None) -> str | None:
    return str(day) if day else None


CLAUSES: Table[Tenure] = Table(
    "clauses",
    "A clause that a lab is committed to on the day; a joint clause stands once for each lab that holds it.",
    (
        Column("lab", "who holds it", lambda row: row.lab),
        Column(
            "document",
            "the document's short name; joint/… for a joint one",
            lambda row: row.document.reference,
        ),
        Column("version", "label of the version that has its text", lambda row: row.version.label),
        Column("clause", "its id, the same in every version of its document", lambda row: row.clause.id),
        Column("topic", "what it is about", lambda row: row.clause.topic),
        Column("aspects", "what exactly it promises, by space", lambda row: " ".join(row.clause.aspects)),
        Column(
            "act",
            "promise, permission, exception, statement; only promises count",
            lambda row: row.clause.act.value,
        ),
        Column("text", "what it says", lambda row: row.clause.text),
        Column(
            "strength", "how firm: aspiration, intent, conditional, firm", lambda row: row.clause.strength
        ),
        Column(
            "verification", "who checks: none, self-report, external", lambda row: row.clause.verification
        ),
        Column(
            "disclosure", "whether its text is published, or only claimed", lambda row: row.clause.disclosure
        ),
        Column(
            "held_since", "since when, in this document, without a break", lambda row: row.since, Kind.DAY
        ),
        Column("own", "whether it stands in a document of the lab's own", lambda row: row.own, Kind.YES_NO),
        Column("found_at", "where in the document", lambda row: row.clause.where),
        Column("scope", "which models or situations", lambda row: row.clause.scope),
        Column("set_off_by", "what sets it off", lambda row: row.clause.trigger),
        Column("due", "by when, as the document says it", lambda row: _shown(row.clause.due)),
        Column("ends", "from when it no longer binds", lambda row: _shown(row.clause.ends)),
        Column("decided_by", "the role or body named as deciding", lambda row: row.clause.decided_by),
        Column("waiver", "how it may be set aside", lambda row: row.clause.waiver),
        Column("quote", "the document's own words", lambda row: row.clause.quote),
        Column("source", "address of the version's source", lambda row: row.version.source.url),
        Column("archive", "address of an archived copy", lambda row: row.version.source.archive),
    ),
)
