"""Text → a standard."""

from __future__ import annotations

from collections.abc import Callable

from registry.content import values
from registry.content.fields import Fields
from registry.content.readings import Sheet
from registry.content.words import Words
from registry.core.records import Verdict
from registry.core.standard import (
    FILLABLE,
    Aggregate,
    Combine,
    Criterion,
    Level,
    Needs,
    Practice,
    Robustness,
    Standard,
)
from registry.core.vocabulary import FACETS

MOST_DRAWS = 20_000
"""More would tell nothing new about how firm an order of labs is, and take the time of whoever reads it."""

_SCORE = values.within(0, 100)


def read_standard(sheet: Sheet) -> Standard:
    """Read a standard."""
    fields = sheet.fields
    seen: dict[str, int] = {}
    return Standard(
        path=sheet.place.path,
        id=sheet.place.name,
        version=fields.need_text("version"),
        title=fields.need_text("title"),
        about=fields.need_text("about"),
        aggregate=fields.need("aggregate", values.one_of(Aggregate), Aggregate.ARITHMETIC),
        grades=fields.need_block("grades", _read_grades, {}),
        criteria=fields.rows("criteria", lambda row: _read_criterion(row, seen, sheet.words), needed=True),
        practice=fields.block("practice", _read_practice) or Practice(),
        robustness=fields.block("robustness", _read_robustness) or Robustness(),
    )


def _read_grades(fields: Fields) -> dict[str, float]:
    grades: dict[str, float] = {}
    for name in fields.names():
        if not name.strip():
            fields.problem(name, "a grade has no name; write one before the points from which it begins")
        cut_off = fields.need(name, _SCORE, -1.0)
        if cut_off in grades.values() and cut_off >= 0:
            fields.problem(
                name,
                f"the grade {name!r} begins at {cut_off:g}, as another does; give each its own cut-off",
            )
        grades[name] = cut_off
    return grades


def _read_practice(fields: Fields) -> Practice:
    share = values.within(0, 1)
    given = {verdict.value: fields.get(verdict.value, share) for verdict in Verdict}
    return Practice(
        window_months=fields.get("window_months", values.count) or Practice().window_months,
        combine=fields.get("combine", values.one_of(Combine)) or Combine.MEAN,
        values={verdict: value for verdict, value in given.items() if value is not None},
    )


def _read_robustness(fields: Fields) -> Robustness:
    return Robustness(
        draws=fields.get("draws", values.up_to(MOST_DRAWS)) or Robustness().draws,
        concentration=fields.get("concentration", values.positive) or Robustness().concentration,
    )


def _read_criterion(fields: Fields, seen: dict[str, int], words: Words) -> Criterion:
    topics = fields.many("topics", words.topic, needed=True)
    score = values.falling(0, 100)
    return Criterion(
        id=fields.need_id(seen, "criterion of the standard"),
        title=fields.need_text("title"),
        question=fields.need_text("question"),
        topics=topics,
        aspects=fields.many("aspects", words.aspect(topics if fields.report.whole else ())),
        weight=fields.need("weight", values.positive, 1.0),
        levels=fields.rows("levels", lambda row: _read_level(row, score, words), needed=True),
    )


def _read_level(fields: Fields, score: Callable[[str], float], words: Words) -> Level:
    if not fields.holds("needs"):
        fields.problem(
            "needs", "`needs` is missing; write `needs: {}` where any clause that counts meets the level"
        )
    return Level(
        score=fields.need("score", score, 0.0),
        label=fields.need_text("label"),
        needs=fields.block("needs", lambda row: _read_needs(row, words))
        or Needs(facets={"disclosure": "published"}),
    )


def _read_needs(fields: Fields, words: Words) -> Needs:
    facets = {
        facet: value for facet in FACETS if (value := fields.get(facet, words.facet(facet))) is not None
    }
    facets.setdefault("disclosure", "published")
    return Needs(
        facets=facets,
        has=fields.many("has", values.word_of(FILLABLE, "what `has` can ask for")),
        without=fields.many("without", values.word_of(("waiver",), "what `without` can ask for")),
        own=fields.get("own", values.word_of(("yes",), "a value of `own`, which is `yes` or left out"))
        is not None,
        held_days=fields.get("held_days", values.count) or 0,
    )
