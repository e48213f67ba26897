"""One edition of the index: what the file holds, opened; and how the next one is made from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from registry.core.catalog import Catalog
from registry.publish.search import whoosh_engine
from registry.publish.search.analysis import stem
from registry.publish.search.corpus import Corpus
from registry.publish.search.entries import Entry
from registry.publish.search.harvest import harvest
from registry.publish.search.meaning import Synonyms
from registry.publish.search.storage import Damaged

_ENGINE = "engine/"


@dataclass(frozen=True)
class Edition:
    """The entries of one revision, and the engine over them. Immutable; threads may share it."""

    revision: str
    entries: Mapping[str, Entry]
    corpus: Corpus
    synonyms: Synonyms
    reader: whoosh_engine.Reader

    @property
    def order(self) -> Mapping[str, int]:
        """The place of each key."""
        return {key: place for place, key in enumerate(self.entries)}


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
    """A hash of the code that makes an index: one made by other code is not used."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def opened(members: Mapping[str, bytes]) -> Edition:
    """The edition that a file holds. Raises Damaged where it is of another version of the code, or unreadable."""
    try:
        stamp = json.loads(members["stamp"])
        if stamp["code"] != code():
            raise Damaged("another version made the index")
        entries = [Entry.from_json(values) for values in json.loads(members["entries"])]
        corpus = Corpus.from_json(members["corpus"].decode())
        reader = whoosh_engine.Reader(_engine_files(members), expand=corpus.beginning_with)
    except (KeyError, ValueError, TypeError) as error:
        raise Damaged(str(error)) from None
    synonyms = Synonyms(corpus.synonyms, stem=stem)
    return Edition(stamp["revision"], {entry.key: entry for entry in entries}, corpus, synonyms, reader)


def revision_of(members: Mapping[str, bytes]) -> str | None:
    """The revision that a file was made from, by this code; None where it cannot be used."""
    try:
        stamp = json.loads(members["stamp"])
        return str(stamp["revision"]) if stamp["code"] == code() else None
    except (KeyError, ValueError):
        return None


def made(
    catalog: Catalog, revision: str, before: Mapping[str, bytes] | None
) -> tuple[Mapping[str, bytes], Written]:
    """The file of a catalogue's edition; where one `before` is given, only entries that differ are indexed again."""
    entries = harvest(catalog)
    old = _digests(before) if before is not None and revision_of(before) is not None else None
    if before is None or old is None:
        files = whoosh_engine.build(entries)
        written = Written(len(entries), len(entries), 0, 0, anew=True)
    else:
        new = {entry.key: entry.digest for entry in entries}
        gone = [key for key in old if key not in new]
        differing = [entry for entry in entries if old.get(entry.key) != new[entry.key]]
        added = sum(entry.key not in old for entry in differing)
        written = Written(len(entries), added, len(differing) - added, len(gone), anew=False)
        files = _engine_files(before)
        if gone or differing:
            files = whoosh_engine.update(files, gone=gone, entries=differing)
    return _members(revision, entries, Corpus.of(catalog, entries), files), written


def faults(members: Mapping[str, bytes], catalog: Catalog, revision: str) -> Iterable[str]:
    """Every way in which a file is not what a catalogue's revision makes of it: stamp, entries, words, postings."""
    present = opened(members)
    if present.revision != revision:
        yield f"reflects revision {present.revision[:12]}, not {revision[:12]}"
        return
    entries = {entry.key: entry for entry in harvest(catalog)}
    yield from (f"lacks {key}" for key in entries if key not in present.entries)
    yield from (f"holds {key}, which is not on record" for key in present.entries if key not in entries)
    both = [key for key in entries if key in present.entries]
    yield from (f"holds another text of {key}" for key in both if present.entries[key] != entries[key])
    if Corpus.of(catalog, entries.values()) != present.corpus:
        yield "holds other words than the entries do"
    fresh = whoosh_engine.Reader(whoosh_engine.build(entries.values()), expand=_nothing).postings()
    held = present.reader.postings()
    differing = sorted(term for term in {*fresh, *held} if fresh.get(term) != held.get(term))
    yield from (f"finds other entries than it should for {term}" for term in differing[:20])


_nothing: Callable[[str], Iterable[str]] = lambda _prefix: ()  # noqa: E731


def _members(
    revision: str, entries: Iterable[Entry], corpus: Corpus, files: whoosh_engine.Files
) -> Mapping[str, bytes]:
    listed = ",\n".join(entry.to_json() for entry in entries)
    own = {
        "stamp": json.dumps({"code": code(), "revision": revision}).encode(),
        "entries": f"[{listed}]".encode(),
        "corpus": corpus.to_json().encode(),
    }
    return own | {_ENGINE + name: content for name, content in files.items()}


def _engine_files(members: Mapping[str, bytes]) -> whoosh_engine.Files:
    return {
        name.removeprefix(_ENGINE): content for name, content in members.items() if name.startswith(_ENGINE)
    }


def _digests(members: Mapping[str, bytes]) -> dict[str, str]:
    entries = [Entry.from_json(values) for values in json.loads(members["entries"])]
    return {entry.key: entry.digest for entry in entries}
