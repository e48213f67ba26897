"""Queries of seven kinds, drawn from the words of the entries themselves: the same ones for the same catalogue."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from registry.publish.search.entries import Entry
from registry.publish.search.words import STOP_WORDS, tokens

COUNT = 40
_RARE, _COMMON = 1 / 400, 40
_LEAST = 4
"""Shorter words are left out: as a prefix they would be refused."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query as a person types it and as FTS5 has it; a lab and a day that it has to be narrowed to there.

    `narrowed_to` is a lab that was chosen beside the hits, not typed.
    """

    typed: str
    match: str
    lab: str | None = None
    day: date | None = None
    narrowed_to: str | None = None


def questions(entries: Sequence[Entry], today: date) -> Mapping[str, Sequence[Question]]:
    """So many questions of each kind."""
    draw = random.Random(1)  # noqa: S311 - the same questions every time
    words = [list(_words(entry)) for entry in entries]
    spread = Counter(word for found in words for word in set(found))
    few = max(1, round(len(entries) * _RARE))
    rare = sorted(word for word, count in spread.items() if count <= few)
    common = [word for word, _ in spread.most_common(_COMMON)]
    middling = sorted(word for word, count in spread.items() if few < count < len(entries) / 20)
    long = [found for found in words if len(set(found)) > 20]
    dated = [entry for entry in entries if entry.spans and entry.labs and len(set(_words(entry))) > 5]
    return {
        "rare term": [_word(word) for word in draw.sample(rare, COUNT)],
        "common term": [_word(word) for word in common],
        "AND of three": [_all_of(draw.sample(sorted(set(draw.choice(long))), 3)) for _ in range(COUNT)],
        "phrase": [_phrase(pair) for pair in draw.sample(_pairs(entries), COUNT)],
        "prefix": [_prefix(word[:_LEAST]) for word in draw.sample(middling, COUNT)],
        "lab and date": [_narrowed(draw.choice(dated), draw, today) for _ in range(COUNT)],
        "narrowed, counted": [_chosen(word, draw.choice(dated).labs[0]) for word in common],
    }


def _words(entry: Entry) -> Iterator[str]:
    for text in (entry.title, entry.text):
        yield from (token.text for token in tokens(text) if _tells(token.text))


def _tells(word: str) -> bool:
    return word.isalpha() and len(word) >= _LEAST and word not in STOP_WORDS


def _pairs(entries: Sequence[Entry]) -> Sequence[str]:
    """Two telling words that stand next to each other in an entry's text, more than once in the catalogue."""
    counted: Counter[str] = Counter()
    for entry in entries:
        found = [token for token in tokens(entry.text) if token.joined is None]
        near = (pair for pair in pairwise(found) if pair[1].place == pair[0].place + 1)
        said = (tuple(token.text for token in pair) for pair in near)
        counted.update({" ".join(pair) for pair in said if all(map(_tells, pair))})
    return sorted(pair for pair, count in counted.items() if count > 1)


def _word(word: str) -> Question:
    return Question(word, f'"{word}"')


def _all_of(words: Sequence[str]) -> Question:
    return Question(" ".join(words), " AND ".join(f'"{word}"' for word in words))


def _phrase(words: str) -> Question:
    said = f'"{words}"'
    return Question(said, said)


def _prefix(word: str) -> Question:
    return Question(f"{word}*", f'"{word}"*')


def _narrowed(entry: Entry, draw: random.Random, today: date) -> Question:
    word = draw.choice(sorted(set(_words(entry))))
    day = today - timedelta(days=draw.randrange(600))
    return Question(f"{word} lab:{entry.labs[0]} asof:{day}", f'"{word}"', lab=entry.labs[0], day=day)


def _chosen(word: str, lab: str) -> Question:
    return Question(word, f'"{word}"', lab=lab, narrowed_to=lab)
