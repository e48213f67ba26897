"""Queries with graded answers, and how good a list of hits is by them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import yaml

DEPTH = 10
"""How many hits count."""
_ANSWERS = 2
"""From this grade on a hit answers the query, wholly or in part."""

_HERE = Path(__file__).resolve().parent
TUNED = _HERE / "relevance.yaml"
HELD_OUT = _HERE / "relevance-held-out.yaml"


@dataclass(frozen=True, slots=True)
class Judged:
    """A query as somebody types it, and the grades of the pages that help: 3 answers it, 2 a part of it, 1 is near."""

    query: str
    asker: str
    answers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Quality:
    """How good the hits of many queries are, each figure from 0 to 1."""

    ndcg: float
    mrr: float
    first: float


def read(file: Path) -> tuple[Judged, ...]:
    """The judged queries of a file."""
    listed = yaml.safe_load(file.read_text(encoding="utf-8"))
    return tuple(Judged(item["query"], item["asker"], item["answers"]) for item in listed)


def quality(queries: Iterable[Judged], found: Callable[[str], Sequence[str]]) -> Quality:
    """The means over all queries; `found` gives the addresses of a query's hits, the best first."""
    graded = [
        (judged, [judged.answers.get(path, 0) for path in found(judged.query)[:DEPTH]]) for judged in queries
    ]
    return Quality(
        ndcg=mean(ndcg(judged, grades) for judged, grades in graded),
        mrr=mean(_reciprocal_rank(grades) for _, grades in graded),
        first=mean(grades[:1] >= [_ANSWERS] for _, grades in graded),
    )


def ndcg(judged: Judged, grades: Sequence[int]) -> float:
    """Gain of the hits, the lower the later they come, as a part of what the best order would gain."""
    best = sorted(judged.answers.values(), reverse=True)[:DEPTH]
    return _gain(grades) / _gain(best)


def _gain(grades: Sequence[int]) -> float:
    return math.fsum((2.0**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def _reciprocal_rank(grades: Sequence[int]) -> float:
    return next((1 / place for place, grade in enumerate(grades, 1) if grade >= _ANSWERS), 0.0)
