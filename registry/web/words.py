"""How the vocabulary's ids and the core's states are named on a page."""

from __future__ import annotations

from flask import Flask, g

from registry.core.records import Act, Clause, Document, Kind, Version
from registry.core.topics import Status
from registry.core.vocabulary import GlossaryEntry, Term
from registry.publish import properties, writing
from registry.publish.explain import record_text
from registry.publish.properties import property_title
from registry.publish.writing import ACT_TITLES, STATUS_TITLES, day
from registry.web.context import view


def add_words(app: Flask) -> None:
    """Give the templates these functions."""
    for function in (
        facet_term, strength_rank, topic_title, aspect_title, verdict_title, lab_name, owner_name, status_title,
        act_title, property_title, property_value, record_text, kind_title,
        version_name, version_dated, version_date, explanation,
    ):  # fmt: skip
        app.add_template_global(function)


def explanation(anchor: str) -> GlossaryEntry | None:
    """What the glossary says of a term, by its anchor there; None where it has none, or the page has said it before."""
    said: set[str] = g.setdefault("explained", set())
    entry = view().catalog.vocabulary.glossary_by_anchor.get(anchor)
    if entry is None or anchor in said:
        return None
    said.add(anchor)
    return entry


def version_name(version: Version) -> str:
    """How a version is called: its name, or its date in words where the name is nothing but its date."""
    return day(version.date) if version.name == version.date.text else version.name


def version_dated(version: Version) -> str:
    """How a version is called, with its date where the name does not tell it."""
    return ", ".join(filter(None, (version_name(version), version_date(version))))


def version_date(version: Version) -> str:
    """A version's date; empty where its name tells it."""
    date = day(version.date)
    return "" if date in version_name(version) else date


def facet_term(facet: str, value: str) -> Term:
    """The term of a facet's value."""
    return view().catalog.vocabulary.facet_term(facet, value)


def strength_rank(value: str) -> int:
    """The place of a strength, 1 the weakest."""
    return view().catalog.vocabulary.rank("strength", value) + 1


def topic_title(topic: str) -> str:
    """The title of a topic."""
    found = view().catalog.vocabulary.topic_by_id.get(topic)
    return found.title if found else topic


def aspect_title(topic: str, aspect: str) -> str:
    """The title of a topic's aspect."""
    known = view().catalog.vocabulary.topic_by_id.get(topic)
    term = known.aspect(aspect) if known else None
    return term.title if term else aspect


def verdict_title(verdict: str) -> str:
    """The title of a verdict."""
    return view().catalog.vocabulary.verdict_term(verdict).title


def lab_name(slug: str) -> str:
    """A lab's name; the slug of one that is not on record at this revision."""
    lab = view().catalog.labs.get(slug)
    return lab.name if lab else slug


def owner_name(document: Document) -> str:
    """Whose document it is: the lab's name, or that it is a joint one or a law."""
    return writing.owner_name(view().catalog, document)


def kind_title(document: Document) -> str:
    """The sort of document in a word or two."""
    joint = document.is_joint and document.kind is not Kind.LAW
    return f"Joint {document.kind.value}" if joint else document.kind.value.capitalize()


def status_title(status: Status) -> str:
    """The plain state in words."""
    return STATUS_TITLES[status]


def act_title(act: Act) -> str:
    """What a clause does, in a word."""
    return ACT_TITLES[act]


def property_value(name: str, value: str | None, clause: Clause) -> str:
    """A property's value as a reader is told it: facets and topics by their titles."""
    return properties.property_value(name, value, clause, vocabulary=view().catalog.vocabulary)
