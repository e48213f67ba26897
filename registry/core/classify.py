"""Two texts of one clause: which of its properties moved, and what that makes of the change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registry.core.dates import PartialDate
from registry.core.records import Clause, Direction
from registry.core.vocabulary import Vocabulary


class Effect(StrEnum):
    """What a move of one property does to the promise."""

    UP = "up"
    DOWN = "down"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Move:
    """One property of a clause before and after; None where it was or is empty."""

    name: str
    before: str | None
    after: str | None
    effect: Effect


def moves(before: Clause, after: Clause, *, vocabulary: Vocabulary) -> tuple[Move, ...]:
    """Every property, the text apart, that differs between two texts of a clause, with its effect.

    Facets come first, in the vocabulary's order. Free texts are compared after collapsing white space,
    aspects as sets, a due date by its first day.
    """
    found: list[Move] = []
    for facet in vocabulary.facets:
        old, new = before.facet(facet), after.facet(facet)
        if old != new:
            rises = vocabulary.rank(facet, new) > vocabulary.rank(facet, old)
            found.append(Move(facet, old, new, Effect.UP if rises else Effect.DOWN))
    found.extend(_due_moves(before.due, after.due))
    found.extend(
        _filled_move("decided_by", before.decided_by, after.decided_by, gained=Effect.UP, lost=Effect.DOWN)
    )
    found.extend(_filled_move("waiver", before.waiver, after.waiver, gained=Effect.DOWN, lost=Effect.UP))
    found.extend(_other_moves(before, after))
    return tuple(found)


def direction_of(before: Clause, after: Clause, *, found: tuple[Move, ...]) -> Direction:
    """The derived direction of a change, from the moves that `moves` found between the two texts."""
    effects = {move.effect for move in found}
    if {Effect.UP, Effect.DOWN} <= effects:
        return Direction.MIXED
    if Effect.UP in effects:
        return Direction.STRENGTHENED
    if Effect.DOWN in effects:
        return Direction.WEAKENED
    if Effect.OTHER in effects:
        return Direction.ALTERED
    if not _is_same(before.text, after.text):
        return Direction.REWORDED
    return Direction.UNCHANGED


def collapsed(text: str | None) -> str:
    """A text with every run of white space as one space, without any at its ends; empty for None."""
    return " ".join((text or "").split())


def _is_same(before: str | None, after: str | None) -> bool:
    return before == after or collapsed(before) == collapsed(after)


def _due_moves(before: PartialDate | None, after: PartialDate | None) -> list[Move]:
    if before == after:
        return []
    sooner = before is None or (after is not None and after < before)
    old, new = (str(day) if day else None for day in (before, after))
    return [Move("due", old, new, Effect.UP if sooner else Effect.DOWN)]


def _filled_move(
    name: str, before: str | None, after: str | None, *, gained: Effect, lost: Effect
) -> list[Move]:
    if _is_same(before, after):
        return []
    if not collapsed(before):
        return [Move(name, None, after, gained)]
    if not collapsed(after):
        return [Move(name, before, None, lost)]
    return [Move(name, before, after, Effect.OTHER)]


def _other_moves(before: Clause, after: Clause) -> list[Move]:
    old_aspects, new_aspects = (", ".join(sorted(set(clause.aspects))) or None for clause in (before, after))
    old_ends, new_ends = (str(clause.ends) if clause.ends else None for clause in (before, after))
    pairs = [
        ("topic", before.topic, after.topic, before.topic != after.topic),
        ("aspects", old_aspects, new_aspects, old_aspects != new_aspects),
        ("act", before.act.value, after.act.value, before.act is not after.act),
        ("ends", old_ends, new_ends, before.ends != after.ends),
        ("scope", before.scope, after.scope, not _is_same(before.scope, after.scope)),
        ("trigger", before.trigger, after.trigger, not _is_same(before.trigger, after.trigger)),
    ]
    return [Move(name, old, new, Effect.OTHER) for name, old, new, differs in pairs if differs]
