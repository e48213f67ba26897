"""Clauses that a version drops without a word on why."""

from __future__ import annotations

from registry.core.dates import PartialDate
from registry.core.dropped import dropped_without_note
from registry.core.records import Removal, Version, Withdrawal
from tests.builders import clause, document, version, vocabulary

FIRST = version("1.0", "2024-01-01", clause("a"), clause("b"), clause("c"), clause("d"))


def dropped(second: Version) -> list[str]:
    """The ids that the second version drops without a note."""
    found = dropped_without_note(document(FIRST, second), vocabulary=vocabulary())
    assert found.keys() <= {second.label}
    return list(found.get(second.label, ()))


def test_what_is_gone_without_a_word_is_named() -> None:
    """Clauses of the version before that are neither here, nor continued, nor noted, nor unconfirmed."""
    kept = version("2.0", "2025-01-01", clause("a"))
    assert dropped(kept) == ["b", "c", "d"]
    noted = version(
        "2.0",
        "2025-01-01",
        clause("a2", was="a"),
        removed=(Removal("b", "replaced"),),
        unconfirmed=("c",),
    )
    assert dropped(noted) == ["d"]


def test_a_first_version_and_a_withdrawal_drop_nothing() -> None:
    """There is nothing before the first version, and a withdrawal says itself why."""
    withdrawn = Withdrawal(PartialDate.parse("2025-01-01"), "replaced")
    only = document(FIRST, withdrawn=withdrawn)
    assert dropped_without_note(only, vocabulary=vocabulary()) == {}
