"""A query tree as typed → one that also asks for synonyms, exact names and words that stand together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from registry.core.records import JOINT, Direction
from registry.publish.search.entries import EntryKind
from registry.publish.search.ranking import (
    CHANGED_SCORE,
    DATED_SCORE,
    DOCUMENT_NAME_WEIGHT,
    EXPLAINING_SCORE,
    LAB_SCORE,
    NEAR_WEIGHT,
    OTHER_LAB_WEIGHT,
    OTHER_NAME_WEIGHT,
    ROW_WEIGHT,
    SAID_WEIGHT,
    SHORTER_NAME_WEIGHT,
    SYNONYM_WEIGHT,
)
from registry.publish.search.synonyms import Synonyms
from registry.publish.search.tree import (
    All,
    AnyOf,
    Best,
    Field,
    FieldName,
    Mostly,
    Named,
    Node,
    Not,
    Phrase,
    Prefer,
    Weighted,
    Word,
    all_of,
    any_of,
)
from registry.publish.search.words import LIGHT_WORDS, STOP_WORDS, folded, split

_NEAR = 4
_MOST_VARIANTS = 12
_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,4}){1,3}")
_CHANGES = {
    "weaken": (FieldName.CHANGED, Direction.WEAKENED.value),
    "strengthen": (FieldName.CHANGED, Direction.STRENGTHENED.value),
    "remove": (FieldName.REMOVED, "yes"),
}
_ASKING = re.compile(
    r"(what|whats) (is|are|does|do)\b|(define|definition|meaning|explain)\b|how (is|are|does|do)\b"
)


@dataclass(frozen=True, slots=True)
class _Segment:
    """Words that are one idea: as typed, and the other ways to say it; a name of the lab or the day that it names."""

    typed: str
    others: tuple[str, ...]
    lab: str = ""
    day: str = ""

    @property
    def names(self) -> bool:
        """Whether it names a lab or a version."""
        return bool(self.lab) or _VERSION.fullmatch(folded(self.typed)) is not None

    @property
    def node(self) -> Node:
        literal = self._dated if self.day else _literal(self.typed)
        others = tuple(Weighted(_said(other), SYNONYM_WEIGHT) for other in self.others)
        said = Best((literal, *others)) if others else literal
        if not self.lab:
            return said
        own = All((Field(FieldName.LAB, self.lab, LAB_SCORE), Not(Field(FieldName.LAB, JOINT))))
        return Best((Weighted(said, SAID_WEIGHT), own))

    @property
    def _dated(self) -> Node:
        """A date: what says it, and what is dated so."""
        when = All((Field(FieldName.SINCE, self.day, DATED_SCORE), Field(FieldName.UNTIL, self.day)))
        return Best((Word(self.typed), when))


def understood(node: Node, synonyms: Synonyms, *, every: bool = False) -> Node:
    """The tree with its plain words understood; where they are several, some are enough, unless `every` is wanted.

    Words in quotes and words to be left out stay as typed.
    """

    def asking(asked: Callable[[_Segments], Node]) -> Node:
        return _rewritten(node, lambda words: _meant(words, synonyms, asked))

    whole = asking(_Segments.all_told)
    words = _plain_words(node)
    segments = _Segments.of(words, synonyms)
    if every or not words or len(segments.telling) < 2:
        return whole
    partly = asking(_Segments.some_of_lab)
    if not any(segment.lab for segment in segments.naming):
        return Mostly(whole, partly)
    return Mostly(whole, Best((partly, Weighted(asking(_Segments.some_told), OTHER_LAB_WEIGHT))))


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


def _meant(words: tuple[Word, ...], synonyms: Synonyms, asked: Callable[[_Segments], Node]) -> Node:
    """What holds of the words what is `asked`, or is called so.

    The light words, and words near each other, are to be preferred.
    """
    segments = _Segments.of(words, synonyms)
    better = (*_nodes(segments.light), *_near(words), *_explaining(words), *_changed(words, synonyms))
    called = (_called(words, segments), *_documents(segments, synonyms))
    return AnyOf((_preferring(asked(segments), better), Best(called)))


def _nodes(segments: Iterable[_Segment]) -> tuple[Node, ...]:
    return tuple(segment.node for segment in segments)


def _preferring(node: Node, better: tuple[Node, ...]) -> Node:
    return Prefer(node, any_of(better)) if better else node


def _near(words: tuple[Word, ...]) -> tuple[Node, ...]:
    """Each two words that follow each other, wherever they stand near each other."""
    telling = [word.text for word in words if folded(word.text) not in STOP_WORDS]
    return tuple(
        Weighted(Phrase(f"{one} {next_}", slop=_NEAR), NEAR_WEIGHT) for one, next_ in pairwise(telling)
    )


def _explaining(words: tuple[Word, ...]) -> tuple[Node, ...]:
    """Who asks what something is is best served by a page that explains it."""
    asks = _ASKING.match(" ".join(word.text.lower() for word in words))
    return (Field(FieldName.KIND, "page", EXPLAINING_SCORE),) if asks else ()


def _changed(words: tuple[Word, ...], synonyms: Synonyms) -> tuple[Node, ...]:
    """Who says that something was weakened or dropped means first what is on record as such."""
    asked = {
        field: value
        for said, (field, value) in _CHANGES.items()
        for word in words
        if synonyms.are(word.text, said)
    }
    return tuple(Field(field, value, CHANGED_SCORE) for field, value in asked.items())


def _documents(segments: _Segments, synonyms: Synonyms) -> Iterator[Node]:
    """Documents that some of the words, in a row, are a name of."""
    heavy = segments.heavy
    rows = (heavy[first:last] for first, last in combinations(range(len(heavy) + 1), 2))
    said = [" ".join(segment.typed for segment in row) for row in rows]
    others = [other for segment in heavy for other in segment.others]
    for name in dict.fromkeys(map(folded, (*said, *others))):
        if name in synonyms.documents:
            document = Field(FieldName.KIND, EntryKind.DOCUMENT)
            yield All((Weighted(Named(name), DOCUMENT_NAME_WEIGHT), document))


def _called(words: tuple[Word, ...], segments: _Segments) -> Node:
    """What is called as typed, or so without the words that say little, or with one synonym put in."""
    typed = " ".join(word.text for word in words)
    heavy = segments.heavy
    said = [segment.typed for segment in heavy]
    swapped = [
        " ".join((*said[:at], other, *said[at + 1 :]))
        for at, segment in enumerate(heavy)
        for other in segment.others
    ]
    weights = dict.fromkeys(map(folded, swapped[:_MOST_VARIANTS]), OTHER_NAME_WEIGHT)
    weights |= {folded(" ".join(said)): SHORTER_NAME_WEIGHT}
    weights |= {folded(" ".join(segment.typed for segment in segments.all)): 1.0, folded(typed): 1.0}
    return Best(tuple(Weighted(Named(name), weight) for name, weight in weights.items()))


@dataclass(frozen=True, slots=True)
class _Segments:
    """The ideas of a query: those that name a lab or a version and must be met, plain ones, and light ones."""

    all: tuple[_Segment, ...]
    naming: tuple[_Segment, ...]
    plain: tuple[_Segment, ...]
    light: tuple[_Segment, ...]

    @property
    def telling(self) -> tuple[_Segment, ...]:
        """Those that something must be about."""
        return (*self.naming, *self.plain)

    @property
    def others(self) -> tuple[_Segment, ...]:
        """Those that name no lab."""
        return tuple(segment for segment in self.telling if not segment.lab)

    @property
    def heavy(self) -> tuple[_Segment, ...]:
        """All but the light ones, as they were typed."""
        return tuple(segment for segment in self.all if segment not in self.light)

    def all_told(self) -> Node:
        """What holds all that tells something."""
        return all_of(_nodes(self.telling))

    def some_told(self) -> Node:
        """What holds some of it, whichever lab it is of."""
        return any_of(_nodes(self.others or self.naming))

    def some_of_lab(self) -> Node:
        """The same, of the labs that were named."""
        labs = tuple(segment for segment in self.naming if segment.lab)
        return all_of((*_nodes(labs), *((self.some_told(),) if self.others else ())))

    @classmethod
    def of(cls, words: tuple[Word, ...], synonyms: Synonyms) -> _Segments:
        """Words that say nothing are left out, and light ones are plain, where there are no others."""
        found = tuple(_grouped(words, synonyms))
        told = tuple(segment for segment in found if folded(segment.typed) not in STOP_WORDS) or found
        naming = tuple(segment for segment in told if segment.names)
        light = tuple(segment for segment in told if folded(segment.typed) in LIGHT_WORDS)
        plain = tuple(segment for segment in told if segment not in (*naming, *light))
        if not naming and not plain:
            return cls(told, (), light, ())
        return cls(told, naming, plain, light)


def _grouped(words: tuple[Word, ...], synonyms: Synonyms) -> Iterator[_Segment]:
    """The words, several together where together they have synonyms or are a lab's name."""
    at = 0
    while at < len(words):
        for size in range(min(synonyms.longest, len(words) - at), 0, -1):
            typed = " ".join(word.text for word in words[at : at + size])
            others = synonyms.of(typed)
            lab = next(filter(None, map(synonyms.lab, (typed, *others))), "")
            if size == 1 or others or lab:
                yield _Segment(typed, others, lab=lab, day=words[at].day if size == 1 else "")
                at += size
                break


def _literal(typed: str) -> Node:
    """The words as typed: in a row best, else all of them anywhere."""
    words = typed.split()
    if len(words) == 1:
        return Word(typed)
    telling = tuple(Word(word) for word in words if folded(word) not in STOP_WORDS) or tuple(map(Word, words))
    return Best((Weighted(Phrase(typed), ROW_WEIGHT), all_of(telling)))


def _said(text: str) -> Node:
    return Phrase(text) if len(split(text)) > 1 else Word(text)
