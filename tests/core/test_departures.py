"""The own clause that counted until it went: which one, since when not, and why."""

from __future__ import annotations

from typing import Any

import pytest

from registry.core.dates import PartialDate
from registry.core.departures import Departure, departure
from registry.core.endings import Ending
from registry.core.records import Act, Signatory, Withdrawal
from registry.core.scoring import score
from tests import builders
from tests.builders import clause, criterion, day, document, lab, level, standard, version

ON = day("2026-01-01")
ASKED = standard(criterion(level(60)))


def found(*clauses_later: Any, first: Any = None, signed: bool = True, **given: Any) -> Departure | None:
    """What is said of a lab whose second version holds those clauses, and which signed a joint promise, or not."""
    policy = document(
        version("1", "2024-01-01", first or clause("a")), version("2", "2025-01-01", *clauses_later), **given
    )
    joined = Signatory(lab="acme", joined=PartialDate.parse("2024-01-01"))
    pledge = builders.joint(version("p", "2024-01-01", clause("j")), signatories=(joined,) if signed else ())
    catalog = builders.catalog(lab(policy), joint=(pledge,), standards=(ASKED,))
    return departure(catalog, "acme", score(catalog, ASKED, "acme", ON).criteria[0], ON)


@pytest.mark.parametrize("signed", [True, False])
def test_a_clause_that_was_dropped_is_named_with_the_day(signed: bool) -> None:
    """Whether a joint one counts in its place or none does."""
    gone = found(clause("b", topic="audit"), signed=signed)
    assert gone is not None
    assert (gone.tenure.clause.id, gone.on, gone.why) == ("a", day("2025-01-01"), Ending.REMOVED)


def test_why_it_counts_no_longer_is_told_apart() -> None:
    """Removed, withdrawn with its document, run out, or still there in words that this question does not count."""
    withdrawn = found(clause("a"), withdrawn=Withdrawal(PartialDate.parse("2025-06-01"), "Replaced."))
    run_out = found(first=clause("a", ends="2024-06-01"))
    changed = found(clause("a", act=Act.STATEMENT))
    assert [gone and gone.why for gone in (withdrawn, run_out, changed)] == [
        Ending.WITHDRAWN,
        Ending.RUN_OUT,
        Ending.CHANGED,
    ]
    assert [gone and gone.on for gone in (withdrawn, run_out)] == [day("2025-06-01"), day("2024-06-01")]


def test_nothing_is_said_while_an_own_clause_counts() -> None:
    """Nor of a clause that only changed its id, nor where the lab never had one of its own."""
    assert found(clause("a")) is None
    assert found(clause("b", was="a")) is None
    assert found(first=clause("x", topic="audit")) is None
