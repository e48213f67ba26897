"""Changes between versions as other programs read them."""

from __future__ import annotations

from typing import TypedDict

from registry.core.compare import Change
from registry.core.records import Direction, Judgement
from registry.publish.machine.values import Written

FromJson = TypedDict(
    "FromJson", {"from": str | None}
)  # a word of Python's own, which a class cannot have as a field


class JudgementJson(TypedDict):
    """An editor's view of a change that the facets cannot show, with its reason."""

    change: Direction
    why: str


class ChangeJson(FromJson):
    """What happened to a clause from one version to the next.

    `change` is found by comparing, `judged` is an editor's view; `direction` is the judged one where there is one.
    `lab` is `joint` for documents that several signed; `to` is null where the document was withdrawn.
    """

    lab: str
    document: str
    to: str | None
    date: Written
    clause: str
    topic: str
    change: Direction
    judged: JudgementJson | None
    direction: Direction


def change_json(change: Change) -> ChangeJson:
    """One change: what was derived, what was judged, and the direction that counts."""
    return {
        "lab": change.document.owner,
        "document": change.document.slug,
        "from": change.from_version.label if change.from_version else None,
        "to": change.to_version.label if change.to_version else None,
        "date": str(change.date),
        "clause": change.clause.id,
        "topic": change.clause.topic,
        "change": change.derived,
        "judged": judgement_json(change.judged),
        "direction": change.direction,
    }


def judgement_json(judged: Judgement | None) -> JudgementJson | None:
    """A judgement; None stays None."""
    return {"change": judged.change, "why": judged.why} if judged else None
