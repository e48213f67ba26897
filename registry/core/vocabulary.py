"""The words that clauses are coded with: topics, aspects, facets and their order, verdicts, decisions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

FACETS = ("strength", "verification", "disclosure")


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the vocabulary: its id, how it is shown and what it means."""

    id: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Topic:
    """What a clause is about; `aspects` are the exact things a clause of the topic may promise."""

    id: str
    title: str
    about: str
    decision: str
    aspects: tuple[Term, ...]

    def aspect(self, name: str) -> Term | None:
        """The aspect of that id, or None."""
        return next((aspect for aspect in self.aspects if aspect.id == name), None)


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A term of the field and its meaning in plain words."""

    term: str
    meaning: str

    @property
    def anchor(self) -> str:
        """Where on the glossary's page it stands."""
        return "-".join(re.findall(r"[a-z0-9]+", self.term.lower()))


@dataclass(frozen=True)
class Vocabulary:
    """All words of the catalogue. `facets` maps each facet, in the order compared, to its values, weakest first."""

    topics: tuple[Topic, ...]
    decisions: tuple[Term, ...]
    facets: Mapping[str, tuple[Term, ...]]
    verdicts: tuple[Term, ...]
    glossary: tuple[GlossaryEntry, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def topic_by_id(self) -> Mapping[str, Topic]:
        """Topics by their ids."""
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def decision_by_id(self) -> Mapping[str, Term]:
        """Decisions by their ids."""
        return {decision.id: decision for decision in self.decisions}

    @cached_property
    def glossary_by_anchor(self) -> Mapping[str, GlossaryEntry]:
        """The terms of the glossary by where they stand on its page."""
        return {entry.anchor: entry for entry in self.glossary}

    @cached_property
    def _ranks(self) -> Mapping[tuple[str, str], int]:
        return {
            (facet, term.id): rank for facet, terms in self.facets.items() for rank, term in enumerate(terms)
        }

    def rank(self, facet: str, value: str) -> int:
        """The place of a value in its facet's order, 0 the weakest. Raises KeyError for an unknown value."""
        return self._ranks[facet, value]

    def reaches(self, facet: str, value: str, least: str | None) -> bool:
        """Whether a facet's value is at least another one; whatever it is, where none is asked for."""
        return least is None or self.rank(facet, value) >= self.rank(facet, least)

    def facet_term(self, facet: str, value: str) -> Term:
        """The term of a facet's value. Raises KeyError for an unknown value."""
        return self.facets[facet][self.rank(facet, value)]

    def verdict_term(self, verdict: str) -> Term:
        """The term of a verdict. Raises KeyError for an unknown one."""
        for term in self.verdicts:
            if term.id == verdict:
                return term
        raise KeyError(verdict)
