"""What searching must know besides the entries: the corpus's words, names of labs and topics, synonyms."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from registry.core.catalog import Catalog
from registry.publish.search.analysis import stem
from registry.publish.search.entries import Entry
from registry.publish.search.words import folded, split, tokens

MOST_EXPANSIONS = 200


@dataclass(frozen=True)
class Corpus:
    """`labs` and `topics` map slugs to titles, `names` folded names of labs and topics to theirs.

    `facets` are the values of strength, verification and verdict. `words` counts every folded word of the entries.
    """

    labs: Mapping[str, str]
    topics: Mapping[str, str]
    lab_names: Mapping[str, str]
    topic_names: Mapping[str, str]
    facets: Mapping[str, tuple[str, ...]]
    synonyms: tuple[tuple[str, ...], ...]
    words: Mapping[str, int]

    @classmethod
    def of(cls, catalog: Catalog, words: Mapping[str, int]) -> Corpus:
        """The corpus of a catalogue whose entries hold these words so often."""
        vocabulary = catalog.vocabulary
        labs = catalog.labs.values()
        return cls(
            labs={lab.slug: lab.name for lab in labs},
            topics={topic.id: topic.title for topic in vocabulary.topics},
            lab_names={folded(name): lab.slug for lab in labs for name in (*lab.aliases, lab.slug, lab.name)},
            topic_names={
                folded(name): topic.id for topic in vocabulary.topics for name in (topic.title, topic.id)
            },
            facets={
                "strength": tuple(term.id for term in vocabulary.facets["strength"]),
                "verification": tuple(term.id for term in vocabulary.facets["verification"]),
                "verdict": tuple(term.id for term in vocabulary.verdicts),
            },
            synonyms=vocabulary.synonyms,
            words=dict(sorted(words.items())),
        )

    def to_json(self) -> str:
        """The corpus as text, from which `from_json` makes it again."""
        return json.dumps(vars(self), ensure_ascii=False, default=dict)

    @classmethod
    def from_json(cls, text: str) -> Corpus:
        """The corpus that `to_json` wrote."""
        given = json.loads(text)
        given["synonyms"] = tuple(tuple(group) for group in given["synonyms"])
        given["facets"] = {name: tuple(values) for name, values in given["facets"].items()}
        return cls(**given)

    @cached_property
    def sorted_words(self) -> tuple[str, ...]:
        """Every word in alphabetical order."""
        return tuple(sorted(self.words))

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of all words, and of those that mean the same as one."""
        meant = (word for group in self.synonyms for member in group for word in split(member))
        return frozenset(map(stem, (*self.words, *meant)))

    def beginning_with(self, prefix: str) -> tuple[str, ...]:
        """The words that begin so; where they are very many, the commonest."""
        first = bisect_left(self.sorted_words, prefix)
        last = bisect_left(self.sorted_words, prefix + "\U0010ffff", first)
        found = islice(self.sorted_words, first, last)
        return tuple(sorted(found, key=lambda word: -self.words[word])[:MOST_EXPANSIONS])


def recounted(words: Mapping[str, int], gone: Iterable[Entry], come: Iterable[Entry]) -> Mapping[str, int]:
    """How often entries hold each word, from how often they did before some of them went and others came."""
    counted = Counter(words)
    counted.subtract(_words(gone))
    counted.update(_words(come))
    return +counted


def _words(entries: Iterable[Entry]) -> Iterator[str]:
    return (token.text for entry in entries for text in entry.texts for token in tokens(text))
