"""Standards, scores, the labs side by side and the vocabulary, as the API tells of them."""

from __future__ import annotations

from typing import Any, TypedDict

from registry.publish.comparisons import comparison
from registry.publish.machine.clauses import HeldJson, held_json
from registry.publish.machine.labs import ComparisonJson, comparison_json
from registry.publish.machine.scores import (
    ScorecardJson,
    TrajectoryJson,
    scorecard_json,
    trajectory_json,
)
from registry.publish.machine.standards import (
    ScoredStandardJson,
    StandardJson,
    VocabularyJson,
    scored_standard_json,
    standard_json,
    vocabulary_json,
)
from registry.web.abreast import Abreast, abreast
from registry.web.api.operations import Listing, operation
from registry.web.api.parameters import LABS, LISTED, MOMENT, STANDARD, TOPICS
from registry.web.context import View
from registry.web.courses import followed
from registry.web.scores import ranking, scorecard, scorecards


class AspectJson(TypedDict):
    """One aspect of a topic across the labs, each with its clauses; null is what is about no aspect.

    `spread` counts the steps of strength between the strongest promise of one lab and that of another.
    """

    aspect: str | None
    differs: bool
    spread: int
    labs: list[list[HeldJson]]


class AbreastJson(TypedDict):
    """The labs' clauses about one topic; on the `silent` aspects none of them holds any."""

    topic: str
    aspects: list[AspectJson]
    silent: list[str]


class WholeComparisonJson(ComparisonJson, total=False):
    """Labs side by side; where topics are asked for, and only there, clause by clause on those as well."""

    clauses: list[AbreastJson]


@operation("/standards/", group="Standards", answers=StandardJson, listed=True, parameters=LISTED)
def standards(here: View) -> Listing[Any]:
    """All standards with their criteria and levels."""
    return Listing(tuple(here.catalog.standards.values()), standard_json)


@operation("/standards/<standard>/", group="Standards", answers=ScoredStandardJson)
def standard(here: View, standard: str) -> ScoredStandardJson:
    """One standard with every lab's totals, and how firm their order is."""
    found = here.catalog.standard(standard)
    return scored_standard_json(
        found,
        scorecards(here.catalog, standard, here.as_of),
        ranking(here.catalog, standard, here.as_of),
    )


@operation("/standards/<standard>/<lab>/", group="Standards", answers=ScorecardJson)
def score(here: View, standard: str, lab: str) -> ScorecardJson:
    """One lab's scorecard, every point with the clause and the conduct that made it, and the next level."""
    return scorecard_json(scorecard(here.catalog, standard, lab, here.as_of))


@operation("/standards/<standard>/<lab>/trajectory/", group="Standards", answers=TrajectoryJson)
def trajectory(here: View, standard: str, lab: str) -> TrajectoryJson:
    """One lab's totals from the first day on, each step with what moved them."""
    return trajectory_json(followed(here.catalog, standard, lab).until(here.as_of))


@operation(
    "/compare/",
    group="Standards",
    answers=WholeComparisonJson,
    parameters=(LABS, STANDARD, TOPICS, *MOMENT),
)
def compare(
    here: View, labs: tuple[str, ...], standard: str | None, topics: tuple[str, ...] | None
) -> ComparisonJson:
    """Two to six labs side by side under one standard and, clause by clause, on topics; what differs most first."""
    found = comparison_json(comparison(here.catalog, labs, here.catalog.standard(standard), here.as_of))
    asked = [here.catalog.topic(topic) for topic in topics or ()]
    if not asked:
        return found
    clauses = [_abreast_json(abreast(here.catalog, labs, topic, here.as_of)) for topic in asked]
    whole: WholeComparisonJson = {**found, "clauses": clauses}
    return whole


@operation("/vocabulary/", group="Topics", answers=VocabularyJson)
def vocabulary(here: View) -> VocabularyJson:
    """The words that clauses are coded with, and the glossary."""
    return vocabulary_json(here.catalog.vocabulary)


def _abreast_json(found: Abreast) -> AbreastJson:
    return {
        "topic": found.topic.id,
        "aspects": [
            {
                "aspect": row.aspect.id if row.aspect else None,
                "differs": row.differs,
                "spread": row.spread,
                "labs": [[held_json(tenure) for tenure in cell] for cell in row.cells],
            }
            for row in found.rows
        ],
        "silent": [aspect.id for aspect in found.silent],
    }
