"""The versions of one document set side by side: which clause continues which, and what changed between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise

from registry.core.classify import Move, direction_of, moves
from registry.core.dates import PartialDate
from registry.core.records import Act, Announced, Clause, Direction, Document, Judgement, Version, Withdrawal
from registry.core.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False, repr=False)
class Standing:
    """A clause as it stands from one version on.

    `version` is the one that holds its text, `holder` the one in which it stands: they differ where the holder only
    carries it as unconfirmed. `before` is the clause of the version before that it continues.
    """

    clause: Clause
    version: Version
    holder: Version
    before: Standing | None

    @property
    def carried(self) -> bool:
        """Whether the holder carries it because its fate there could not be read."""
        return self.version is not self.holder

    @cached_property
    def since(self) -> date:
        """The first day of the unbroken run of versions in which this has been a promise that had not ended."""
        first = self
        while (before := first.before) is not None and before.clause.act is Act.PROMISE:
            if before.clause.ends is not None and before.clause.ends <= first.holder.date:
                break
            first = before
        return first.holder.date.first

    @cached_property
    def chain(self) -> tuple[Standing, ...]:
        """This standing and those it continues, newest first."""
        found: list[Standing] = []
        at: Standing | None = self
        while at is not None:
            found.append(at)
            at = at.before
        return tuple(found)

    @cached_property
    def ids(self) -> frozenset[str]:
        """The clause's id and all ids that it continues."""
        return frozenset(standing.clause.id for standing in self.chain)


@dataclass(frozen=True, eq=False, repr=False)
class Change:
    """What happened to one clause between two consecutive versions of its document.

    `before` is None for a clause that was added, `after` for one that was removed; `to_version` is None where the
    document was withdrawn. `derived` comes from comparison alone; `judged` is an editor's view, shown beside it.
    """

    document: Document
    from_version: Version | None
    to_version: Version | None
    before: Clause | None
    after: Clause | None
    date: PartialDate
    derived: Direction
    moves: tuple[Move, ...] = ()
    judged: Judgement | None = None
    note: str | None = None

    @property
    def clause(self) -> Clause:
        """The later text of the clause; of a removed one, the last."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change is about a clause")
        return found

    @property
    def direction(self) -> Direction:
        """The judged direction where there is one, else the derived."""
        return self.judged.change if self.judged else self.derived

    @property
    def is_loss(self) -> bool:
        """Whether something of the promise went, whatever else was gained."""
        return self.direction in (Direction.REMOVED, Direction.WEAKENED, Direction.MIXED)

    @property
    def announced(self) -> Announced | None:
        """Whether the lab's own announcement told of the loss; None where that is not on record or nothing was lost."""
        return self.to_version.announced if self.to_version and self.is_loss else None

    @property
    def reference(self) -> str:
        """The clause's reference within its owner: `<document>/<clause id>`."""
        return f"{self.document.reference}/{self.clause.id}"


def standings(document: Document) -> tuple[tuple[Standing, ...], ...]:
    """The clauses that stand in each version of a document, in order: its own, then those it carries as unconfirmed."""
    found: list[tuple[Standing, ...]] = []
    previous: dict[str, Standing] = {}
    for version in document.versions:
        own = [
            Standing(clause, version, version, previous.get(clause.was or clause.id))
            for clause in version.clauses
        ]
        carried = [
            Standing(before.clause, before.version, version, before)
            for name in version.unconfirmed
            if (before := previous.get(name)) is not None
        ]
        found.append((*own, *carried))
        previous = {standing.clause.id: standing for standing in found[-1]}
    return tuple(found)


def changes(document: Document, *, vocabulary: Vocabulary) -> tuple[Change, ...]:
    """All changes of a document in the order of its versions, the unchanged ones included.

    The first version's clauses are added; a withdrawal removes every clause of the last version on its date.
    """
    found: list[Change] = []
    before: tuple[Standing, ...] = ()
    previous: Version | None = None
    for version, present in zip(document.versions, standings(document), strict=True):
        pairs = _pairs(before, present, lambda standing: standing.before)
        steps = (_change(document, previous, version, *pair, vocabulary=vocabulary) for pair in pairs)
        found.extend(_with_judgement(change) for change in steps)
        before, previous = present, version
    if document.withdrawn and previous:
        found.extend(_withdrawn(document, document.withdrawn, previous, standing) for standing in before)
    return tuple(found)


