"""Looking for the quotes of a submission's clauses in the sources kept beside it, within bounds for every look."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from threading import Lock

from registry.content.places import Sort, place_of
from registry.core.catalog import Catalog
from registry.core.quoting import Effort, Finding, Passages, QuoteCheck, check_quotes, folded
from registry.publish.passages import nearest_passage
from registry.store import sources
from registry.store.engine import Session
from registry.store.sources import SourceText
from registry.store.submissions import Submission

MAX_SOUGHT_IN = 4_000_000
"""How many characters of sources are looked at in one look, from the newest source on."""

MAX_READY = 8_000_000
"""How many characters of sources stay ready between looks."""

MAX_NEAREST = 20
"""For how many quotes that were not found the most similar passage is looked for, where sources are short."""

MAX_COMPARED = 20_000_000
"""How many characters such passages are looked for in, those of a source once for every quote."""


@dataclass(frozen=True, slots=True)
class QuoteFinding:
    """What became of looking for one clause's quote in the version at `path`: in which source it was found.

    Where it was not, `nearest` is the most similar passage of any of them, if one is alike.
    """

    path: str
    check: QuoteCheck
    source: SourceText | None = None
    nearest: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What became of every quote, and the sources that were not looked at, because there was too much text."""

    findings: tuple[QuoteFinding, ...] = ()
    passed_over: tuple[SourceText, ...] = ()

    @property
    def missing(self) -> tuple[QuoteFinding, ...]:
        """The quotes that stand in none of the sources that were looked at."""
        return tuple(item for item in self.findings if item.check.finding is Finding.NOT_FOUND)

    @property
    def unsought(self) -> int:
        """How many quotes were not looked for to the end, because there were too many."""
        return sum(item.check.finding is Finding.NOT_LOOKED_FOR for item in self.findings)


def find_quotes(session: Session, found: Submission, catalog: Catalog) -> Look:
    """Each quote of the versions that a submission proposes, looked for in the sources kept beside it.

    `catalog` is what its texts make of the record. Clauses without a quote are left out.
    """
    kept = {source.hash: source for source in sources.of_submission(session, found.id)}
    ready = _within_reach(session, kept)
    passages = {digest: one.passages for digest, one in ready.items()}
    effort = Effort()
    findings = [
        QuoteFinding(path, check, kept.get(check.source or ""))
        for path, text in found.changes.items()
        if text is not None
        for check in _checks(path, catalog, passages, effort)
    ]
    lost = [at for at, item in enumerate(findings) if item.check.finding is Finding.NOT_FOUND]
    size = sum(len(passage.text) for passage in passages.values())
    for at in lost[: min(MAX_NEAREST, MAX_COMPARED // max(1, size))]:
        findings[at] = replace(findings[at], nearest=_nearest(findings[at].check.quote, ready))
    passed_over = (source for source in kept.values() if source.has_text and source.hash not in ready)
    return Look(tuple(findings), tuple(passed_over))


@dataclass(frozen=True, slots=True)
class _Ready:
    """A source's text made ready, and the passages that were found to be most like a quote."""

    passages: Passages
    nearest: dict[str, str | None] = field(default_factory=dict)


class _Shelf:
    """The texts made ready last, as many as there is room for, under submission and hash. Threads share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, str], _Ready] = OrderedDict()

    def ready(self, session: Session, source: SourceText) -> _Ready:
        """A source's text, made ready unless it is."""
        key = source.submission, source.hash
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = _Ready(Passages(sources.text(session, source) or ""))
        with self._lock:
            self._kept[key] = made
            size = sum(len(one.passages.text) for one in self._kept.values())
            while size > MAX_READY:
                _, dropped = self._kept.popitem(last=False)
                size -= len(dropped.passages.text)
        return made


_SHELF = _Shelf()


def _within_reach(session: Session, kept: Mapping[str, SourceText]) -> dict[str, _Ready]:
    """The newest sources, made ready, up to the first for which there is no room."""
    found: dict[str, _Ready] = {}
    room = MAX_SOUGHT_IN
    for digest, source in reversed([*kept.items()]):
        if not source.has_text:
            continue
        ready = _SHELF.ready(session, source)
        room -= len(ready.passages.text)
        if room < 0:
            break
        found[digest] = ready
    return found


def _checks(
    path: str, catalog: Catalog, passages: Mapping[str, Passages], effort: Effort
) -> tuple[QuoteCheck, ...]:
    place = place_of(path)
    if place.sort is not Sort.VERSION:
        return ()
    version = catalog.document(place.owner, place.document).version_by_label[place.name]
    return check_quotes(version.clauses, passages, effort)


def _nearest(quote: str, ready: Mapping[str, _Ready]) -> str | None:
    found = (_nearest_in(quote, one) for one in ready.values())
    return next((passage for passage in found if passage is not None), None)


def _nearest_in(quote: str, ready: _Ready) -> str | None:
    if quote not in ready.nearest:
        if len(ready.nearest) >= 10 * MAX_NEAREST:
            ready.nearest.clear()
        ready.nearest[quote] = nearest_passage(folded(quote), ready.passages.text)
    return ready.nearest[quote]
