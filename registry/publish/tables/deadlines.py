"""The table of deadlines: promises that name a date, and what came of them."""

from __future__ import annotations

from registry.core.deadlines import Deadline
from registry.publish.tables.table import Column, Kind, Table

DEADLINES: Table[Deadline] = Table(
    "deadlines",
    "A promise with a date, once for each lab that holds or held it. Past due need not mean that it was broken.",
    (
        Column("lab", "who promised", lambda row: row.lab.slug),
        Column(
            "document",
            "the document's short name; joint/… for a joint one",
            lambda row: row.tenure.document.reference,
        ),
        Column("clause", "the clause's id", lambda row: row.tenure.clause.id),
        Column("topic", "what it is about", lambda row: row.tenure.clause.topic),
        Column("text", "what it says", lambda row: row.tenure.clause.text),
        Column("due", "by when, as the document says it", lambda row: str(row.due)),
        Column("due_day", "the last day of `due`", lambda row: row.due.last, Kind.DAY),
        Column(
            "standing", "due; overdue: past, no outcome on record; resolved", lambda row: row.standing.value
        ),
        Column(
            "outcome",
            "verdicts on record, by space",
            lambda row: " ".join(e.verdict.value for e in row.outcome),
        ),
        Column(
            "conduct", "the entries with them, by space", lambda row: " ".join(e.path for e in row.outcome)
        ),
        Column("dropped", "since when it no longer binds", lambda row: row.dropped, Kind.DAY),
        Column("source", "address of the version's source", lambda row: row.tenure.version.source.url),
    ),
)
