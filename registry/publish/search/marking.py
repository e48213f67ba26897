"""Which words of a text are those that a query looks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from registry.publish.search.analysis import stem
from registry.publish.search.corpus import Corpus
from registry.publish.search.meaning import Synonyms, understood
from registry.publish.search.tree import Node, Prefix, wanted
from registry.publish.search.words import STOP_WORDS, Token, split, tokens


@dataclass(frozen=True, slots=True)
class Marker:
    """What marks a word: its stem, how it begins, or that it stands in one of these rows of stems."""

    stems: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    rows: frozenset[tuple[str, ...]] = frozenset()

    @classmethod
    def of(cls, tree: Node | None, synonyms: Synonyms, corpus: Corpus) -> Marker:
        """The marker of a query's tree: its words in any form, and the words and phrases that mean the same."""
        if tree is None:
            return cls()
        asked = list(wanted(tree))
        prefixes = tuple(part.text for part in asked if isinstance(part, Prefix))
        spoken = [split(part.text) for part in asked if not isinstance(part, Prefix)]
        typed = [word for words in spoken for word in words]
        telling = [word for word in typed if word not in STOP_WORDS] or typed
        joined = ["".join(words) for words in spoken if len(words) > 1]
        begun = [word for prefix in prefixes for word in corpus.beginning_with(prefix)]
        meant = [split(part.text) for part in wanted(understood(tree, synonyms))]
        others = [words[0] for words in meant if len(words) == 1 and words[0] not in STOP_WORDS]
        return cls(
            stems=frozenset(stem(word) for word in (*telling, *joined, *begun, *others)),
            prefixes=prefixes,
            rows=frozenset(tuple(stem(word) for word in words) for words in meant if len(words) > 1),
        )

    def hits(self, text: str) -> list[Token]:
        """The words of a text that are looked for, in order."""
        found = words_of(text)
        in_rows = self._in_rows(found)
        return [token for place, token in enumerate(found) if place in in_rows or self._is_meant(token)]

    def _is_meant(self, token: Token) -> bool:
        return any(
            stem(word) in self.stems or (bool(self.prefixes) and word.startswith(self.prefixes))
            for word in (token.text, token.joined)
            if word is not None
        )

    def _in_rows(self, found: tuple[Token, ...]) -> frozenset[int]:
        stems = tuple(stem(token.text) for token in found) if self.rows else ()
        return frozenset(self._places(stems))

    def _places(self, stems: tuple[str, ...]) -> Iterator[int]:
        for row in self.rows:
            for start, first in enumerate(stems):
                if first == row[0] and stems[start : start + len(row)] == row:
                    yield from range(start, start + len(row))


@lru_cache(maxsize=512)
def words_of(text: str) -> tuple[Token, ...]:
    """The words of a text; kept for a while, since those who page and narrow see the same entries again."""
    return tuple(tokens(text))
