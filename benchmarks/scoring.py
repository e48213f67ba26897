"""Scoring every lab against every standard at the end of each of the last sixty months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from benchmarks.ground import Ground
from benchmarks.measuring import digits, in_turns
from benchmarks.tables import Table, ratio
from registry.content.reader import read_all
from registry.core.catalog import Catalog
from registry.core.scoring import score

MONTHS = 60


def measure(ground: Ground) -> Iterator[Table]:
    """Seconds for all scorecards, beside a loop that only looks at each held clause once for each criterion."""
    days = month_ends(ground.today, MONTHS)
    cards = len(ground.catalog.labs) * len(ground.catalog.standards) * len(days)

    def registry() -> None:
        # Read again, so that nothing that a catalogue derives once and keeps has been derived already.
        score_all(read_all(ground.texts), days)

    def kept() -> None:
        score_all(ground.catalog, days)

    def limit() -> None:
        look_at_all(ground.catalog, days)

    new, again, bare = in_turns([registry, kept, limit], runs=min(3, ground.runs))
    rows = [
        (name, str(figure), digits(figure.middle / cards * 1e6), str(bare), ratio(figure.over(bare)))
        for name, figure in (("reading the catalogue, then scoring", new), ("scoring", again))
    ]
    yield Table(
        f"Scoring: {len(ground.catalog.labs)} labs × {len(ground.catalog.standards)} standards × {len(days)} months",
        (f"seconds for {cards:,} scorecards", "registry", "µs a scorecard", "bare loop", "ratio"),
        rows,
        (
            "Bare loop: for each scorecard's criteria, the strongest held clause on their topics. It is a lower",
            "limit, not a peer: no levels, conduct, totals or explanations. There is no other program to compare with.",
        ),
    )


def month_ends(today: date, count: int) -> tuple[date, ...]:
    """The last days of so many months before this one, the newest first."""
    found = [today.replace(day=1) - timedelta(days=1)]
    while len(found) < count:
        found.append(found[-1].replace(day=1) - timedelta(days=1))
    return tuple(found)


def score_all(catalog: Catalog, days: Sequence[date]) -> None:
    """Make every scorecard, with the explanation that each carries."""
    for standard in catalog.standards.values():
        for lab in catalog.labs:
            for day in days:
                score(catalog, standard, lab, day)


def look_at_all(catalog: Catalog, days: Sequence[date]) -> None:
    """For every criterion of every scorecard find the strongest held clause on its topics, and nothing more."""
    for standard in catalog.standards.values():
        for lab in catalog.labs:
            for day in days:
                held = [tenure.clause for tenure in catalog.holdings(lab, day)]
                for criterion in standard.criteria:
                    max((clause.strength for clause in held if clause.topic in criterion.topics), default="")
