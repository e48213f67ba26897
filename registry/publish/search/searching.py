"""One search over one edition: a query's tree → scores → what passes the filters, counted, in order, with snippets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from registry.core.dates import PartialDate
from registry.publish.search.conditions import Conditions
from registry.publish.search.edition import Edition
from registry.publish.search.entries import Entry
from registry.publish.search.grammar import Query, parse
from registry.publish.search.life import State, life_on
from registry.publish.search.marking import Marker
from registry.publish.search.meaning import loosened, understood
from registry.publish.search.narrowing import facets, passing
from registry.publish.search.nearest import did_you_mean, near_labs, near_topics
from registry.publish.search.ranking import KIND_WEIGHT, PAST_WEIGHT
from registry.publish.search.results import Filters, Hit, Order, Result
from registry.publish.search.snippets import marked, snippet_of
from registry.publish.search.tree import Everything

Scores = Mapping[str, float]


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
    found = _Found.by(edition, query, filters, today)
    day = (filters.as_of or today).isoformat()
    listed = found.ordered(order, day)
    marker = Marker.of(query.tree, edition.synonyms, edition.corpus)
    suggestion = did_you_mean(query.text, query.tree, edition.corpus) if query.tree else None
    return Result(
        query=query.text,
        revision=edition.revision,
        total=len(listed),
        hits=tuple(
            _hit(edition, key, found.scores[key], marker, day) for key in listed[offset : offset + limit]
        ),
        facets=facets(edition, found.scores, filters, today),
        notes=(*query.notes, *found.notes),
        did_you_mean=suggestion,
        loosened=found.loosened,
        searched=len(edition.entries),
        labs=() if listed else _titled(near_labs(query.text, edition.corpus), edition.corpus.labs),
        topics=() if listed else _titled(near_topics(query.text, edition.corpus), edition.corpus.topics),
    )


@dataclass(frozen=True)
class _Found:
    """What a query's words found, and which of it passes the filters."""

    edition: Edition
    scores: Scores
    passing: tuple[str, ...]
    notes: tuple[str, ...]
    loosened: bool

    @classmethod
    def by(cls, edition: Edition, query: Query, filters: Filters, today: date) -> _Found:
        conditions = Conditions(edition.entries, edition.corpus, today)
        tree = conditions.resolved(query.tree) if query.tree is not None else Everything()
        notes = tuple(dict.fromkeys(conditions.notes))
        scores = edition.scores(understood(tree, edition.synonyms))
        kept = passing(edition.entries, scores, filters, today)
        if kept or query.tree is None:
            return cls(edition, scores, kept, notes, loosened=False)
        for looser in loosened(tree, edition.synonyms):
            scores = edition.scores(looser)
            kept = passing(edition.entries, scores, filters, today)
            if kept:
                return cls(edition, scores, kept, notes, loosened=True)
        return cls(edition, {}, (), notes, loosened=False)

    def ordered(self, order: Order, day: str) -> list[str]:
        """The keys that pass: the best first, at equal scores the current before the past; or the newest first."""
        entries = self.edition.entries

        def relevance(key: str) -> tuple[float, str, str]:
            return -_weighted(entries[key], self.scores[key], day), _newest_first(entries[key].date), key

        def newest(key: str) -> tuple[str, float, str]:
            return _newest_first(entries[key].date), -self.scores[key], key

        return sorted(self.passing, key=newest if order is Order.DATE else relevance)


def _weighted(entry: Entry, score: float, day: str) -> float:
    life = life_on(entry, day)
    past = PAST_WEIGHT if life is not None and life.state is not State.IN_FORCE else 1.0
    return round(score * KIND_WEIGHT.get(entry.kind, 1.0) * past, 6)


@lru_cache(maxsize=4096)
def _newest_first(written: str) -> str:
    """A sort key that puts the newest date first and what has none last."""
    if not written:
        return "~"
    return "".join(str(9 - int(digit)) for digit in PartialDate.parse(written).first.strftime("%Y%m%d"))


def _hit(edition: Edition, key: str, score: float, marker: Marker, day: str) -> Hit:
    entry = edition.entries[key]
    return Hit(
        entry=entry,
        score=_weighted(entry, score, day),
        title=marked(entry.title, marker),
        snippet=snippet_of(entry, marker),
        life=life_on(entry, day),
    )


def _titled(names: Iterable[str], titles: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, titles[name]) for name in names)
