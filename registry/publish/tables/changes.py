"""The table of changes: what happened to clauses between two consecutive versions."""

from __future__ import annotations

from registry.core.compare import Change
from registry.core.records import Version
from registry.publish.tables.table import Column, Kind, Table


def _label(version: Version | None) -> str | None:
    return version.label if version else None


def _source(change: Change) -> str | None:
    version = change.to_version or change.from_version
    return version.source.url if version else None


CHANGES: Table[Change] = Table(
    "changes",
    "What happened to a clause between two consecutive versions of its document; unchanged clauses are left out.",
    (
        Column(
            "date",
            "of the later version, or of the withdrawal, as its source gives it",
            lambda row: str(row.date),
        ),
        Column("day", "the first day of `date`", lambda row: row.date.first, Kind.DAY),
        Column("lab", "whose document it is; joint for a joint one", lambda row: row.document.owner),
        Column("document", "the document's short name", lambda row: row.document.slug),
        Column(
            "from", "label of the version before; empty for the first", lambda row: _label(row.from_version)
        ),
        Column(
            "to",
            "label of the later version; empty where it was withdrawn",
            lambda row: _label(row.to_version),
        ),
        Column("clause", "the clause's id in its document", lambda row: row.clause.id),
        Column("topic", "what the clause is about", lambda row: row.clause.topic),
        Column(
            "direction",
            "what counts: the judged direction, else the derived",
            lambda row: row.direction.value,
        ),
        Column("derived", "what comparison alone says", lambda row: row.derived.value),
        Column(
            "judged", "an editor's view, if any", lambda row: row.judged.change.value if row.judged else None
        ),
        Column("judged_why", "the editor's reason", lambda row: row.judged.why if row.judged else None),
        Column(
            "text_before", "the clause's text before", lambda row: row.before.text if row.before else None
        ),
        Column("text_after", "the clause's text after", lambda row: row.after.text if row.after else None),
        Column("source", "address of the version's source", _source),
        Column(
            "announced",
            "yes, partly, no: did the lab itself tell of the loss; empty where unknown or nothing was lost",
            lambda row: row.announced.value if row.announced else None,
        ),
        Column("note", "an editor's note on a removal", lambda row: row.note),
    ),
)
