"""The vocabulary as checks on what is written. Without one, words are taken as written."""

from __future__ import annotations

from collections.abc import Sequence

from registry.content import values
from registry.content.values import Converter
from registry.core.vocabulary import Vocabulary


class Words:
    """Converters for topics, aspects and facet values; `vocabulary` is None where it could not be read."""

    def __init__(self, vocabulary: Vocabulary | None) -> None:
        self.vocabulary = vocabulary
        self.topics: tuple[str, ...] = tuple(vocabulary.topic_by_id) if vocabulary else ()
        self.topic: Converter = values.word_of(self.topics, "a topic") if vocabulary else values.slug
        self._facets: dict[str, Converter] = {
            facet: values.word_of([term.id for term in terms], f"a value of `{facet}`")
            for facet, terms in (vocabulary.facets.items() if vocabulary else ())
            if terms
        }
        self._aspects: dict[tuple[str, ...], Converter] = {}

    def facet(self, facet: str) -> Converter:
        """A value of the facet."""
        return self._facets.get(facet, values.slug)

    def aspect(self, topics: Sequence[str]) -> Converter:
        """An aspect of one of the topics; any slug where a topic is unknown, a mistake of its own."""
        key = tuple(topics)
        if key not in self._aspects:
            self._aspects[key] = self._aspect_of(key)
        return self._aspects[key]

    def _aspect_of(self, topics: tuple[str, ...]) -> Converter:
        if self.vocabulary is None or not topics or any(topic not in self.topics for topic in topics):
            return values.slug
        known = [aspect.id for topic in topics for aspect in self.vocabulary.topic_by_id[topic].aspects]
        return values.word_of(known, f"an aspect of {' or '.join(topics)}")
