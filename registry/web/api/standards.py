"""Standards, scores, the labs side by side and the vocabulary, as the API tells of them."""

from __future__ import annotations

from typing import Any

from registry.publish.comparisons import comparison
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
from registry.web.api.operations import Listing, operation
from registry.web.api.parameters import LABS, LISTED, MOMENT, STANDARD
from registry.web.context import View
from registry.web.courses import followed
from registry.web.scores import ranking, scorecard, scorecards


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


@operation("/compare/", group="Standards", answers=ComparisonJson, parameters=(LABS, STANDARD, *MOMENT))
def compare(here: View, labs: tuple[str, ...], standard: str | None) -> ComparisonJson:
    """Two to six labs side by side under one standard, what differs most first."""
    return comparison_json(comparison(here.catalog, labs, here.catalog.standard(standard), here.as_of))


@operation("/vocabulary/", group="Topics", answers=VocabularyJson)
def vocabulary(here: View) -> VocabularyJson:
    """The words that clauses are coded with, and the glossary."""
    return vocabulary_json(here.catalog.vocabulary)
