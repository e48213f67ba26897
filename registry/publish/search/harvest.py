"""The catalogue → every entry that search can find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from registry.core.catalog import Catalog
from registry.core.records import (
    JOINT,
    Conduct,
    Declined,
    Disclosure,
    Document,
    Kind,
    Lab,
    Signatory,
    Version,
)
from registry.publish.search.clauses import Setting, clause_entries
from registry.publish.search.entries import Aside, Ending, Entry, EntryKind, Span, clean, in_words, plain
from registry.publish.search.reference import reference_entries
from registry.publish.search.words import STOP_WORDS, folded

_LEAST_INITIALS = 3
_NAME_BREAK = re.compile(r"\s*[()/:,]\s*")


def harvest(catalog: Catalog) -> tuple[Entry, ...]:
    """Every entry of a catalogue, by key."""
    found = {entry.key: entry for entry in _all(catalog)}
    return tuple(found[key] for key in sorted(found))


def _all(catalog: Catalog) -> Iterator[Entry]:
    for lab in catalog.labs.values():
        yield _lab(lab)
        yield from (_conduct(catalog, lab, entry) for entry in lab.conduct)
        yield from (_disclosure(lab, entry) for entry in lab.disclosures)
    for document in catalog.documents:
        setting = _setting(catalog, document)
        yield _document(catalog, setting)
        yield from (_version(catalog, setting, version) for version in document.versions)
        yield from clause_entries(catalog, setting)
    yield from reference_entries(catalog)


def _called(lab: Lab) -> tuple[str, ...]:
    """Every name of a lab, the one in use first."""
    return tuple(dict.fromkeys(name for name in (lab.name, *lab.aliases, lab.legal_name) if name))


def _of_lab(lab: Lab) -> tuple[Aside, ...]:
    """What belongs to a lab is found by each of its names."""
    return tuple(Aside("Lab", clean(name)) for name in _called(lab))


def _lab(lab: Lab) -> Entry:
    spans = (Span(f"{lab.founded:04d}-01-01", shown_start=str(lab.founded)),) if lab.founded else ()
    called = _called(lab)
    return Entry(
        key=f"lab:{lab.slug}",
        kind=EntryKind.LAB,
        path=f"/labs/{lab.slug}/",
        title=lab.name,
        text=plain(lab.about),
        names=(lab.slug, *(folded(name) for name in called)),
        about=tuple(Aside("Also called", clean(name)) for name in called),
        labs=(lab.slug,),
        spans=spans,
    )


def _setting(catalog: Catalog, document: Document) -> Setting:
    if not document.is_joint:
        lab = catalog.labs[document.owner]
        return Setting(
            address=f"/labs/{lab.slug}/{document.slug}/",
            owner=lab.slug,
            document=document,
            context=(lab.name, document.title),
            about=(Aside("Document", clean(document.title)), *_of_lab(lab)),
            holders=(),
            labs=(lab.slug,),
        )
    bound = () if document.kind is Kind.LAW else document.signatories
    signed = tuple(dict.fromkeys(item.lab for item in bound if item.lab in catalog.labs and item.lab))
    return Setting(
        address=f"/joint/{document.slug}/",
        owner=JOINT,
        document=document,
        context=(document.title,),
        about=(
            Aside("Document", clean(document.title)),
            Aside("Convened by", clean(document.convener or "")),
        ),
        holders=tuple(clean(name) for slug in signed for name in _called(catalog.labs[slug])),
        labs=signed,
    )


def _document(catalog: Catalog, setting: Setting) -> Entry:
    document = setting.document
    owners = (
        [JOINT] if document.is_joint else [folded(name) for name in _called(catalog.labs[document.owner])]
    )
    titles = _titles(document)
    return Entry(
        key=f"document:{setting.owner}/{document.slug}",
        kind=EntryKind.DOCUMENT,
        path=setting.address,
        title=document.title,
        text=clean(" ".join((plain(document.about), _signed(catalog, document)))),
        context=setting.context[:-1],
        names=(document.slug, *titles, *(f"{owner} {title}" for title in titles for owner in owners)),
        about=(*setting.about, Aside("Kind", document.kind)),
        holders=setting.holders,
        labs=setting.labs,
        topics=_topics(document),
        document=f"{setting.owner}/{document.slug}",
        date=document.versions[-1].date.text if document.versions else "",
        spans=_document_spans(document),
    )


def _titles(document: Document) -> tuple[str, ...]:
    """What people call a document: its title, the parts of one that holds two names, and the initials of these."""
    parts = [part for part in _NAME_BREAK.split(document.title) if " " in part]
    names = dict.fromkeys(folded(name) for name in (document.title, *parts))
    initials = (_initials(name) for name in names)
    return (*names, *(short for short in initials if len(short) >= _LEAST_INITIALS))


def _initials(name: str) -> str:
    """`responsible scaling policy` as people say it: `rsp`."""
    return "".join(word[0] for word in name.split() if word not in STOP_WORDS)


def _signed(catalog: Catalog, document: Document) -> str:
    """Who signed a joint document and who declined to, in sentences."""
    labs = catalog.labs
    signed = [_party(labs, item) for item in document.signatories]
    declined = [f"{_party(labs, item)} declined to sign it ({item.why})." for item in document.declined]
    convened = [f"Convened by {document.convener}."] if document.convener else []
    listed = [f"Signed by {', '.join(signed)}."] if signed else []
    return " ".join((*convened, *listed, *(plain(sentence) for sentence in declined)))


def _party(labs: Mapping[str, Lab], named: Signatory | Declined) -> str:
    """Who signed or declined, by name."""
    return labs[named.lab].name if named.lab and named.lab in labs else named.name or ""


def _topics(document: Document, version: Version | None = None) -> tuple[str, ...]:
    versions = (version,) if version else document.versions
    return tuple(sorted({clause.topic for item in versions for clause in item.clauses}))


def _document_spans(document: Document) -> tuple[Span, ...]:
    if not document.versions:
        return ()
    first, gone = document.versions[0].date, document.withdrawn
    if gone is None:
        return (Span(first.first.isoformat(), shown_start=first.text),)
    end = gone.date
    return (Span(first.first.isoformat(), end.first.isoformat(), first.text, end.text, Ending.WITHDRAWN),)


def _version(catalog: Catalog, setting: Setting, version: Version) -> Entry:
    document = setting.document
    labels = dict.fromkeys((version.label, version.name))
    called = [f"{title} {label}" for title in _titles(document) for label in labels]
    owners = [""] if document.is_joint else ["", f"{catalog.labs[document.owner].name} "]
    dates = [date.text for date in (version.published, version.effective, version.seen) if date]
    note = plain(version.announced_note)
    return Entry(
        key=f"version:{setting.owner}/{document.slug}/{version.label}",
        kind=EntryKind.VERSION,
        path=f"{setting.address}{version.label}/",
        title=f"{document.title}, {version.name}",
        text=clean(" ".join((plain(version.summary), note))),
        context=setting.context[:-1],
        names=tuple(folded(owner + name) for name in called for owner in owners),
        about=(*setting.about, Aside("Version", version.label), Aside("Dated", ", ".join(dates))),
        holders=setting.holders,
        labs=setting.labs,
        topics=_topics(document, version),
        document=f"{setting.owner}/{document.slug}",
        label=version.label,
        date=version.date.text,
        decider=version.decided_by or "",
        spans=(_version_span(document, version),),
    )


def _version_span(document: Document, version: Version) -> Span:
    start, index = version.date, document.versions.index(version)
    closing = [(document.withdrawn.date, Ending.WITHDRAWN)] if document.withdrawn else []
    if index + 1 < len(document.versions):
        closing.append((document.versions[index + 1].date, Ending.REPLACED))
    if not closing:
        return Span(start.first.isoformat(), shown_start=start.text)
    end, ending = min(closing, key=lambda item: item[0])
    return Span(start.first.isoformat(), end.first.isoformat(), start.text, end.text, ending)


def _conduct(catalog: Catalog, lab: Lab, entry: Conduct) -> Entry:
    referenced = [catalog.referenced(lab.slug, item) for item in entry.about if "/" in item]
    topics = {item for item in entry.about if "/" not in item} | {
        found[1].topic for found in referenced if found
    }
    documents = [found[0].title for found in referenced if found]
    readings = " ".join(f"{reading.by}: {plain(reading.text)}" for reading in entry.readings)
    return Entry(
        key=f"conduct:{lab.slug}/{entry.name}",
        kind=EntryKind.CONDUCT,
        path=f"/labs/{lab.slug}/conduct/{entry.name}/",
        title=_dated_title(entry.name),
        text=clean(f"{plain(entry.statement)} {readings}"),
        context=(lab.name,),
        about=(
            *_of_lab(lab),
            *(Aside("Document", clean(title)) for title in dict.fromkeys(documents)),
            Aside("Verdict", entry.verdict),
            Aside("Dated", entry.date.text),
        ),
        labs=(lab.slug,),
        topics=tuple(sorted(topics)),
        date=entry.date.text,
        verdict=entry.verdict,
        spans=(Span(entry.date.last.isoformat(), shown_start=entry.date.text),),
    )


def _disclosure(lab: Lab, entry: Disclosure) -> Entry:
    return Entry(
        key=f"disclosure:{lab.slug}/{entry.name}",
        kind=EntryKind.DISCLOSURE,
        path=f"/labs/{lab.slug}/disclosures/{entry.name}/",
        title=_dated_title(entry.name),
        text=plain(entry.statement),
        context=(lab.name,),
        about=(*_of_lab(lab), Aside("Dated", entry.date.text)),
        labs=(lab.slug,),
        date=entry.date.text,
        spans=(Span(entry.date.last.isoformat(), shown_start=entry.date.text),),
    )


def _dated_title(name: str) -> str:
    """A file's name without the date that it begins with, as words."""
    parts = name.split("-")
    while len(parts) > 1 and parts[0].isdigit():
        parts = parts[1:]
    return in_words("-".join(parts))
