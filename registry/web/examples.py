"""How to ask, by examples that can be followed: what they name is in the catalogue at hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from registry.core.catalog import Catalog
from registry.core.records import JOINT, Clause, Direction, Document
from registry.core.vocabulary import Term
from registry.publish.search import EntryKind

_WORD = re.compile(r"[^\W\d_]{4,}")
_PHRASE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A query, and what it is to find."""

    query: str
    finds: str


@dataclass(frozen=True, slots=True)
class Teaching:
    """A few questions, and the query language line by line."""

    questions: tuple[Example, ...]
    language: tuple[Example, ...]


def teaching(catalog: Catalog) -> Teaching:
    """How to ask this catalogue. What it has nothing of (no lab, no document yet) has no example."""
    known = _Known(catalog)
    return Teaching(
        questions=tuple(_questions(known)),
        language=(*_of_words(known), *_of_records(known), *_of_clauses(known), *_of_dates(known)),
    )


@dataclass(frozen=True)
class _Known:
    """What the examples can name: the usual where the catalogue has it, else the first that it has, else nothing."""

    catalog: Catalog

    def word(self, usual: str, place: int) -> str:
        """A word of the clauses; `place` counts those to take instead of the usual one."""
        if usual in self._words or not self._words:
            return usual
        return self._words[place % len(self._words)]

    @cached_property
    def phrase(self) -> str:
        """Words that stand in a row."""
        usual = "stop and assist"
        if any(usual in clause.id.replace("-", " ") for clause in self._clauses) or not self._clauses:
            return usual
        return " ".join(re.findall(r"\w+", self._clauses[0].text)[:_PHRASE_WORDS])

    @cached_property
    def topic(self) -> str:
        return _usual_or_first("pause", self.catalog.vocabulary.topic_by_id)

    @cached_property
    def lab(self) -> str:
        return _usual_or_first("anthropic", self.catalog.labs)

    @cached_property
    def other_name(self) -> str:
        """What else a lab is called."""
        return _usual_or_first("GDM", (name for lab in self.catalog.labs.values() for name in lab.aliases))

    @cached_property
    def document(self) -> Document | None:
        """The lab's document with the most versions; where it has none, one of all."""
        own = self.catalog.labs[self.lab].documents if self.lab else ()
        listed = (item for item in own or self.catalog.documents if item.versions and '"' not in item.title)
        return max(listed, key=lambda item: len(item.versions), default=None)

    @cached_property
    def decider(self) -> str:
        """A word for who decides."""
        deciders = " ".join(clause.decided_by or "" for clause in self._clauses).lower()
        return _usual_or_first("board", _WORD.findall(deciders))

    def facet(self, name: str, usual: str) -> str:
        return _usual_or_first(usual, (term.id for term in self.catalog.vocabulary.facets[name]))

    @cached_property
    def _clauses(self) -> tuple[Clause, ...]:
        return tuple(
            clause
            for document in self.catalog.documents
            for version in document.versions
            for clause in version.clauses
        )

    @cached_property
    def _words(self) -> tuple[str, ...]:
        said = (word for clause in self._clauses for word in _WORD.findall(clause.text.lower()))
        return tuple(dict.fromkeys(said))


def _usual_or_first(usual: str, values: Iterable[str]) -> str:
    listed = tuple(value for value in values if '"' not in value)
    return usual if usual in listed else next(iter(listed), "")


def _questions(known: _Known) -> Iterator[Example]:
    topics = known.catalog.vocabulary.topic_by_id
    if topics:
        named = _usual_or_first("merge-clause", topics)
        yield Example(
            named.replace("-", " "), f"The topic “{topics[named].title}”, and who has said what on it."
        )
        yield Example(
            f"topic:{known.topic} removed:yes", f"Promises on “{topics[known.topic].title}” that are gone."
        )
    if known.lab:
        yield Example(f"lab:{known.lab} changed:weakened", "What one lab weakened.")
    if known.decider:
        strength = known.facet("strength", "firm")
        yield Example(
            f"decider:{known.decider} kind:clause strength:{strength}",
            "Promises of one strength in which this role or body decides.",
        )
    if day := _a_day(known):
        yield Example(f"{known.word('pause', 0)} asof:{day}", "What was in force on a day.")


