"""One edition of the index: what the file holds, opened; and how the next one is made from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import numpy as np

from registry.core.catalog import Catalog
from registry.publish.recipes import recipe
from registry.publish.search.analysis import analysed, stem
from registry.publish.search.columns import Columns
from registry.publish.search.corpus import Corpus, recounted
from registry.publish.search.engine import Engine
from registry.publish.search.entries import Entry
from registry.publish.search.harvest import harvest
from registry.publish.search.matching import Placed, Reader
from registry.publish.search.reference import page_files
from registry.publish.search.storage import Damaged
from registry.publish.search.suggesting import Suggestions
from registry.publish.search.synonyms import Synonyms
from registry.publish.search.tree import Named, Node, Phrase, Word
from registry.publish.search.volumes import Bound, bound, packed, placed, unpacked

Texts = Mapping[str, Entry]
"""Entries by the digest of their text, in the order of their keys."""

_BEGINNING = 6
"""So many words of a text are looked for as a phrase where an index is verified."""


@dataclass(frozen=True)
class Edition:
    """The entries of one revision, and the index over them. Immutable; threads may share it."""

    revision: str
    texts: Texts
    entries: tuple[Entry, ...]
    columns: Columns
    corpus: Corpus
    synonyms: Synonyms
    volumes: tuple[Bound, ...]
    opened: tuple[Placed, ...]
    reader: Reader

    @cached_property
    def suggestions(self) -> Suggestions:
        """What is suggested while somebody types."""
        return Suggestions(self.entries)


@dataclass(frozen=True, slots=True)
class Written:
    """What a new edition took: how many entries were new, changed and gone; whether it was made from nothing."""

    entries: int
    added: int
    changed: int
    gone: int
    anew: bool


@lru_cache(maxsize=1)
def code() -> str:
    """A hash of the code that makes an index, and of the pages that are indexed: one made by other code is not used."""
    return recipe((*sorted(Path(__file__).parent.glob("*.py")), *page_files()))


def opened(members: Mapping[str, bytes], engine: Engine, before: Edition | None = None) -> Edition:
    """The edition that a file holds; what an edition `before` has read and opened already is taken from there.

    Raises Damaged where the file is unreadable, or of another engine or version of the code.
    """
    try:
        revision = _revision(members, engine)
        known = before.texts if before else {}
        digests = {_digest(line): line for line in _lines(members)}
        texts = {digest: known.get(digest) or _entry(line) for digest, line in digests.items()}
        corpus = Corpus.from_json(members["corpus"].decode())
        volumes = unpacked(members)
        reading = _opened(volumes, texts, engine, before)
    except (KeyError, ValueError, TypeError) as error:
        raise Damaged(str(error)) from None
    entries = tuple(texts.values())
    columns = Columns(entries)
    return Edition(
        revision=revision,
        texts=texts,
        entries=entries,
        columns=columns,
        corpus=corpus,
        synonyms=Synonyms(
            corpus.synonyms, stem=stem, labs=corpus.lab_names, documents=frozenset(columns.documents)
        ),
        volumes=volumes,
        opened=reading,
        reader=Reader(reading, len(entries), expand=corpus.beginning_with),
    )


def revision_of(members: Mapping[str, bytes], engine: Engine) -> str | None:
    """The revision that a file was made from, by this code and engine; None where it cannot be used."""
    try:
        return _revision(members, engine)
    except (KeyError, ValueError, Damaged):
        return None


def made(
    catalog: Catalog, revision: str, before: Mapping[str, bytes] | None, engine: Engine
) -> tuple[Mapping[str, bytes], Written]:
    """The file of a catalogue's edition; where one `before` is given, only entries that differ are indexed again."""
    usable = before if before is not None and revision_of(before, engine) is not None else {}
    lines = {_digest(line): (line, entry) for entry in harvest(catalog) if (line := entry.to_json())}
    old = {_digest(line): line for line in _lines(usable)}
    gone = tuple(_entry(line) for digest, line in old.items() if digest not in lines)
    come = tuple(entry for digest, (_, entry) in lines.items() if digest not in old)
    words = recounted(Corpus.from_json(usable["corpus"].decode()).words if usable else {}, gone, come)
    volumes = bound(
        unpacked(usable) if usable else (),
        tuple(lines),
        lambda digest: analysed(lines[digest][1]),
        engine,
    )
    own = {
        "stamp": json.dumps({"code": code(), "engine": engine.name, "revision": revision}).encode(),
        "entries": "\n".join(line for line, _ in lines.values()).encode(),
        "corpus": Corpus.of(catalog, words).to_json().encode(),
    }
    return {**own, **packed(volumes)}, _written(len(lines), gone, come, anew=not usable)


