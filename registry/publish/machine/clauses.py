"""Clauses as other programs read them: as a version has them, as a lab holds them, and through all versions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from registry.core.history import Tenure
from registry.core.lives import Life, Step
from registry.core.records import Act, Clause, Direction, Document
from registry.publish.machine.changes import JudgementJson, judgement_json
from registry.publish.machine.values import Day, Written, iso, written


class ClauseJson(TypedDict):
    """One atomic commitment as a version has it, in the registry's own words."""

    id: str
    topic: str
    aspects: list[str]
    act: Act
    text: str
    strength: str
    verification: str
    disclosure: str
    where: str | None
    scope: str | None
    trigger: str | None
    due: Written | None
    ends: Written | None
    decided_by: str | None
    waiver: str | None
    quote: str | None
    was: str | None
    continues: str | None
    judged: JudgementJson | None


class HeldJson(TypedDict):
    """A clause that a lab holds: of a document of its own, or of a joint one that it joined (`lab` is `joint`).

    `since` is the day from which it has been bound by the promise without a break, earlier forms included; `start`
    and `end` are of this version's text, and null is an end that nobody knows of.
    """

    holder: str
    lab: str
    document: str
    version: str
    own: bool
    since: Day
    start: Day
    end: Day | None
    clause: ClauseJson


class StepJson(TypedDict):
    """What became of a clause in one version; `version` is null where the document was withdrawn.

    `direction` and `derived` are null where its fate could not be read. `note` is an editor's on why it was removed.
    """

    version: str | None
    date: Written
    derived: Direction | None
    judged: JudgementJson | None
    direction: Direction | None
    note: str | None
    clause: ClauseJson


class LifeJson(TypedDict):
    """A clause from where it appeared, oldest step first, under all ids that it had; `ended` is when it was removed."""

    ids: list[str]
    ended: Written | None
    steps: list[StepJson]


class HistoryJson(TypedDict):
    """A clause through the versions of its document: more than one life where it was dropped and came back."""

    lab: str
    document: str
    clause: str
    lives: list[LifeJson]
    held: list[HeldJson]


def clause_json(clause: Clause) -> ClauseJson:
    """A clause with every property that it can have."""
    return {
        "id": clause.id,
        "topic": clause.topic,
        "aspects": list(clause.aspects),
        "act": clause.act,
        "text": clause.text,
        "strength": clause.strength,
        "verification": clause.verification,
        "disclosure": clause.disclosure,
        "where": clause.where,
        "scope": clause.scope,
        "trigger": clause.trigger,
        "due": written(clause.due),
        "ends": written(clause.ends),
        "decided_by": clause.decided_by,
        "waiver": clause.waiver,
        "quote": clause.quote,
        "was": clause.was,
        "continues": clause.continues,
        "judged": judgement_json(clause.judged),
    }


def held_json(tenure: Tenure) -> HeldJson:
    """A clause as one lab holds it."""
    return {
        "holder": tenure.lab,
        "lab": tenure.document.owner,
        "document": tenure.document.slug,
        "version": tenure.version.label,
        "own": tenure.own,
        "since": tenure.since.isoformat(),
        "start": tenure.start.isoformat(),
        "end": iso(tenure.end),
        "clause": clause_json(tenure.clause),
    }


def history_json(document: Document, name: str, lives: Iterable[Life], held: Iterable[Tenure]) -> HistoryJson:
    """A clause through those lives, with the labs that hold it."""
    return {
        "lab": document.owner,
        "document": document.slug,
        "clause": name,
        "lives": [_life_json(life) for life in lives],
        "held": [held_json(tenure) for tenure in held],
    }


def _life_json(life: Life) -> LifeJson:
    return {
        "ids": sorted(life.ids),
        "ended": str(life.ended.date) if life.ended else None,
        "steps": [_step_json(step) for step in life.steps],
    }


def _step_json(step: Step) -> StepJson:
    change = step.change
    return {
        "version": step.version.label if step.version else None,
        "date": str(step.date),
        "derived": change.derived if change else None,
        "judged": judgement_json(change.judged) if change else None,
        "direction": step.direction,
        "note": change.note if change else None,
        "clause": clause_json(step.clause),
    }
