"""The checks of a chain that hashes alone do not make: whoever can compute them could have written it anew."""

from __future__ import annotations

from typing import Any

import pytest

from registry.store.chain import Recorded, faults
from registry.store.leaf import Leaf, leaf_hash


def revision(n: int, time: str, *, after: Recorded | None = None) -> Recorded:
    """A revision whose leaf, hash and link are right, whatever its number and time."""
    columns: dict[str, Any] = {
        "n": n, "time": time, "author": "Ada", "reviewer": None, "kind": "import", "reason": "A reason",
        "prev": after.revision["hash"] if after else None,
    }  # fmt: skip
    data = Leaf(**columns, changes={}).encode()
    return Recorded({**columns, "hash": leaf_hash(data), "leaf": data.decode()}, ())


@pytest.mark.parametrize(
    ("n", "time", "expected"),
    [
        (2, "2026-11-21T12:00:00Z", []),
        (2, "2026-11-21T11:59:59Z", ["revision 2: its time 2026-11-21T11:59:59Z is before that of revision 1"]),
        (3, "2026-11-21T12:00:00Z", ["revision 3: it follows revision 1; revisions between them are missing"]),
        (1, "2026-11-21T12:00:00Z", ["revision 1: it follows revision 1; revisions between them are missing"]),
    ],
)  # fmt: skip
def test_numbers_and_times_are_checked_although_every_hash_fits(
    n: int, time: str, expected: list[str]
) -> None:
    """Revisions are numbered without a gap, and none is dated before the one that it follows."""
    first = revision(1, "2026-11-21T12:00:00Z")
    found = [str(fault) for fault in faults([first, revision(n, time, after=first)])]
    assert found == expected


def test_a_chain_begins_with_revision_one() -> None:
    """A ledger whose beginning was cut off and linked anew does not pass for a whole one."""
    found = [str(fault) for fault in faults([revision(2, "2026-11-21T12:00:00Z")])]
    assert found == ["revision 2: it follows revision 0; revisions between them are missing"]
