"""Text → the vocabulary."""

from __future__ import annotations

from registry.content import values
from registry.content.fields import Fields
from registry.content.readings import Sheet
from registry.core.records import Verdict
from registry.core.vocabulary import FACETS, GlossaryEntry, Term, Topic, Vocabulary

_DEFAULTS = {"verification": ("none",), "disclosure": ("claimed", "published")}
"""Values that a clause has where it names none, or that rules of scoring name."""


def read_vocabulary(sheet: Sheet) -> Vocabulary:
    """Read the vocabulary."""
    fields = sheet.fields
    decisions = _read_terms(fields, "decisions", "decision")
    seen: dict[str, int] = {}
    decision = (
        values.word_of([term.id for term in decisions], "a decision")
        if decisions and fields.report.whole
        else values.slug
    )
    return Vocabulary(
        topics=fields.rows("topics", lambda row: _read_topic(row, seen, decision), needed=True),
        decisions=decisions,
        facets=fields.need_block("facets", _read_facets, {}),
        verdicts=_read_verdicts(fields),
        glossary=fields.rows(
            "glossary", lambda row: GlossaryEntry(row.need_text("term"), row.need_text("meaning"))
        ),
        synonyms=fields.lists("synonyms"),
    )


def _read_topic(fields: Fields, seen: dict[str, int], decision: values.Converter) -> Topic:
    return Topic(
        id=fields.need_id(seen, "topic"),
        title=fields.need_text("title"),
        about=fields.need_text("about"),
        decision=fields.need("decision", decision, ""),
        aspects=_read_terms(fields, "aspects", "aspect of the topic", needed=False),
    )


def _read_terms(fields: Fields, key: str, what: str, *, needed: bool = True) -> tuple[Term, ...]:
    seen: dict[str, int] = {}

    def read(row: Fields) -> Term:
        return Term(id=row.need_id(seen, what), title=row.need_text("title"), about=row.need_text("about"))

    return fields.rows(key, read, needed=needed)


def _read_facets(fields: Fields) -> dict[str, tuple[Term, ...]]:
    facets = {facet: _read_terms(fields, facet, f"value of {facet}") for facet in FACETS}
    order = [name for name in fields.names() if name in FACETS]
    if order != [facet for facet in FACETS if facet in order]:
        fields.problem(order[0], f"facets are compared in the order {', '.join(FACETS)}; write them so")
    for facet, needed in _DEFAULTS.items():
        known = [term.id for term in facets[facet]]
        for value in needed:
            if known and value not in known and fields.report.whole:
                fields.problem(
                    facet, f"`{facet}` must have the value `{value}`, which clauses have where they name none"
                )
    return facets


def _read_verdicts(fields: Fields) -> tuple[Term, ...]:
    verdicts = _read_terms(fields, "verdicts", "verdict")
    known = {term.id for term in verdicts}
    missing, strange = [name for name in Verdict if name not in known], sorted(known - set(Verdict) - {""})
    if verdicts and fields.report.whole and (missing or strange):
        fields.problem(
            "verdicts",
            f"the verdicts are {', '.join(Verdict)}; missing or strange: {', '.join(missing + strange)}",
        )
    return verdicts
