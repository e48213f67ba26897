"""Whoosh: entries → an index of bytes, a query tree → the keys of what matches, with scores. The only home of Whoosh.

Whoosh finds and scores terms and phrases; they are combined here, not by its compound matchers, whose cost is hard to
bound (a union of a thousand terms took half a minute) and of which facets would need every match anyway.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping

from whoosh import query
from whoosh.analysis import Analyzer, Token
from whoosh.fields import ID, KEYWORD, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.index import Index
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from registry.publish.search import tree
from registry.publish.search.analysis import stem
from registry.publish.search.entries import Entry
from registry.publish.search.ranking import NAME_SCORE
from registry.publish.search.words import split, tokens

Files = Mapping[str, bytes]
"""An index, whole: its files by name."""

_FIELDS = {"title": 2.0, "text": 1.0, "about": 0.6, "asides": 0.4, "holders": 0.1}
"""The fields that words are looked for in, and how much a find there counts."""

_PHRASE_FIELDS = ("title", "text", "about", "asides")
Scores = dict[int, float]
"""Document numbers, each with its score."""


class WordAnalyzer(Analyzer):  # type: ignore[misc]
    """Texts as stems. A hyphenated word is indexed by its parts and, at the place of the first, as one word."""

    def __call__(self, value: str, **_: object) -> Iterator[Token]:
        """One token again and again, as Whoosh wants it."""
        token = Token(positions=True, chars=False)
        for found in tokens(value):
            token.pos = found.place
            for word in (found.text, found.joined):
                if word is not None:
                    token.text = stem(word)
                    yield token


def _schema() -> Schema:
    words = {name: TEXT(analyzer=WordAnalyzer(), phrase=True, stored=False) for name in _FIELDS}
    return Schema(key=ID(stored=True, unique=True), names=KEYWORD(commas=True), **words)


class _Memory(RamStorage):  # type: ignore[misc]
    """An index that never touches the disk, not even for what it sets aside while it is written."""

    def temp_storage(self, name: str | None = None) -> RamStorage:  # noqa: ARG002
        return _Memory()


def build(entries: Iterable[Entry]) -> Files:
    """A new index of these entries."""
    storage = _Memory()
    storage.create_index(_schema())
    return _written(storage, (), entries)


def update(files: Files, *, gone: Iterable[str], entries: Iterable[Entry]) -> Files:
    """The index without the entries of the keys `gone` and with these ones, which replace those of the same keys."""
    return _written(_opened(files), gone, entries)


def _opened(files: Files) -> _Memory:
    storage = _Memory()
    storage.files.update(files)
    return storage


def _written(storage: _Memory, gone: Iterable[str], entries: Iterable[Entry]) -> Files:
    given = tuple(entries)
    writer = storage.open_index().writer(limitmb=256, procs=1)
    for key in (*gone, *(entry.key for entry in given)):
        writer.delete_by_term("key", key)
    for entry in given:
        writer.add_document(
            key=entry.key,
            names=",".join(entry.names),
            title=entry.title,
            text=entry.text,
            about=". ".join(aside.text for aside in entry.about),
            asides="\n".join(aside.text for aside in entry.asides),
            holders=", ".join(entry.holders),
        )
    # One segment: what was deleted no longer weighs in any score, so an update scores as a fresh index does.
    writer.commit(optimize=True)
    return {name: bytes(content) for name, content in storage.files.items()}


class Reader:
    """An open index. Safe to share by threads: each has a searcher of its own over the same bytes."""

    def __init__(self, files: Files, *, expand: Callable[[str], Iterable[str]]) -> None:
        """Open an index. `expand` gives the words that begin with a prefix. The files must be what was once written."""
        self._index: Index = _opened(files).open_index()
        self._expand = expand
        self._local = threading.local()
        with self._index.reader() as reader:
            stored = dict(reader.iter_docs())
        self._keys: dict[int, str] = {number: fields["key"] for number, fields in stored.items()}
        self._numbers = {key: number for number, key in self._keys.items()}

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all entries."""
        return frozenset(self._numbers)

    def scores(self, node: tree.Node) -> dict[str, float]:
        """What matches a query tree without Field nodes: the keys, each with its score."""
        return {self._keys[number]: score for number, score in self._found(node).items()}

    def postings(self) -> dict[str, tuple[tuple[str, float], ...]]:
        """The whole index by field and term: the keys that hold it, and how often. For comparing two indexes."""
        found: dict[str, tuple[tuple[str, float], ...]] = {}
        with self._index.reader() as reader:
            for field, term in reader.all_terms():
                matcher = reader.postings(field, term)
                listed: list[tuple[str, float]] = []
                while matcher.is_active():
                    listed.append((self._keys[matcher.id()], matcher.weight()))
                    matcher.next()
                found[f"{field} {term.decode()}"] = tuple(sorted(listed))
        return found

    def _searcher(self) -> Searcher:
        if not hasattr(self._local, "searcher"):
            self._local.searcher = self._index.searcher(weighting=BM25F(holders_B=0.0))
        searcher: Searcher = self._local.searcher
        return searcher

    def _found(self, node: tree.Node) -> Scores:
        match node:
            case tree.Word(text):
                return self._word(split(text))
            case tree.Phrase(text, slop):
                return self._phrase(split(text), slop)
            case tree.Prefix(text):
                stems = dict.fromkeys(stem(word) for word in self._expand(text))
                return _union([self._stemmed(one) for one in stems])
            case tree.Named(text):
                return dict.fromkeys(self._matches(query.Term("names", text)), NAME_SCORE)
            case tree.Only(keys):
                return {self._numbers[key]: 0.0 for key in keys if key in self._numbers}
            case tree.Everything():
                return dict.fromkeys(self._keys, 0.0)
            case _:
                return self._compound(node)

    def _compound(self, node: tree.Node) -> Scores:
        match node:
            case tree.All(parts):
                return self._all(parts)
            case tree.AnyOf(parts):
                return _union([self._found(part) for part in parts])
            case tree.Best(parts):
                return _best([self._found(part) for part in parts])
            case tree.Not(part):
                return self._all((tree.Not(part),))
            case tree.Weighted(part, weight):
                return {number: score * weight for number, score in self._found(part).items()}
            case tree.Prefer(part, better):
                base, bonus = self._found(part), self._found(better)
                return {number: score + bonus.get(number, 0.0) for number, score in base.items()}
            case _:
                raise TypeError(f"{type(node).__name__} must be resolved before it reaches the engine")

    def _all(self, parts: tuple[tree.Node, ...]) -> Scores:
        wanted = [self._found(part) for part in parts if not isinstance(part, tree.Not)]
        unwanted = _union([self._found(part.part) for part in parts if isinstance(part, tree.Not)])
        base = _intersection(wanted) if wanted else dict.fromkeys(self._keys, 0.0)
        return {number: score for number, score in base.items() if number not in unwanted}

    def _word(self, words: tuple[str, ...]) -> Scores:
        if len(words) == 1:
            return self._stemmed(stem(words[0]))
        return _union([self._phrase(words, 1), self._stemmed(stem("".join(words)))])

    def _stemmed(self, stemmed: str) -> Scores:
        return _union(
            [self._matches(query.Term(field, stemmed, boost=boost)) for field, boost in _FIELDS.items()]
        )

    def _phrase(self, words: tuple[str, ...], slop: int) -> Scores:
        stems = [stem(word) for word in words]
        if len(stems) < 2:
            return self._stemmed(stems[0]) if stems else {}
        phrases = [query.Phrase(field, stems, slop=slop, boost=_FIELDS[field]) for field in _PHRASE_FIELDS]
        return _union([self._matches(phrase) for phrase in phrases])

    def _matches(self, wanted: query.Query) -> Scores:
        """What one term or phrase matches. The index has one segment, so the searcher's numbers are the index's."""
        searcher = self._searcher()
        matcher = wanted.matcher(searcher, searcher.context())
        found: Scores = {}
        while matcher.is_active():
            found[matcher.id()] = matcher.score()
            matcher.next()
        return found


def _union(parts: list[Scores]) -> Scores:
    found: Scores = {}
    for part in parts:
        for number, score in part.items():
            found[number] = found.get(number, 0.0) + score
    return found


def _best(parts: list[Scores]) -> Scores:
    found: Scores = {}
    for part in parts:
        for number, score in part.items():
            found[number] = max(found.get(number, 0.0), score)
    return found


def _intersection(parts: list[Scores]) -> Scores:
    """What all parts hold, from the shortest on, the scores added."""
    parts = sorted(parts, key=len)
    return {
        number: sum(part[number] for part in parts)
        for number in parts[0]
        if all(number in part for part in parts[1:])
    }
