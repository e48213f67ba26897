"""Which words of a text are those that a query looks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from registry.publish.search.analysis import stem
from registry.publish.search.corpus import Corpus
from registry.publish.search.meaning import understood
from registry.publish.search.synonyms import Synonyms
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
        read = _read(text)
        places = {place for place, stemmed in read.stems_at if stemmed in self.stems} | set(
            self._places(read.stems)
        )
        if self.prefixes:
            places.update(place for place, token in enumerate(read.tokens) if self._begins(token))
        return [read.tokens[place] for place in sorted(places)]

    def _begins(self, token: Token) -> bool:
        return token.text.startswith(self.prefixes) or (token.joined or "").startswith(self.prefixes)

    def _places(self, stems: tuple[str, ...]) -> Iterator[int]:
        for row in self.rows:
            for start in range(len(stems)) if row[0] in stems else ():
                if stems[start] == row[0] and stems[start : start + len(row)] == row:
                    yield from range(start, start + len(row))


@dataclass(frozen=True, slots=True)
class _Read:
    """The words of a text, the stem of each, and all its stems with their places, those of joined words too."""

    tokens: tuple[Token, ...]
    stems: tuple[str, ...]
    stems_at: tuple[tuple[int, str], ...]


def words_of(text: str) -> tuple[Token, ...]:
    """The words of a text."""
    return _read(text).tokens


@lru_cache(maxsize=2048)
def _read(text: str) -> _Read:
    """Kept for a while, since those who page and narrow see the same entries again."""
    found = tuple(tokens(text))
    stems = tuple(stem(token.text) for token in found)
    joined = ((place, stem(token.joined)) for place, token in enumerate(found) if token.joined is not None)
    return _Read(found, stems, (*enumerate(stems), *joined))
