"""An entry → what engines take in: its stems with their weights, its texts as rows of stems, its names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache

from whoosh.lang.snowball.english import EnglishStemmer

from registry.publish.search import ranking
from registry.publish.search.engine import Document
from registry.publish.search.entries import Entry
from registry.publish.search.words import spelling, tokens

_UNROWED = ("holders", "coded")
"""Fields in which no phrase is looked for."""

_STEMMER = EnglishStemmer()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """What a folded word is compared by: its stem, in one spelling."""
    found: str = _STEMMER.stem(spelling(word))
    return found


def analysed(entry: Entry) -> Document:
    """The entry as engines take it in. A hyphenated word counts by its parts and as one word."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    lengths: Counter[str] = Counter()
    rows: list[tuple[str, ...]] = []
    for name, texts in _fields(entry).items():
        for text in texts:
            found = tuple(tokens(text))
            row = tuple(stem(token.text) for token in found)
            joined = (stem(token.joined) for token in found if token.joined is not None)
            for word in (*row, *joined):
                counts[word][name] += 1
            lengths[name] += len(row)
            if name not in _UNROWED:
                rows.append(row)
    levels = {word: ranking.level(where, lengths) for word, where in counts.items()}
    return Document(levels, tuple(rows), entry.names)


def _fields(entry: Entry) -> Mapping[str, tuple[str, ...]]:
    return {
        "title": (entry.title,),
        "text": (entry.text,),
        "about": tuple(aside.text for aside in entry.about),
        "asides": tuple(aside.text for aside in entry.asides),
        "holders": entry.holders,
        "coded": tuple(aside.text for aside in entry.coded),
    }
