"""A query tree over an edition's volumes → which entries match it, and how well. The same whatever the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from registry.publish.search import tree
from registry.publish.search.analysis import stem
from registry.publish.search.columns import Mask
from registry.publish.search.engine import Levels, Numbers, Volume
from registry.publish.search.ranking import LEAST_SHARE, LEVELS, NAME_SCORE, WHOLE_WEIGHT, rarity
from registry.publish.search.words import split

Scores = npt.NDArray[np.float64]
"""For each entry its score; nought for one that is not found."""

_WORDS_KEPT = 8192
_PHRASES_KEPT = 1024


class Found(NamedTuple):
    """What matches, and how well."""

    mask: Mask
    scores: Scores


@dataclass(frozen=True, slots=True)
class Placed:
    """An open volume; `places` has for each of its numbers the place of the entry, -1 for one that is gone."""

    volume: Volume
    places: Numbers

    def __call__(self, numbers: Numbers) -> Numbers:
        """The places of these documents; -1 for those that are gone."""
        return self.places[numbers]


class Reader:
    """The open volumes of an edition, asked together. Threads may share it.

    What an engine found for a word is kept: all of it is no more than the index holds.
    """

    def __init__(
        self, volumes: Sequence[Placed], size: int, *, expand: Callable[[str], Iterable[str]]
    ) -> None:
        """There are so many entries; `expand` gives the words that begin with a prefix."""
        self._volumes = tuple(volumes)
        self._expand = expand
        self._size = size
        self.word = lru_cache(_WORDS_KEPT)(self._word)
        self._row = lru_cache(_PHRASES_KEPT)(self._asked_row)
        self._near = lru_cache(_PHRASES_KEPT)(self._asked_near)

    def found(self, node: tree.Node) -> Found:
        """What matches a query tree without Field nodes."""
        match node:
            case tree.Word(text):
                return self._typed(split(text))
            case tree.Phrase(text, slop):
                return self._phrase(tuple(map(stem, split(text))), slop)
            case tree.Prefix(text):
                return self._any(dict.fromkeys(map(stem, self._expand(text))))
            case tree.Named(text):
                return self._at(
                    self._live(volume(volume.volume.called(text)) for volume in self._volumes), NAME_SCORE
                )
            case tree.Only(mask, score):
                return Found(mask, np.where(mask, score, 0.0))
            case tree.Everything():
                return Found(np.ones(self._size, np.bool_), np.zeros(self._size))
            case _:
                return self._compound(node)

    def _compound(self, node: tree.Node) -> Found:
        match node:
            case tree.All(parts):
                return self._all(parts)
            case tree.AnyOf(parts):
                return _union([self.found(part) for part in parts])
            case tree.Best(parts):
                found = [self.found(part) for part in parts]
                return Found(_either(found), reduce(np.maximum, (one.scores for one in found)))
            case tree.Not():
                return self._all((node,))
            case tree.Weighted(part, weight):
                mask, scores = self.found(part)
                return Found(mask, scores * weight)
            case tree.Mostly(whole, partly):
                return _mostly(self.found(whole), self.found(partly))
            case tree.Prefer(part, better):
                mask, scores = self.found(part)
                return Found(mask, scores + np.where(mask, self.found(better).scores, 0.0))
            case _:
                raise TypeError(f"{type(node).__name__} must be resolved before it is looked for")

    def _all(self, parts: Sequence[tree.Node]) -> Found:
        wanted = [self.found(part) for part in parts if not isinstance(part, tree.Not)]
        unwanted = [self.found(part.part).mask for part in parts if isinstance(part, tree.Not)]
        mask = reduce(np.logical_and, (one.mask for one in wanted), np.ones(self._size, np.bool_))
        mask = reduce(lambda kept, one: kept & ~one, unwanted, mask)
        return Found(mask, np.where(mask, sum(one.scores for one in wanted), 0.0))

    def _typed(self, words: Sequence[str]) -> Found:
        """One word; one with hyphens is its parts in a row, or all of it written as one."""
        if len(words) == 1:
            return self._any([stem(words[0])])
        return _union([self._phrase(tuple(map(stem, words)), 1), self._any([stem("".join(words))])])

    def _any(self, stems: Iterable[str]) -> Found:
        mask, scores = np.zeros(self._size, np.bool_), np.zeros(self._size)
        for one in stems:
            places, levels = self.word(one)
            mask[places] = True
            scores[places] += levels * (rarity(len(places), self._size) / LEVELS)
        return Found(mask, scores)

    def _phrase(self, stems: tuple[str, ...], slop: int) -> Found:
        """What holds the words in a row, or each near the one before; it scores as they do."""
        if len(stems) < 2:
            return self._any(stems)
        if slop > 1:
            places = reduce(np.intersect1d, (self._near(*pair, slop) for pair in pairwise(stems)))
        else:
            places = self._row(stems)
        mask = self._at(places, 0.0).mask
        return Found(mask, np.where(mask, self._any(stems).scores, 0.0))

    def _at(self, places: Numbers, score: float) -> Found:
        mask = np.zeros(self._size, np.bool_)
        mask[places] = True
        return Found(mask, np.where(mask, score, 0.0))

    def _word(self, stemmed: str) -> tuple[Numbers, Levels]:
        """The places of the entries that hold a stem, ascending, and how much it weighs in each."""
        found = [(volume, volume.volume.word(stemmed)) for volume in self._volumes]
        places = np.concatenate([np.empty(0, np.int32), *(volume(one.numbers) for volume, one in found)])
        levels = np.concatenate([np.empty(0, np.uint8), *(one.levels for _, one in found)])
        order = np.argsort(places)
        order = order[places[order] >= 0]
        return places[order], levels[order]

    def _asked_row(self, stems: tuple[str, ...]) -> Numbers:
        return self._live(volume(volume.volume.row(stems)) for volume in self._volumes)

    def _asked_near(self, first: str, second: str, within: int) -> Numbers:
        return self._live(
            volume(volume.volume.near(first, second, within=within)) for volume in self._volumes
        )

    @staticmethod
    def _live(found: Iterable[Numbers]) -> Numbers:
        places = np.concatenate([np.empty(0, np.int32), *found])
        return np.sort(places[places >= 0])


def _either(found: Sequence[Found]) -> Mask:
    return reduce(np.logical_or, (one.mask for one in found))


def _mostly(whole: Found, partly: Found) -> Found:
    """What matches wholly counts more; what matches in part must reach a share of the best of its kind."""
    least = LEAST_SHARE * partly.scores.max(initial=0.0)
    mask = whole.mask | (partly.mask & (partly.scores >= least))
    scores = np.where(whole.mask, np.maximum(whole.scores, partly.scores) * WHOLE_WEIGHT, partly.scores)
    return Found(mask, np.where(mask, scores, 0.0))


def _union(found: Sequence[Found]) -> Found:
    return Found(_either(found), sum((one.scores for one in found[1:]), found[0].scores))
