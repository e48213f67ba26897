"""Which conduct on record bears on a held clause, and what it makes of the promise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from registry.core.dates import months_before
from registry.core.history import Tenure
from registry.core.links import Links
from registry.core.records import Conduct, Verdict
from registry.core.standard import Combine, Practice


def bearing(
    tenure: Tenure, *, links: Links, on: date, practice: Practice | None = None
) -> tuple[Conduct, ...]:
    """The lab's conduct entries about a held clause by a day, oldest first.

    With a standard's `practice`, only those inside its window and with a verdict that it names. A partial date counts
    from its last day.
    """
    if not links.conduct or links.about.isdisjoint(names := links.names(tenure, on)):
        return ()
    since = links.held_since(tenure)
    opens = months_before(on, practice.window_months) if practice else date.min
    return tuple(
        entry
        for entry in links.conduct
        if opens < entry.date.last <= on
        and entry.date.last >= since
        and (practice is None or entry.verdict in practice.values)
        and not names.isdisjoint(entry.about)
    )


def factor(entries: Iterable[Conduct], *, practice: Practice) -> float:
    """What conduct makes of a promise, 0-1: the mean, worst or latest value of the entries; 1 without any.

    The entries come oldest first, as `bearing` gives them.
    """
    values = [practice.values[entry.verdict] for entry in entries]
    if not values:
        return 1.0
    if practice.combine is Combine.WORST:
        return min(values)
    if practice.combine is Combine.LATEST:
        return values[-1]
    return sum(values) / len(values)


@dataclass(frozen=True, slots=True)
class Record:
    """How conduct about promises stands: `kept` of `resolved`, with the disputed and open entries apart."""

    kept: int
    partly_kept: int
    broken: int
    disputed: int
    pending: int

    @property
    def resolved(self) -> int:
        """How many entries say how a promise ended."""
        return self.kept + self.partly_kept + self.broken

    @property
    def kept_so_far(self) -> bool:
        """Whether at least one resolved entry is kept and none is broken."""
        return self.kept > 0 and self.broken == 0


def tally(entries: Iterable[Conduct]) -> Record:
    """Count the verdicts of entries. A pending one that a later entry about the same clause ended is not counted."""
    listed = sorted(entries, key=lambda entry: (entry.date.last, entry.path))
    counts = dict.fromkeys(Verdict, 0)
    for index, entry in enumerate(listed):
        ended = entry.verdict is Verdict.PENDING and any(
            _same_clause(entry, later) for later in listed[index + 1 :]
        )
        counts[entry.verdict] += 0 if ended else 1
    return Record(
        kept=counts[Verdict.KEPT],
        partly_kept=counts[Verdict.PARTLY_KEPT],
        broken=counts[Verdict.BROKEN],
        disputed=counts[Verdict.DISPUTED],
        pending=counts[Verdict.PENDING],
    )


def _same_clause(entry: Conduct, later: Conduct) -> bool:
    """Whether two entries name one clause; a topic, which has no slash, names none."""
    return any("/" in name for name in set(entry.about) & set(later.about))
