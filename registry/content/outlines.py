"""Which outline the text at a place has."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from registry.content import outline_of_labs as labs
from registry.content.outline import Outline
from registry.content.outline_of_standards import STANDARD, VOCABULARY
from registry.content.outline_of_versions import VERSION
from registry.content.places import QUESTIONS, Place, Sort
from registry.core.records import JOINT

OUTLINES: Mapping[Sort, Outline] = MappingProxyType(
    {
        Sort.LAB: labs.LAB,
        Sort.CONDUCT: labs.CONDUCT,
        Sort.DISCLOSURE: labs.DISCLOSURE,
        Sort.REPLY: labs.REPLY,
        Sort.DOCUMENT: labs.DOCUMENT,
        Sort.VERSION: VERSION,
        Sort.STANDARD: STANDARD,
        Sort.VOCABULARY: VOCABULARY,
        **dict.fromkeys(QUESTIONS, labs.QUESTIONS),
    }
)
"""The outline of each kind of text; of a document it is that of a lab's own."""


def outline_of(place: Place) -> Outline:
    """The outline of the text at the place."""
    if place.sort is Sort.DOCUMENT and place.owner == JOINT:
        return labs.JOINT_DOCUMENT
    return OUTLINES[place.sort]
