"""Looking at what a proposal would make of the record, before anything is stored."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from threading import Lock

from registry.content.places import VOCABULARY_PATH
from registry.content.reader import Reader, read_all
from registry.core.catalog import Catalog
from registry.core.impact import Impact, impact
from registry.desk.catalogue import CatalogueSource, Edition
from registry.desk.objecting import marks_left, objections
from registry.errors import BadValue, Problem, ProblemsFound
from registry.publish.patches import Stretch, patch

MAX_TEXTS = 200
"""How many records one proposal can change."""

MAX_SIZE = 5_000_000
"""How many characters the texts of one proposal can have together; no less than those of a draft."""

KEPT = 4
"""Previews kept in memory: who looks at one asks for it again with every page of it."""

Proposed = Mapping[str, str | None]
"""By path the whole text that a record is to have; None to end it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One record's text as it stands and as it is proposed, line by line; None where there is none."""

    path: str
    before: str | None
    after: str | None
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Preview:
    """What a proposal would make of the record as it stood at a revision.

    `differences` leaves out texts that stay as they are. `problems` are all that stand in its way, by path and line;
    `catalog` and `impact` are None where the texts do not read as a catalogue.
    """

    edition: Edition
    differences: tuple[Difference, ...]
    problems: tuple[Problem, ...]
    catalog: Catalog | None
    impact: Impact | None


class Previewer:
    """Previews proposals against the ledger's head, reading only what they change. Threads may share one."""

    def __init__(self, source: CatalogueSource) -> None:
        self._source = source
        self._lock = Lock()
        self._reader = Reader()
        self._kept: OrderedDict[tuple[str, date, bytes], Preview] = OrderedDict()

    def preview(self, proposed: Proposed, *, on: date) -> Preview:
        """What the proposal would make of the record, with scores as of a day.

        Raises BadValue for one that is too large to be looked at.
        """
        _refuse_too_much(proposed)
        edition = self._source.current()
        key = edition.revision.hash, on, _digest(proposed)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
        made = self._made(edition, proposed, on)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made

    def _made(self, edition: Edition, proposed: Proposed, on: date) -> Preview:
        differences = tuple(_differences(edition.texts, proposed))
        changed = {difference.path: difference.after for difference in differences}
        before = edition.catalog
        try:
            after = self._read(edition.texts, changed) if changed else before
        except ProblemsFound as found:
            problems = (*found.problems, *marks_left(changed))
            return Preview(edition, differences, tuple(sorted(problems)), None, None)
        return Preview(
            edition=edition,
            differences=differences,
            problems=tuple(sorted((*marks_left(changed), *objections(before, after, changed)))),
            catalog=after,
            impact=impact(before, after, on=on),
        )

    def _read(self, texts: Mapping[str, str], changed: Proposed) -> Catalog:
        both = {path: text for path, text in {**texts, **changed}.items() if text is not None}
        if VOCABULARY_PATH in changed:
            return read_all(both)  # every text is read anew, and the reader would forget those of the head
        with self._lock:
            return self._reader.read(both)


def _refuse_too_much(proposed: Proposed) -> None:
    size = sum(len(text or "") for text in proposed.values())
    if len(proposed) > MAX_TEXTS:
        raise BadValue(
            f"{len(proposed)} records in one proposal; at most {MAX_TEXTS} can be looked at together"
        )
    if size > MAX_SIZE:
        raise BadValue(f"{size:,} characters in one proposal; at most {MAX_SIZE:,} can be looked at together")


def _digest(proposed: Proposed) -> bytes:
    """A short name for a proposal: the lengths keep one text from running into the next."""
    digest = sha256()
    for path, text in sorted(proposed.items()):
        for part in (path, text):
            content = (part or "").encode("utf-8", "surrogatepass")
            digest.update(f"{-1 if part is None else len(content)}:".encode())
            digest.update(content)
    return digest.digest()


def _differences(texts: Mapping[str, str], proposed: Proposed) -> Iterator[Difference]:
    for path in sorted(proposed):
        before, after = texts.get(path), proposed[path]
        if before != after:
            yield Difference(path, before, after, patch(before or "", after or ""))
