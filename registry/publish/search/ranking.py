"""How much a find counts: the numbers behind the order of hits, in one place, the same for every engine.

A word's weight in an entry is BM25F: its counts in the entry's fields, each boosted and set against the field's usual
length, are added and then flattened. It depends on the entry alone, so it is kept in the index, as one of a few
levels; what depends on all entries, how rare the word is, is counted when a query is answered. That way an index that
was brought up to date answers exactly as a fresh one does.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from typing import NamedTuple

from registry.publish.search.entries import EntryKind


class Field(NamedTuple):
    """How much a find in a field counts, how long the field usually is, and how far a longer one dilutes a find."""

    boost: float
    usual: float
    dilution: float = 0.6


FIELDS = {
    "title": Field(3.0, 4),
    "text": Field(1.0, 40),
    "about": Field(0.6, 25),
    "asides": Field(0.25, 40),
    "holders": Field(0.1, 4, dilution=0.0),
    "coded": Field(0.1, 20),
}
"""The fields that words are looked for in."""

LEVELS = 60
"""A weight is kept as one of so many steps."""

_FLATTENING = 1.2
"""The higher, the more a word's second and third time count."""

NAME_SCORE = 20.0
"""What being called exactly what was typed counts for: more than any words found."""

OTHER_NAME_WEIGHT = 0.25
"""Being called so only with another word that means the same."""

SHORTER_NAME_WEIGHT = 0.15
"""Being called so only without a word that says little."""

DOCUMENT_NAME_WEIGHT = 0.1
"""Being a document that some of the words are a name of."""

SYNONYM_WEIGHT = 0.5
"""A word that means the same, where the typed one counts 1."""

ROW_WEIGHT = 1.2
"""The words of one idea in a row, where apart they count 1."""

NEAR_WEIGHT = 0.2
"""Two words that were typed one after the other, near each other: so much more."""

WHOLE_WEIGHT = 1.5
"""What holds all words, where the same score for some of them counts 1."""

LEAST_SHARE = 0.2
"""What holds only some of the words is found if it scores this share of what scores best."""

LAB_SCORE = 6.0
"""Being of the lab that was named: the same for all that is, so that the other words decide."""

OTHER_LAB_WEIGHT = 0.5
"""What is of another lab than the one that was named, where the same of that lab counts 1."""

SAID_WEIGHT = 0.5
"""A lab's name as a word of the text, where another word counts 1."""

CHANGED_SCORE = 4.0
"""Having been changed as was typed: weakened, strengthened, removed."""

DATED_SCORE = 9.0
"""Being dated as was typed."""

EXPLAINING_SCORE = 50.0
"""Being a page that explains, where it was asked what something is."""

KIND_WEIGHT = {
    EntryKind.LAB: 1.15,
    EntryKind.DOCUMENT: 1.15,
    EntryKind.VERSION: 0.85,
    EntryKind.CLAUSE: 1.1,
    EntryKind.TOPIC: 1.1,
    EntryKind.DISCLOSURE: 0.9,
    EntryKind.PAGE: 0.5,
}
"""A kind that is not named counts 1."""

PAST_WEIGHT = 0.9
"""What is no longer in force, or not yet, counts a little less."""


def level(counts: Mapping[str, int], lengths: Mapping[str, int]) -> int:
    """What a word weighs in an entry: how often each field holds it, of so many words."""
    weight = 0.0
    for name, count in counts.items():
        field = FIELDS[name]
        weight += field.boost * count / (1 - field.dilution + field.dilution * lengths[name] / field.usual)
    return max(1, round(LEVELS * weight / (weight + _FLATTENING)))


def rarity(holding: int, entries: int) -> float:
    """What finding a word at its highest level counts, where so many of all entries hold it."""
    return (_FLATTENING + 1) * log(1 + (entries - holding + 0.5) / (holding + 0.5))
