"""The rows of what people wrote: vocabulary, labs, documents, versions, clauses, conduct, standards."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from sqlalchemy import Table

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.records import JOINT, Clause, Conduct, Document, Lab, Source, Version
from registry.core.standard import Level, Standard
from registry.core.vocabulary import FACETS, Vocabulary
from registry.store.projection import scored_tables as scored
from registry.store.projection import tables as t

_RENAMED = {"where": "found_at", "trigger": "set_off_by"}
"""The columns of clauses that are called otherwise than in the files, because SQL has those words for itself."""

Row = dict[str, Any]
Rows = Iterator[tuple[Table, Row]]


def record_rows(catalog: Catalog) -> Rows:
    """Every row of the records of a catalogue, each with its table, in no particular order."""
    yield from _vocabulary(catalog.vocabulary)
    yield from chain.from_iterable(map(_lab, catalog.labs.values()))
    yield from chain.from_iterable(map(_document, catalog.documents))
    yield from chain.from_iterable(map(_standard, catalog.standards.values()))
    for lab in catalog.labs.values():
        yield from chain.from_iterable(_conduct(entry, catalog) for entry in lab.conduct)


def document_key(document: Document) -> str:
    """How the tables name a document: `<owner>/<slug>`."""
    return f"{document.owner}/{document.slug}"


def version_key(document: Document, version: Version) -> str:
    """How the tables name a version: `<owner>/<slug>/<label>`."""
    return f"{document_key(document)}/{version.label}"


def clause_key(document: Document, clause: Clause) -> str:
    """How the tables name a clause in whichever version: `<owner>/<slug>/<id>`."""
    return f"{document_key(document)}/{clause.id}"


def _vocabulary(vocabulary: Vocabulary) -> Rows:
    for term in vocabulary.decisions:
        yield t.decision, {"decision": term.id, "title": term.title, "about": term.about}
    for topic in vocabulary.topics:
        yield (
            t.topic,
            {"topic": topic.id, "title": topic.title, "about": topic.about, "decision": topic.decision},
        )
        for term in topic.aspects:
            yield t.aspect, {"topic": topic.id, "aspect": term.id, "title": term.title, "about": term.about}
    for facet, terms in vocabulary.facets.items():
        for rank, term in enumerate(terms):
            row = {"facet": facet, "value": term.id, "rank": rank, "title": term.title, "about": term.about}
            yield t.facet_value, row


def _lab(lab: Lab) -> Rows:
    columns = ("name", "legal_name", "country", "founded", "website", "about", "open_questions", "path")
    yield t.lab, {"lab": lab.slug, **_taken(lab, *columns)}
    for position, alias in enumerate(lab.aliases, 1):
        yield t.lab_alias, {"lab": lab.slug, "position": position, "alias": alias}
    for position, entry in enumerate(lab.nothing_found, 1):
        row = {"topic": entry.topic, "date": str(entry.date), "looked": entry.looked}
        yield t.nothing_found, {"lab": lab.slug, "position": position, **row}
    for fact in lab.disclosures:
        row = {"disclosure": fact.path, **_taken(fact, "lab", "name", "statement"), **_dated(fact.date)}
        yield t.disclosure, {**row, **_source(fact.source)}
    for reply in lab.replies:
        row = {"reply": reply.path, "date": str(reply.date), "about": ", ".join(reply.about)}
        yield t.reply, {**row, "given_by": reply.by, **_taken(reply, "lab", "name", "text")}


def _document(document: Document) -> Rows:
    key = document_key(document)
    columns = ("title", "url", "superseded_by", "convener", "about", "open_questions", "path")
    withdrawn, disputed = document.withdrawn, document.disputed
    yield (
        t.document,
        {
            "document": key,
            "lab": None if document.owner == JOINT else document.owner,
            "name": document.slug,
            "kind": document.kind.value,
            "checked": _written(document.checked),
            "withdrawn": _written(withdrawn.date if withdrawn else None),
            "withdrawn_why": withdrawn and withdrawn.why,
            "disputed_since": _written(disputed.since if disputed else None),
            "disputed_why": disputed and disputed.why,
            **_taken(document, *columns),
        },
    )
    yield from _parties(document)
    for position, version in enumerate(document.versions, 1):
        yield from _version(document, version, position)


def _parties(document: Document) -> Rows:
    key = document_key(document)
    for position, party in enumerate(document.signatories, 1):
        scope = party.out_of_scope
        yield (
            t.signatory,
            {
                "document": key,
                "position": position,
                "joined": _written(party.joined),
                "seen": _written(party.seen),
                "left_on": _written(party.left),
                "clauses": ", ".join(party.clauses) or None,
                "out_of_scope_since": _written(scope.since if scope else None),
                "out_of_scope_why": scope and scope.why,
                **_taken(party, "lab", "name", "note"),
            },
        )
    for position, refusal in enumerate(document.declined, 1):
        row = {"document": key, "position": position, "date": str(refusal.date)}
        yield t.declined, {**row, **_taken(refusal, "lab", "name", "why"), **_source(refusal.source)}


def _version(document: Document, version: Version, position: int) -> Rows:
    key = version_key(document, version)
    yield (
        t.version,
        {
            "version": key,
            "document": document_key(document),
            "position": position,
            "published": _written(version.published),
            "effective": _written(version.effective),
            "seen": _written(version.seen),
            "announced": version.announced and version.announced.value,
            **_taken(version, "label", "title", "announced_note", "summary", "path"),
            **_dated(version.date),
            **_source(version.source),
        },
    )
    for name in version.unconfirmed:
        yield t.unconfirmed, {"version": key, "clause": name}
    for place, clause in enumerate(version.clauses, 1):
        yield t.clause, _clause(document, key, clause, place)
        for aspect in dict.fromkeys(clause.aspects):
            yield t.clause_aspect, {"version": key, "clause": clause.id, "aspect": aspect}


def _clause(document: Document, version: str, clause: Clause, position: int) -> Row:
    columns = (
        "topic",
        "text",
        "strength",
        "verification",
        "disclosure",
        "scope",
        "decided_by",
        "waiver",
        "quote",
    )
    return {
        "version": version,
        "clause": clause.id,
        "reference": clause_key(document, clause),
        "position": position,
        "act": clause.act.value,
        **{column: getattr(clause, name) for name, column in _RENAMED.items()},
        "due": _written(clause.due),
        "ends": _written(clause.ends),
        "judged": clause.judged and clause.judged.change.value,
        "judged_why": clause.judged and clause.judged.why,
        **_taken(clause, *columns, "was", "continues"),
    }


def _conduct(entry: Conduct, catalog: Catalog) -> Rows:
    row = {"conduct": entry.path, "verdict": entry.verdict.value, **_taken(entry, "lab", "name", "statement")}
    yield t.conduct, {**row, **_dated(entry.date)}
    for position, about in enumerate(entry.about, 1):
        yield (
            t.conduct_about,
            {"conduct": entry.path, "position": position, **_subject(entry.lab, about, catalog)},
        )
    for position, source in enumerate(entry.sources, 1):
        yield t.conduct_source, {"conduct": entry.path, "position": position, **_source(source)}
    for position, reading in enumerate(entry.readings, 1):
        yield (
            t.conduct_reading,
            {"conduct": entry.path, "position": position, "given_by": reading.by, "text": reading.text},
        )


def _subject(lab: str, about: str, catalog: Catalog) -> Row:
    if about in catalog.vocabulary.topic_by_id:
        return {"topic": about, "document": None, "clause": None}
    document, _, clause = about.rpartition("/")
    key = document if document.startswith(f"{JOINT}/") else f"{lab}/{document}"
    return {"topic": None, "document": key, "clause": clause}


def _standard(standard: Standard) -> Rows:
    practice = standard.practice
    row = {"standard": standard.id, "aggregate": standard.aggregate.value, "combine": practice.combine.value}
    row |= _taken(practice, "window_months")
    yield scored.standard, {**row, **_taken(standard, "version", "title", "about", "path")}
    for grade, cutoff in standard.grades.items():
        yield scored.standard_grade, {"standard": standard.id, "grade": grade, "cutoff": cutoff}
    for verdict, value in practice.values.items():
        yield scored.standard_verdict, {"standard": standard.id, "verdict": verdict, "value": value}
    for position, criterion in enumerate(standard.criteria, 1):
        key = {"standard": standard.id, "criterion": criterion.id}
        yield (
            scored.criterion,
            {**key, "position": position, **_taken(criterion, "title", "question", "weight")},
        )
        for topic in dict.fromkeys(criterion.topics):
            yield scored.criterion_topic, {**key, "topic": topic}
        for aspect in dict.fromkeys(criterion.aspects):
            yield scored.criterion_aspect, {**key, "aspect": aspect}
        for place, level in enumerate(criterion.levels, 1):
            yield scored.level, {**key, "position": place, **_level(level)}


def _level(level: Level) -> Row:
    needs = level.needs
    return {
        **_taken(level, "score", "label"),
        **{facet: needs.facets.get(facet) for facet in FACETS},
        "filled": ", ".join(_RENAMED.get(name, name) for name in needs.has) or None,
        "unfilled": ", ".join(needs.without) or None,
        **_taken(needs, "own", "held_days"),
    }


def _taken(record: object, *names: str) -> Row:
    return {name: getattr(record, name) for name in names}


def _written(date: PartialDate | None) -> str | None:
    return str(date) if date else None


def _dated(date: PartialDate) -> Row:
    return {"date": str(date), "day": date.first}


def _source(source: Source) -> Row:
    return {
        "source_url": source.url,
        "source_archive": source.archive,
        "source_read": source.read.value,
        "source_read_from": source.read_from,
    }
