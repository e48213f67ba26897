"""A clause's properties as a reader is told them, the same on pages and in reports: their names and their values."""

from __future__ import annotations

from registry.core.dates import PartialDate
from registry.core.records import Act, Clause
from registry.core.vocabulary import Vocabulary
from registry.publish.writing import ACT_TITLES, day

PROPERTY_TITLES = {
    "strength": "Strength",
    "verification": "Who can check",
    "disclosure": "Text",
    "due": "Due",
    "decided_by": "Who decides",
    "waiver": "Can be set aside",
    "topic": "Topic",
    "aspects": "What exactly",
    "act": "Act",
    "ends": "Ends",
    "scope": "Scope",
    "trigger": "When it applies",
    "where": "Where",
    "own": "A document of the lab's own",
    "held_days": "Days it has stood",
}


def property_title(name: str) -> str:
    """A clause's property as a reader is told it."""
    return PROPERTY_TITLES.get(name, name)


def property_value(name: str, value: str | None, clause: Clause, *, vocabulary: Vocabulary) -> str:
    """A property's value as a reader is told it: facets, topics and aspects by their titles."""
    if value is None:
        return "not stated"
    if name in vocabulary.facets:
        return vocabulary.facet_term(name, value).title
    if name == "topic":
        topic = vocabulary.topic_by_id.get(value)
        return topic.title if topic else value
    if name == "act":
        return ACT_TITLES[Act(value)]
    if name in ("due", "ends"):
        return day(PartialDate.parse(value))
    if name == "aspects":
        topic = vocabulary.topic_by_id.get(clause.topic)
        terms = [(part, topic.aspect(part) if topic else None) for part in value.split(", ")]
        return ", ".join(term.title if term else part for part, term in terms)
    return value
