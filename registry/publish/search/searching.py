"""One search over one edition: a query's tree → scores → what passes the filters, counted, in order, with snippets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np
import numpy.typing as npt

from registry.publish.search.columns import Columns, Mask
from registry.publish.search.conditions import Conditions
from registry.publish.search.edition import Edition
from registry.publish.search.entries import Entry
from registry.publish.search.grammar import Query, parse
from registry.publish.search.life import State, life_on
from registry.publish.search.marking import Marker
from registry.publish.search.matching import Scores
from registry.publish.search.meaning import understood
from registry.publish.search.narrowing import facets, passing
from registry.publish.search.nearest import did_you_mean, near_labs, near_topics
from registry.publish.search.ranking import PAST_WEIGHT
from registry.publish.search.results import Filters, Hit, Order, Result
from registry.publish.search.snippets import marked, snippet_of
from registry.publish.search.tree import Everything, Mostly, Node


def search(
    edition: Edition,
    typed: str,
    *,
    today: date,
    filters: Filters,
    order: Order = Order.RELEVANCE,
    limit: int = 20,
    offset: int = 0,
) -> Result:
    """Answer one search. Never raises for anything typed; an unknown lab or topic in the filters finds nothing."""
    query = parse(typed)
    found = _Found.by(edition, query, filters, today, order=order)
    day = filters.as_of or today
    weighed = _weighed(edition.columns, found.scores, day)
    listed = _ordered(edition.columns, found.passing, weighed, order)
    marker = Marker.of(query.tree, edition.synonyms, edition.corpus)
    suggestion = did_you_mean(query.text, query.tree, edition.corpus) if query.tree else None
    nothing = not len(listed)
    return Result(
        query=query.text,
        revision=edition.revision,
        total=len(listed),
        hits=tuple(
            _hit(edition.entries[place], float(weighed[place]), marker, day.isoformat())
            for place in listed[offset : offset + limit]
        ),
        facets=facets(edition.columns, edition.corpus, found.mask, filters, today),
        notes=(*query.notes, *found.notes),
        did_you_mean=suggestion,
        whole=found.whole,
        searched=len(edition.entries),
        labs=_titled(near_labs(query.text, edition.corpus), edition.corpus.labs) if nothing else (),
        topics=_titled(near_topics(query.text, edition.corpus), edition.corpus.topics) if nothing else (),
    )


@dataclass(frozen=True)
class _Found:
    """What a query's words found, which of it passes the filters, and how much of that holds all words."""

    mask: Mask
    scores: Scores
    passing: Mask
    notes: tuple[str, ...]
    whole: int

    @classmethod
    def by(cls, edition: Edition, query: Query, filters: Filters, today: date, *, order: Order) -> _Found:
        """By date only what holds all words is put in order, where there is any: the newest may fit worst."""
        conditions = Conditions(edition.columns, edition.corpus, today)
        tree = conditions.resolved(_meant(edition, query))
        mask, scores = edition.reader.found(tree)
        whole = edition.reader.found(tree.whole).mask if isinstance(tree, Mostly) else mask
        kept = passing(edition.columns, whole, filters, today)
        if order is Order.DATE and kept.any():
            mask = whole
        passed = passing(edition.columns, mask, filters, today)
        notes = tuple(dict.fromkeys(conditions.notes))
        return cls(mask, scores, passed, notes, whole=int(np.count_nonzero(kept)))


def _meant(edition: Edition, query: Query) -> Node:
    if query.tree is None:
        return Everything()
    return understood(query.tree, edition.synonyms, every=query.every)


def _weighed(columns: Columns, scores: Scores, day: date) -> Scores:
    """What was found, by what kind of thing it is, and a little less where it is not in force."""
    states = columns.states(day)
    past = reduce(np.logical_or, (row for state, row in states.items() if state != State.IN_FORCE))
    found: Scores = np.round(scores * columns.worth * np.where(past, PAST_WEIGHT, 1.0), 6)
    return found


def _ordered(columns: Columns, mask: Mask, scores: Scores, order: Order) -> npt.NDArray[np.intp]:
    """The places of the hits: the best first, at equal scores the newer before the older; or the newest first."""
    places = np.flatnonzero(mask)
    worst, oldest = -scores[places], -columns.dates[places]
    return places[np.lexsort((places, worst, oldest) if order is Order.DATE else (places, oldest, worst))]


def _hit(entry: Entry, score: float, marker: Marker, day: str) -> Hit:
    return Hit(
        entry=entry,
        score=score,
        title=marked(entry.title, marker),
        snippet=snippet_of(entry, marker),
        life=life_on(entry, day),
    )


def _titled(names: Iterable[str], titles: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, titles[name]) for name in names)