def difference(
    document: Document, earlier: Version, later: Version, *, vocabulary: Vocabulary
) -> tuple[Change, ...]:
    """What changed from one version of a document to any other of its versions, compared directly.

    The versions may be given in either order; what was judged between versions in a row is not carried over.
    """
    present = dict(zip((version.label for version in document.versions), standings(document), strict=True))
    old, new = present[earlier.label], present[later.label]
    if document.versions.index(earlier) <= document.versions.index(later):
        pairs = _pairs(old, new, lambda standing: _held_by(standing, earlier))
    else:
        pairs = [(b, a) for a, b in _pairs(new, old, lambda standing: _held_by(standing, later))]
    return tuple(_change(document, earlier, later, *pair, vocabulary=vocabulary) for pair in pairs)


def between(
    document: Document, earlier: Version | None, later: Version | None, *, vocabulary: Vocabulary
) -> tuple[Change, ...]:
    """What happened between two states of a document in a row, judgements included; else their direct difference.

    A state is a version, or None before the first one and after a withdrawal. Raises ValueError for None elsewhere.
    """
    if is_step(document, earlier, later):
        found = changes(document, vocabulary=vocabulary)
        return tuple(
            change for change in found if change.from_version is earlier and change.to_version is later
        )
    if earlier is None or later is None:
        raise ValueError(f"{document.path} was there between those states")
    return difference(document, earlier, later, vocabulary=vocabulary)


def is_step(document: Document, earlier: Version | None, later: Version | None) -> bool:
    """Whether one state of a document followed upon the other: None, each of its versions, None once withdrawn."""
    states = (None, *document.versions, *((None,) if document.withdrawn else ()))
    return any(before is earlier and after is later for before, after in pairwise(states))


_Pair = tuple[Standing | None, Standing | None]


def _pairs(
    old: tuple[Standing, ...], new: tuple[Standing, ...], ancestor: Callable[[Standing], Standing | None]
) -> list[_Pair]:
    """Each later clause with the earlier one it continues, then the earlier ones that none continues."""
    pairs: list[_Pair] = [(ancestor(standing), standing) for standing in new]
    continued = {id(before) for before, _ in pairs}
    kept = [
        (before, after)
        for before, after in pairs
        if before is None or after is None or before.clause is not after.clause
    ]
    return kept + [(before, None) for before in old if id(before) not in continued]


def _held_by(standing: Standing, version: Version) -> Standing | None:
    return next((earlier for earlier in standing.chain if earlier.holder is version), None)


def _change(
    document: Document,
    earlier: Version | None,
    later: Version,
    before: Standing | None,
    after: Standing | None,
    *,
    vocabulary: Vocabulary,
) -> Change:
    old = before.clause if before else None
    new = after.clause if after else None
    if old is None or new is None:
        notes = {removal.id: removal.why for removal in later.removed}
        derived = Direction.ADDED if old is None else Direction.REMOVED
        return Change(
            document, earlier, later, old, new, later.date, derived, note=notes.get(old.id) if old else None
        )
    found = () if old == new else moves(old, new, vocabulary=vocabulary)  # most clauses stay as they are
    return Change(document, earlier, later, old, new, later.date, direction_of(old, new, found=found), found)


def _with_judgement(change: Change) -> Change:
    judged = change.after.judged if change.after and change.before else None
    return replace(change, judged=judged) if judged else change


def _withdrawn(document: Document, withdrawal: Withdrawal, last: Version, standing: Standing) -> Change:
    return Change(
        document, last, None, standing.clause, None, withdrawal.date, Direction.REMOVED, note=withdrawal.why
    )
