"""What can be chosen, or is suggested, in the fields of a record's form: out of the catalogue as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from registry.content.countries import COUNTRIES
from registry.content.outline import Choice, Field, Offer
from registry.content.places import Place
from registry.content.structure import Value, as_list, as_text, rows_of
from registry.content.succession import standing
from registry.core.catalog import Catalog
from registry.core.records import Document
from registry.core.vocabulary import FACETS, Term
from registry.desk.replying import answerables


@dataclass(frozen=True, slots=True)
class Option:
    """One value on offer: how it is called, and what it means."""

    value: str
    label: str
    about: str = ""


@dataclass(frozen=True, eq=False)
class Offers:
    """The offers for the form of the text at a place; `before` is the value of the version before, if it has one."""

    catalog: Catalog
    place: Place
    before: Mapping[str, Value]

    def options(self, field: Field, row: Mapping[str, Value]) -> tuple[Option, ...]:
        """What a field offers in a row: fixed choices, or what there is of its kind."""
        if field.choices:
            return tuple(_option(choice) for choice in field.choices)
        if field.offer is Offer.ASPECTS:
            topics = as_list(row.get("topics")) or [row.get("topic", "")]
            return tuple(option for topic in topics for option in self.aspects.get(as_text(topic), ()))
        return self.of(field.offer) if field.offer else ()

    def of(self, offer: Offer) -> tuple[Option, ...]:
        """Everything of one kind."""
        if offer not in self._kept:
            self._kept[offer] = tuple(_SOURCES[offer](self))
        return self._kept[offer]

    @cached_property
    def aspects(self) -> Mapping[str, tuple[Option, ...]]:
        """The aspects of each topic."""
        return {topic.id: tuple(_terms(topic.aspects)) for topic in self.catalog.vocabulary.topics}

    @cached_property
    def before_texts(self) -> Mapping[str, str]:
        """What the clauses that stand in the version before say, by their names."""
        texts = {
            as_text(clause.get("id")): as_text(clause.get("text"))
            for clause in rows_of(self.before, "clauses")
        }
        return {name: texts.get(name, "") for name in standing(self.before)}

    @cached_property
    def _kept(self) -> dict[Offer, tuple[Option, ...]]:
        return {}

    def topics(self) -> Iterator[Option]:
        """The topics of the vocabulary."""
        for topic in self.catalog.vocabulary.topics:
            yield Option(topic.id, topic.title, topic.about)

    def labs(self) -> Iterator[Option]:
        """The labs of the catalogue."""
        for lab in self.catalog.labs.values():
            yield Option(lab.slug, lab.name)

    def documents(self) -> Iterator[Document]:
        """The documents that a file at this place can refer to, its own among them."""
        if self.place.owner in self.catalog.labs:
            yield from self.catalog.labs[self.place.owner].documents
        yield from self.catalog.joint.values()

    def successors(self) -> Iterator[Option]:
        """The documents that could have followed on the one at this place."""
        for document in self.documents():
            if (document.owner, document.slug) != (self.place.owner, self.place.document):
                yield Option(document.reference, document.title)

    def own_clauses(self) -> Iterator[Option]:
        """The clauses of all versions of the document at this place."""
        for document in self.documents():
            if (document.owner, document.slug) == (self.place.owner, self.place.document):
                yield from _clauses(document, "")

    def clauses_before(self) -> Iterator[Option]:
        """The clauses of the version before."""
        for name, text in self.before_texts.items():
            yield Option(name, _shortened(text))

    def clauses(self) -> Iterator[Option]:
        """References to the clauses of other documents."""
        for document in self.documents():
            if (document.owner, document.slug) != (self.place.owner, self.place.document):
                yield from _clauses(document, f"{document.reference}/")

    def subjects(self) -> Iterator[Option]:
        """What conduct can be about: clauses, and topics."""
        yield from self.clauses()
        yield from self.topics()

    def answerable(self) -> Iterator[Option]:
        """What the lab at this place can reply to: clauses, conduct on record, and the criteria of standards."""
        if self.place.owner in self.catalog.labs:
            found = answerables(self.catalog, self.place.owner)
            for item in (*found.clauses, *found.conduct, *found.criteria):
                yield Option(item.reference, _shortened(item.title))


_SOURCES: Mapping[Offer, Callable[[Offers], Iterable[Option]]] = {
    Offer.TOPICS: Offers.topics,
    Offer.STRENGTHS: lambda offers: _terms(offers.catalog.vocabulary.facets[FACETS[0]]),
    Offer.VERIFICATIONS: lambda offers: _terms(offers.catalog.vocabulary.facets[FACETS[1]]),
    Offer.DISCLOSURES: lambda offers: _terms(offers.catalog.vocabulary.facets[FACETS[2]]),
    Offer.VERDICTS: lambda offers: _terms(offers.catalog.vocabulary.verdicts),
    Offer.DECISIONS: lambda offers: _terms(offers.catalog.vocabulary.decisions),
    Offer.LABS: Offers.labs,
    Offer.SUCCESSORS: Offers.successors,
    Offer.OWN_CLAUSES: Offers.own_clauses,
    Offer.CLAUSES_BEFORE: Offers.clauses_before,
    Offer.CLAUSES_ELSEWHERE: Offers.clauses,
    Offer.SUBJECTS: Offers.subjects,
    Offer.ANSWERABLE: Offers.answerable,
    Offer.COUNTRIES: lambda _: (Option(code, "") for code in sorted(COUNTRIES)),
}


def _option(choice: Choice) -> Option:
    return Option(choice.value, choice.label)


def _terms(terms: Iterable[Term]) -> Iterator[Option]:
    for term in terms:
        yield Option(term.id, term.title, term.about)


def _clauses(document: Document, prefix: str) -> Iterator[Option]:
    """A document's clauses, each as its newest version has it."""
    newest = {clause.id: clause for version in document.versions for clause in version.clauses}
    for name, clause in newest.items():
        yield Option(f"{prefix}{name}", _shortened(clause.text))


def _shortened(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:99].rstrip()}…"
