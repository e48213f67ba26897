"""The query tree: what a search asks for, in values that any engine can turn into its own query objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt


class FieldName(StrEnum):
    """What `field:value` may narrow a search by."""

    LAB = "lab"
    TOPIC = "topic"
    DOCUMENT = "document"
    VERSION = "version"
    KIND = "kind"
    STRENGTH = "strength"
    VERIFICATION = "verification"
    DECIDER = "decider"
    VERDICT = "verdict"
    REMOVED = "removed"
    CHANGED = "changed"
    AS_OF = "asof"
    SINCE = "since"
    UNTIL = "until"


@dataclass(frozen=True, slots=True)
class Word:
    """One word in any of its forms. It may still hold hyphens, as typed. Of a date `day` has the ISO form."""

    text: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row; with `slop` > 1 so many places may lie between two of them, less one."""

    text: str
    slop: int = 1


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that begins so."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A condition on a property, as typed; and what meeting it adds to a score."""

    name: FieldName
    value: str
    worth: float = 0.0


@dataclass(frozen=True, slots=True)
class Named:
    """An entry that is called exactly so."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Only:
    """These entries, marked among all in their order, each with the same score."""

    mask: npt.NDArray[np.bool_]
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Everything:
    """All entries."""


@dataclass(frozen=True, slots=True)
class All:
    """Every one of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Best:
    """At least one of the parts, and only the one that scores highest counts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Whatever does not match the part."""

    part: Node


@dataclass(frozen=True, slots=True)
class Weighted:
    """The part, its score times `weight`."""

    part: Node
    weight: float


@dataclass(frozen=True, slots=True)
class Prefer:
    """What matches `part`; the better if it matches `better` too."""

    part: Node
    better: Node


@dataclass(frozen=True, slots=True)
class Mostly:
    """What matches `whole`; after it what matches only `partly`, as far as it scores well by that."""

    whole: Node
    partly: Node


Node = (
    Word
    | Phrase
    | Prefix
    | Field
    | Named
    | Only
    | Everything
    | All
    | AnyOf
    | Best
    | Not
    | Weighted
    | Prefer
    | Mostly
)


def all_of(parts: tuple[Node, ...]) -> Node:
    """All parts as one node; a single one as itself."""
    return parts[0] if len(parts) == 1 else All(parts)


def any_of(parts: tuple[Node, ...]) -> Node:
    """Any of the parts as one node; a single one as itself."""
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def wanted(node: Node) -> Iterator[Word | Phrase | Prefix]:
    """The words, phrases and prefixes that a match may hold, in order; not those under a Not."""
    if isinstance(node, Word | Phrase | Prefix):
        yield node
    elif isinstance(node, All | AnyOf | Best):
        for part in node.parts:
            yield from wanted(part)
    elif isinstance(node, Weighted | Prefer):
        yield from wanted(node.part)
    elif isinstance(node, Mostly):
        yield from wanted(node.whole)
