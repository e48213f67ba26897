"""What a person may have meant: words of the corpus near a misspelt one, labs and topics near a query."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from registry.publish.search.analysis import stem
from registry.publish.search.corpus import Corpus
from registry.publish.search.tree import Node, Word, wanted
from registry.publish.search.words import STOP_WORDS, folded, split

_LEAST_LETTERS = 4
_MOST_NEAR = 3
_LEAST_ALIKE = 70


def did_you_mean(text: str, node: Node, corpus: Corpus) -> str | None:
    """The query with each word that the corpus has in no form replaced by a near one that it has; None without any."""
    changed = text
    for part in wanted(node):
        if not isinstance(part, Word):
            continue
        for word in split(part.text):
            near = _near_word(word, corpus)
            if near:
                changed = re.sub(rf"(?i)(?<!\w){re.escape(word)}(?!\w)", near, changed)
    return changed if folded(changed) != folded(text) else None


def _near_word(word: str, corpus: Corpus) -> str | None:
    if len(word) < _LEAST_LETTERS or not word.isalpha() or word in STOP_WORDS or stem(word) in corpus.stems:
        return None
    most = 1 if len(word) < 6 else 2
    near = process.extract(word, corpus.sorted_words, scorer=OSA.distance, score_cutoff=most, limit=10)
    ranked = [
        (distance, -corpus.words[found], found)
        for found, distance, _ in near
        if len(found) >= _LEAST_LETTERS and not found.isdigit()
    ]
    return min(ranked)[2] if ranked else None


def near_labs(text: str, corpus: Corpus) -> tuple[str, ...]:
    """The slugs of the labs whose names come nearest to a text."""
    return _near_names(text, corpus.lab_names)


def near_topics(text: str, corpus: Corpus) -> tuple[str, ...]:
    """The ids of the topics whose titles come nearest to a text."""
    return _near_names(text, corpus.topic_names)


def _near_names(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    found = process.extract(
        folded(text), list(names), scorer=fuzz.WRatio, score_cutoff=_LEAST_ALIKE, limit=3 * _MOST_NEAR
    )
    return tuple(dict.fromkeys(names[name] for name, _, _ in found))[:_MOST_NEAR]
