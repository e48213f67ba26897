"""A query tree as typed → one that also asks for synonyms, exact names and words that stand together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from registry.publish.search.tree import (
    All,
    AnyOf,
    Best,
    Named,
    Node,
    Phrase,
    Prefer,
    Weighted,
    Word,
    all_of,
    any_of,
)
from registry.publish.search.words import STOP_WORDS, folded, split

_SYNONYM_WEIGHT = 0.5
_NEAR = 4
_MOST_VARIANTS = 12
_MOST_LEFT_OUT = 6

Stems = tuple[str, ...]


class Synonyms:
    """Groups of words and phrases that search treats alike, found whatever their forms."""

    def __init__(self, groups: Iterable[tuple[str, ...]], *, stem: Callable[[str], str]) -> None:
        self._stem = stem
        self._alike: dict[Stems, dict[str, None]] = {}
        for group in groups:
            for member in group:
                self._alike.setdefault(self.stems(member), {}).update(dict.fromkeys(group))
        self.longest = max((len(stems) for stems in self._alike), default=1)

    def stems(self, text: str) -> Stems:
        """The stems of a text's words."""
        return tuple(self._stem(word) for word in split(text))

    def of(self, text: str) -> tuple[str, ...]:
        """The other members of all groups that hold this text."""
        stems = self.stems(text)
        return tuple(member for member in self._alike.get(stems, ()) if self.stems(member) != stems)


@dataclass(frozen=True, slots=True)
class _Segment:
    """Words that are one idea: as typed, and the other ways to say it."""

    typed: str
    others: tuple[str, ...]

    @property
    def node(self) -> Node:
        literal = _literal(self.typed)
        others = tuple(Weighted(_said(other), _SYNONYM_WEIGHT) for other in self.others)
        return Best((literal, *others)) if others else literal


def understood(node: Node, synonyms: Synonyms) -> Node:
    """The tree with its plain words understood. Words in quotes and words to be left out stay as typed."""
    return _rewritten(node, lambda words: _plain(words, synonyms))


def loosened(node: Node, synonyms: Synonyms) -> Iterator[Node]:
    """Trees that ask for less, for when nothing holds all words: first all but one of the words, then any of them."""
    words = _plain_words(node)
    segments = _segments(words, synonyms)
    if len(segments) < 2:
        return
    if 2 < len(segments) <= _MOST_LEFT_OUT:
        yield _rewritten(node, lambda words: _all_but_one(_segments(words, synonyms)))
    yield _rewritten(node, lambda words: any_of(tuple(one.node for one in _segments(words, synonyms))))


def _plain_words(node: Node) -> tuple[Word, ...]:
    if isinstance(node, Word):
        return (node,)
    return tuple(part for part in node.parts if isinstance(part, Word)) if isinstance(node, All) else ()


def _rewritten(node: Node, rewrite: Callable[[tuple[Word, ...]], Node]) -> Node:
    """The tree with the plain words of every All made one node."""
    match node:
        case Word():
            return rewrite((node,))
        case All(parts):
            words = _plain_words(node)
            rest = tuple(_rewritten(part, rewrite) for part in parts if not isinstance(part, Word))
            return all_of((rewrite(words), *rest)) if words else all_of(rest)
        case AnyOf(parts):
            return AnyOf(tuple(_rewritten(part, rewrite) for part in parts))
        case _:
            return node


def _plain(words: tuple[Word, ...], synonyms: Synonyms) -> Node:
    segments = _segments(words, synonyms)
    typed = " ".join(word.text for word in words)
    main = all_of(tuple(segment.node for segment in segments))
    if len(words) > 1:
        main = Prefer(main, Phrase(typed, slop=_NEAR))
    names = _names(typed, segments)
    called = Best((Named(names[0]), *(Weighted(Named(name), 0.5) for name in names[1:])))
    return AnyOf((main, called))


def _names(typed: str, segments: tuple[_Segment, ...]) -> tuple[str, ...]:
    """What the query may be the name of: as typed, without the words that say little, with one synonym put in."""
    said = [segment.typed for segment in segments]
    swapped = [
        " ".join((*said[:at], other, *said[at + 1 :]))
        for at, segment in enumerate(segments)
        for other in segment.others
    ]
    return tuple(dict.fromkeys(folded(name) for name in (typed, " ".join(said), *swapped)))[:_MOST_VARIANTS]


def _segments(words: tuple[Word, ...], synonyms: Synonyms) -> tuple[_Segment, ...]:
    """The words grouped where several together have synonyms; those that say little are left out, unless all do."""
    found: list[_Segment] = []
    at = 0
    while at < len(words):
        for size in range(min(synonyms.longest, len(words) - at), 0, -1):
            typed = " ".join(word.text for word in words[at : at + size])
            others = synonyms.of(typed)
            if others or size == 1:
                found.append(_Segment(typed, others))
                at += size
                break
        else:
            at += 1
    telling = tuple(segment for segment in found if folded(segment.typed) not in STOP_WORDS)
    return telling or tuple(found)


def _all_but_one(segments: tuple[_Segment, ...]) -> Node:
    nodes = [segment.node for segment in segments]
    return any_of(tuple(all_of(tuple(nodes[:at] + nodes[at + 1 :])) for at in range(len(nodes))))


def _literal(typed: str) -> Node:
    """The words as typed: in a row best, else all of them anywhere."""
    words = typed.split()
    if len(words) == 1:
        return Word(typed)
    telling = tuple(Word(word) for word in words if folded(word) not in STOP_WORDS) or tuple(map(Word, words))
    return Best((Weighted(Phrase(typed), 1.2), all_of(telling)))


def _said(text: str) -> Node:
    return Phrase(text) if len(split(text)) > 1 else Word(text)
