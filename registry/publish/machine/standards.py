"""Standards and the words that clauses are coded with, as other programs read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from registry.core.robustness import Ranking
from registry.core.scoring import Scorecard
from registry.core.standard import Aggregate, Combine, Criterion, Standard
from registry.core.vocabulary import Term, Topic, Vocabulary
from registry.publish.machine.scores import (
    NeedsJson,
    RankingJson,
    TotalsJson,
    needs_json,
    ranking_json,
    totals_json,
)
from registry.publish.machine.values import Number, whole


class LevelJson(TypedDict):
    """A score and what a clause needs for it."""

    score: Number
    label: str
    needs: NeedsJson


class CriterionJson(TypedDict):
    """One question of a standard; levels best first. Without aspects every clause of its topics may count."""

    id: str
    title: str
    question: str
    topics: list[str]
    aspects: list[str]
    weight: Number
    levels: list[LevelJson]


class PracticeJson(TypedDict):
    """How conduct turns a promise into practice: the months looked back, and what each verdict that enters is worth."""

    window_months: int
    combine: Combine
    values: dict[str, Number]


class StandardJson(TypedDict):
    """A standard: criteria with weights and levels, and the practice total from which each grade begins."""

    standard: str
    version: str
    title: str
    about: str
    aggregate: Aggregate
    grades: dict[str, Number]
    practice: PracticeJson
    criteria: list[CriterionJson]
    path: str


class ScoredStandardJson(StandardJson):
    """A standard with every lab's totals on the day asked about, and how firm their order is."""

    scores: list[TotalsJson]
    ranking: RankingJson


class TermJson(TypedDict):
    """A word of the vocabulary: its id, how it is shown and what it means."""

    id: str
    title: str
    about: str


class TopicJson(TypedDict):
    """What a clause is about; `aspects` are the exact things a clause of the topic may promise."""

    topic: str
    title: str
    about: str
    decision: str
    aspects: list[TermJson]


class GlossaryJson(TypedDict):
    """A term of the field and its meaning in plain words."""

    term: str
    meaning: str


class VocabularyJson(TypedDict):
    """All words of the catalogue; the values of a facet stand from the weakest on."""

    topics: list[TopicJson]
    decisions: list[TermJson]
    facets: dict[str, list[TermJson]]
    verdicts: list[TermJson]
    glossary: list[GlossaryJson]


def standard_json(standard: Standard) -> StandardJson:
    """A standard by itself."""
    practice = standard.practice
    return {
        "standard": standard.id,
        "version": standard.version,
        "title": standard.title,
        "about": standard.about,
        "aggregate": standard.aggregate,
        "grades": {grade: whole(cutoff) for grade, cutoff in standard.grades.items()},
        "practice": {
            "window_months": practice.window_months,
            "combine": practice.combine,
            "values": {verdict: whole(value) for verdict, value in practice.values.items()},
        },
        "criteria": [_criterion_json(criterion) for criterion in standard.criteria],
        "path": standard.path,
    }


def scored_standard_json(
    standard: Standard, cards: Iterable[Scorecard], ranking: Ranking
) -> ScoredStandardJson:
    """A standard with the labs under it."""
    return {
        **standard_json(standard),
        "scores": [totals_json(card) for card in cards],
        "ranking": ranking_json(ranking),
    }


def topic_json(topic: Topic) -> TopicJson:
    """A topic."""
    return {
        "topic": topic.id,
        "title": topic.title,
        "about": topic.about,
        "decision": topic.decision,
        "aspects": [term_json(aspect) for aspect in topic.aspects],
    }


def term_json(term: Term) -> TermJson:
    """A word with its meaning."""
    return {"id": term.id, "title": term.title, "about": term.about}


def vocabulary_json(words: Vocabulary) -> VocabularyJson:
    """Every word that clauses are coded with."""
    return {
        "topics": [topic_json(topic) for topic in words.topics],
        "decisions": [term_json(term) for term in words.decisions],
        "facets": {facet: [term_json(term) for term in terms] for facet, terms in words.facets.items()},
        "verdicts": [term_json(term) for term in words.verdicts],
        "glossary": [{"term": entry.term, "meaning": entry.meaning} for entry in words.glossary],
    }


def _criterion_json(criterion: Criterion) -> CriterionJson:
    return {
        "id": criterion.id,
        "title": criterion.title,
        "question": criterion.question,
        "topics": list(criterion.topics),
        "aspects": list(criterion.aspects),
        "weight": whole(criterion.weight),
        "levels": [
            {"score": whole(level.score), "label": level.label, "needs": needs_json(level.needs)}
            for level in criterion.levels
        ],
    }
