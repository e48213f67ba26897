"""The two locks pin the same versions, by hash, and say nothing of the machine that compiled them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUN = (ROOT / "requirements.lock").read_text(encoding="utf-8")
DEV = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")


def pins(lock: str) -> set[str]:
    """Every pin of a lock, as name==version."""
    return set(re.findall(r"^([a-z0-9-]+(?:\[[a-z,]+\])?==\S+)", lock, re.MULTILINE))


def test_the_developers_lock_holds_the_other() -> None:
    """A checkout made ready for tests can serve too: each package of the one lock is in the other, same version."""
    assert len(pins(RUN)) > 40
    assert pins(RUN) <= pins(DEV)


def test_every_pin_has_a_hash() -> None:
    """No package can be swapped on its way here: each pin is followed by at least one SHA-256."""
    for lock in (RUN, DEV):
        blocks = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
        assert len(blocks) == len(pins(lock))
        assert [block for block in blocks if "--hash=sha256:" not in block] == []


def test_locks_name_no_place() -> None:
    """A lock holds no download address and no path, so it works behind any mirror."""
    for lock in (RUN, DEV):
        assert not re.search(r"https?:|file:|index-url|find-links|^\s*#.*\s/", lock, re.MULTILINE)
