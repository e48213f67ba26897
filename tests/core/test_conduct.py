"""How conduct is counted for a reader: kept of resolved, with what is disputed and open beside it."""

from __future__ import annotations

from registry.core.conduct import Record, tally
from registry.core.records import Verdict
from tests.builders import conduct


def test_a_later_entry_about_the_same_clause_ends_a_pending_one() -> None:
    """What was pending about a clause is not counted twice; the same topic alone ends nothing."""
    promised = conduct("2025-01-01", Verdict.PENDING, "policy/a", "pause")
    kept = conduct("2025-02-01", Verdict.KEPT, "policy/a")
    other = conduct("2025-03-01", Verdict.BROKEN, "pause", "policy/b")
    assert tally([kept, promised]) == Record(kept=1, partly_kept=0, broken=0, disputed=0, pending=0)
    assert tally([other, promised]) == Record(kept=0, partly_kept=0, broken=1, disputed=0, pending=1)


def test_kept_so_far_needs_a_kept_entry_and_no_broken_one() -> None:
    """Silence is not keeping, a dispute takes nothing away, and one breach ends it."""
    kept, disputed, broken = (
        conduct("2025-01-01", verdict, "policy/a", name=verdict.value)
        for verdict in (Verdict.KEPT, Verdict.DISPUTED, Verdict.BROKEN)
    )
    found = [tally(entries).kept_so_far for entries in ([], [disputed], [kept, disputed], [kept, broken])]
    assert found == [False, False, True, False]
