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
    "span": "Two versions' labels in either order with two dots between, such as `1.0..2.0`.",
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
    if "<slug>" in rule:
        return _document(rule, catalog)
    labs = catalog.labs.values()
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


def _document(rule: str, catalog: Catalog) -> Mapping[str, str] | None:
    """A document's parts, of the first one that has all that the address names."""
    is_joint = rule.startswith("/joint/")
    for document in catalog.documents:
        first, last = document.versions[:1], document.versions[-1:]
        if document.is_joint is not is_joint or not last or not last[0].clauses:
            continue
        if "<span" in rule and first == last:
            continue
        return {
            "owner": document.owner,
            "slug": document.slug,
            "label": last[0].label,
            "clause": last[0].clauses[0].id,
            "span": f"{first[0].label}..{last[0].label}",
        }
    return None