def _of_words(known: _Known) -> Iterator[Example]:
    first, second, third = known.word("pause", 0), known.word("training", 1), known.word("shutdown", 2)
    group = next((group for group in known.catalog.vocabulary.synonyms if first in group), ())
    others = ", ".join(word for word in group if word != first)
    yield Example(
        f"{first} {second}",
        "both words, in any form, or words that mean the same"
        + (f" ({others})" if others else "")
        + "; after that, what holds one of them",
    )
    yield Example(f"{first} AND {second}", "only what holds both: AND wants every word")
    yield Example(f'"{known.phrase}"', "just these words in a row")
    yield Example(
        f"{first} OR {third}", "either of them; OR, AND and NOT in capitals, brackets up to three deep"
    )
    yield Example(
        f"{known.word('deployment', 1)} -{known.word('internal', 3)}",
        "the first word without the second; so does NOT",
    )
    begun = known.word("interpretability", 0)
    yield Example(f"{begun[: max(3, len(begun) - 5)]}*", "every word that begins so, from three letters on")


def _of_records(known: _Known) -> Iterator[Example]:
    if name := known.other_name or known.lab:
        word = known.word("evaluations", 0)
        yield Example(
            f"lab:{_value(name)} {word}", f"one lab, by any of its names; lab:{JOINT} for joint documents"
        )
    if known.topic:
        kinds = ", ".join(kind.value for kind in EntryKind)
        yield Example(f"topic:{known.topic} kind:clause", f"one topic; one kind: {kinds}")
    if document := known.document:
        label = document.versions[len(document.versions) // 2].label
        yield Example(
            f'document:"{document.title}" version:{_value(label)}', "one document; versions by their labels"
        )


def _of_clauses(known: _Known) -> Iterator[Example]:
    vocabulary = known.catalog.vocabulary
    strengths, checks = vocabulary.facets["strength"], vocabulary.facets["verification"]
    yield Example(
        f"strength:{known.facet('strength', 'firm')} verification:{known.facet('verification', 'external')}",
        f"how strong ({_listed(strengths)}); who can check ({_listed(checks)})",
    )
    if known.decider:
        yield Example(f"decider:{known.decider}", "what names this role or body as deciding")
    verdict = _usual_or_first("broken", (term.id for term in vocabulary.verdicts))
    yield Example(f"verdict:{verdict}", f"conduct: {_listed(vocabulary.verdicts)}")
    yield Example("removed:yes", "clauses removed and documents withdrawn; removed:no for the others")
    directions = ", ".join(direction.value for direction in Direction if direction is not Direction.UNCHANGED)
    yield Example(
        "changed:weakened",
        f"clauses that once were: {directions}; changed:yes for any change after the first text",
    )


def _of_dates(known: _Known) -> Iterator[Example]:
    if day := _a_day(known):
        yield Example(
            f"asof:{day} {known.word('pause', 0)}", "what was in force, or had happened, on that day"
        )
    if document := known.document:
        written = document.versions[len(document.versions) // 2].date.first
        yield Example(
            f"{written:%B %Y}", "what is dated so; a day or a year will do, and figures (2024-10-14) too"
        )
        year = document.versions[-1].date.first.year
        yield Example(
            f"since:{year}-01 until:{year}-06 kind:clause",
            "what last changed, or happened, between two dates; a month or a year will do",
        )


def _a_day(known: _Known) -> str:
    """A day on which something was in force."""
    document = known.document
    return document.versions[len(document.versions) // 2].date.last.isoformat() if document else ""


def _listed(terms: Iterable[Term]) -> str:
    return ", ".join(term.id for term in terms)


def _value(name: str) -> str:
    """A name as a field's value."""
    return name if re.fullmatch(r"[\w.-]+", name) else f'"{name}"'