def faults(members: Mapping[str, bytes], catalog: Catalog, revision: str, engine: Engine) -> Iterable[str]:
    """Every way in which a file is not what a catalogue's revision makes of it: stamp, entries, words, hits."""
    present = opened(members, engine)
    if present.revision != revision:
        yield f"reflects revision {present.revision[:12]}, not {revision[:12]}"
        return
    fresh = opened(made(catalog, revision, None, engine)[0], engine)
    entries, held = ({entry.key: entry for entry in one.entries} for one in (fresh, present))
    yield from (f"lacks {key}" for key in entries if key not in held)
    yield from (f"holds {key}, which is not on record" for key in held if key not in entries)
    yield from (
        f"holds another text of {key}" for key in entries if key in held and entries[key] != held[key]
    )
    if fresh.corpus != present.corpus:
        yield "holds other words than the entries do"
    if fresh.entries == present.entries:
        differing = (node for node in _probes(fresh.entries) if not _alike(node, fresh, present))
        yield from (f"finds other entries than it should for {node}" for node in islice(differing, 20))


def _probes(entries: Iterable[Entry]) -> Iterable[Node]:
    """Every word and every name of the entries, and how the longest text of each begins."""
    documents = [analysed(entry) for entry in entries]
    yield from (Word(word) for word in sorted({word for one in documents for word in one.levels}))
    yield from (Named(name) for one in documents for name in one.names)
    yield from (Phrase(" ".join(max(one.rows, key=len)[:_BEGINNING])) for one in documents)


def _alike(node: Node, one: Edition, other: Edition) -> bool:
    return all(map(np.array_equal, one.reader.found(node), other.reader.found(node)))


def _revision(members: Mapping[str, bytes], engine: Engine) -> str:
    stamp = json.loads(members["stamp"])
    if (stamp["code"], stamp["engine"]) != (code(), engine.name):
        raise Damaged("another version or another engine made the index")
    return str(stamp["revision"])


def _opened(
    volumes: tuple[Bound, ...], texts: Texts, engine: Engine, before: Edition | None
) -> tuple[Placed, ...]:
    """The volumes opened; one that is open already stays so."""
    ready = dict(zip(before.volumes, before.opened, strict=True)) if before else {}
    found = zip(volumes, placed(volumes, texts), strict=True)
    return tuple(
        Placed(
            ready[volume].volume if volume in ready else engine.open(volume.files), np.array(places, np.int32)
        )
        for volume, places in found
    )


def _written(entries: int, gone: Iterable[Entry], come: Iterable[Entry], *, anew: bool) -> Written:
    left, new = {entry.key for entry in gone}, {entry.key for entry in come}
    return Written(entries, len(new - left), len(new & left), len(left - new), anew)


def _lines(members: Mapping[str, bytes]) -> list[str]:
    return [line for line in members.get("entries", b"").decode().split("\n") if line]


def _entry(line: str) -> Entry:
    return Entry.from_json(json.loads(line))


def _digest(line: str) -> str:
    return blake2b(line.encode(), digest_size=16).hexdigest()
