"""One search over one edition: a query's tree → scores → what passes the filters, counted, in order, with snippets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from registry.core.dates import PartialDate
from registry.publish.search import whoosh_engine
from registry.publish.search.conditions import Conditions
from registry.publish.search.edition import Edition
from registry.publish.search.entries import Entry, EntryKind
from registry.publish.search.grammar import Query, parse
from registry.publish.search.life import State, life_on
from registry.publish.search.meaning import loosened, understood
from registry.publish.search.narrowing import facets, passing
from registry.publish.search.nearest import did_you_mean, near_labs, near_topics
from registry.publish.search.results import Filters, Hit, Order, Result
from registry.publish.search.snippets import marked, snippet_of
from registry.publish.search.tree import Everything, Node, Prefix, wanted
from registry.publish.search.words import STOP_WORDS, split

_KIND_WEIGHT = {
    EntryKind.LAB: 1.15,
    EntryKind.DOCUMENT: 1.15,
    EntryKind.TOPIC: 1.1,
    EntryKind.CLAUSE: 1.1,
    EntryKind.CONDUCT: 0.8,
    EntryKind.DISCLOSURE: 0.8,
    EntryKind.PAGE: 0.45,
}
_PAST_WEIGHT = 0.9
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
    matches = _matcher(query, edition)
    suggestion = did_you_mean(query.text, query.tree, edition.corpus) if query.tree else None
    return Result(
        query=query.text,
        revision=edition.revision,
        total=len(listed),
        hits=tuple(
            _hit(edition, key, found.scores[key], matches, day) for key in listed[offset : offset + limit]
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
        scores = edition.reader.scores(understood(tree, edition.synonyms))
        kept = passing(edition.entries, scores, filters, today)
        if kept or query.tree is None:
            return cls(edition, scores, kept, notes, loosened=False)
        for looser in loosened(tree, edition.synonyms):
            scores = edition.reader.scores(looser)
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
    past = _PAST_WEIGHT if life is not None and life.state is not State.IN_FORCE else 1.0
    return round(score * _KIND_WEIGHT.get(entry.kind, 1.0) * past, 6)


@lru_cache(maxsize=4096)
def _newest_first(written: str) -> str:
    """A sort key that puts the newest date first and what has none last."""
    if not written:
        return "~"
    return "".join(str(9 - int(digit)) for digit in PartialDate.parse(written).first.strftime("%Y%m%d"))


def _hit(edition: Edition, key: str, score: float, matches: Callable[[str], bool], day: str) -> Hit:
    entry = edition.entries[key]
    return Hit(
        entry=entry,
        score=_weighted(entry, score, day),
        title=marked(entry.title, matches),
        snippet=snippet_of(entry, matches),
        life=life_on(entry, day),
    )


def _matcher(query: Query, edition: Edition) -> Callable[[str], bool]:
    """Whether a folded word of a text is one of those looked for, in any form, or of a synonym of theirs."""
    if query.tree is None:
        return lambda _word: False
    parts = list(wanted(query.tree))
    prefixes = tuple(part.text for part in parts if isinstance(part, Prefix))
    typed = [word for part in parts if not isinstance(part, Prefix) for word in split(part.text)]
    telling = [word for word in typed if word not in STOP_WORDS] or typed
    joined = ["".join(words) for part in parts if len(words := split(part.text)) > 1]
    others = [word for part in _spoken(query.tree, edition) for word in split(part) if word not in STOP_WORDS]
    stems = {whoosh_engine.stem(word) for word in (*telling, *joined, *others)}

    def matches(word: str) -> bool:
        return whoosh_engine.stem(word) in stems or (bool(prefixes) and word.startswith(prefixes))

    return matches


def _spoken(node: Node, edition: Edition) -> Iterable[str]:
    """Every word or phrase that the understood query looks for, synonyms of one word among them."""
    return (part.text for part in wanted(understood(node, edition.synonyms)) if len(split(part.text)) == 1)


def _titled(names: Iterable[str], titles: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, titles[name]) for name in names)
