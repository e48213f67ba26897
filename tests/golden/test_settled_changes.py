"""The real catalogue's changes, derived and judged, against what people settled by reading both texts."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from registry.content.folder import read_catalog
from registry.core.compare import Change
from registry.core.records import Direction

HERE = Path(__file__).parent
CHECKOUT = HERE.parent.parent

Key = tuple[str, str, str, str]
"""Owner, document, label of the later version, clause."""

NO_DIRECTION = frozenset({Direction.ALTERED, Direction.REWORDED, Direction.UNCHANGED})

_FCF, _FSF = "frontier-compliance-framework", "frontier-safety-framework"
_PRINCIPLES = ("google-deepmind", "google-ai-principles", "2025")

DERIVED_AGAINST_THE_SETTLED: Mapping[Key, Direction] = {
    ("anthropic", _FCF, "2", "fcf-incident-response"): Direction.MIXED,
    ("anthropic", _FCF, "2", "fcf-weight-protection"): Direction.MIXED,
    ("anthropic", "frontier-safety-roadmap", "2026-07", "rm-moonshots"): Direction.WEAKENED,
    ("anthropic", "responsible-scaling-policy", "3.0", "internal-implementation-review"): Direction.WEAKENED,
    ("google-deepmind", _FSF, "3.0", "early-warning-evals"): Direction.WEAKENED,
    (*_PRINCIPLES, "accountable-to-people"): Direction.STRENGTHENED,
    (*_PRINCIPLES, "built-and-tested-for-safety"): Direction.STRENGTHENED,
}
"""Settled without a direction though a facet moved: a judgement cannot say "none", so the derived shows."""

DERIVED_ALONE = {
    Direction.ADDED: (147, 147),
    Direction.REMOVED: (81, 81),
    Direction.STRENGTHENED: (30, 71),
    Direction.WEAKENED: (20, 71),
    Direction.MIXED: (2, 28),
    None: (494, 501),
}
"""How many settled changes of a direction comparison alone finds, and of how many; None is no direction."""


@pytest.fixture(scope="module")
def settled() -> Mapping[Key, Direction]:
    with (HERE / "settled-changes.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["lab"], row["document"], row["version"], row["clause"]): Direction(row["settled"])
            for row in csv.DictReader(file)
        }


@pytest.fixture(scope="module")
def changes() -> Mapping[Key, Change]:
    found: dict[Key, Change] = {}
    for change in read_catalog(CHECKOUT).changes:
        if change.from_version is None or change.to_version is None:
            continue
        document = change.document
        found[document.owner, document.slug, change.to_version.label, change.clause.id] = change
    return found


def test_every_settled_change_has_its_direction(
    settled: Mapping[Key, Direction], changes: Mapping[Key, Change]
) -> None:
    """The direction shown of every settled change is the settled one, the seven that are named apart."""
    wrong = [
        f"{'/'.join(key)}: settled {want}, found {_shown(changes.get(key))}"
        for key, want in settled.items()
        if not _agrees(changes.get(key), DERIVED_AGAINST_THE_SETTLED.get(key, want))
    ]
    assert not wrong, "\n".join([f"{len(wrong)} of {len(settled)} come out otherwise:", *wrong])


def test_no_change_of_a_settled_version_is_unknown(
    settled: Mapping[Key, Direction], changes: Mapping[Key, Change]
) -> None:
    """In a version that was settled, comparison finds no change to a clause that was not settled."""
    versions = {key[:3] for key in settled}
    unknown = ["/".join(key) for key in changes if key[:3] in versions and key not in settled]
    assert not unknown, "\n".join(["changes that nobody settled:", *unknown])


def test_every_settled_change_that_cannot_be_reproduced_is_named(
    settled: Mapping[Key, Direction], changes: Mapping[Key, Change]
) -> None:
    """The exceptions are exactly those that disagree today; none stays on the list once it agrees."""
    differ = {key for key, want in settled.items() if not _agrees(changes.get(key), want)}
    assert differ == set(DERIVED_AGAINST_THE_SETTLED)


def test_nothing_is_judged_that_comparison_finds_by_itself(changes: Mapping[Key, Change]) -> None:
    """A judgement stands only where the derived direction is another one; elsewhere it would be noise."""
    judged = {key: change for key, change in changes.items() if change.judged}
    needless = ["/".join(key) for key, change in judged.items() if change.derived == change.direction]
    assert not needless, "\n".join(["judged as derived:", *needless])


def test_comparison_alone_derives_its_share(
    settled: Mapping[Key, Direction], changes: Mapping[Key, Change], capsys: pytest.CaptureFixture[str]
) -> None:
    """Without judgements, comparison finds at least as many settled directions as when it was measured."""
    total = Counter(_group(want) for want in settled.values())
    found = Counter(
        _group(want)
        for key, want in settled.items()
        if key in changes and _group(changes[key].derived) == _group(want)
    )
    lines = [f"{group or 'no direction':>14} {found[group]:3} of {total[group]:3}" for group in DERIVED_ALONE]
    share = found.total() / total.total()
    lines.append(f"{'all':>14} {found.total()} of {total.total()}, {share:.1%}")
    with capsys.disabled():
        sys.stdout.write("\n".join(["", "settled changes that comparison alone derives:", *lines, ""]))
    assert dict(total) == {group: of for group, (_, of) in DERIVED_ALONE.items()}, "the settled rows changed"
    fewer = [str(group) for group, (least, _) in DERIVED_ALONE.items() if found[group] < least]
    assert not fewer, f"comparison derives fewer than it did: {', '.join(fewer)}"


def _group(direction: Direction) -> Direction | None:
    return None if direction in NO_DIRECTION else direction


def _agrees(change: Change | None, want: Direction) -> bool:
    return change is not None and _group(change.direction) == _group(want)


def _shown(change: Change | None) -> str:
    if change is None:
        return "no such change"
    how = f"judged; derived {change.derived}" if change.judged else "derived"
    return f"{change.direction} ({how})"
