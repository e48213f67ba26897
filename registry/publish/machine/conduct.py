"""What is on record beside documents, as other programs read it: conduct, disclosures, replies, deadlines."""

from __future__ import annotations

from typing import TypedDict

from registry.core.conduct import Record
from registry.core.deadlines import Deadline, Standing
from registry.core.records import Conduct, Disclosure, Reply, Verdict
from registry.publish.machine.clauses import HeldJson, held_json
from registry.publish.machine.values import Day, SourceJson, Written, iso, source_json


class ReadingJson(TypedDict):
    """One side's account of a disputed matter."""

    by: str
    text: str


class ConductJson(TypedDict):
    """A dated, sourced event that bears on whether a promise was kept. `about` names clauses and topics."""

    lab: str
    name: str
    date: Written
    about: list[str]
    verdict: Verdict
    statement: str
    sources: list[SourceJson]
    readings: list[ReadingJson]
    path: str


class DisclosureJson(TypedDict):
    """A dated, sourced fact on how insiders may speak."""

    lab: str
    name: str
    date: Written
    statement: str
    source: SourceJson
    path: str


class ReplyJson(TypedDict):
    """A lab's own answer, in its own words; `about` names clauses, conduct, or a standard's criterion."""

    lab: str
    name: str
    date: Written
    by: str
    about: list[str]
    text: str
    path: str


class RecordJson(TypedDict):
    """Verdicts counted: `resolved` are those that say how a promise ended."""

    kept: int
    partly_kept: int
    broken: int
    disputed: int
    pending: int
    resolved: int


class DeadlineJson(TypedDict):
    """A promise with a date. `overdue` only says that the date is past and no outcome is on record.

    `outcome` names the conduct about it; `dropped` is the day on which it ceased to bind.
    """

    due: Written
    standing: Standing
    outcome: list[str]
    dropped: Day | None
    held: HeldJson


def conduct_json(entry: Conduct) -> ConductJson:
    """A conduct entry."""
    return {
        "lab": entry.lab,
        "name": entry.name,
        "date": str(entry.date),
        "about": list(entry.about),
        "verdict": entry.verdict,
        "statement": entry.statement,
        "sources": [source_json(source) for source in entry.sources],
        "readings": [{"by": reading.by, "text": reading.text} for reading in entry.readings],
        "path": entry.path,
    }


def disclosure_json(entry: Disclosure) -> DisclosureJson:
    """A disclosure."""
    return {
        "lab": entry.lab,
        "name": entry.name,
        "date": str(entry.date),
        "statement": entry.statement,
        "source": source_json(entry.source),
        "path": entry.path,
    }


def reply_json(reply: Reply) -> ReplyJson:
    """A lab's reply."""
    return {
        "lab": reply.lab,
        "name": reply.name,
        "date": str(reply.date),
        "by": reply.by,
        "about": list(reply.about),
        "text": reply.text,
        "path": reply.path,
    }


def record_json(record: Record) -> RecordJson:
    """How conduct stands, in numbers."""
    return {
        "kept": record.kept,
        "partly_kept": record.partly_kept,
        "broken": record.broken,
        "disputed": record.disputed,
        "pending": record.pending,
        "resolved": record.resolved,
    }


def deadline_json(deadline: Deadline) -> DeadlineJson:
    """A promise that names a date."""
    return {
        "due": str(deadline.due),
        "standing": deadline.standing,
        "outcome": [entry.name for entry in deadline.outcome],
        "dropped": iso(deadline.dropped),
        "held": held_json(deadline.tenure),
    }
