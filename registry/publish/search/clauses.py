"""The clauses of a document as entries: one a clause, with its whole life in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from registry.core.catalog import Catalog
from registry.core.compare import Change
from registry.core.dates import PartialDate
from registry.core.lives import Life, Step, lives
from registry.core.records import Clause, Direction, Document
from registry.core.vocabulary import Term, Topic
from registry.publish.search.entries import Aside, Ending, Entry, EntryKind, Event, Span, clean, in_words
from registry.publish.search.words import folded


@dataclass(frozen=True, slots=True)
class Setting:
    """What the clauses of one document share: where its pages are, who holds it, what it is called."""

    address: str
    owner: str
    document: Document
    context: tuple[str, ...]
    about: tuple[Aside, ...]
    holders: tuple[str, ...]
    labs: tuple[str, ...]


def clause_entries(catalog: Catalog, setting: Setting) -> Iterator[Entry]:
    """One entry for each clause that a document ever had. A clause that was renamed is found under its last name."""
    named: dict[str, list[Life]] = {}
    for life in lives(setting.document, vocabulary=catalog.vocabulary):
        named.setdefault(life.clause.id, []).append(life)
    for name, lived in named.items():
        yield _entry(catalog, setting, name, sorted(lived, key=lambda life: life.steps[-1].date))


def _entry(catalog: Catalog, setting: Setting, name: str, lived: list[Life]) -> Entry:
    """One clause; it has several lives where it came back, or where several clauses were made one."""
    clause, document = lived[-1].clause, setting.document
    happened = _changes(lived)
    topic = catalog.vocabulary.topic_by_id.get(clause.topic)
    codes = tuple(_codes(clause, topic)) if topic else ()
    ids = dict.fromkeys((name, *sorted(each for life in lived for each in life.ids)))
    return Entry(
        key=f"clause:{setting.owner}/{document.slug}/{name}",
        kind=EntryKind.CLAUSE,
        path=f"{setting.address}clauses/{name}/",
        title=in_words(name),
        text=_text(clause),
        context=setting.context,
        asides=tuple(_asides(lived, happened)),
        names=tuple(called for item in ids for called in (item, folded(item))),
        about=(*setting.about, *(Aside(kind, clean(code.title)) for kind, code in codes)),
        holders=setting.holders,
        coded=tuple(Aside(code.title, clean(code.about)) for _, code in codes),
        labs=setting.labs,
        topics=(clause.topic,),
        document=f"{setting.owner}/{document.slug}",
        date=happened[-1].date.text,
        strength=clause.strength,
        verification=clause.verification,
        disclosure=clause.disclosure,
        decider=clause.decided_by or "",
        events=tuple(
            Event(change.date.text, change.direction, change.judged is not None) for change in happened
        ),
        spans=_spans(lived),
        held=_held(catalog, setting, lived),
    )


def _codes(clause: Clause, topic: Topic) -> Iterator[tuple[str, Topic | Term]]:
    """What the clause is coded as: its topic and aspects."""
    yield "Topic", topic
    for name in clause.aspects:
        if aspect := topic.aspect(name):
            yield "Aspect", aspect


def _changes(lived: list[Life]) -> list[Change]:
    """What happened to the clause, oldest first; lives that share early steps tell of them once."""
    steps = sorted((step for life in lived for step in life.steps), key=lambda step: step.date)
    found = {id(step.change): step.change for step in steps if step.change is not None}
    return [change for change in found.values() if change.direction is not Direction.UNCHANGED]


def _text(clause: Clause) -> str:
    further = (
        ("Where", clause.where),
        ("Applies to", clause.scope),
        ("Set off by", clause.trigger),
        ("May be set aside", clause.waiver),
        ("Decided by", clause.decided_by),
    )
    return clean(" ".join((clause.text, *(f"{label}: {value}." for label, value in further if value))))


def _asides(lived: list[Life], happened: list[Change]) -> Iterator[Aside]:
    """What earlier versions said in other words, and the reasons given for judgements and removals."""
    seen = {lived[-1].clause.text}
    for step in (step for life in reversed(lived) for step in reversed(life.steps)):
        if step.version is not None and step.clause.text not in seen:
            seen.add(step.clause.text)
            yield Aside(f"In version {step.version.name}", clean(step.clause.text))
    for change in happened:
        why = change.judged.why if change.judged else change.note
        if why:
            yield Aside(f"{change.direction.capitalize()} {change.date.text}", clean(why))


def _spans(lived: list[Life]) -> tuple[Span, ...]:
    """When the clause was in force in its document, spans that touch made one. One never in force has an empty span."""
    spans = sorted(
        {_span(life, index) for life in lived for index, step in enumerate(life.steps) if _stands(step)}
    )
    merged: list[Span] = []
    for span in [span for span in spans if not span.end or span.start < span.end] or spans[-1:]:
        if merged and merged[-1].end == span.start:
            merged[-1] = span._replace(start=merged[-1].start, shown_start=merged[-1].shown_start)
        elif not merged or not merged[-1].covers(span.start):
            merged.append(span)
    return tuple(merged)


def _stands(step: Step) -> bool:
    """Whether the clause stands in the step's version, and is not gone from it."""
    return step.direction is not Direction.REMOVED


def _span(life: Life, index: int) -> Span:
    """From one step of a life until the next, or until the clause ends by itself."""
    step = life.steps[index]
    closing: list[tuple[PartialDate, Ending]] = []
    if step.clause.ends:
        closing.append((step.clause.ends, Ending.FULFILLED))
    if index + 1 < len(life.steps):
        following = life.steps[index + 1]
        closing.append((following.date, Ending.REMOVED if following.version else Ending.WITHDRAWN))
    if not closing:
        return Span(step.date.first.isoformat(), shown_start=step.date.text)
    end, ending = min(closing, key=lambda item: item[0])
    return Span(step.date.first.isoformat(), end.first.isoformat(), step.date.text, end.text, ending)


def _held(catalog: Catalog, setting: Setting, lived: list[Life]) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    """The spans in which each signatory of a joint document held the clause."""
    if not setting.document.is_joint:
        return ()
    clauses = {id(step.clause) for life in lived for step in life.steps}
    held: dict[str, list[Span]] = {}
    for lab in setting.labs:
        for tenure in catalog.tenures[lab]:
            if id(tenure.clause) in clauses and tenure.document is setting.document:
                end = tenure.end.isoformat() if tenure.end else ""
                held.setdefault(lab, []).append(Span(tenure.start.isoformat(), end))
    return tuple((lab, tuple(spans)) for lab, spans in held.items())
