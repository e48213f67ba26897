"""The parts of the API's addresses: what each names, and one that is on record, for examples that can be followed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from registry.core.catalog import Catalog
from registry.web.api.operations import PREFIX, Operation

_PART = re.compile(r"<(?:[^:<>]*:)?([a-z]+)>")

ABOUT: Mapping[str, str] = {
    "lab": "A lab's slug.",
    "owner": "The slug of the lab whose document it is.",
    "slug": "The document's slug.",
    "label": "The version's label.",
    "clause": "A clause's id; one that it had earlier will do.",
    "name": "The record's name: its date and a few words.",
    "topic": "A topic's id.",
    "standard": "A standard's id.",
    "number": "A revision's number.",
}
"""What each part of an address names."""


@dataclass(frozen=True, slots=True)
class Path:
    """One address of an operation: as a template for programs, with its parts, and as one that there is, if any.

    `values` are what stands for the parts in that one.
    """

    template: str
    parts: tuple[str, ...]
    values: Mapping[str, str]
    example: str | None


def paths(operation: Operation, catalog: Catalog) -> Iterator[Path]:
    """The addresses of an operation, each with an example from a catalogue."""
    for rule in operation.rules:
        found = _example(rule, catalog) if "<" in rule else {}
        required = {each.name: each.example for each in operation.parameters if each.required}
        query = f"?{urlencode(required, safe=',')}" if required else ""
        yield Path(
            template=PREFIX + _PART.sub(r"{\1}", rule),
            parts=tuple(_PART.findall(rule)),
            values=found or {},
            example=_filled(rule, found) + query if found is not None else None,
        )


def _filled(rule: str, values: Mapping[str, str]) -> str:
    return PREFIX + _PART.sub(lambda part: quote(values[part[1]]), rule)


def _example(rule: str, catalog: Catalog) -> Mapping[str, str] | None:
    """Values for the parts of an address, so that something stands there."""
    labs = catalog.labs.values()
    if rule.startswith("/joint/"):
        documents = [(document.owner, document) for document in catalog.joint.values()]
    else:
        documents = [(lab.slug, document) for lab in labs for document in lab.documents]
    standing = next(
        (
            {"owner": owner, "slug": document.slug, "label": version.label, "clause": version.clauses[0].id}
            for owner, document in documents
            for version in document.versions[-1:]
            if version.clauses
        ),
        None,
    )
    if "<slug>" in rule:
        return standing
    records = {"/labs/<lab>/conduct/": "conduct", "/labs/<lab>/disclosures/": "disclosures"}
    for start, kind in records.items():
        if rule.startswith(start):
            entries = (entry for lab in labs for entry in getattr(lab, kind))
            return next(({"lab": entry.lab, "name": entry.name} for entry in entries), None)
    known = {
        "lab": next(iter(catalog.labs), None),
        "topic": next(iter(catalog.vocabulary.topic_by_id), None),
        "standard": next(iter(catalog.standards), None),
        "number": "1",
    }
    wanted = {part: known[part] for part in _PART.findall(rule)}
    return {part: value for part, value in wanted.items() if value} if all(wanted.values()) else None
